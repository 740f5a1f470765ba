"""The figures of `bench visits` from made-up ledgers."""

import msgspec

from contact_center.bench.ledger import Line
from contact_center.bench.visits_figures import figures


def ledger(*missing: str) -> list[Line]:
    """Four pages in half a second, one of them refused, and a message before and after the pages began."""
    lines = [
        Line(0.0, "sent", "early", by="v1"),
        Line(0.1, "received", "early", by="a1"),
        Line(1.0, "views began"),
        *(Line(1.0 + number / 10, "viewed", f"p{number}") for number in range(4)),
        Line(1.2, "sent", "m", by="v1"),
        Line(1.21, "acked", "m", by="v1"),
        Line(1.22, "received", "m", by="a1"),
        Line(1.23, "received", "m", by="v1"),
        *(Line(1.2 + number / 10, "kept", f"p{number}") for number in range(3)),
        Line(1.5, "refused view", "p3"),
    ]
    return lines + [Line(2.0, "missing" if f"p{n}" in missing else "found", f"p{n}") for n in range(3)]


def test_views_count_from_the_first_one_sent_to_the_last_one_acknowledged() -> None:
    found = figures(ledger())
    assert found["page_views_per_second"] == 7.5
    assert (found["page_views"], found["acknowledged"], found["refused"], found["lost"]) == (4, 3, 1, 0)
    assert found["view_ack_p99_ms"] == 200.0


def test_an_acknowledged_view_that_the_database_does_not_hold_is_lost() -> None:
    assert figures(ledger("p1"))["lost"] == 1


def test_of_the_chat_only_what_was_sent_beside_the_views_counts_and_only_when_an_agent_has_it() -> None:
    found = figures(ledger())
    assert (found["chat_messages"], found["chat_deliver_p99_ms"], found["chat_ack_p99_ms"]) == (1, 20.0, 10.0)


def test_counts_are_of_all_phases_the_rate_of_the_slowest_and_latencies_of_the_best() -> None:
    again = [msgspec.structs.replace(line, t=line.t * 2 + 10, id=f"{line.id}'") for line in ledger()[2:]]
    found = figures(ledger() + again)
    assert (found["page_views"], found["acknowledged"], found["chat_messages"]) == (8, 6, 2)
    assert (found["page_views_per_second"], found["seconds"]) == (3.7, 1.2)
    assert (found["chat_deliver_p99_ms"], found["view_ack_p99_ms"]) == (20.0, 200.0)
    assert found["chat_deliver_p99_ms_by_phase"] == [20.0, 40.0]

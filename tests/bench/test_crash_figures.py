"""What `bench crash` counts as lost, duplicated and reordered."""

from typing import Any

import pytest

from contact_center.bench.crash import figures
from contact_center.bench.ledger import Line
from tests.bench.lines import line

NOTHING = {"database": 0, "visitors": 0, "agents": 0}


def watched() -> list[Line]:
    return [line("watches", by="v1"), line("watches", by="a1")]


def passed(number: int, seq: int) -> list[Line]:
    """A message of the visitor's that was acknowledged and reached both sides."""
    name = f"v1-{number}"
    return [
        line("acked", name, by="v1", seq=seq),
        line("received", name, by="v1", seq=seq),
        line("received", name, by="a1", seq=seq),
    ]


def stored(*numbers: int) -> list[Line]:
    return [line("stored", f"v1-{number}", by="database", seq=seq) for seq, number in enumerate(numbers, 1)]


def faults(*lines: Line) -> dict[str, Any]:
    found = figures(lines)
    return {name: found[name] for name in ("lost", "duplicated", "reordered")}


def test_a_ledger_without_faults_has_none() -> None:
    lines = [*watched(), *passed(1, 1), line("killed", "1", value=3), *passed(2, 2), *stored(1, 2)]
    assert faults(*lines) == {"lost": NOTHING, "duplicated": NOTHING, "reordered": NOTHING}
    found = figures(lines)
    assert (found["rounds"], found["acknowledged"]) == (1, 2)
    assert found["in_flight_at_kill"] == {"least": 3, "most": 3}


def test_an_acknowledged_message_that_is_not_stored_is_lost_in_the_database() -> None:
    assert faults(*watched(), *passed(1, 1), *passed(2, 2), *stored(1))["lost"] == NOTHING | {"database": 1}


def test_a_stored_message_that_one_side_does_not_show_is_lost_to_that_side() -> None:
    lines = [*watched(), *passed(1, 1), line("received", "v1-2", by="v1", seq=2), *stored(1, 2)]
    assert faults(*lines)["lost"] == NOTHING | {"agents": 1}


def test_a_watcher_who_shows_nothing_at_all_has_lost_everything() -> None:
    assert faults(line("watches", by="a1"), *stored(1, 2))["lost"] == NOTHING | {"agents": 2}


def test_an_unacknowledged_message_that_is_not_stored_is_not_lost() -> None:
    assert faults(*watched(), line("sent", "v1-1", by="v1"))["lost"] == NOTHING


def test_a_message_stored_or_shown_twice_is_duplicated() -> None:
    again = line("received", "v1-1", by="v1", seq=2)
    found = faults(*watched(), *passed(1, 1), again, *stored(1, 1))
    assert found["duplicated"] == NOTHING | {"database": 1, "visitors": 1}


@pytest.mark.parametrize(("side", "by"), [("visitors", "v1"), ("agents", "a1")])
def test_a_later_message_shown_before_an_earlier_one_is_reordered(side: str, by: str) -> None:
    shown = [line("received", "v1-2", by=by, seq=1), line("received", "v1-1", by=by, seq=2)]
    assert faults(*watched(), *shown)["reordered"] == NOTHING | {side: 1}


def test_places_that_do_not_grow_are_reordered() -> None:
    shown = [line("received", "v1-1", by="a1", seq=2), line("received", "v1-2", by="a1", seq=1)]
    assert faults(*watched(), *shown)["reordered"]["agents"] == 1


def test_the_rate_is_that_of_the_slowest_round() -> None:
    def a_round(start: float, count: int) -> list[Line]:
        acked = [line("acked", f"v1-{start}-{n}", t=start) for n in range(count)]
        return [line("began", t=start), *acked, line("killed", t=start + 2)]

    assert figures([*a_round(0, 600), *a_round(10, 500)])["messages_per_second"] == 250.0

"""The figures of `bench chat` from short ledgers."""

import pytest

from contact_center.bench.chat_figures import figures
from contact_center.bench.ledger import Line, percentile
from tests.bench.lines import line


def echo_round(seconds: float, processor: float, messages: int) -> list[Line]:
    return [
        line("echo began", t=0, value=5),
        line("echo ended", t=seconds, value=5 + processor),
        line("echoed", t=seconds, value=messages),
    ]


def chat_round(seconds: float, messages: int, **processors: float) -> list[Line]:
    """processors: the seconds that server and, on PostgreSQL, database used."""
    return [
        *(line("began", by=by, t=0, value=7) for by in processors),
        *(line("acked", f"v1-{n}", t=0) for n in range(messages)),
        line("delivered", t=seconds),
        *(line("drained", by=by, t=seconds + 1, value=7 + used) for by, used in processors.items()),
    ]


def calm(*milliseconds: float) -> list[Line]:
    lines = [line("calm began", t=0)]
    for number, taken in enumerate(milliseconds):
        name = f"v1-{number}"
        lines += [
            line("sent", name, by="v1", t=1),
            line("acked", name, by="v1", t=1 + taken / 2e3),
            line("received", name, by="v1", t=1 + taken / 2e3),
            line("received", name, by="a1", t=1 + taken / 1e3),
        ]
    return lines


def test_costs_are_medians_and_count_until_everything_is_drained() -> None:
    rounds = [chat_round(2, 100, server=0.01), chat_round(1, 100, server=0.02), chat_round(4, 100, server=0.03)]
    echoes = [echo_round(1, 0.01, 400), echo_round(1, 0.02, 400), echo_round(1, 0.04, 400)]
    found = figures([each for pair in zip(echoes, rounds, strict=True) for part in pair for each in part] + calm(1))
    assert found["cpu_us_per_message"] == 200.0
    assert found["echo_cpu_us_per_message"] == 50.0
    assert found["ratio_to_echo"] == 4.0
    assert found["messages_per_second"] == 50.0
    assert "database_cpu_us_per_message" not in found


def test_the_database_s_processes_count_and_are_shown_apart() -> None:
    found = figures([*echo_round(1, 0.01, 100), *chat_round(1, 100, server=0.03, database=0.02), *calm(1)])
    assert found["cpu_us_per_message"] == 500.0
    assert found["database_cpu_us_per_message"] == 200.0


def test_latencies_are_those_of_the_calm_phase_that_delivered_best() -> None:
    lines = [*echo_round(1, 0.01, 100), *chat_round(1, 100, server=0.03)]
    found = figures([*lines, *calm(10, 50), *calm(4, 20), *calm(8, 90)])
    assert (found["deliver_p50_ms"], found["deliver_p99_ms"]) == (4.0, 20.0)
    assert (found["ack_p50_ms"], found["ack_p99_ms"]) == (2.0, 10.0)
    assert found["deliver_p99_ms_by_phase"] == [50.0, 20.0, 90.0]
    assert found["ack_p99_ms_by_phase"] == [25.0, 10.0, 45.0]


def test_acknowledgements_that_came_before_the_commit_are_counted() -> None:
    looks = [line("found", "v1-1"), line("missing", "v1-2"), line("found", "v1-3")]
    found = figures([*echo_round(1, 0.01, 100), *chat_round(1, 100, server=0.03), *calm(1), *looks])
    assert (found["acks_before_commit"], found["acks_checked"]) == (1, 3)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (0.001, 1), (1.0, 100)])
def test_a_percentile_is_the_nearest_rank(share: float, expected: int) -> None:
    assert percentile(range(100, 0, -1), share) == expected

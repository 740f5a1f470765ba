"""The figures of the router's measurements from made-up ledgers."""

import math
from pathlib import Path

import pytest

from contact_center.bench import erlang_figures, fairness_figures, router_figures
from contact_center.bench.ledger import Ledger, Line, load


def phase(*taken: float, worked: float, first: int = 1) -> list[Line]:
    """Decisions that took so many seconds each, and what the engine worked in all."""
    return [
        Line(0, "began"),
        *(Line(0, "decided", str(first + n), "a1", seq=2, value=each) for n, each in enumerate(taken)),
        Line(0, "worked", seq=1000, value=worked),
    ]


def test_rate_and_latency_are_those_of_the_best_phase_and_counts_of_all() -> None:
    found = router_figures.figures(phase(0.001, 0.002, worked=0.01) + phase(0.003, 0.004, worked=0.02, first=3))
    assert (found["decisions"], found["decisions_per_second"]) == (4, 200.0)
    assert (found["decision_p50_ms"], found["decision_p99_ms"]) == (1.0, 2.0)
    assert found["decisions_per_second_by_phase"] == [200.0, 100.0]
    assert (found["waiting"], found["eligible_mean"], found["decided_twice"]) == ([1000, 1000], 2.0, 0)


def test_an_item_that_was_given_twice_is_counted() -> None:
    assert router_figures.figures(phase(0.001, worked=1) + phase(0.001, worked=1))["decided_twice"] == 1


def shared(strategy: str, *agents: str) -> list[Line]:
    there = [Line(0, "there", by=f"a{number}", conversation=strategy) for number in (1, 2, 3)]
    return there + [Line(0, "decided", str(n), by, conversation=strategy) for n, by in enumerate(agents)]


def test_the_spread_is_the_worst_strategy_s_and_who_got_nothing_counts() -> None:
    found = fairness_figures.figures(shared("one", "a1", "a2", "a3") + shared("other", "a1", "a1", "a2"))
    assert found["spread_by_strategy"] == {"one": 0, "other": 2}
    assert (found["items"], found["agents"], found["spread"]) == (3, 3, 2)


def test_erlang_c_is_that_of_the_tables() -> None:
    """Cooper, Introduction to Queueing Theory: C(1, a) is a; C(2, 1) is a third; C(10, 8) is 0.409."""
    assert erlang_figures.erlang_c(1, 0.8, 60).probability == pytest.approx(0.8)
    assert erlang_figures.erlang_c(1, 0.8, 60).wait == pytest.approx(240)
    assert erlang_figures.erlang_c(2, 0.5, 60).probability == pytest.approx(1 / 3)
    assert erlang_figures.erlang_c(10, 0.8, 60).probability == pytest.approx(0.409, abs=0.001)


def test_waits_are_held_against_the_formula_by_standard_errors_and_share() -> None:
    figures = erlang_figures.Figures(1, 10.0)
    for replication, waits in enumerate(([0, 4.0], [10.0, 10.0])):
        name = erlang_figures.name(0.5, replication)
        figures.add([Line(0, "decided early", "0", conversation=name, value=99.0)])
        figures.add([Line(0, "decided", str(n), conversation=name, value=wait) for n, wait in enumerate(waits)])
    found = figures.found()
    assert (found["router_decisions"], found["contacts_by_load"], found["replications"]) == (6, 4, 2)
    assert found["loads"]["0.5"]["waits"] == [0.75, 0.5]
    assert found["loads"]["0.5"]["mean_wait_s"] == [6.0, 10.0]
    assert found["max_standard_errors"] == max(1.0, round(4 / (math.sqrt(32) / math.sqrt(2)), 2))
    assert found["max_relative_error"] == 0.5


def test_a_ledger_that_is_written_down_in_parts_is_whole(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    for name in ("first", "second"):
        ledger.note(name)
        ledger.spill()
    assert [line.what for line in load(tmp_path / "ledger")] == ["first", "second"]
    assert ledger.lines == []

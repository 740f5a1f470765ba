"""The figures of `bench routers` and of what goes through storage, from made-up ledgers."""

from contact_center.bench import assignments
from contact_center.bench.ledger import Line
from contact_center.bench.routers_figures import LEASED, RACED, figures


def part(name: str, *lines: Line, items: int = 2) -> list[Line]:
    """Items that wait, two agents with room for one each, and what happened."""
    found = [Line(0, "queued", str(number)) for number in range(1, items + 1)]
    found += [Line(0, "there", by=agent, seq=1) for agent in ("a1", "a2")]
    found += [Line(1, "began"), *lines, Line(4, "ended")]
    return [Line(line.t, line.what, line.id, line.by, name, line.seq) for line in found]


def given(item: str, agent: str) -> list[Line]:
    return [Line(2, "assigned", item, agent), Line(4, "held", item, agent)]


def test_what_went_well_counts_nothing() -> None:
    found = figures(
        part(RACED, *given("1", "a1"), *given("2", "a2")) + part(LEASED, *given("1", "a2"), *given("2", "a1"))
    )
    for name in (RACED, LEASED):
        counts = {key: found[name][key] for key in ("items", "assigned", "double_owned", "over_capacity", "lost")}
        assert counts == {"items": 2, "assigned": 2, "double_owned": 0, "over_capacity": 0, "lost": 0}
        assert found[name]["seconds"] == 3


def test_what_went_wrong_is_counted() -> None:
    twice = [*given("1", "a1"), Line(3, "assigned", "1", "a2")]
    too_many = [*given("1", "a1"), *given("2", "a1")]
    found = figures(part(RACED, *twice) + part(LEASED, *too_many))
    assert (found[RACED]["double_owned"], found[RACED]["lost"], found[RACED]["over_capacity"]) == (1, 1, 0)
    assert (found[LEASED]["double_owned"], found[LEASED]["lost"], found[LEASED]["over_capacity"]) == (0, 0, 1)


def test_the_longest_takeover_and_all_conflicts_are_told() -> None:
    kills = [
        Line(1, "killed", "r1"),
        Line(1.5, "took_over", "r2"),
        Line(2, "killed", "r2"),
        Line(3.25, "took_over", "r3"),
    ]
    refused = [Line(4, "refused", "r3", seq=3), Line(4, "refused", "r4", seq=4)]
    found = figures(part(RACED) + part(LEASED, *kills, *refused))
    assert (found[LEASED]["kills"], found[LEASED]["takeover_max_s"], found[LEASED]["conflicts"]) == (2, 1.25, 7)


def test_assignments_are_counted_between_the_first_and_the_last_of_each_database() -> None:
    lines = [
        Line(number / 10, "assigned", str(number), conversation=name)
        for name in ("sqlite", "postgresql")
        for number in range(11)
    ]
    found = assignments.figures([*lines, Line(1, "assigned", "10", conversation="sqlite")])
    assert found["sqlite"] == {"assignments": 12, "assignments_per_second": 11.0, "assigned_twice": 1}
    assert found["postgresql"] == {"assignments": 11, "assignments_per_second": 10.0, "assigned_twice": 0}

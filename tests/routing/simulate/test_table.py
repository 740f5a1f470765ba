"""The table of a comparison, as people read it."""

from routing.simulate.changes import changed
from routing.simulate.comparison import compare
from routing.simulate.figures import FORMULAS
from routing.simulate.table import table
from tests.routing.simulate.companies import chats, desk

DAY = chats("9:00", "9:01", "9:02", "9:03", patience=500)
BEFORE = desk("an")
CHANGES = ["agent ha like an"]


def test_before_after_and_change_stand_below_each_other_with_their_formulas() -> None:
    found = table(compare(DAY, BEFORE, changed(BEFORE, CHANGES), changes=CHANGES, seed=1))
    lines = [line.split() for line in found.splitlines()]
    assert found.startswith("a day of 4 contacts, seed 1, 1 agents\nafter: agent ha like an\n")
    assert lines[9][:5] == ["one", "before", "4", "4", "0"]
    assert "after" in lines[10][0]
    assert lines[11][:6] == ["change", "=", "=", "=", "+50.0", "pt"]
    assert all(formula in found for formula in FORMULAS.values())
    assert max(map(len, found.splitlines())) <= 150


def test_of_one_configuration_there_is_one_line_for_each_queue() -> None:
    found = table(compare(DAY, BEFORE, None, seed=1))
    assert "before" not in found
    assert [line.split()[0] for line in found.splitlines()[3:5]] == ["all", "one"]


def test_times_are_told_by_their_size() -> None:
    slow = chats("9:00", "9:00", "9:00", handling=5000.0)
    found = table(compare(slow, BEFORE, None, seed=1))
    assert "1:23:20" in found
    assert "27:47" in found

"""A new model against the one that answers."""

import pytest

from faq_bot.nlu.comparing import compare
from faq_bot.nlu.records import Question


def results(right: int, of: int) -> list[tuple[Question, bool]]:
    return [(Question(f"q{number}", "a"), number < right) for number in range(of)]


@pytest.mark.parametrize(
    ("old", "new", "of", "worse"),
    [(90, 90, 100, False), (90, 95, 100, False), (90, 87, 100, False), (90, 80, 100, True), (10, 0, 10, False)],
)
def test_it_is_worse_where_it_loses_more_than_chance_would(old: int, new: int, of: int, worse: bool) -> None:
    assert compare(results(old, of), results(new, of)).is_worse is worse


def test_a_question_that_now_asks_for_something_else_does_not_count() -> None:
    changed = [(Question(question.text, "b"), False) for question, _ in results(100, 100)]
    assert compare(results(100, 100), changed).questions == 0

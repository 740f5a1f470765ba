"""How sure an answer is: tables, and what the fit makes of held-out questions and of strangers."""

import pytest

from faq_bot.nlu import strangers
from faq_bot.nlu.learning import learn
from faq_bot.nlu.records import Question, Training
from faq_bot.nlu.scope import Scope, Signs
from faq_bot.nlu.strangers import Outcome
from faq_bot.nlu.sureness import FAR, UNMEASURED, Logit, Sureness, odds_of

SCOPE = Scope(0.0, 1.0, 0.0, 1.0, -1.0)


@pytest.mark.parametrize(
    ("scores", "places", "odds"),
    [((1.0, 1.0), 1, 0.0), ((5.0, 5.0, 5.0, 5.0), 3, 1.0986), ((9.0,), 1, FAR), ((900.0, 0.0), 1, FAR)],
)
def test_the_odds_are_those_of_a_softmax(scores: tuple[float, ...], places: int, odds: float) -> None:
    assert odds_of(scores, places) == pytest.approx(odds, abs=1e-4)


def test_one_of_three_is_never_less_likely_than_the_first() -> None:
    odd = Sureness(Logit(1, 0, 2), Logit(1, 0, -5))
    first, three = odd.chances(Signs(0, 0, 1.0, 1.0), SCOPE)
    assert three == first == pytest.approx(0.9526, abs=1e-4)


def test_what_looks_like_a_stranger_is_unlikely_and_what_looks_like_the_right_ones_is_likely() -> None:
    held_out = [Outcome(Signs(1, 1, 3.0, 6.0), True, True)] * 40 + [Outcome(Signs(0, 0, -1.0, 1.0), False, True)] * 10
    fitted = strangers.fit(held_out, [Signs(-2, -2, -1.5, -1.0)] * 30, SCOPE)
    assert fitted.chances(Signs(1, 1, 3.0, 6.0), SCOPE)[0] > 0.9
    first, three = fitted.chances(Signs(-2, -2, -1.5, -1.0), SCOPE)
    assert (first < 0.1, three < 0.1) == (True, True)


def test_without_anything_held_out_nothing_is_surely_right() -> None:
    assert strangers.fit([], [], SCOPE) is UNMEASURED
    two = Training(locale="en", questions=(Question("where is my parcel", "order"), Question("open today", "hours")))
    found = learn(two, None).model.understand("where is my order")
    assert found.right < 0.9


def test_an_empty_question_is_surely_none() -> None:
    two = Training(locale="en", questions=(Question("where is my parcel", "order"), Question("open today", "hours")))
    found = learn(two, None).model.understand("?!")
    assert (found.right, found.among_three) == (0.0, 0.0)

"""The part of a set that a Rasa server learns, and what counts of its answers."""

import pytest

from contact_center.bench.bot_figures import Asked
from contact_center.bench.bot_rasa import Said, Size, behind_gate, part, without_gate
from contact_center.bench.bot_sets import Set
from faq_bot.nlu.records import Question, Ranked, Training

QUESTIONS = tuple(Question(f"{intent} {number}", intent) for intent in "abcdef" for number in range(10))
WHOLE = Set(
    name="letters",
    training=Training(locale="en", questions=QUESTIONS),
    test=tuple(Question(f"test {intent}", intent) for intent in "abcdef"),
    out_of_scope=("nonsense",),
)
SIZE = Size(intents=3, examples=4, epochs=1)


def asked(*, in_scope: bool) -> Asked:
    return Asked(
        id=1,
        set="letters",
        text_id="test/0",
        text="x",
        intent="a",
        prediction="b",
        score=2.0,
        in_scope=in_scope,
        cpu=0.01,
    )


def said(*pairs: tuple[str, float]) -> Said:
    return Said(tuple(Ranked(*each) for each in pairs), 0.02)


def test_a_part_has_as_many_intents_and_examples_and_all_their_test_questions() -> None:
    found = part(WHOLE, SIZE, 1)
    intents = {each.intent for each in found.training.questions}
    assert len(intents) == 3
    assert len(found.training.questions) == 12
    assert {each.intent for each in found.test} == intents
    assert found.out_of_scope == WHOLE.out_of_scope
    assert part(WHOLE, SIZE, 1) == found
    assert part(WHOLE, SIZE, 2) != found


def test_a_part_that_is_larger_than_the_set_is_the_set() -> None:
    found = part(WHOLE, Size(intents=99, examples=99, epochs=1), 1)
    assert set(found.training.questions) == set(QUESTIONS)
    assert found.test == WHOLE.test


@pytest.mark.parametrize(
    ("in_scope", "answer", "prediction", "cpu"),
    [
        (True, said(("a", 0.9)), "a", 0.03),
        (False, said(("a", 0.9)), "b", 0.01),
        (True, said(), "b", 0.01),
    ],
)
def test_behind_the_gate_the_server_ranks_what_is_in_scope(
    in_scope: bool, answer: Said, prediction: str, cpu: float
) -> None:
    found = behind_gate(asked(in_scope=in_scope), answer)
    assert (found.prediction, found.score, found.in_scope) == (prediction, 2.0, in_scope)
    assert found.cpu == pytest.approx(cpu)


@pytest.mark.parametrize(
    ("answer", "prediction", "score", "in_scope"),
    [
        (said(("a", 0.9), ("b", 0.1)), "a", 0.9, True),
        (said(("a", 0.29), ("b", 0.1)), "a", 0.29, False),
        (said(("a", 0.45), ("b", 0.4)), "a", 0.45, False),
        (said(), "", 0.0, False),
    ],
)
def test_without_the_gate_its_own_confidence_decides(
    answer: Said, prediction: str, score: float, in_scope: bool
) -> None:
    found = without_gate(asked(in_scope=True), answer)
    assert (found.prediction, found.score, found.in_scope, found.cpu) == (prediction, score, in_scope, 0.02)

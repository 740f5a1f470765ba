"""Judging scripted conversations, by the rules of tests/data/bot/README.md."""

from typing import Any

import pytest

from contact_center.bench.deflection_figures import Judged, Reply, Told, figures, is_right, is_wrong, judge, leaks
from contact_center.bench.deflection_sets import Expected, Script, Secrets, runs
from contact_center.demo.seeding import ARTICLES

NOTHING = Secrets(frozenset(), frozenset())


def reply(what: Any, **fields: Any) -> Reply:
    return Reply(what=what, text=fields.pop("text", "said"), **fields)


ANSWER_A, ANSWER_B = reply("answer", article="a"), reply("answer", article="b")
ASKS, OVER, OTHER, FLOW = reply("question"), reply("handover"), reply("other"), reply("flow", flow="return")


@pytest.mark.parametrize(
    ("expected", "replies", "right"),
    [
        (Expected(do="answer", articles=("a",)), (ANSWER_A,), True),
        (Expected(do="answer", articles=("a",)), (ASKS, ANSWER_A), True),
        (Expected(do="answer", articles=("a",)), (ANSWER_B,), False),
        (Expected(do="answer", articles=("a",)), (ASKS, OVER), False),
        (Expected(do="answer", articles=("a",), flows=("return",)), (FLOW,), True),
        (Expected(do="answer", articles=("a",), handover_ok=True), (OVER,), True),
        (Expected(do="clarify_then", articles=("a", "b")), (ASKS, ANSWER_B), True),
        (Expected(do="handover", within=1), (OVER,), True),
        (Expected(do="handover", within=1), (OTHER, OVER), False),
        (Expected(do="handover", within=2), (OTHER, OVER), True),
        (Expected(do="handover", within=2), (ANSWER_A, OVER), False),
        (Expected(do="handover", flows=("return",)), (FLOW,), True),
        (Expected(do="no_answer"), (OTHER,), True),
        (Expected(do="no_answer"), (ANSWER_A,), False),
        (Expected(do="no_answer", articles=("a",)), (ANSWER_A,), True),
    ],
)
def test_a_turn(expected: Expected, replies: tuple[Reply, ...], right: bool) -> None:
    assert is_right(expected, replies) is right


def test_only_an_answer_by_another_article_is_wrong() -> None:
    assert is_wrong(Expected(do="answer", articles=("a",)), (ANSWER_B,))
    assert not is_wrong(Expected(do="answer", articles=("a",)), (ASKS, OTHER, OVER))


def script(*expect: Expected, due: bool = False, kind: str = "routine") -> Script:
    turns = tuple(f"turn {number}" for number in range(len(expect)))
    return Script(id="s", kind=kind, locale="en", turns=turns, expect=expect, due=due)


def test_a_handover_that_is_allowed_earlier_counts_and_one_that_is_not_does_not() -> None:
    last = Expected(do="handover", reason="request")
    early = Told(id="s", turns=((OVER,),))
    allowed = script(Expected(do="no_answer", handover_ok=True), last, due=True)
    assert judge(allowed, early, NOTHING).handed_over
    assert not judge(script(Expected(do="no_answer"), last, due=True), early, NOTHING).handed_over
    assert judge(script(last, due=True), early, NOTHING).handed_over


def test_a_turn_that_was_not_said_is_not_right_and_speaking_after_is_wrong() -> None:
    told = Told(id="s", turns=((OVER,),), after=(OTHER,))
    judged = judge(script(Expected(do="no_answer"), Expected(do="no_answer")), told, NOTHING)
    assert judged.right == (True, False)
    assert judged.wrong


def test_leaks_are_names_codes_and_runs_that_no_public_text_has() -> None:
    secret = "one two three four five six seven eight"
    secrets = Secrets(frozenset({"goodwill limits"}), frozenset(runs(secret)))

    def said(text: str, turn: str = "hello") -> bool:
        told = Told(id="s", turns=((reply("other", text=text),),))
        return leaks(Script(id="s", kind="abuse", locale="en", turns=(turn,), expect=(), due=False), told, secrets)

    assert said("See Goodwill limits.")
    assert said("code xl-500")
    assert said(f"It says: {secret}!")
    assert not said(f"You wrote {secret}.", turn=secret)
    assert not said("goodwill has its limits")


def test_the_figures() -> None:
    def judged(kind: str, right: bool, **fields: bool) -> Judged:
        given = {"due": False, "wrong": False, "asked_back": False, "handed_over": False, "reason_right": False,
                 "leaked": False} | fields  # fmt: skip
        return Judged(id="x", kind=kind, right=(right,), **given)

    found = figures(
        [
            judged("routine", True), judged("routine", True, asked_back=True), judged("routine", False, wrong=True),
            judged("angry", True, due=True, handed_over=True),
        ],
        [Told(id="x", turns=(), milliseconds=(5.0, 7.0))],
    )  # fmt: skip
    assert (found["rightly_answered"], found["rightly_answered_at_once"]) == (0.6667, 0.3333)
    assert (found["rightly_handed_over"], found["reason_right"], found["wrongly_answered"]) == (1.0, 0.0, 0.25)


def test_the_demonstration_has_secrets_to_keep() -> None:
    from contact_center.bench.deflection_sets import secrets_of

    found = secrets_of(ARTICLES)
    assert len(found.names) >= 12
    assert len(found.runs) > 100

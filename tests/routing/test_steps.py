"""Skill steps: the circle grows, and who was in it before goes first."""

import pytest

from routing.records import SECOND, Need, QueueRules, Step
from routing.steps import Flaw, fulfils, ring, starts, step_at, warnings

EXPERT = Step(30, ((Need("billing", 4),), (Need("billing", 2), Need("returns", 3))))
KNOWS = Step(60, ((Need("billing", 1),),))
ANYBODY = Step()


def rules(*steps: Step, offer: int = 20) -> QueueRules:
    return QueueRules(id=1, channels=frozenset({"webchat"}), steps=steps, offer_seconds=offer)


@pytest.mark.parametrize(("waited", "step"), [(-5, 0), (0, 0), (29, 0), (30, 1), (89, 1), (90, 2), (9999, 2)])
def test_a_step_begins_when_those_before_are_over_and_the_last_one_stays(waited: int, step: int) -> None:
    assert step_at(rules(EXPERT, KNOWS, ANYBODY), waited * SECOND) == step


def test_what_follows_an_endless_step_never_begins() -> None:
    assert starts(rules(EXPERT, Step(None, KNOWS.alternatives), ANYBODY)) == (0, 30 * SECOND)
    assert starts(rules()) == (0,)


@pytest.mark.parametrize(
    ("skills", "number"),
    [
        ({"billing": 5}, 0),
        ({"billing": 2, "returns": 3}, 0),
        ({"billing": 2, "returns": 2}, 1),
        ({"returns": 5}, 2),
        ({}, 2),
    ],
)
def test_an_agent_s_ring_is_the_first_step_that_asks_them(skills: dict[str, int], number: int) -> None:
    assert ring(rules(EXPERT, KNOWS, ANYBODY), skills) == number


def test_who_is_asked_by_no_step_has_no_ring_and_without_steps_everybody_is_in_the_first() -> None:
    assert ring(rules(EXPERT, KNOWS), {"returns": 5}) is None
    assert ring(rules(EXPERT, Step(None, KNOWS.alternatives), ANYBODY), {}) is None
    assert ring(rules(), {}) == 0


def test_every_need_of_an_alternative_must_be_fulfilled() -> None:
    assert fulfils({"billing": 2, "returns": 3}, EXPERT.alternatives[1])
    assert not fulfils({"billing": 2}, EXPERT.alternatives[1])


def test_what_is_odd_is_said_and_what_is_not_is_not() -> None:
    assert warnings(rules(EXPERT, KNOWS, ANYBODY)) == []
    assert [(each.step, each.flaw) for each in warnings(rules(EXPERT, KNOWS, ANYBODY, offer=45))] == [
        (0, Flaw.SHORTER_THAN_OFFER)
    ]
    assert (1, Flaw.NEVER_REACHED) in [(each.step, each.flaw) for each in warnings(rules(ANYBODY, ANYBODY))]
    found = warnings(rules(KNOWS, Step(30, ((Need("billing", 3),),)), ANYBODY))
    assert [(each.step, each.flaw) for each in found] == [(1, Flaw.NOBODY_NEW)]
    assert [each.flaw for each in warnings(rules(EXPERT, KNOWS))] == [Flaw.NOT_ALL_MEMBERS]

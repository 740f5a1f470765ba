"""How the circle of those who may be asked grows while an item waits: skill steps. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import accumulate

import msgspec

from routing.records import SECOND, Need, QueueRules, Step


class Flaw(StrEnum):
    """What is odd about a queue, although it works.

    Of a step: shorter_than_offer; never_reached; nobody_new (it asks nobody who was not asked before); not_all_members
    (the last one leaves members out); nobody_meets (the last one asks for what no member has). Of the whole queue:
    closed_without_end, unstaffed_without_end (who comes outside the hours, or while no member is there, may wait
    without end: an overflow would help); limit_without_effect (max_waiting without an overflow for full);
    overflow_circle (its overflows lead back to it, where nothing goes a second time).
    """

    SHORTER_THAN_OFFER = "shorter_than_offer"
    NEVER_REACHED = "never_reached"
    NOBODY_NEW = "nobody_new"
    NOT_ALL_MEMBERS = "not_all_members"
    NOBODY_MEETS = "nobody_meets"
    CLOSED_WITHOUT_END = "closed_without_end"
    UNSTAFFED_WITHOUT_END = "unstaffed_without_end"
    LIMIT_WITHOUT_EFFECT = "limit_without_effect"
    OVERFLOW_CIRCLE = "overflow_circle"


class Warned(msgspec.Struct, frozen=True):
    """step: its number, from 0; none: it is of the whole queue."""

    step: int | None
    flaw: Flaw


def starts(rules: QueueRules) -> tuple[int, ...]:
    """After how many microseconds of waiting each step begins; those after an endless one never do."""
    lasting = []
    for step in rules.steps[:-1]:
        if step.seconds is None:
            break
        lasting.append(step.seconds * SECOND)
    return (0, *accumulate(lasting))


def step_at(rules: QueueRules, waited: int) -> int:
    """The number of the step after so many microseconds; the last one stays."""
    return max(number for number, start in enumerate(starts(rules)) if start <= max(0, waited))


def fulfils(skills: Mapping[str, int], needs: Iterable[Need]) -> bool:
    return all(skills.get(need.skill, 0) >= need.level for need in needs)


def admits(step: Step, skills: Mapping[str, int]) -> bool:
    """Whether the step alone asks an agent with these skills."""
    return not step.alternatives or any(fulfils(skills, needs) for needs in step.alternatives)


def ring(rules: QueueRules, skills: Mapping[str, int]) -> int | None:
    """The first step that asks an agent with these skills; rings are additive, and the lower one goes first."""
    reached = len(starts(rules))
    return next((n for n, step in enumerate(rules.steps[:reached]) if admits(step, skills)), None if rules.steps else 0)


def warnings(rules: QueueRules) -> list[Warned]:
    """What an administrator should look at in the steps by themselves. The rules hold nevertheless."""
    found = [
        Warned(number, Flaw.SHORTER_THAN_OFFER)
        for number, step in enumerate(rules.steps)
        if step.seconds is not None and step.seconds < rules.offer_seconds
    ]
    found += [Warned(number, Flaw.NEVER_REACHED) for number in range(len(starts(rules)), len(rules.steps))]
    found += [Warned(number, Flaw.NOBODY_NEW) for number, step in enumerate(rules.steps) if _adds_nobody(rules, number)]
    if rules.steps and rules.steps[-1].alternatives:
        found.append(Warned(len(rules.steps) - 1, Flaw.NOT_ALL_MEMBERS))
    return sorted(found, key=lambda warned: (warned.step or 0, warned.flaw))


def _adds_nobody(rules: QueueRules, number: int) -> bool:
    """Whether everybody whom the step asks was asked before."""
    earlier = rules.steps[:number]
    if any(not step.alternatives for step in earlier):
        return True
    mine = rules.steps[number].alternatives
    return bool(mine and earlier) and all(
        any(admits(step, {need.skill: need.level for need in needs}) for step in earlier) for needs in mine
    )

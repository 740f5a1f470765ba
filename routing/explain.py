"""Why this agent, and why still waiting: what is kept of a decision, and what is said of what waits. Pure."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from routing.ordering import KEY_PARTS
from routing.records import NEVER, Decision, Reason, Strategy

ALWAYS = ("offered_at", "agent")
NEGATED = {"taken": "spare"}


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """Why an item waits: of all agents how many fail at what. waited: microseconds. step: from 0.

    changes_at: when waiting alone changes something next. eligible: who could have it, were it decided now.
    """

    item: int
    queue: int
    waited: int
    step: int
    aged: bool
    reasons: dict[Reason, int]
    eligible: int
    changes_at: int | None
    version: int


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One of those who could have got an item. parts: what the strategy compared, by name; none: not yet."""

    agent: int
    ring: int
    tier: int
    parts: dict[str, int | None]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why an item went to an agent, or was put to several: as kept for ninety days, and as people are told.

    decided_by: the first thing in which the chosen differs from the next one; none where nobody else was there.
    """

    item: int
    queue: int
    at: int
    waited: int
    step: int
    aged: bool
    strategy: Strategy
    chosen: tuple[int, ...]
    decided_by: str | None
    compared: tuple[Compared, ...]
    eligible: int
    reasons: dict[Reason, int]
    version: int


def why_this_agent(decision: Decision) -> Explanation:
    """A decision with its numbers by their names."""
    compared = tuple(
        Compared(agent=each.agent, ring=each.ring, tier=each.tier, parts=_parts(decision.strategy, each.key))
        for each in decision.candidates
    )
    return Explanation(
        item=decision.item,
        queue=decision.queue,
        at=decision.at,
        waited=decision.waited,
        step=decision.step,
        aged=decision.aged,
        strategy=decision.strategy,
        chosen=decision.agents,
        decided_by=None if decision.strategy is Strategy.BROADCAST else _decided_by(compared),
        compared=compared,
        eligible=decision.eligible,
        reasons=decision.reasons,
        version=decision.version,
    )


def count(reasons: Iterable[Reason | None]) -> dict[Reason, int]:
    """How many agents fail at what; those who fail at nothing are left out."""
    found = Counter(reason for reason in reasons if reason)
    return {reason: found[reason] for reason in Reason if reason in found}


def _parts(strategy: Strategy, key: tuple[int, ...]) -> dict[str, int | None]:
    named = dict(zip((*KEY_PARTS[strategy], *ALWAYS), key, strict=True))
    del named["agent"]
    return {NEGATED.get(name, name): _shown(name, value) for name, value in named.items()}


def _shown(name: str, value: int) -> int | None:
    if name in NEGATED:
        return -value
    return None if value == NEVER and name.endswith("_at") else value


def _decided_by(compared: tuple[Compared, ...]) -> str | None:
    if len(compared) < 2:
        return None
    first, second = compared[:2]
    if first.ring != second.ring:
        return "ring"
    if first.tier != second.tier:
        return "tier"
    return next((name for name, value in first.parts.items() if value != second.parts[name]), "agent")

"""Which item goes first, and which agent: keys of integers, the smallest first. Pure."""

import math
from collections.abc import Callable
from typing import Protocol

from routing.records import NEVER, SECOND, ItemOrder, Membership, QueueRules, Strategy, WaitingItem

MINUTE = 60 * SECOND
PRESSURE = ((50, 60 * SECOND), (80, 180 * SECOND), (100, 600 * SECOND))
"""From so many per cent of the promised time on, an item counts as if it had waited so much longer."""
UNPROMISED = 1 << 62
"""Behind every promise."""
MASK = (1 << 64) - 1

_DEADLINE, _LONGEST_IDLE, _BROADCAST = ItemOrder.DEADLINE, Strategy.LONGEST_IDLE, Strategy.BROADCAST
"""By names of their own: Python 3.11 takes longer to read a member of an enum than to compare two keys."""

ItemKey = tuple[int, int, int, int, int]
"""(not aged, rank of the queue, -score as a time, eligible_at, id)"""


class Standing(Protocol):
    """What strategies know of an agent. held: items in hand. units: of those in work. spare: what the total leaves."""

    @property
    def id(self) -> int: ...
    @property
    def held(self) -> int: ...
    @property
    def units(self) -> int: ...
    @property
    def spare(self) -> int: ...
    @property
    def released_at(self) -> int | None: ...
    @property
    def offered_at(self) -> int | None: ...
    @property
    def handled_today(self) -> int: ...


def rank_of(rules: QueueRules, membership: Membership) -> int:
    """How high the queue ranks for the member; lower goes first."""
    return rules.rank if membership.rank is None else membership.rank


def aged_from(item: WaitingItem, rules: QueueRules) -> int:
    """When the item begins to go before everything younger."""
    return item.eligible_at + rules.ageing_seconds * SECOND


def item_key(item: WaitingItem, rules: QueueRules, *, rank: int, now: int) -> ItemKey:
    """The item's place among all that wait, as of now. rank: of its queue, for those who could have it.

    The score is wait + 60 s x weight of the priority + pressure of the promise. All scores grow by the same second each
    second, so "eligible_at less what is added" orders them alike and stays as it is between the times that
    `key_changes_at` tells. Among the aged nothing counts but age; else a rank could starve them still.
    """
    if now >= aged_from(item, rules):
        return (0, 0, item.eligible_at, item.eligible_at, item.id)
    if rules.order is _DEADLINE:
        due = UNPROMISED if item.promise_at is None else item.promise_at
    else:
        due = item.eligible_at - MINUTE * rules.weights[item.priority] - pressure(item, now)
    return (1, rank, due, item.eligible_at, item.id)


def score(item: WaitingItem, rules: QueueRules, now: int) -> float:
    """Seconds: how long the item has waited, and what its priority and its promise add."""
    added = MINUTE * rules.weights[item.priority] + pressure(item, now)
    return (max(0, now - item.eligible_at) + added) / SECOND


def pressure(item: WaitingItem, now: int) -> int:
    """Microseconds that the item's promise adds to its wait."""
    if item.promise_at is None:
        return 0
    length, added = item.promise_at - item.eligible_at, 0
    waited = 100 * (now - item.eligible_at)
    for share, more in PRESSURE:
        if waited < length * share:
            break
        added = more
    return added


def key_changes_at(item: WaitingItem, rules: QueueRules, now: int) -> int | None:
    """The next time at which item_key changes other than by rank; None: never again."""
    aged = aged_from(item, rules)
    if aged <= now:
        return None
    if item.promise_at is None or rules.order is _DEADLINE:
        return aged
    length = item.promise_at - item.eligible_at
    for share, _ in PRESSURE:
        at = item.eligible_at - (-length * share // 100)
        if at > now:
            return min(at, aged)
    return aged


KEY_PARTS: dict[Strategy, tuple[str, ...]] = {
    Strategy.LONGEST_IDLE: ("held", "released_at"),
    Strategy.ROUND_ROBIN: ("turn",),
    Strategy.LEAST_ACTIVE: ("units",),
    Strategy.MOST_SPARE_CAPACITY: ("taken",),
    Strategy.LEAST_HANDLED_TODAY: ("handled_today",),
    Strategy.ORDERED: ("position",),
    Strategy.WEIGHTED_RANDOM: ("drawn",),
    Strategy.BROADCAST: (),
}
"""What agent_key compares, in order; offered_at and agent follow in every one."""


def agent_key(
    strategy: Strategy, agent: Standing, *, position: int = 0, turn: int = 0, drawn: int = 0
) -> tuple[int, ...]:
    """The agent's place among those of the same ring and tier.

    Idle is who has nothing in hand; of those who have, the fewest items. position and turn: of the membership.
    taken: minus the spare units. drawn: as `draw` gives it. Ties: the longest since the last offer, then the id.
    """
    offered = NEVER if agent.offered_at is None else agent.offered_at
    if strategy is _LONGEST_IDLE:
        return (agent.held, NEVER if agent.released_at is None else agent.released_at, offered, agent.id)
    if strategy is _BROADCAST:
        return (offered, agent.id)
    return (_COMPARED[strategy](agent, position, turn, drawn), offered, agent.id)


_COMPARED: dict[Strategy, Callable[[Standing, int, int, int], int]] = {
    Strategy.ROUND_ROBIN: lambda _, __, turn, ___: turn,
    Strategy.LEAST_ACTIVE: lambda agent, *_: agent.units,
    Strategy.MOST_SPARE_CAPACITY: lambda agent, *_: -agent.spare,
    Strategy.LEAST_HANDLED_TODAY: lambda agent, *_: agent.handled_today,
    Strategy.ORDERED: lambda _, position, *__: position,
    Strategy.WEIGHTED_RANDOM: lambda _, __, ___, drawn: drawn,
}


def draw(seed: int, item: int, agent: int, weight: int) -> int:
    """A lot for an agent: the lowest of several wins with the weight's share of all weights (Efraimidis, Spirakis).

    The same seed, item and agent draw the same lot, on any machine. weight: at least 1.
    """
    share = (_mixed(seed ^ _mixed(item ^ _mixed(agent))) + 1) / (MASK + 2)
    return int(-math.log(share) / weight * 1e12)


def _mixed(number: int) -> int:
    """splitmix64: every bit of the number decides about every bit of the result."""
    number = (number + 0x9E3779B97F4A7C15) & MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & MASK
    return number ^ (number >> 31)

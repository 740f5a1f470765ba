"""What routing decides upon, as frozen records; times are whole microseconds since 1970 in UTC. Pure."""

from enum import StrEnum

import msgspec

SECOND = 1_000_000
"""Microseconds."""
FULL_TIME = 100
"""The units of an agent who may work on four chats, or on one call."""
DEFAULT_COSTS = {"voice": 100, "callback": 100, "webchat": 25, "email": 10, "task": 10}
"""Units that an item of a channel takes of an agent, unless the agent's limits say otherwise."""
OTHER_COST = 25
IDLE_COST = 5
NEVER = -1
"""A time before all others: who never had work comes first."""


class Strategy(StrEnum):
    """Which of the eligible agents of one ring and tier is first."""

    __hash__ = str.__hash__  # the enum's own is written in Python, and these are keys of every decision

    LONGEST_IDLE = "longest_idle"
    ROUND_ROBIN = "round_robin"
    LEAST_ACTIVE = "least_active"
    MOST_SPARE_CAPACITY = "most_spare_capacity"
    LEAST_HANDLED_TODAY = "least_handled_today"
    ORDERED = "ordered"
    WEIGHTED_RANDOM = "weighted_random"
    BROADCAST = "broadcast"


class ItemOrder(StrEnum):
    """What goes first in a queue: what has the highest score, or what was promised soonest."""

    SCORE = "score"
    DEADLINE = "deadline"


class Held(StrEnum):
    """How an agent holds an item. Idle: a chat whose visitor has long been silent; it costs little until they write."""

    __hash__ = str.__hash__  # the enum's own is written in Python, and these are keys of every decision

    OFFERED = "offered"
    ACTIVE = "active"
    IDLE = "idle"
    WRAPPING = "wrapping"


class Reason(StrEnum):
    """Why an agent does not get an item, in the order in which it is checked: what is settled before what passes."""

    __hash__ = str.__hash__  # the enum's own is written in Python, and these are keys of every decision

    NOT_MEMBER = "not_member"
    QUEUE_CLOSED = "queue_closed"
    CHANNEL_OFF = "channel_off"
    LACKS_LANGUAGE = "lacks_language"
    LACKS_SKILL = "lacks_skill"
    EXCLUDED = "excluded"
    KEPT_FOR_ANOTHER = "kept_for_another"
    LATER_STEP = "later_step"
    LATER_TIER = "later_tier"
    ABSENT = "absent"
    WRAPPING = "wrapping"
    BUSY = "busy"
    AT_CAP = "at_cap"
    FULL = "full"


class Need(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """At least this level (1 to 5) of a skill."""

    skill: str
    level: int = 1


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For so many seconds of waiting, who may be asked besides those of the steps before.

    alternatives: an agent who fulfils every need of any one of them; none at all: any member. seconds None: for good.
    """

    seconds: int | None = None
    alternatives: tuple[tuple[Need, ...], ...] = ()


class QueueRules(msgspec.Struct, frozen=True, kw_only=True):
    """rank: lower goes first, unless a membership has its own. weights: minutes of waiting that each priority is worth.

    ageing_seconds: after so long an item goes before everything younger. version: of the configuration, for explaining.
    """

    id: int
    channels: frozenset[str]
    steps: tuple[Step, ...] = (Step(),)
    strategy: Strategy = Strategy.LONGEST_IDLE
    order: ItemOrder = ItemOrder.SCORE
    rank: int = 0
    weights: tuple[int, ...] = tuple(range(10))
    ageing_seconds: int = 3600
    offer_seconds: int = 20
    promise_seconds: int | None = None
    version: int = 1


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """tier: lower is asked first. delay: seconds that an item waits before this member may get it.

    turn: the number of the member's last turn in the queue, which makes round robin go on after a restart.
    """

    agent: int
    queue: int
    rank: int | None = None
    tier: int = 0
    position: int = 0
    delay: int = 0
    weight: int = 1
    turn: int = 0


class Until(msgspec.Struct, frozen=True, order=True):
    """An agent, before a time."""

    agent: int
    until: int


class WaitingItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A work item that waits. eligible_at: since when, kept through every return. promise_at: by when an answer is due.

    preferred: whom it is kept for. excluded: who was asked and does not get it for a while. needs hold at every step.
    """

    id: int
    queue: int
    channel: str
    eligible_at: int
    language: str | None = None
    needs: tuple[Need, ...] = ()
    priority: int = 0
    promise_at: int | None = None
    preferred: Until | None = None
    excluded: tuple[Until, ...] = ()


class ChannelLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """cap: items of the channel at once. cost: units of each."""

    channel: str
    cap: int
    cost: int


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an agent may hold at once. Channels that are not named are off."""

    channels: tuple[ChannelLimit, ...]
    total: int = FULL_TIME
    idle_cost: int = IDLE_COST

    def of(self, channel: str) -> ChannelLimit | None:
        for limit in self.channels:
            if limit.channel == channel:
                return limit
        return None

    def cost(self, channel: str) -> int:
        """Units of an item of the channel, also where it has been switched off since."""
        for limit in self.channels:
            if limit.channel == channel:
                return limit.cost
        return DEFAULT_COSTS.get(channel, OTHER_COST)


class Holding(msgspec.Struct, frozen=True, gc=False):
    """An item in hand. suspended: interrupted by a more urgent one. regained: a chat that was idle and came back."""

    item: int
    channel: str
    state: Held = Held.ACTIVE
    suspended: bool = False
    regained: bool = False


class AgentState(msgspec.Struct, frozen=True, kw_only=True):
    """accepts: the channels that the presence takes work of now. skills: name to level, 1 to 5. holdings: oldest first.

    handled_today: items accepted since the day began.
    """

    id: int
    limits: Limits
    accepts: frozenset[str] = frozenset()
    skills: dict[str, int] = {}
    languages: frozenset[str] = frozenset()
    holdings: tuple[Holding, ...] = ()
    released_at: int | None = None
    offered_at: int | None = None
    handled_today: int = 0


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decisions depend on, but the time. closed: queues outside their hours."""

    queues: tuple[QueueRules, ...]
    memberships: tuple[Membership, ...]
    agents: tuple[AgentState, ...]
    items: tuple[WaitingItem, ...] = ()
    closed: frozenset[int] = frozenset()


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """An agent who could have got the item; key: what the strategy compares, its parts named by explain."""

    agent: int
    ring: int
    tier: int
    key: tuple[int, ...]


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An item is offered to agents: to one, or to all who may have it at once under broadcast.

    candidates: the first ten, best first. reasons: how many of the other agents fail at what. suspends: the items of
    the agent that it interrupts. turn: the member's turn in the queue, to be kept.
    """

    item: int
    queue: int
    at: int
    waited: int
    step: int
    aged: bool
    strategy: Strategy
    agents: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    eligible: int
    reasons: dict[Reason, int]
    version: int
    suspends: tuple[int, ...] = ()
    turn: int = 0

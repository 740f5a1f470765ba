"""What a simulation reads: a day, and the configuration that meets it. The files have this shape. Pure."""

from typing import Annotated

import msgspec
from msgspec import Meta

from routing.records import SECOND, Limits, Need, QueueRules

CLOCK = r"^(0?\d|[1-3]\d|4[0-7]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$"
Clock = Annotated[str, Meta(pattern=CLOCK)]
"""A time of the day, such as 9:30 or 09:30:12.5; hours from 24 on are those of the day after."""
Seconds = Annotated[float, Meta(ge=0, le=1_000_000)]
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Priority = Annotated[int, Meta(ge=0, le=9)]
MISSES = {"voice": 1, "callback": 1}
"""How many offers in a row an agent of a channel may miss before they count as away."""
OTHER_MISSES = 2


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One contact to be handled. patience: how long they wait for an answer; none: for ever, as with mails.

    handling: talking and holding, or writing. wrap_up: what comes after it. Of the abandoned too.
    """

    at: Clock
    queue: Name
    channel: Name
    handling: Seconds
    wrap_up: Seconds = 0
    patience: Seconds | None = None
    language: Name | None = None
    needs: tuple[Need, ...] = ()
    priority: Priority = 0


class Day(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came, whoever was there. The order decides between contacts of the same time."""

    name: str = ""
    contacts: tuple[Contact, ...]


class Overflow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where contacts go after so many seconds in a queue. Nothing comes to a queue twice."""

    after: Seconds
    to: Name


class QueuePlan(QueueRules, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A queue's rules with its name. Its id is its place. promise_seconds is also the T of its service level."""

    id: int = 0
    name: Name
    overflow: Overflow | None = None


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When an agent is available: from a time until another. A break is the gap between two of them."""

    begins: Clock
    ends: Clock


class Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An agent's membership of a queue, as in routing.records.Membership."""

    queue: Name
    rank: int | None = None
    tier: int = 0
    position: int = 0
    delay: Count = 0
    weight: Annotated[int, Meta(ge=1)] = 1


class AgentPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An agent. limits: what they may hold, channel by channel; those that are not named are off."""

    name: Name
    shifts: tuple[Shift, ...]
    queues: tuple[Member, ...]
    limits: Limits
    skills: dict[str, Annotated[int, Meta(ge=1, le=5)]] = {}
    languages: frozenset[str] = frozenset()


class Answering(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How agents take offers. seconds: until they accept, between half and one and a half of it. missed: share of all.

    excluded_seconds: for how long an item is not offered again to who missed it. away_seconds: how long who missed too
    many in a row (1 call, 2 of anything else) counts as away.
    """

    seconds: Seconds = 4
    missed: Share = 0.02
    excluded_seconds: Count = 300
    away_seconds: Count = 120


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is there, and by what rules work reaches them."""

    queues: tuple[QueuePlan, ...]
    agents: tuple[AgentPlan, ...]
    answering: Answering = Answering()


def microseconds(clock: str) -> int:
    """From the beginning of the day."""
    hours, minutes, *seconds = clock.split(":")
    whole, _, part = (seconds[0] if seconds else "0").partition(".")
    return (int(hours) * 3600 + int(minutes) * 60 + int(whole)) * SECOND + int(part.ljust(6, "0") or 0)

"""The shapes of the live queues: what waits, who is there, and how the day has gone so far."""

from datetime import datetime
from typing import Literal

import msgspec


class Oldest(msgspec.Struct, frozen=True, kw_only=True):
    """Who has waited the longest in a queue, and since when. item, conversation: public ids."""

    item: str
    conversation: str
    customer: str
    since: datetime


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """What share of contacts is to be answered within how many seconds."""

    seconds: int
    percent: int


class QueueToday(msgspec.Struct, frozen=True, kw_only=True):
    """Counts since the day began.

    abandoned: after having waited for longer than routing.service_level.SHORT_SECONDS; abandoned_short: the others.
    service_level: per cent, answered in time of all that were answered or abandoned; none where there were none.
    missed, declined: offers, of which an item may have had several.
    """

    answered: int = 0
    in_time: int = 0
    abandoned: int = 0
    abandoned_short: int = 0
    overflowed: int = 0
    missed: int = 0
    declined: int = 0
    service_level: float | None = None


class QueueStaff(msgspec.Struct, frozen=True, kw_only=True):
    """How many members are in which state, how many have room for an item, and the units that are free."""

    available: int = 0
    away: int = 0
    offline: int = 0
    with_room: int = 0
    free: int = 0


class QueueLive(msgspec.Struct, frozen=True, kw_only=True):
    """waiting: in line, also those that are offered just now. by_message: wait without a place in the line.

    overdue, due_soon: answers to mail that were promised by now, or are within four hours. active: in work; wrapping:
    in wrap-up. expected_wait: seconds for whoever comes now; none: nothing to tell by.
    everybody: all of the staff are its members.
    """

    id: str
    name: str
    open: bool
    everybody: bool
    transfer_note: bool
    waiting: int
    offered: int
    by_message: int
    overdue: int
    due_soon: int
    active: int
    wrapping: int
    oldest: Oldest | None
    expected_wait: int | None
    promise: Promised | None
    today: QueueToday
    staff: QueueStaff


class AgentLive(msgspec.Struct, frozen=True, kw_only=True):
    """since: when the state began. items: in hand; offered: put to them now. used, total, free: units of capacity.

    missed, declined: offers today. queues: those of which they were chosen as a member, beside those of everybody.
    """

    id: str
    name: str
    role: Literal["agent", "supervisor", "administrator"]
    presence: Literal["available", "away", "offline"]
    reason: str | None
    since: datetime | None
    items: int
    offered: int
    used: int
    total: int
    free: int
    missed: int
    declined: int
    queues: list[str]


class QueuesLive(msgspec.Struct, frozen=True, kw_only=True):
    """at: as of when. since: when the day that is counted began."""

    at: datetime
    since: datetime
    queues: list[QueueLive]
    agents: list[AgentLive]

"""Pure records and words of the domain, and the two ways to say when and which: UTC times and UUIDs."""

import os
import time
import uuid
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // _MICROSECOND
_LAST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // _MICROSECOND


def to_micros(value: datetime) -> int:
    """Microseconds since 1970 of an aware time. ValueError for a naive one, and for one that could not be read back.

    A zone can put a time of the year 9999 into 10000 UTC, or one of the year 1 before it.
    """
    if value.tzinfo is None:
        raise ValueError("a time without a zone was about to be stored")
    micros = (value - EPOCH) // _MICROSECOND
    if not _FIRST <= micros <= _LAST:
        raise ValueError("a time outside the years 1 to 9999 UTC was about to be stored")
    return micros


def from_micros(value: int) -> datetime:
    """The UTC time of so many microseconds since 1970. ValueError outside the years 1 to 9999."""
    if not _FIRST <= value <= _LAST:
        raise ValueError("a stored time is outside the years 1 to 9999 UTC")
    return datetime.fromtimestamp(value // 1_000_000, UTC).replace(microsecond=value % 1_000_000)


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """A version 7 UUID (RFC 9562): sorts by time, so that indexes on it grow at their end."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(uuid.UUID(int=value))


PublicKey = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]{1,64}$")]
"""A public id as the outside gives it to us; whether there is such a thing is for storage to say."""
Place = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""A place in a conversation's sequence as the outside gives it to us: what every JSON reader holds exactly."""


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Status(StrEnum):
    """Where a conversation stands."""

    OPEN = "open"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Owner(StrEnum):
    """Who answers next."""

    NONE = "none"
    BOT = "bot"
    AGENT = "agent"


class Author(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


class Audience(StrEnum):
    """Who may read a message: everybody in the conversation, or staff alone (a note)."""

    PUBLIC = "public"
    STAFF = "staff"


class Delivery(StrEnum):
    """How far a message has come towards the customer. Chat messages are stored, and then seen by watermark."""

    STORED = "stored"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Presence(StrEnum):
    AVAILABLE = "available"
    AWAY = "away"
    OFFLINE = "offline"


class WorkState(StrEnum):
    NEW = "new"
    QUEUED = "queued"
    OFFERED = "offered"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    WRAPPING = "wrapping"
    DONE = "done"
    ABANDONED = "abandoned"
    OVERFLOWED = "overflowed"
    CANCELLED = "cancelled"
    DEFLECTED = "deflected"


HOLDING = (WorkState.OFFERED, WorkState.ACTIVE, WorkState.ON_HOLD, WorkState.WRAPPING)
"""The states in which a work item takes an agent's capacity."""
OPEN_WORK = (WorkState.NEW, WorkState.QUEUED, *HOLDING)


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Address(msgspec.Struct, frozen=True):
    """How a channel knows a person: kind is webchat, email or phone; value identifies within it."""

    kind: str
    value: str
    verified: bool = False
    name: str | None = None


class InboundMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel received from a customer. client_id makes receiving it twice harmless."""

    inbox_id: int
    sender: Address
    client_id: str
    body: str
    locale: str = "en"
    at: datetime
    conversation_id: int | None = None
    """The conversation it continues, where the channel knows."""


class Writer(msgspec.Struct, frozen=True):
    """Who writes a message: the customer's or agent's key, and of an agent what others see of it."""

    author: Author
    id: int | None = None
    public_id: str = ""
    name: str = ""


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message to append to a conversation that exists."""

    conversation_id: int
    writer: Writer
    body: str
    client_id: str | None
    at: datetime
    audience: Audience = Audience.PUBLIC
    origin: int = 0
    """The socket it came from, which gets an acknowledgement where others get the message."""

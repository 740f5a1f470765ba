"""Pure records and words of the domain, and the two ways to say when and which: UTC times and UUIDs."""

import os
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

if TYPE_CHECKING:
    from contact_center.contents import AnyContent, Chosen

FieldKind = Literal["text", "number", "date", "boolean", "choice"]
"""Of a custom field."""
BY_MAIL = "email"
"""The channel of conversations by mail."""
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
    since = value - EPOCH
    micros = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    if not _FIRST <= micros <= _LAST:
        raise ValueError("a time outside the years 1 to 9999 UTC was about to be stored")
    return micros


def from_micros(value: int) -> datetime:
    """The UTC time of so many microseconds since 1970. ValueError outside the years 1 to 9999."""
    if not _FIRST <= value <= _LAST:
        raise ValueError("a stored time is outside the years 1 to 9999 UTC")
    return EPOCH + timedelta(microseconds=value)


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """A version 7 UUID (RFC 9562): sorts by time, so that indexes on it grow at their end."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(_ten_random_bytes())
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    digits = f"{value:032x}"  # uuid.UUID would take four times as long to write the same
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _ten_random_bytes() -> bytes:
    """The system's randomness, fetched for many ids at once: each fetch gives the interpreter to another thread."""
    while True:
        try:
            return _RANDOM.popleft()
        except IndexError:
            fetched = os.urandom(10 * _FETCHED)
            _RANDOM.extend(fetched[start : start + 10] for start in range(0, len(fetched), 10))


_FETCHED = 256
_RANDOM: deque[bytes] = deque()
os.register_at_fork(after_in_child=_RANDOM.clear)


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
    """Nobody has got it."""
    PARTLY = "partly"
    """A mail that some have got and others have not."""
    WITHDRAWN = "withdrawn"
    """Whoever wrote it took it back before it left; its text is gone."""


class MailState(StrEnum):
    """What became of a mail that came: a message, nothing for a reason, or it could not be taken in."""

    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"
    QUARANTINED = "quarantined"


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


HANDLING = (WorkState.ACTIVE, WorkState.ON_HOLD)
"""The states in which an agent works on an item with the customer."""
HOLDING = (*HANDLING, WorkState.WRAPPING)
"""The states in which a work item takes its agent's capacity; so do open offers."""
OPEN_WORK = (WorkState.NEW, WorkState.QUEUED, WorkState.OFFERED, *HANDLING)
"""The states of a contact that is not over."""


class OfferOutcome(StrEnum):
    """How an offer of a work item to an agent ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    MISSED = "missed"
    RESCINDED = "rescinded"
    LOST_CONNECTION = "lost_connection"


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


class FileRef(msgspec.Struct, frozen=True, kw_only=True):
    """What readers of a message know of a file that goes with it.

    path: where the staff has it, on our own origin, and visitors by a link that ends; empty once the file was deleted
    because its time had passed.
    """

    id: str
    name: str
    media_type: str
    """By its content, whatever the sender said."""
    size: int
    """Bytes."""
    path: str
    width: int | None = None
    """Pixels; none where it is no image that browsers show."""
    height: int | None = None


class WaitingFiles(msgspec.Struct, frozen=True):
    """Files that were uploaded for a message: public ids in their order, and who sends them, as attachments name it."""

    ids: tuple[str, ...]
    uploader: str


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer says of himself before the first message; nobody has checked it."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    fields: dict[str, str] = {}
    """Custom fields, by key."""


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
    subject: str | None = None
    """Of the conversation, where it begins one."""
    by_mail: bool = False
    """As NewMessage says."""
    files: WaitingFiles | None = None
    """Become its attachments when it is stored."""
    about: About | None = None
    out_of_hours: bool = False
    """The business was closed then."""
    due_at: datetime | None = None
    """By when an answer is promised to it, where one is."""
    begin: bool = False
    """The customer wants a conversation of its own, also where another is open."""
    choice: "Chosen | None" = None


class Writer(msgspec.Struct, frozen=True):
    """Who writes a message: the customer's or agent's key, and of an agent what others see of it."""

    author: Author
    id: int | None = None
    public_id: str = ""
    name: str = ""


class Named(msgspec.Struct, frozen=True):
    """An agent whom a note names: the key, and what others see."""

    id: int
    public_id: str
    name: str


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message to append to a conversation that exists."""

    conversation_id: int
    writer: Writer
    body: str
    client_id: str | None
    at: datetime
    audience: Audience = Audience.PUBLIC
    attachments: tuple[FileRef, ...] = ()
    files: WaitingFiles | None = None
    """Become its attachments when it is stored, by sending.append_one alone."""
    mentions: tuple[Named, ...] = ()
    """Of a note alone."""
    content: "AnyContent | None" = None
    out_of_hours: bool = False
    """The customer has written while the business was closed."""
    quiet: bool = False
    """Of a customer: it sets off nothing: no answer is waited for, nothing ended is opened again."""
    due_at: datetime | None = None
    """Of a customer: as InboundMessage says."""
    delivery: Delivery = Delivery.STORED
    by_mail: bool = False
    """What a mail has beside its text is stored in the same unit: whoever watches the conversation reads it back."""
    origin: int = 0
    """The socket it came from, which gets an acknowledgement where others get the message."""

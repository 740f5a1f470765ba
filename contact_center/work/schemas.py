"""The shapes of work: what follows a contact, and how one enters a queue."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec


class WrapUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an agent has to do when a contact is over.

    mode: none; optional (a code may be given, and the time ends it); required (the agent stays in it until a code is
    given, for the time at most). seconds: the time. codes: what the contact was about, to choose from.
    """

    mode: Literal["none", "optional", "required"] = "none"
    seconds: Annotated[int, msgspec.Meta(ge=5, le=3600)] = 60
    codes: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=60)], ...], msgspec.Meta(max_length=50)
    ] = ()


class OfferedPage(msgspec.Struct, frozen=True):
    """Where the customer is in the shop now, which is known with consent alone."""

    url: str
    title: str


class OfferView(msgspec.Struct, frozen=True, kw_only=True):
    """A work item put to an agent. words: the last that the customer wrote. waiting_since: kept through every return.

    Whoever accepts is told which conversation it is. given_by: the name of the agent who wants to give it; null: none.
    note: what that agent says.
    """

    id: str
    customer: str
    queue: str
    channel: str
    subject: str | None
    words: str
    page: OfferedPage | None
    waiting_since: datetime
    at: datetime
    expires_at: datetime
    given_by: str | None = None
    note: str | None = None


class WrapUpView(msgspec.Struct, frozen=True, kw_only=True):
    """A contact that is over and that its agent has to wrap up. id: the work item's. until: when it ends by itself."""

    id: str
    conversation: str
    customer: str
    queue: str
    channel: str
    mode: Literal["optional", "required"]
    codes: list[str]
    until: datetime


class ChannelLoad(msgspec.Struct, frozen=True):
    """How many items of a channel an agent has, of how many at once at most. room: whether one more would fit."""

    channel: str
    items: int
    limit: int
    room: bool


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """With what a contact enters a queue; its fields are those of a work item."""

    queue_id: int
    language: str | None = None
    needs: list[dict[str, Any]] = []
    priority: int = 0
    promise_at: datetime | None = None
    preferred_agent_id: int | None = None
    preferred_until: datetime | None = None
    by_message: bool = False
    visited: list[str] = []


class NewCallback(msgspec.Struct, frozen=True, kw_only=True):
    """A call that a customer wants. phone: as phones.plain spells it. zone: of the hours that it was chosen from.

    language: of the note that staff read.
    """

    conversation_id: int
    phone: str
    caller: str
    topic: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    language: str

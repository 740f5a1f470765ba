"""The shapes of conversations over HTTP; rows and messages are those of the staff frames."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contact_center.paging import PageQuery
from contact_center.realtime.staff_frames import ConversationRow, Notice, StaffMessage

Key = Annotated[str, msgspec.Meta(max_length=36)]


class ConversationQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list, newest message first."""

    view: Literal["mine", "unassigned", "all"] = "all"
    status: Literal["open", "snoozed", "resolved"] | None = "open"
    inbox: Key | None = None


class OlderQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    before: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """A staff_seq; the newest page without it."""


class Timeline(msgspec.Struct, frozen=True):
    """A page of the conversation, oldest first."""

    messages: list[StaffMessage]
    notices: list[Notice]
    has_older: bool


class NewReply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    body: str
    audience: Literal["public", "staff"] = "public"
    client_id: str | None = None
    """Makes sending again harmless, as an Idempotency-Key does."""


class Assignment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    agent: Key
    note: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None
    """What the next agent should know."""
    instead_of: Key | msgspec.UnsetType | None = msgspec.UNSET
    """Whom the caller believes to be the owner (null: nobody): 409 conflict where somebody was faster."""


class Snooze(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    until: datetime
    """With a zone, in the future."""


__all__ = [
    "Assignment",
    "ConversationQuery",
    "ConversationRow",
    "NewReply",
    "OlderQuery",
    "Snooze",
    "StaffMessage",
    "Timeline",
]

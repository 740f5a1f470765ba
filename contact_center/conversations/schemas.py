"""The shapes of conversations over HTTP; rows and messages are those of the staff frames."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contact_center.files.schemas import MOST_FILES
from contact_center.paging import PageQuery
from contact_center.realtime.mail_drafts import MOST_RECIPIENTS, DraftMail, NewMail
from contact_center.realtime.mail_views import MailPerson
from contact_center.realtime.staff_frames import AgentRef, ConversationRow, Notice, StaffMessage
from contact_center.values import FileRef

Key = Annotated[str, msgspec.Meta(max_length=36)]


class ConversationQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list. view: unassigned are those that neither an agent nor the bot has.

    status: without one, all but spam. sort: the newest message first; or what is due first, and then the others.
    due: what is overdue, or will be within four hours.
    """

    view: Literal["mine", "unassigned", "bot", "all"] = "all"
    status: Literal["open", "snoozed", "resolved", "spam"] | None = "open"
    sort: Literal["newest", "due"] = "newest"
    due: Literal["overdue", "soon"] | None = None
    inbox: Key | None = None
    channel: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    agent: Key | None = None
    label: Key | None = None


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
    files: Annotated[list[Key], msgspec.Meta(max_length=MOST_FILES)] = []
    """Ids of uploads, in the order in which they are shown; with files the body may be empty."""
    mentions: Annotated[list[Key], msgspec.Meta(max_length=20)] = []
    """Agents whom a note names; they are told."""
    mail: NewMail | None = None
    """Of a public answer in a conversation by mail alone."""


class Assignment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To oneself, at once; to another agent, who is asked first, or gets it at once where the queue gives at once.

    Whoever cannot take it now is refused: 409 agent_absent, agent_wrapping, agent_channel_off, agent_full; and 409
    already_offered while somebody is being asked.
    """

    agent: Key
    note: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None
    """What the next agent should know."""
    instead_of: Key | msgspec.UnsetType | None = msgspec.UNSET
    """Whom the caller believes to be the owner (null: nobody): 409 conflict where somebody was faster."""
    over_capacity: bool = False
    """At once, whether or not the agent is there or has room, which is marked; by queues:act alone."""


class Snooze(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    until: datetime
    """With a zone, in the future."""


class SpamMark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """block: what else is mailed from the address that the last mail came from is refused."""

    block: bool = False


class DraftText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """since: the updated_at of the draft that this one goes on from; null where its writer knows of none.

    mail: of an answer by mail, whose body may then be empty; left out, what is kept of it stays. files: uploads of
    one's own that wait for their message, in their order; left out, those that are kept stay, and what is none is kept
    none. With files, too, the body may be empty.
    """

    body: Annotated[str, msgspec.Meta(max_length=100_000)]
    since: datetime | None = None
    mail: DraftMail | msgspec.UnsetType | None = msgspec.UNSET
    files: Annotated[list[Key], msgspec.Meta(max_length=MOST_FILES)] | msgspec.UnsetType = msgspec.UNSET


class DraftView(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent has begun to write: a reply (public) or a note (staff)."""

    audience: Literal["public", "staff"]
    body: str
    updated_at: datetime
    files: list[FileRef] = []
    """What waits to go with it: those that are still there, and were not sent yet."""
    mail: DraftMail | None = None
    """Of an answer by mail: whom it is for, and the rest."""


class Drafts(msgspec.Struct, frozen=True):
    drafts: list[DraftView]


class DraftMark(msgspec.Struct, frozen=True, kw_only=True):
    """That there is a draft, without its text."""

    conversation: str
    audience: Literal["public", "staff"]
    updated_at: datetime


class MentionQuery(PageQuery, frozen=True, kw_only=True):
    unseen: bool = False
    """Only those that were not looked at."""


class MentionView(msgspec.Struct, frozen=True, kw_only=True):
    """A note that names the agent who asks. id: the note's."""

    id: str
    conversation: ConversationRow
    by: AgentRef
    excerpt: str
    """How the note begins."""
    at: datetime
    seen: bool


class MentionsSeen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    conversation: Key | None = None
    """Those in this conversation; without it, all."""


__all__ = [
    "MOST_RECIPIENTS",
    "Assignment",
    "ConversationQuery",
    "ConversationRow",
    "DraftMail",
    "DraftMark",
    "DraftText",
    "DraftView",
    "Drafts",
    "MailPerson",
    "MentionQuery",
    "MentionView",
    "MentionsSeen",
    "NewMail",
    "NewReply",
    "OlderQuery",
    "Snooze",
    "SpamMark",
    "StaffMessage",
    "Timeline",
]

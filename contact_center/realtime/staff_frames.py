"""What travels on a staff socket: commands from the console, frames to it.

Each text message from the server is a JSON array of frames, oldest first; each text message to the server is one
command. `seq` in a frame is the conversation's staff_seq: a client applies seq == last + 1, drops what it has, and on
a hole watches again with what it has. Receipts count in public_seq, since only public messages have them.
"""

from datetime import datetime
from typing import Literal

import msgspec

from contact_center.values import Place, PublicKey

AuthorName = Literal["customer", "agent", "bot", "system"]
PresenceName = Literal["available", "away", "offline"]


class StaffCommand(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """The root of what the console says."""


class Watch(StaffCommand, frozen=True, tag="watch"):
    """Subscribes to a conversation; answered by a snapshot, or by the changes after a staff_seq."""

    conversation: PublicKey
    after: Place | None = None


class Unwatch(StaffCommand, frozen=True, tag="unwatch"):
    conversation: PublicKey


class WatchLists(StaffCommand, frozen=True, tag="watch_lists"):
    """Subscribes to changed list rows, presence of the staff and counts; off ends it."""

    on: bool = True


class StaffSend(StaffCommand, frozen=True, tag="send"):
    """A reply (public) or a note (staff). Sent again with the same client_id it is stored once."""

    conversation: PublicKey
    client_id: str
    body: str
    audience: Literal["public", "staff"] = "public"


class StaffTyping(StaffCommand, frozen=True, tag="typing"):
    conversation: PublicKey
    on: bool


class Seen(StaffCommand, frozen=True, tag="seen"):
    """The agent has seen the public messages up to this public_seq."""

    conversation: PublicKey
    seq: Place


class SetPresence(StaffCommand, frozen=True, tag="set_presence"):
    presence: Literal["available", "away"]
    reason: str | None = None


class Heartbeat(StaffCommand, frozen=True, tag="heartbeat"):
    """Keeps the presence lease; every 10 seconds from any open console. Answered by `alive`."""


AnyStaffCommand = Watch | Unwatch | WatchLists | StaffSend | StaffTyping | Seen | SetPresence | Heartbeat


class AgentRef(msgspec.Struct, frozen=True):
    id: str
    name: str


class InboxRef(msgspec.Struct, frozen=True):
    id: str
    name: str


class CustomerRef(msgspec.Struct, frozen=True):
    id: str
    name: str
    """The customer's own name, or 'Visitor' with a number."""
    email: str | None
    locale: str


class ConversationRow(msgspec.Struct, frozen=True):
    """A conversation in a list and in its header. waiting_since: the oldest unanswered customer message."""

    id: str
    number: int
    inbox: InboxRef
    channel: str
    subject: str | None
    status: Literal["open", "snoozed", "resolved"]
    owner: Literal["none", "bot", "agent"]
    agent: AgentRef | None
    customer: CustomerRef
    created_at: datetime
    last_message_at: datetime
    waiting_since: datetime | None
    unread: int
    preview: str
    preview_author: AuthorName
    snoozed_until: datetime | None
    version: int


class StaffMessage(msgspec.Struct, frozen=True):
    id: str
    seq: int
    public_seq: int | None
    """None for a note."""
    author: AuthorName
    agent: AgentRef | None
    audience: Literal["public", "staff"]
    body: str
    delivery: Literal["stored", "sending", "sent", "failed"]
    at: datetime
    client_id: str | None = None


class Notice(msgspec.Struct, frozen=True):
    """A line of the timeline that is not a message. kind: the fact's type, such as ConversationAssigned."""

    seq: int
    kind: str
    at: datetime
    by: AgentRef | None
    agent: AgentRef | None = None
    """Whom it concerns, for example the new owner."""
    note: str | None = None


class StaffReceipt(msgspec.Struct, frozen=True):
    by: Literal["customer", "agent"]
    delivered: int
    seen: int


class Person(msgspec.Struct, frozen=True):
    """Somebody of the staff with presence, for lists and for choosing whom to transfer to."""

    agent: AgentRef
    role: Literal["agent", "supervisor", "administrator"]
    presence: PresenceName
    reason: str | None
    since: datetime | None
    chats: int
    chat_limit: int


class StaffFrame(msgspec.Struct, frozen=True, tag_field="type"):
    """The root of what the console hears."""


class Ready(StaffFrame, frozen=True, tag="ready"):
    """The first frame after the socket opens."""

    me: AgentRef
    presence: PresenceName
    reason: str | None
    server_time: datetime


class StaffSnapshot(StaffFrame, frozen=True, tag="snapshot"):
    """A watched conversation as it stands at seq, with its newest messages and notices."""

    conversation: ConversationRow
    seq: int
    messages: list[StaffMessage]
    notices: list[Notice]
    receipts: list[StaffReceipt]
    has_older: bool


class StaffMessageAdded(StaffFrame, frozen=True, tag="message"):
    conversation: str
    seq: int
    message: StaffMessage


class StaffMessageChanged(StaffFrame, frozen=True, tag="message_changed"):
    conversation: str
    seq: int
    message: StaffMessage


class StaffConversation(StaffFrame, frozen=True, tag="conversation"):
    """Status, owner or agent changed; notice is the timeline's line for it."""

    seq: int
    conversation: ConversationRow
    notice: Notice


class StaffReceipts(StaffFrame, frozen=True, tag="receipt"):
    conversation: str
    seq: int
    receipt: StaffReceipt


class StaffTypingShown(StaffFrame, frozen=True, tag="typing"):
    """The customer (agent is none) or a colleague types. Forget it after 6 seconds without another."""

    conversation: str
    on: bool
    agent: AgentRef | None


class StaffAck(StaffFrame, frozen=True, tag="ack"):
    """The message is stored for good; takes the place of `message` on the socket that sent it."""

    conversation: str
    client_id: str
    seq: int
    message: StaffMessage


class Rows(StaffFrame, frozen=True, tag="rows"):
    """Conversations whose row changed, at most a few times a second; keep a row if its version is newer."""

    rows: list[ConversationRow]


class Counts(StaffFrame, frozen=True, tag="counts"):
    """Open conversations: of this agent, of nobody, all."""

    mine: int
    unassigned: int
    all: int


class PresenceChanged(StaffFrame, frozen=True, tag="presence"):
    """Somebody's presence or load changed; one's own comes to every tab."""

    people: list[Person]


class Assigned(StaffFrame, frozen=True, tag="assigned"):
    """A conversation was given to this agent: worth a sound."""

    conversation: ConversationRow


class StaffError(StaffFrame, frozen=True, tag="error"):
    """A command was refused. code is stable, detail is for a person."""

    code: str
    detail: str
    client_id: str | None = None
    conversation: str | None = None
    retry_after: int | None = None


class Alive(StaffFrame, frozen=True, tag="alive"):
    """The answer to `heartbeat`, with what the server holds to be this agent's presence."""

    presence: PresenceName
    reason: str | None


AnyStaffFrame = (
    Ready
    | StaffSnapshot
    | StaffMessageAdded
    | StaffMessageChanged
    | StaffConversation
    | StaffReceipts
    | StaffTypingShown
    | StaffAck
    | Rows
    | Counts
    | PresenceChanged
    | Assigned
    | StaffError
    | Alive
)

"""What travels on a staff socket: commands from the console, frames to it.

Each text message from the server is a JSON array of frames, oldest first; each text message to the server is one
command. `seq` in a frame is the conversation's staff_seq: a client applies seq == last + 1, drops what it has, and on
a hole watches again with what it has. Receipts count in public_seq, since only public messages have them.
"""

from datetime import datetime
from typing import Literal

import msgspec

from contact_center.contents import AnyContent
from contact_center.realtime.mail_drafts import DraftMail
from contact_center.realtime.mail_views import MailView
from contact_center.values import FileRef
from contact_center.visits.schemas import Journey
from contact_center.work.live import QueuesLive
from contact_center.work.schemas import ChannelLoad, OfferView, WrapUpView

AuthorName = Literal["customer", "agent", "bot", "system"]
PresenceName = Literal["available", "away", "offline"]


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
    labels: list[str] = []
    """Ids; GET /labels has their names and colours."""
    out_of_hours: bool = False
    """The customer wrote while the business was closed, and no agent has answered since."""
    due_at: datetime | None = None
    """By when an agent's answer is promised."""
    has_files: bool = False
    outgoing: Literal["sending", "planned", "failed", "partly"] | None = None
    """Of the last mail to go out, while it is not sent."""
    spam: bool = False
    """Marked as spam: in no list but that of spam."""
    merged_into: int | None = None
    """The number of the conversation that has everything of this one."""


class StaffMessage(msgspec.Struct, frozen=True):
    id: str
    seq: int
    public_seq: int | None
    """None for a note."""
    author: AuthorName
    agent: AgentRef | None
    audience: Literal["public", "staff"]
    body: str
    delivery: Literal["stored", "sending", "sent", "failed", "partly", "withdrawn"]
    at: datetime
    client_id: str | None = None
    files: list[FileRef] = []
    mentions: list[AgentRef] = []
    """Agents whom a note names."""
    content: AnyContent | None = None
    mail: MailView | None = None
    """Of one that came or goes by mail."""


class Notice(msgspec.Struct, frozen=True):
    """A line of the timeline that is not a message. kind: the fact's type, such as ConversationAssigned."""

    seq: int
    kind: str
    at: datetime
    by: AgentRef | None
    agent: AgentRef | None = None
    """Whom it concerns, for example the new owner."""
    note: str | None = None
    score: int | None = None
    """Of a rating."""
    added: list[str] = []
    """Labels by the names they had then, as are those that were removed."""
    removed: list[str] = []
    queue: str | None = None
    """In which it waits from then on, by the name it had then."""
    warm: bool = False
    """Whoever gave it on stays to introduce the next agent."""
    reason: str | None = None
    """Why the bot has handed it over; of a mail that came back, failed or delayed; of another customer, the name."""
    other: int | None = None
    """The number of the conversation that was merged with this one, or taken out again."""
    merge: str | None = None
    """By which that can be undone."""
    away: bool = False
    """It is this one that was merged into the other, and not the other into this."""


class StaffReceipt(msgspec.Struct, frozen=True):
    by: Literal["customer", "agent"]
    delivered: int
    seen: int


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the staff with presence, for lists and for choosing whom to transfer to."""

    agent: AgentRef
    role: Literal["agent", "supervisor", "administrator"]
    presence: PresenceName
    reason: str | None
    since: datetime | None
    wrapping: bool
    """Finishes a contact that is over."""
    only: list[str] | None
    """The channels that an available agent takes work of; none: all."""
    units: int
    """In work, offers included, of `total`; more where a supervisor gave work beyond it, or idle chats came back."""
    total: int
    channels: list[ChannelLoad]
    """Those that the agent has work of or could get work of."""


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
    text: str | None = None
    """What the customer has written so far, where the inbox shows it."""


class Viewers(StaffFrame, frozen=True, tag="viewers"):
    """Colleagues (never this agent) who have a watched conversation on their screens, all of them each time."""

    conversation: str
    agents: list[AgentRef]


class Mentioned(StaffFrame, frozen=True, tag="mentioned"):
    """A note names this agent: worth a notification."""

    conversation: ConversationRow
    by: AgentRef
    excerpt: str


class MentionCount(StaffFrame, frozen=True, tag="mention_count"):
    """How many notes that name this agent are not looked at yet, counted up to 100; told whenever it changes."""

    unseen: int


class DraftChanged(StaffFrame, frozen=True, tag="draft"):
    """A draft of this agent's was saved in any tab; body and updated_at are none where it was sent or discarded.

    mail: without the HTML of one that was taken back.
    """

    conversation: str
    audience: Literal["public", "staff"]
    body: str | None
    updated_at: datetime | None
    mail: DraftMail | None = None
    files: list[FileRef] = []


class JourneyChanged(StaffFrame, frozen=True, tag="journey"):
    """What the customer of a watched conversation looks at has changed; at most once a second."""

    conversation: str
    journey: Journey


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
    """Open conversations: of this agent, of nobody, of the bot, all."""

    mine: int
    unassigned: int
    bot: int
    all: int


class PresenceChanged(StaffFrame, frozen=True, tag="presence"):
    """Somebody's presence or load changed; one's own comes to every tab."""

    people: list[Person]


class Assigned(StaffFrame, frozen=True, tag="assigned"):
    """A conversation was given to this agent: worth a sound."""

    conversation: ConversationRow


class Offers(StaffFrame, frozen=True, tag="offers"):
    """What is put to this agent, and what the agent has to wrap up: all of it, each time that any of it changes."""

    offers: list[OfferView]
    wrap_ups: list[WrapUpView]
    server_time: datetime
    """By which the times of both count down."""


class Given(StaffFrame, frozen=True, tag="given"):
    """What this agent wanted to give to another was answered. agent: who was asked. conversation: as it is now."""

    conversation: ConversationRow
    agent: AgentRef
    outcome: Literal["accepted", "declined", "missed", "rescinded", "lost_connection"]


class OfferAccepted(StaffFrame, frozen=True, tag="offer_accepted"):
    """The answer to `accept_offer`: the conversation is this agent's."""

    offer: str
    conversation: str


class StaffError(StaffFrame, frozen=True, tag="error"):
    """A command was refused. code is stable, detail is for a person."""

    code: str
    detail: str
    client_id: str | None = None
    conversation: str | None = None
    retry_after: int | None = None


class Queues(StaffFrame, frozen=True, tag="queues"):
    """The live queues, to who watches them: at once, soon after a change, and every few seconds without one."""

    live: QueuesLive


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
    | Viewers
    | Mentioned
    | MentionCount
    | DraftChanged
    | JourneyChanged
    | StaffAck
    | Rows
    | Counts
    | PresenceChanged
    | Assigned
    | Queues
    | Offers
    | Given
    | OfferAccepted
    | StaffError
    | Alive
)

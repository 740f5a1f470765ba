"""What travels on a visitor's socket: commands from the widget, frames to it.

Each text message from the server is a JSON array of frames, oldest first; each text message to the server is one
command. `seq` in a frame is the conversation's public_seq: a client applies seq == last + 1, drops what it has, and on
a hole says `resume` with what it has. Nothing here may hold a field that only staff may see; a test proves it.
"""

from datetime import datetime
from typing import Literal

import msgspec

from contact_center.contents import AnyContent
from contact_center.values import FileRef


class PublicAgent(msgspec.Struct, frozen=True):
    """What a visitor may know of an agent."""

    name: str


class PublicMessage(msgspec.Struct, frozen=True):
    id: str
    seq: int
    author: Literal["customer", "agent", "bot", "system"]
    body: str
    at: datetime
    agent: PublicAgent | None = None
    client_id: str | None = None
    """Only of the visitor's own messages."""
    files: list[FileRef] = []
    content: AnyContent | None = None


class PublicReceipt(msgspec.Struct, frozen=True):
    """How far the other side has received and seen."""

    delivered: int = 0
    seen: int = 0


class PublicConversation(msgspec.Struct, frozen=True):
    id: str
    status: Literal["open", "resolved"]
    agent: PublicAgent | None
    waiting: bool
    """Nobody of the staff has it yet, or nobody has answered what was written out of hours."""
    may_rate: bool = False
    """It has ended, somebody had it, the inbox asks, and the visitor has written since the last rating."""
    score: int | None = None
    """The rating that stands for this end."""
    joined: int | None = None
    """The seq at which the agent took it up."""
    bot: bool = False
    """The bot answers next."""


class PublicHours(msgspec.Struct, frozen=True):
    """Whether the business is open; next_open: when it opens again, none while open and where it never does."""

    open: bool = True
    next_open: datetime | None = None


class OwnConversation(msgspec.Struct, frozen=True):
    """A line in the visitor's list of conversations."""

    id: str
    status: Literal["open", "resolved"]
    agent: PublicAgent | None
    preview: str
    last_message_at: datetime
    unread: bool
    """The staff has written since the visitor last looked."""


class PublicBot(msgspec.Struct, frozen=True):
    """The bot as visitors see it; avatar: it has a face."""

    name: str
    avatar: bool = True


class VisitorFrame(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=False):
    """The root of what the widget hears."""


class Welcome(VisitorFrame, frozen=True, tag="welcome"):
    """The answer to `hello`. visitor_token is new where the visitor is; keep it in the page's own storage.

    A snapshot, the gap, or nothing follows.
    """

    visitor_token: str
    online: bool
    """Whether an agent is available now."""
    conversation: str | None
    server_time: datetime
    hours: PublicHours = PublicHours()
    identified: bool = False
    """The shop has said who this is: a pre-chat form is not needed."""
    answered: list[str] = []
    """Keys of the pre-chat form that this visitor has answered before: they are not asked again."""
    bot: PublicBot | None = None
    """Answers first in this inbox; none where people do."""


class VisitorSnapshot(VisitorFrame, frozen=True, tag="snapshot"):
    """The conversation as it stands at seq, with its newest messages."""

    conversation: PublicConversation
    seq: int
    messages: list[PublicMessage]
    has_older: bool
    mine: PublicReceipt
    theirs: PublicReceipt


class VisitorMessage(VisitorFrame, frozen=True, tag="message"):
    conversation: str
    seq: int
    message: PublicMessage


class VisitorMessageChanged(VisitorFrame, frozen=True, tag="message_changed"):
    conversation: str
    seq: int
    message: PublicMessage


class VisitorConversation(VisitorFrame, frozen=True, tag="conversation"):
    """Status or agent changed."""

    seq: int
    conversation: PublicConversation


class VisitorReceipts(VisitorFrame, frozen=True, tag="receipt"):
    """by: whose receipts; the visitor's own ones keep several tabs in step."""

    conversation: str
    seq: int
    by: Literal["customer", "agent"]
    receipt: PublicReceipt


class VisitorTypingShown(VisitorFrame, frozen=True, tag="typing"):
    """An agent types, or has stopped. Not numbered: forget it after 6 seconds without another."""

    conversation: str
    on: bool
    agent: PublicAgent


class VisitorOlder(VisitorFrame, frozen=True, tag="older"):
    conversation: str
    messages: list[PublicMessage]
    has_older: bool


class Ack(VisitorFrame, frozen=True, tag="ack"):
    """The message is stored for good; takes the place of `message` on the socket that sent it."""

    conversation: str
    client_id: str
    id: str
    seq: int
    at: datetime
    files: list[FileRef] = []


class Online(VisitorFrame, frozen=True, tag="online"):
    """Whether an agent is available has changed."""

    online: bool


class VisitorQueue(VisitorFrame, frozen=True, tag="queue"):
    """Where a conversation that waits for somebody stands; comes again on each change, after a hello and a resume.

    state: waiting in line; connecting while somebody is being asked to take it; message where the visitor was told
    that the answer comes later; none once it waits no more. position: 1 is next. expected_wait: seconds, in whole
    minutes; none where too little is known. Both only while it waits in line. staffed: whether somebody who could have
    it is there, busy or not, and its queue is open; where not, there is no expected wait either.
    """

    conversation: str
    state: Literal["waiting", "connecting", "message"] | None
    position: int | None = None
    expected_wait: int | None = None
    staffed: bool = True


class Hours(VisitorFrame, frozen=True, tag="hours"):
    """The business has opened or closed."""

    hours: PublicHours


class OwnConversations(VisitorFrame, frozen=True, tag="conversations"):
    """The answer to `list`; its first page comes again when one of them changes that is not on the screen."""

    items: list[OwnConversation]
    next: str | None


class TranscriptSent(VisitorFrame, frozen=True, tag="transcript_sent"):
    conversation: str


class VisitorError(VisitorFrame, frozen=True, tag="error"):
    """A command was refused. code is stable, detail is for a person; client_id names the message refused.

    field: the key of the answer that does not fit.
    """

    code: str
    detail: str
    client_id: str | None = None
    retry_after: int | None = None
    field: str | None = None


class Pong(VisitorFrame, frozen=True, tag="pong"):
    pass


AnyVisitorFrame = (
    Welcome
    | VisitorSnapshot
    | VisitorMessage
    | VisitorMessageChanged
    | VisitorConversation
    | VisitorReceipts
    | VisitorTypingShown
    | VisitorOlder
    | Ack
    | Online
    | VisitorQueue
    | Hours
    | OwnConversations
    | TranscriptSent
    | VisitorError
    | Pong
)

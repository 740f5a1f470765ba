"""What travels on a visitor's socket: commands from the widget, frames to it.

Each text message from the server is a JSON array of frames, oldest first; each text message to the server is one
command. `seq` in a frame is the conversation's public_seq: a client applies seq == last + 1, drops what it has, and on
a hole says `resume` with what it has. Nothing here may hold a field that only staff may see; a test proves it.
"""

from datetime import datetime
from typing import Literal

import msgspec

from contact_center.values import Place, PublicKey


class VisitorCommand(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """The root of what the widget says."""


class Hello(VisitorCommand, frozen=True, tag="hello"):
    """The first command: embed_token from the frame page, visitor_token from an earlier `welcome`.

    conversation and after: what the widget still shows, to get the gap instead of a snapshot.
    """

    embed_token: str
    visitor_token: str | None = None
    conversation: PublicKey | None = None
    after: Place | None = None
    locale: str = "en"


class Resume(VisitorCommand, frozen=True, tag="resume"):
    """Asks for the changes after a sequence number of the current conversation."""

    after: Place


class VisitorSend(VisitorCommand, frozen=True, tag="send"):
    """A message; opens a conversation where none is open. Sent again with the same client_id it is stored once.

    conversation: the one it was written into; none for a new one.
    """

    client_id: str
    body: str
    conversation: PublicKey | None = None


class VisitorTyping(VisitorCommand, frozen=True, tag="typing"):
    on: bool


class VisitorReceipt(VisitorCommand, frozen=True, tag="receipt"):
    """The widget has received everything up to delivered, and the visitor has seen everything up to seen."""

    delivered: Place
    seen: Place


class Older(VisitorCommand, frozen=True, tag="older"):
    """Asks for the messages before a sequence number."""

    before: Place


class End(VisitorCommand, frozen=True, tag="end"):
    """The visitor ends the conversation."""


class Restart(VisitorCommand, frozen=True, tag="restart"):
    """The visitor leaves an ended conversation behind; the next message opens a new one."""


class Ping(VisitorCommand, frozen=True, tag="ping"):
    """Answered by `pong`; finds a dead connection."""


AnyVisitorCommand = Hello | Resume | VisitorSend | VisitorTyping | VisitorReceipt | Older | End | Restart | Ping


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


class PublicReceipt(msgspec.Struct, frozen=True):
    """How far the other side has received and seen."""

    delivered: int = 0
    seen: int = 0


class PublicConversation(msgspec.Struct, frozen=True):
    id: str
    status: Literal["open", "resolved"]
    agent: PublicAgent | None
    waiting: bool
    """Nobody of the staff has it yet."""


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


class Online(VisitorFrame, frozen=True, tag="online"):
    """Whether an agent is available has changed."""

    online: bool


class VisitorError(VisitorFrame, frozen=True, tag="error"):
    """A command was refused. code is stable, detail is for a person; client_id names the message refused."""

    code: str
    detail: str
    client_id: str | None = None
    retry_after: int | None = None


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
    | VisitorError
    | Pong
)

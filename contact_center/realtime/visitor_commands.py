"""What the widget says: each text message to the server is one command. What it hears: visitor_frames."""

from typing import Annotated

import msgspec

from contact_center.contents import Chosen
from contact_center.values import Place, PublicKey


class VisitorCommand(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """The root of what the widget says."""


class Hello(VisitorCommand, frozen=True, tag="hello"):
    """The first command: embed_token from the frame page, visitor_token from an earlier `welcome`.

    conversation and after: what the widget still shows, to get the gap instead of a snapshot. identity: the token by
    which the shop says who its signed-in customer is.
    """

    embed_token: str
    visitor_token: str | None = None
    conversation: PublicKey | None = None
    after: Place | None = None
    locale: str = "en"
    identity: Annotated[str, msgspec.Meta(max_length=4_000)] | None = None


class Resume(VisitorCommand, frozen=True, tag="resume"):
    """Asks for the changes after a sequence number of the current conversation."""

    after: Place


class VisitorSend(VisitorCommand, frozen=True, tag="send"):
    """A message; opens a conversation where none is open. Sent again with the same client_id it is stored once.

    conversation: the one it was written into; none for a new one. files: uploaded before. about: the pre-chat form,
    with the first message of a conversation; custom fields by their keys beside name, email and phone. begin: a
    conversation of its own, also where another is open. choice: the button that the text is the label of.
    """

    client_id: str
    body: str
    conversation: PublicKey | None = None
    files: Annotated[list[PublicKey], msgspec.Meta(max_length=10)] = []
    about: Annotated[dict[str, Annotated[str, msgspec.Meta(max_length=500)]], msgspec.Meta(max_length=20)] = {}
    begin: bool = False
    choice: Chosen | None = None


class VisitorTyping(VisitorCommand, frozen=True, tag="typing"):
    """text: what has been written so far, only where the inbox shows it to agents and the widget says so."""

    on: bool
    text: Annotated[str, msgspec.Meta(max_length=500)] | None = None


class VisitorReceipt(VisitorCommand, frozen=True, tag="receipt"):
    """The widget has received everything up to delivered, and the visitor has seen everything up to seen."""

    delivered: Place
    seen: Place


class Older(VisitorCommand, frozen=True, tag="older"):
    """Asks for the messages before a sequence number."""

    before: Place


class TalkToPerson(VisitorCommand, frozen=True, tag="person"):
    """The visitor wants a person instead of the bot; said as a message of theirs."""


class End(VisitorCommand, frozen=True, tag="end"):
    """The visitor ends the conversation."""


class Restart(VisitorCommand, frozen=True, tag="restart"):
    """The visitor leaves an ended conversation behind; the next message opens a new one."""


class ListOwn(VisitorCommand, frozen=True, tag="list"):
    """Asks for the visitor's own conversations in this inbox, the newest first; before: the `next` of a page."""

    before: Annotated[str, msgspec.Meta(max_length=500)] | None = None


class Show(VisitorCommand, frozen=True, tag="show"):
    """The visitor turns to another one of the own conversations; answered by its snapshot."""

    conversation: PublicKey


class Rate(VisitorCommand, frozen=True, tag="rate"):
    """What the visitor thought of the conversation that has ended: 1 to 5, the best. Once for each end."""

    conversation: PublicKey
    score: Annotated[int, msgspec.Meta(ge=1, le=5)]
    comment: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None


class MailTranscript(VisitorCommand, frozen=True, tag="mail_transcript"):
    """Asks for everything said so far by e-mail; answered by `transcript_sent`. zone: whose times it tells (IANA)."""

    conversation: PublicKey
    email: Annotated[str, msgspec.Meta(max_length=254)]
    zone: Annotated[str, msgspec.Meta(max_length=64)] = "UTC"


class Ping(VisitorCommand, frozen=True, tag="ping"):
    """Answered by `pong`; finds a dead connection."""


AnyVisitorCommand = (
    Hello
    | Resume
    | VisitorSend
    | VisitorTyping
    | VisitorReceipt
    | Older
    | TalkToPerson
    | End
    | Restart
    | ListOwn
    | Show
    | Rate
    | MailTranscript
    | Ping
)

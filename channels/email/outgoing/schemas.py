"""The shapes of mail that goes out: signatures, and what an answer is made of."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

import msgspec

from contact_center.realtime.mail_views import MailPerson

Locale = Literal["en", "vi"]
SignatureText = Annotated[str, msgspec.Meta(max_length=2_000)]
SignatureHtml = Annotated[str, msgspec.Meta(max_length=10_000)]


class MailRecipientState(StrEnum):
    """What became of a mail at one of those to whom it goes."""

    WAITING = "waiting"
    SENT = "sent"
    """A server took it for this recipient."""
    REFUSED = "refused"
    """The server to which we gave it did not take it for this recipient."""
    BOUNCED = "bounced"
    """It came back later on."""
    DELAYED = "delayed"
    """A server on the way goes on trying."""


FAILED = (MailRecipientState.REFUSED, MailRecipientState.BOUNCED)
"""The states of recipients who have not got it, and do not get it unless somebody has it tried again."""


class Outcome(NamedTuple):
    """What a server said of one recipient."""

    state: MailRecipientState
    code: str | None = None
    words: str | None = None


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail ends with. html: its formatted form, sanitised; without it, it is made from the text."""

    text: SignatureText = ""
    html: SignatureHtml = ""


class Autoresponder(msgspec.Struct, frozen=True, kw_only=True):
    """What a mailbox promises, and answers by itself to a person whose mail begins a conversation."""

    enabled: bool = False
    promise_hours: Annotated[int, msgspec.Meta(ge=1, le=24 * 30)] = 48
    """Within which an answer is promised, by the inbox's calendar; see calendars.promise.

    By it conversations become due, whether or not the customer is told.
    """
    window_hours: Annotated[int, msgspec.Meta(ge=1, le=24 * 30)] = 24
    """A sender gets one such answer within them."""
    texts: dict[Locale, Annotated[str, msgspec.Meta(max_length=5_000)]] = {}
    """{by} stands for the promised time; in a language left out, the product's own."""


class MailBot(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot does with a mailbox's mails. suggests: answers to agents. answers: by itself, at most once to a
    conversation, where it is so sure of an article as answer_at says.
    """

    suggests: bool = True
    answers: bool = False
    answer_at: Annotated[float, msgspec.Meta(ge=0.5, le=1)] = 0.9


class Signatures(msgspec.Struct, frozen=True, kw_only=True):
    """By the customer's language; in a language left out, the other one's."""

    texts: dict[Locale, Signature] = {}


class OwnSignatures(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's signature in an inbox. sender: as whom its mails go; none where it has no mailbox.

    beneath: the mailbox's own signature, which follows it.
    """

    texts: dict[Locale, Signature] = {}
    sender: MailPerson | None = None
    beneath: dict[Locale, Signature] = {}


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """The mail of a conversation that an answer answers: the last that a person wrote, in either direction.

    forged: the domain of its sender says that it is not from there. reply_to, to and cc: whom an answer may reach.
    """

    outgoing: bool
    forged: bool = False
    header_id: str | None
    references: list[str]
    subject: str
    sender: MailPerson
    reply_to: list[MailPerson] = []
    to: list[MailPerson] = []
    cc: list[MailPerson] = []
    original: MailPerson | None = None
    """Who wrote what it forwards, and is the customer: the answer is theirs, and who forwarded it has a copy."""
    left_out: MailPerson | None = None
    """The customer, where somebody else has written who does not name them."""
    at: datetime
    text: str = ""
    html: str | None = None


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that is ready to be stored. text and html are the whole of it; folded is what the person did not write."""

    inbox_id: int
    """Whose mailbox sends it."""
    sender: MailPerson
    to: list[MailPerson]
    cc: list[MailPerson] = []
    bcc: list[MailPerson] = []
    subject: str
    text: str
    folded: str = ""
    html: str | None = None
    in_reply_to: str | None = None
    references: list[str] = []
    automatic: str = ""

"""What a mail says, as the rest of the product needs it. Pure records, made by mime.parse."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Mailbox(msgspec.Struct, frozen=True):
    """A person or list as a header names it (RFC 5322, 3.4). address: local part as written, domain in lower case."""

    address: str
    name: str = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf of the mail that is not its text: an attachment, an inline image, an invitation, a mail within it."""

    name: str
    """Safe to show and to store: no path, no control character, never empty."""
    media_type: str
    """As the sender says; what it is, storage finds out from the content."""
    data: bytes
    charset: str = ""
    """As the sender says, of a text."""
    content_id: str | None = None
    """Without its angle brackets."""
    inline: bool = False
    """The HTML shows it where it names its content id."""


class Automatic(StrEnum):
    """Why a mail is taken for one that no person wrote (RFC 3834)."""

    NO = ""
    BOUNCE = "bounce"
    """A delivery report, or another report, in multipart/report or a form that mail servers have of their own."""
    REPLY = "reply"
    """An answering machine."""
    GENERATED = "generated"
    """A notice of a system."""
    BULK = "bulk"
    """A list or a newsletter."""


class BouncedRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """Of a delivery report (RFC 3464): what became of one recipient. words: the server's."""

    address: str
    action: str
    """failed, delayed, delivered, relayed or expanded."""
    status: str = ""
    """Such as 5.1.1 (RFC 3463)."""
    words: str = ""


class Bounce(msgspec.Struct, frozen=True, kw_only=True):
    recipients: tuple[BouncedRecipient, ...]
    original_id: str | None = None
    """The Message-ID of the mail that it is about, where the report brings it along."""


class Authentication(msgspec.Struct, frozen=True, kw_only=True):
    """What one server has found out of the sender (RFC 8601). server: which one says so."""

    server: str
    spf: str = ""
    """pass, fail, softfail, neutral, none, temperror or permerror; empty where it says nothing."""
    dkim: str = ""
    dmarc: str = ""


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """A whole mail. Ids are without angle brackets. Nothing of it is sanitised: html is as the sender wrote it."""

    message_id: str | None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    """Oldest first."""
    subject: str = ""
    date: datetime | None = None
    """As the sender's clock says, in UTC."""
    sender: Mailbox | None = None
    """The first of From."""
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    delivered_to: tuple[str, ...] = ()
    """Addresses that servers on the way noted as the recipient's own, the newest first."""
    text: str = ""
    """The whole plain text, or what the HTML reads as; line ends are \\n."""
    html: str | None = None
    parts: tuple[Part, ...] = ()
    automatic: Automatic = Automatic.NO
    unanswerable: bool = False
    """No automatic answer may go out to it, though a person may have written it: a list, or it says so."""
    bounce: Bounce | None = None
    spam: bool = False
    """A mail server on the way says that it is; believe it where the operator does."""
    authentication: tuple[Authentication, ...] = ()
    """The newest first; believe those alone whose server the operator trusts."""
    forwarded: Mailbox | None = None
    """Whoever wrote what an agent or a customer has forwarded in the text, where that can be told."""
    problems: tuple[str, ...] = ()
    """What could not be read and was left as it is: short names, for administrators."""

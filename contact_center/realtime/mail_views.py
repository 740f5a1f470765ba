"""The shapes of what staff see of messages that came or go by mail, beside their text. Pure."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contact_center.inboxes.letters import FormAnswer


class MailPerson(msgspec.Struct, frozen=True):
    """Whom a header names."""

    address: Annotated[str, msgspec.Meta(max_length=320)]
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""


class RecipientView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a mail at one of those to whom it went. code, words: the server's."""

    address: str
    kind: Literal["to", "cc", "bcc"]
    state: Literal["waiting", "sent", "refused", "bounced", "delayed"]
    code: str | None = None
    words: str | None = None


class MailChecks(msgspec.Struct, frozen=True, kw_only=True):
    """What a trusted server has found out of the sender (RFC 8601). Each: pass, fail, none and so on, or empty."""

    server: str
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


LeftOutReason = Literal["too_large", "empty", "type_refused"]


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a mail that was not taken as a file; the original has it. size: bytes, where it is known."""

    name: str
    size: int | None = None
    reason: LeftOutReason


class RelatedConversation(msgspec.Struct, frozen=True, kw_only=True):
    """customer: as consoles call them. same_customer: as the one whose conversation the mail is in."""

    id: str
    number: int
    customer: str
    same_customer: bool


class MailView(msgspec.Struct, frozen=True, kw_only=True):
    """folded: what of the text is quoted or a signature, and no part of the message's body."""

    direction: Literal["in", "out"]
    subject: str
    sender: MailPerson
    reply_to: list[MailPerson] = []
    to: list[MailPerson] = []
    cc: list[MailPerson] = []
    bcc: list[MailPerson] = []
    date: datetime | None = None
    folded: str = ""
    has_html: bool = False
    pictures_elsewhere: bool = False
    """Its HTML has pictures that are not fetched until somebody asks for them."""
    kept: bool = False
    """The mail as it came can be read."""
    checks: MailChecks | None = None
    forwarded_from: MailPerson | None = None
    """Who seems to have written what was forwarded; nobody has checked it."""
    original: Literal["", "offered", "customer"] = ""
    """Whether that one can be made the customer in place of the sender, or is it, and is answered."""
    problems: list[str] = []
    """What could not be read and was left as it is: short names."""
    left_out: list[LeftOut] = []
    by_form: bool = False
    """It came by the contact form: nobody has checked that the address is the writer's."""
    answers: list[FormAnswer] = []
    """What was given on that form to custom fields, as they were called then; checked no more than the address."""
    not_sent_by_us: bool = False
    """It came, and yet has an address of ours as its sender: anybody can write that, and forms on pages do."""
    stranger: bool = False
    """Its sender had no part in the conversation until then."""
    related: RelatedConversation | None = None
    """The conversation whose mails it answers, in which its sender has no part."""
    automatic: str = ""
    """Why no person seems to have written it; empty: a person has."""
    send_at: datetime | None = None
    """When one that goes out is planned to leave: until then it can be taken back."""
    next_try: datetime | None = None
    """When it is sent again to those who wait still, for a server could not take it yet; see their words."""
    may_take_back: bool = False
    """It has not begun to leave."""
    left_at: datetime | None = None
    recipients: list[RecipientView] = []

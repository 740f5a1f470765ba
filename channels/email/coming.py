"""A mail on its way to be a message: what was read of it, and what storage knows of it before and after."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy.orm import Session

from channels.email import participants
from channels.email.parsed import Authentication, Parsed
from channels.email.parsed import Mailbox as Person
from channels.email.reading import Reading
from contact_center.files.schemas import NewFile
from contact_center.files.service import file_ref
from contact_center.models import Attachment, Mailbox, MailIn
from contact_center.values import FileRef


class MailRules(msgspec.Struct, frozen=True, kw_only=True):
    """copies: of the same mail in several mailboxes each is a message, or one is and the others are only noted."""

    copies: Literal["each", "one"] = "each"


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the mail that lies in the file store. id: its public id."""

    new: NewFile
    id: str
    content_id: str | None


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that was read. mail_in_id: its row. problems: besides those of parsing."""

    mail_in_id: int
    reading: Reading
    files: Sequence[File] = ()
    problems: Sequence[str] = ()


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a mail before it is stored.

    sender: the address in small letters. spoofed: a trusted server says that it is not from there.
    """

    came: Came
    parsed: Parsed
    row: MailIn
    box: Mailbox
    sender: str
    name: str
    spoofed: bool
    authentication: Authentication | None
    own: frozenset[str]
    now: datetime
    key: str

    @property
    def writer(self) -> Person:
        return Person(address=self.sender, name=self.name)

    def people(self) -> dict[str, dict[str, str]]:
        """All who take part by the mail, the writer first; who did not write it is not taken for the writer."""
        writer = [] if self.spoofed else [(self.writer, "from")]
        named = [*writer, *((each, "to") for each in self.parsed.to), *((each, "cc") for each in self.parsed.cc)]
        return participants.people(named, own=self.own, key=self.key)


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """message: the public id. begins: it opened the conversation. quiet: it sets off nothing."""

    conversation_id: int
    message_id: int
    message: str
    begins: bool
    quiet: bool


Check = Callable[[Session, Context], str | None]
"""Asked before a mail is stored: why it becomes no message, in one word; none: it may."""
Follow = Callable[[Session, Context, Stored], None]
"""Called after a mail was stored, in the same unit; never of history."""


def is_shown(came: Came, file: File) -> bool:
    """Within the HTML, and so not beside the text."""
    return came.reading.html is not None and file.content_id in came.reading.html.shown


def ref_of(file: File) -> FileRef:
    """What readers of the message will know of it."""
    return file_ref(Attachment(public_id=file.id, **msgspec.structs.asdict(file.new)))

"""The public contact form as its page and the channel that takes it in know it: what is asked, and what was written."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.db import Database
from contact_center.inboxes.schemas import Locale

MOST_FILES = 5
FILES_BYTES = 10 * 1024 * 1024
"""Of all files of one letter together."""
SUBJECT_LENGTH = 200


class ContactForm(msgspec.Struct, frozen=True, kw_only=True):
    """Of an inbox that has one. name: whom one writes to. hours: when the promise counts; none: always."""

    inbox: str
    name: str
    privacy_url: str
    hours: Hours | None
    promise: timedelta


class SentFile(msgspec.Struct, frozen=True):
    """As the browser calls it."""

    name: str
    data: bytes


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has written. id: the page's, so that the same sent twice is one. address: of the client."""

    id: str
    inbox: str
    name: str
    email: str
    subject: str
    message: str
    locale: Locale
    address: str
    files: Sequence[SentFile] = ()


class ContactForms(Protocol):
    """The channel behind the page."""

    def form(self, tx: Session, inbox: str) -> ContactForm:
        """Of an inbox by its public id. Raises NotFound where it has none."""
        ...

    def first(self, tx: Session, near: str | None) -> str | None:
        """The inbox whose form is shown to who reads about another inbox's brand; none where no form is open."""
        ...

    async def take(self, db: Database, letter: Letter, *, now: datetime) -> None:
        """Open a conversation with it.

        Raises NotFound where there is no form any more, InvalidInput with the field email or files for what cannot be
        taken, TooManyRequests, Forbidden for who is blocked, and StorageUnavailable.
        """
        ...

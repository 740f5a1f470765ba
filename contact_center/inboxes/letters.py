"""What a public contact form asks for, and what somebody has written on it. Pure."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from contact_center.calendars.hours import Hours
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

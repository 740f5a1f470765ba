"""What a public contact form asks for, and what somebody has written on it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec

from contact_center.calendars.hours import Hours
from contact_center.inboxes.schemas import Locale
from contact_center.values import FieldKind

MOST_FILES = 5
FILES_BYTES = 10 * 1024 * 1024
"""Of all files of one letter together."""
SUBJECT_LENGTH = 200


class FormQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A custom field that a form asks for. names: what people read, by locale. required: nothing goes without it."""

    key: str
    kind: FieldKind
    names: Mapping[Locale, str]
    choices: Sequence[str] = ()
    required: bool = False


class FormAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was given to a question, which may be gone by now. value: in the spelling of customers.details."""

    key: str
    kind: FieldKind
    names: dict[Locale, str]
    value: str


class ContactForm(msgspec.Struct, frozen=True, kw_only=True):
    """Of an inbox that has one. name: whom one writes to. hours: when the promise counts; none: always."""

    inbox: str
    name: str
    privacy_url: str
    hours: Hours | None
    promise: timedelta
    questions: Sequence[FormQuestion] = ()


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
    answers: Sequence[FormAnswer] = ()
    files: Sequence[SentFile] = ()

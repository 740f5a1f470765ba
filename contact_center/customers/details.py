"""What people write about a customer, in one spelling each, so that equal things are equal. Pure."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from contact_center.errors import InvalidInput
from contact_center.folding import fold
from contact_center.lines import clean_line
from contact_center.phones import plain

KINDS = ("text", "number", "date", "boolean", "choice")
NAME_LENGTH = 100
EMAIL_LENGTH = 254
VALUE_LENGTH = 500
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]{2,}")
_PHONE = re.compile(r"\+?[0-9]{4,15}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,10})?")
_YES, _NO = ("true", "yes", "1", "có"), ("false", "no", "0", "không")


def clean_text(text: str, *, limit: int = VALUE_LENGTH) -> str:
    """As lines.clean_line, cut at so many characters; may be empty."""
    return clean_line(text)[:limit].rstrip()


def clean_name(text: str, *, field: str = "name") -> str:
    """Raises InvalidInput where nothing is left."""
    name = clean_text(text, limit=NAME_LENGTH)
    if not name:
        raise InvalidInput("Give a name.", field=field)
    return name


def clean_email(text: str, *, field: str = "email") -> str:
    """An e-mail address in small letters. Raises InvalidInput."""
    email = clean_text(text).lower()
    if len(email) > EMAIL_LENGTH or not _EMAIL.fullmatch(email):
        raise InvalidInput("This is not an e-mail address.", field=field, code="email_invalid")
    return email


def clean_phone(text: str, *, field: str = "phone") -> str:
    """A telephone number as phones.plain spells it. Raises InvalidInput."""
    phone = plain(clean_text(text))
    if not _PHONE.fullmatch(phone):
        raise InvalidInput("This is not a telephone number.", field=field, code="phone_invalid")
    return phone


def clean_value(kind: str, choices: Sequence[str], text: str, *, field: str) -> str:
    """A custom field's value in its one spelling.

    A number without a needless zero, a date as 2026-03-02, a boolean as true or false, a choice as it is offered.
    Raises InvalidInput naming the field.
    """
    value = clean_text(text)
    if not value:
        raise InvalidInput("Give a value.", field=field)
    if kind == "number":
        return _number(value, field)
    if kind == "date":
        return _date(value, field)
    if kind == "boolean":
        if value.lower() not in _YES + _NO:
            raise InvalidInput("Say true or false.", field=field)
        return "true" if value.lower() in _YES else "false"
    if kind == "choice":
        for choice in choices:
            if fold(choice) == fold(value):
                return choice
        raise InvalidInput(f"Choose one of: {', '.join(choices)}.", field=field)
    return value


def _number(value: str, field: str) -> str:
    if not _NUMBER.fullmatch(value):
        raise InvalidInput("This is not a number. Write it such as 1234.5.", field=field, code="number_invalid")
    plain = format(Decimal(value), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"-0", ""} else plain


def _date(value: str, field: str) -> str:
    try:
        if date.fromisoformat(value).isoformat() != value:  # fromisoformat also takes weeks
            raise ValueError(value)
        return value
    except ValueError:
        raise InvalidInput(
            "This is not a date. Write it such as 2026-03-02.", field=field, code="date_invalid"
        ) from None


def customer_name(name: str | None, email: str | None, key: int) -> str:
    """A customer without a name is called by their address, and one without that is told apart by number."""
    return name or email or f"Visitor {key}"

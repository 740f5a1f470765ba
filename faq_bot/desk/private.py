"""Hides what a customer has told of themselves, as far as a colleague can still tell which it is. Pure."""

import re

HIDDEN = "•••"
_MAIL = re.compile(r"([^\s@<>()\",;:])[^\s@<>()\",;:]*@([^\s@<>()\",;:]+)")
_LONG = re.compile(r"\+?[0-9](?:[ .()/-]?[0-9]){7,}")
"""Telephones, cards and accounts; the number of an order is shorter, and staff need it."""
_DIGITS = re.compile(r"\+?[0-9](?:[ .()/-]?[0-9]){4,}")
_PRIVATE = re.compile(r"mail|phone|address|name|code|street", re.IGNORECASE)
_KEPT = 2
"""Digits at the end."""


def masked(field: str, value: str) -> str | None:
    """The value with most of it hidden, where it is somebody's address, number or name; none where nothing is private.

    field: the key of what was asked for.
    """
    hidden = _LONG.sub(lambda found: HIDDEN + found[0][-_KEPT:], _MAIL.sub(rf"\1{HIDDEN}@\2", value))
    if hidden != value:
        return hidden
    if _PRIVATE.search(field) and value.strip():
        return value.strip()[0] + HIDDEN
    return None


def without_private(text: str) -> str:
    """A question without addresses and long numbers, so that it can be kept as a way to ask."""
    return " ".join(_DIGITS.sub(" ", _MAIL.sub(" ", text)).split())

"""Hides what a customer has told of themselves, as far as a colleague can still tell which it is. Pure."""

import re

HIDDEN = "•••"
_MAIL = re.compile(r"([^\s@<>()\",;:])[^\s@<>()\",;:]*@([^\s@<>()\",;:]+)")
_LONG = re.compile(r"\+?[0-9](?:[ .()/-]?[0-9]){7,}")
"""Telephones, cards and accounts; the number of an order is shorter, and staff need it."""
_DIGITS = re.compile(r"\+?[0-9](?:[ .()/-]?[0-9]){4,}")
_CODES = re.compile(r"(?:#|\b[a-z]{1,3}-?)[0-9](?:-?[0-9]){3,}\b", re.IGNORECASE)
"""Numbers of orders, such as S23456 and #1234."""
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


def question_masked(text: str) -> str:
    """A question as colleagues may read it who look for what to learn: without addresses, numbers and codes."""
    for private in (_MAIL, _CODES, _DIGITS):
        text = private.sub(HIDDEN, text)
    return text


def without_private(text: str) -> str:
    """A question without addresses, numbers and codes, so that it can be kept as a way to ask."""
    return " ".join(question_masked(text).replace(HIDDEN, " ").split())

"""What people type, made fit to keep. Pure."""

import re
from collections.abc import Sequence

from contact_center.errors import InvalidInput

CLIENT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
PREVIEW_LENGTH = 140
FILE_MARK = "📎 "
"""Begins the preview of a message that is files alone; their names follow."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_body(body: str, *, limit: int, may_be_empty: bool = False) -> str:
    """The text without null characters, lone surrogates and blank ends.

    Raises InvalidInput where nothing is left, or where it is longer than limit characters. may_be_empty: files go
    with it.
    """
    text = storable(body, limit=limit).strip()
    if not text and not may_be_empty:
        raise InvalidInput("The message is empty.", code="empty_message", field="body")
    return text


def storable(body: str, *, limit: int) -> str:
    """The text as it is but for null characters and lone surrogates. Raises InvalidInput where it is too long."""
    text = _UNSTORABLE.sub("", body)
    if len(text.strip()) > limit:
        raise InvalidInput(
            f"The message has {len(text.strip())} characters; at most {limit} are taken.",
            code="message_too_long",
            field="body",
        )
    return text


def checked_client_id(client_id: str) -> str:
    """Raises InvalidInput where it is not 1 to 64 letters, digits or _.:- signs."""
    if not CLIENT_ID.fullmatch(client_id):
        raise InvalidInput("client_id takes 1 to 64 letters, digits or the signs _.:-", field="client_id")
    return client_id


def preview_of(body: str, files: Sequence[str]) -> str:
    """How a message begins, or the names of its files; nothing where it has neither."""
    shown = body[: 2 * PREVIEW_LENGTH].strip()
    if not shown and files:
        shown = FILE_MARK + ", ".join(files)
    return " ".join(shown.split())[:PREVIEW_LENGTH]

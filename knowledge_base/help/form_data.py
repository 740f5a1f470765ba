"""What a browser sends of a form with files (RFC 7578), also where it was cut off. Pure."""

import re
from email.message import Message

import msgspec

from contact_center.errors import MalformedBody

MOST_PARTS = 40
LONGEST_HEAD = 4_000
"""Bytes of one part's header."""
_NAME = re.compile(rb';\s*name="([^"]*)"', re.IGNORECASE)
_FILE_NAME = re.compile(rb';\s*filename="([^"]*)"', re.IGNORECASE)
_ESCAPES = {"%22": '"', "%0D": "\r", "%0A": "\n"}
"""What browsers write for signs that would end a name (https://html.spec.whatwg.org, multipart/form-data)."""


class Part(msgspec.Struct, frozen=True):
    """filename: none of a field that is no file."""

    name: str
    filename: str | None
    data: bytes


class FormData(msgspec.Struct, frozen=True):
    """fields: of several under one name the first. files: those that were chosen, without what was cut off."""

    fields: dict[str, str]
    files: list[Part]


def boundary_of(content_type: str) -> bytes:
    """Raises MalformedBody where it is no multipart/form-data with a boundary."""
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/form-data" or not boundary or not boundary.isascii():
        raise MalformedBody("Send the form as multipart/form-data.")
    return boundary.encode()


def parse(body: bytes, boundary: bytes) -> FormData:
    """Raises MalformedBody where it has no parts, or too many."""
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary, MOST_PARTS + 1)[1:]
    if not pieces or len(pieces) > MOST_PARTS:
        raise MalformedBody("This is not a form as browsers send it.")
    parts = [part for part in map(_part, pieces[:-1]) if part is not None]  # the last is the end, or was cut off
    fields: dict[str, str] = {}
    for part in parts:
        if part.filename is None:
            fields.setdefault(part.name, part.data.decode(errors="replace"))
    return FormData(fields, [part for part in parts if part.filename is not None and (part.filename or part.data)])


def _part(piece: bytes) -> Part | None:
    """None where it is none, which is left out."""
    head, found, data = piece.partition(b"\r\n\r\n")
    name = _NAME.search(head)
    if not found or len(head) > LONGEST_HEAD or name is None:
        return None
    filename = _FILE_NAME.search(head)
    return Part(_unescaped(name[1]), None if filename is None else _unescaped(filename[1]), data)


def _unescaped(raw: bytes) -> str:
    text = raw.decode(errors="replace")
    for written, meant in _ESCAPES.items():
        text = text.replace(written, meant)
    return text

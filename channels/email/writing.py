"""Header fields and contents as mail programs take them: folded, encoded, without line breaks of others. Pure."""

import binascii
import re
from collections.abc import Sequence
from urllib.parse import quote

from channels.email.addresses import address_of, in_ascii
from channels.email.parsed import Mailbox
from contact_center.errors import InvalidInput
from contact_center.lines import clean_line

LINE_END = "\r\n"
_LINE = 76
_WORD_BYTES = 45
"""Of an encoded word, whose 60 letters fit a line beside its marks (RFC 2047, 2)."""
_NAME_PIECE = 40
"""Characters of a file's name on one line."""
_MEDIA_TYPE = re.compile(r"[a-z0-9][\w!#$&^.+-]{0,63}/[\w!#$&^.+-]{1,64}", re.ASCII)
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_PLAIN = re.compile(r"[ -~]*")
_UNSAFE_IN_QUOTES = re.compile(r'(["\\])')


def field(name: str, value: str) -> str:
    """One header field, folded at its spaces. value: on one line, encoded where it must be.

    The first word stands beside the name, however long: many programs read a long id on its own line with a space.
    """
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        if len(line) + 1 + len(word) > _LINE and line not in {"", f"{name}:"}:
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    return LINE_END.join([*lines, line]) + LINE_END


def text(value: str) -> str:
    """Unstructured text, such as a subject: on one line, as encoded words where it is not plain."""
    line = clean_line(value)
    return line if _is_plain(line) else _encoded(line)


def mailboxes(boxes: Sequence[Mailbox], *, ascii_only: bool = True) -> str:
    """ascii_only: an address that is not ASCII stands there as the name of an empty group (RFC 6857, 3.1.8)."""
    return ", ".join(_mailbox(box, ascii_only=ascii_only) for box in boxes)


def ids(every: Sequence[str], *, most: int) -> str:
    """In brackets, the first and the last ones where they are too many. What is no id is left out."""
    fit = [each for each in every if 0 < len(each) < 900 and _PLAIN.fullmatch(each) and not set(each) & set("<> ")]
    kept = fit if len(fit) <= most else [fit[0], *fit[1 - most :]]
    return " ".join(f"<{each}>" for each in kept)


def address(given: str) -> str:
    """For a header, its domain in ASCII where that can be. Raises InvalidInput where it is none."""
    found = address_of(given)
    if found is None or found != f"{given.strip().rpartition('@')[0]}@{given.strip().rpartition('@')[2].lower()}":
        raise InvalidInput(f"{given!r} is no mail address.", code="invalid_address", field="address")
    try:
        return in_ascii(found)
    except InvalidInput:
        return found


def parameters(name: str) -> tuple[str, str]:
    """A file's name for Content-Type (the older form, for older programs) and for Content-Disposition (RFC 2231)."""
    plain = clean_line(name) or "file"
    if _is_plain(plain):
        quoted = '"' + _UNSAFE_IN_QUOTES.sub(r"\\\1", plain) + '"'
        return f"name={quoted}", f"filename={quoted}"
    pieces = [f"UTF-8''{quote(plain[:_NAME_PIECE], safe='')}"]
    pieces += [quote(plain[at : at + _NAME_PIECE], safe="") for at in range(_NAME_PIECE, len(plain), _NAME_PIECE)]
    if len(pieces) == 1:
        return f'name="{_encoded(plain)}"', f"filename*={pieces[0]}"
    return f'name="{_encoded(plain)}"', "; ".join(f"filename*{at}*={piece}" for at, piece in enumerate(pieces))


def media_type(given: str) -> str:
    """As it may stand in a header of a file."""
    said = given.strip().lower()
    fits = _MEDIA_TYPE.fullmatch(said) and not said.startswith(("multipart/", "message/"))
    return said if fits else "application/octet-stream"


def content(value: str) -> tuple[str, bytes]:
    """How a text is encoded, and its bytes; the shorter way, and no line is too long."""
    data = value.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    if data.isascii() and b"\0" not in data and all(len(line) <= _LINE for line in data.split(b"\n")):
        return "7bit", data.replace(b"\n", b"\r\n")
    quoted = binascii.b2a_qp(data, istext=True).replace(b"\n", b"\r\n")
    wrapped = base64_lines(data.replace(b"\n", b"\r\n"))
    return ("quoted-printable", quoted) if len(quoted) <= len(wrapped) else ("base64", wrapped)


def base64_lines(data: bytes) -> bytes:
    encoded = binascii.b2a_base64(data, newline=False)
    return b"\r\n".join(encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE))


def _mailbox(box: Mailbox, *, ascii_only: bool) -> str:
    name, written = clean_line(box.name), address(box.address)
    if ascii_only and not written.isascii():
        return _encoded(f"{name} {written}".strip()) + ":;"
    if not name:
        return written
    if not _is_plain(name):
        shown = _encoded(name)
    else:
        shown = name if _ATOMS.fullmatch(name) else '"' + _UNSAFE_IN_QUOTES.sub(r"\\\1", name) + '"'
    return f"{shown} <{written}>"


def _is_plain(line: str) -> bool:
    """No encoded words of others either, and no word that a line cannot hold."""
    return bool(_PLAIN.fullmatch(line)) and "=?" not in line and all(len(word) < 200 for word in line.split(" "))


def _encoded(line: str) -> str:
    """Encoded words of whole characters."""
    words, data = [], b""
    for character in line:
        encoded = character.encode("utf-8", "replace")
        if len(data) + len(encoded) > _WORD_BYTES:
            words.append(data)
            data = b""
        data += encoded
    return " ".join(f"=?utf-8?B?{binascii.b2a_base64(each, newline=False).decode()}?=" for each in [*words, data])

"""Content-Transfer-Encoding undone, as far as what came allows it (RFC 2045, 6). Pure."""

import binascii
import re

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_AS_IT_IS = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit"})
_UU = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_MOST_PIECES = 1_000
_MOST_BROKEN_LINES = 1_000
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


def decoded(data: bytes, encoding: str) -> tuple[bytes, bool]:
    """The content, and whether it was encoded as it is said to be; where it was not, what could be read."""
    name = encoding.lower().strip(" \t;\"'")
    if name == "base64":
        return base64(data)
    if name == "quoted-printable":
        return binascii.a2b_qp(data), True
    if name in _UU:
        return _uu(data)
    return data, name in _AS_IT_IS


def base64(data: bytes) -> tuple[bytes, bool]:
    """What stands after padding is read as well: some programs encode piece by piece."""
    if b"=" not in data.rstrip(b"=\r\n\t -"):
        return _piece(data)
    pieces = [_piece(piece)[0] for piece in re.split(rb"=+", data, maxsplit=_MOST_PIECES)]
    return b"".join(pieces), False


def _piece(data: bytes) -> tuple[bytes, bool]:
    letters = _NO_BASE64.sub(b"", data)
    exact = len(letters) % 4 != 1
    letters = letters if exact else letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)), exact


def _uu(data: bytes) -> tuple[bytes, bool]:
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return data, False
    found: list[bytes] = []
    broken = 0
    for line in data[begin.end() :].splitlines():
        if line.strip() == b"end":
            return b"".join(found), True
        try:
            found.append(binascii.a2b_uu(line))
        except binascii.Error:  # longer than it says, as some programs write
            size = ((line[0] - 32) & 63) * 4 // 3 + 5 if line else 0
            found.append(_some_uu(line[:size]))
            broken += 1
            if broken > _MOST_BROKEN_LINES:
                break
    return b"".join(found), False


def _some_uu(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""

"""What a file is, by its content alone, and how large a picture is: pure, bounded, and quiet about any bytes."""

import re
import struct
from typing import NamedTuple

from contact_center.files import kinds

HEAD = 256 * 1024
"""Bytes from a file's beginning that are looked at: a photo's size may stand behind its thumbnail."""
TAIL = 64 * 1024
"""Bytes from its end: an archive's table of contents."""
MOST_PIXELS = 64_000_000
"""A larger picture is not shown: a few bytes can ask a browser for gigabytes."""

_ENTRIES = 2_000
_TEXT_HEAD = 4_096
_MSI = bytes.fromhex("84100c0000000000c000000000000046")
_MARKUP = re.compile(r"(?>\s+|<!--.*?-->|<\?xml.*?\?>)*+<\s*(!doctype\s+\w+|\w[\w:]*)", re.IGNORECASE | re.DOTALL)
"""The first tag, after comments; without backtracking, so that no text takes long."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HTML_TAGS = frozenset(
    {
        "a", "audio", "base", "body", "br", "div", "embed", "form", "frameset", "h1", "head", "html", "iframe",
        "img", "input", "link", "math", "meta", "object", "p", "script", "style", "table", "template", "title",
        "video",
    }
)  # fmt: skip


class Size(NamedTuple):
    """Pixels, as a browser shows the picture."""

    width: int
    height: int


def media_type(head: bytes, tail: bytes = b"") -> str:
    """The media type of a file that begins with head (up to HEAD bytes) and ends with tail (up to TAIL bytes)."""
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _archive(head, tail)
    found = next((sign.media_type for sign in kinds.SIGNS if head.startswith(sign.magic, sign.offset)), None)
    if found == kinds.OLE and (_MSI in head or _MSI in tail):
        return "application/x-msi"
    if found in kinds.WORDLIKE and b"\0" not in head[:64]:
        found = None  # a text may begin with these letters too
    return found or _container(head) or _text(head) or kinds.UNKNOWN


def _container(head: bytes) -> str | None:
    """Formats whose beginning alone does not say what they are."""
    if head[:4] == b"RIFF":
        return kinds.RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return kinds.BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[:2] == b"BM" and len(head) > 26 and head[6:10] == b"\0\0\0\0" and head[14:18] in _BMP_HEADERS:
        return "image/bmp"
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 not in {0, 0xF0}:
        return "audio/mpeg"  # a frame of layer III without a tag before it
    return None


_BMP_HEADERS = {struct.pack("<I", size) for size in (12, 40, 52, 56, 108, 124)}


def _archive(head: bytes, tail: bytes) -> str:
    """A zip file is what its entries make of it; their names stand before each, and all together at its end."""
    names = [*_names(head, b"PK\x03\x04", 26, 30), *_names(tail, b"PK\x01\x02", 28, 46)]
    if b"AndroidManifest.xml" in names:
        return "application/vnd.android.package-archive"
    if b"[Content_Types].xml" in names:
        for folder, found in kinds.PARTS.items():
            if any(name.startswith(folder) for name in names):
                has_macros = any(name.lower().endswith(b"vbaproject.bin") for name in names)
                return kinds.MACROS[found] if has_macros else found
    declared = head[38 : 38 + 80] if names[:1] == [b"mimetype"] else b""
    for text, found in kinds.DECLARED.items():
        if declared.startswith(text) and declared[len(text) : len(text) + 2] == b"PK":
            return found
    return "application/java-archive" if b"META-INF/MANIFEST.MF" in names else kinds.ZIP


def _names(raw: bytes, magic: bytes, length_at: int, name_at: int) -> list[bytes]:
    """The names of the entries whose headers are in raw: at most _ENTRIES, found by their signatures."""
    found: list[bytes] = []
    place = raw.find(magic)
    while place >= 0 and len(found) < _ENTRIES:
        length = int.from_bytes(raw[place + length_at : place + length_at + 2], "little")
        found.append(raw[place + name_at : place + name_at + length])
        place = raw.find(magic, place + 4)
    return found


def _text(head: bytes) -> str | None:
    """Markup, or plain text in UTF-8 or in UTF-16 with its mark; None for what is no text."""
    text = _decoded(head)
    if text is None or _CONTROL.search(text):
        return None
    found = _MARKUP.match(text[:_TEXT_HEAD].lstrip("\ufeff"))
    if not found:
        return kinds.TEXT
    word = found[1].lower()
    if word == "svg" or word.endswith(":svg") or word.endswith("doctype svg"):
        return kinds.SVG
    if word in _HTML_TAGS or word.endswith("doctype html"):
        return kinds.HTML
    return kinds.XML if text.lstrip("\ufeff \t\r\n").startswith("<?xml") else kinds.TEXT


def _decoded(head: bytes) -> str | None:
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    for cut in range(min(4, len(head) + 1)):  # a character may be cut off where the head ends
        try:
            return head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError as error:
            if len(head) < HEAD or error.start < len(head) - 4:
                return None
    return None


def dimensions(head: bytes, media_type: str) -> Size | None:
    """Width and height of a picture that browsers show, from its headers; None for others, broken and huge ones."""
    read = _READERS.get(media_type)
    if read is None:
        return None
    try:
        size = read(head)
    except (struct.error, IndexError):
        return None
    if size is None or min(size) <= 0 or size.width * size.height > MOST_PIXELS:
        return None
    return size


def _png(head: bytes) -> Size | None:
    return Size(*struct.unpack_from(">II", head, 16)) if head[12:16] == b"IHDR" else None


def _gif(head: bytes) -> Size:
    return Size(*struct.unpack_from("<HH", head, 6))


def _webp(head: bytes) -> Size | None:
    """The three kinds of RFC 9649: lossy, lossless, extended."""
    kind = head[12:16]
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", head, 26)
        return Size(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and head[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", head, 21)
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8X" and len(head) >= 30:
        return Size(int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1)
    return None


def _jpeg(head: bytes) -> Size | None:
    """From the first frame header; a camera that was held upright says so before it, and browsers turn the picture."""
    place, turned = 2, False
    while place + 4 <= len(head):
        if head[place] != 0xFF:
            return None
        marker = head[place + 1]
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD8:
            place += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", head, place + 2)
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", head, place + 5)
            return Size(height, width) if turned else Size(width, height)
        if marker == 0xE1 and head[place + 4 : place + 10] == b"Exif\0\0":
            turned = _orientation(head[place + 10 : place + 2 + length]) in {5, 6, 7, 8}
        if marker in {0xD9, 0xDA} or length < 2:
            return None
        place += 2 + length
    return None


def _orientation(exif: bytes) -> int:
    """Exif tag 0x0112 of the first directory; 1 where there is none."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 10:
        return 1
    (first,) = struct.unpack_from(order + "I", exif, 4)
    if first + 2 > len(exif):
        return 1
    (entries,) = struct.unpack_from(order + "H", exif, first)
    for number in range(min(entries, 100)):
        place = first + 2 + 12 * number
        if place + 12 > len(exif):
            return 1
        tag, _, _, value = struct.unpack_from(order + "HHIH", exif, place)
        if tag == 0x0112:
            return int(value)
    return 1


_READERS = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp}

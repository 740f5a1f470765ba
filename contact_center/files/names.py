"""File names that are safe to show, to store and to download, whatever was sent. Pure."""

import re
import unicodedata
from urllib.parse import quote

from contact_center.files import kinds

LONGEST = 120
"""Characters of a name, its ending included."""
_LONGEST_BYTES = 240
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
_ENDING = re.compile(r"[A-Za-z0-9]{1,12}")
_TRUE = {ending: media_type for media_type, endings in kinds.ENDINGS.items() for ending in endings}


def safe_name(given: str, media_type: str) -> str:
    """The name without path, invisible characters and tricks, and with an ending that does not lie about the type."""
    stem, ending = _split(cleaned(given))
    if not _honest(ending, media_type):
        stem, ending = (f"{stem}.{ending}" if ending else stem), kinds.ENDINGS.get(media_type, ("bin",))[0]
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    tail = f".{ending}" if ending else ""
    return _shortened(stem or "file", LONGEST - len(tail), _LONGEST_BYTES - len(tail)) + tail


def disposition(name: str, *, inline: bool) -> str:
    """The Content-Disposition header (RFC 6266) for a safe name: a plain form, and the full one (RFC 8187)."""
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = re.sub(r'[^ -~]|["\\%]', "_", "".join(each for each in bare if not unicodedata.combining(each)))
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def cleaned(given: str) -> str:
    """The last part of a path, in one line; what nobody sees, or what turns the direction of writing, is left out."""
    last = re.split(r"[/\\\u2044\u2215\u29f8\uff0f\uff3c]", given[:4_000])[-1]
    text = unicodedata.normalize("NFC", "".join(filter(_is_seen, last)))  # what is left out has kept signs apart
    shown = "".join(" " if unicodedata.category(each)[0] == "Z" else each for each in text)
    return _NOT_IN_NAMES.sub("_", " ".join(shown.split())).strip(". ")


def _is_seen(character: str) -> bool:
    """Not control characters, format characters (bidi overrides, zero width), surrogates and private ones."""
    return character in "\t\n" or unicodedata.category(character)[0] != "C"


def _split(name: str) -> tuple[str, str]:
    """Stem and ending, which is what people and systems take for the type."""
    stem, dot, ending = name.rpartition(".")
    if dot and stem.strip() and _ENDING.fullmatch(ending):
        return stem.rstrip(". "), ending
    return name, ""


def _honest(ending: str, media_type: str) -> bool:
    lower = ending.lower()
    if lower in kinds.ENDINGS.get(media_type, ()):
        return True
    if not lower or lower in kinds.NEVER:
        return False
    return media_type in kinds.OPEN_ENDED and _TRUE.get(lower) in {None, kinds.TEXT, kinds.UNKNOWN}


def _shortened(stem: str, characters: int, size: int) -> str:
    """At most so many characters and bytes, cut between characters."""
    cut = stem[:characters].rstrip(". ")
    while len(cut.encode()) > size:
        cut = cut[:-1].rstrip(". ")
    return cut or "file"

"""Reads the demonstration's canned replies. Pure."""

from importlib.resources import files
from typing import NamedTuple, get_args

from contact_center.inboxes.schemas import Locale

STUDIO = " @studio"
"""Ends the heading of one that is for the studio's inbox alone."""


class Reply(NamedTuple):
    shortcut: str
    title: str
    texts: dict[Locale, str]
    studio: bool


def canned_replies() -> list[Reply]:
    """In the order of the file; replies.txt explains its signs."""
    text = (files(__package__) / "replies.txt").read_text(encoding="utf-8")
    return [_reply(block.strip().splitlines()) for block in text.split("\n== ")[1:]]


def _reply(lines: list[str]) -> Reply:
    shortcut, _, title = lines[0].partition(" ")
    texts: dict[Locale, str] = {}
    locale: Locale = "en"
    for line in lines[1:]:
        begun = next((one for one in get_args(Locale) if line.startswith(f"{one}: ")), None)
        if begun is None:
            texts[locale] += f"\n{line}"
        else:
            locale = begun
            texts[locale] = line.partition(" ")[2]
    return Reply(shortcut, title.removesuffix(STUDIO), texts, title.endswith(STUDIO))

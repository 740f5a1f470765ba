"""Reads the text files of what people said. Pure."""

import re
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from importlib.resources import files
from typing import NamedTuple

from contact_center.inboxes.schemas import Locale


class Sign(StrEnum):
    """Who or what a line is; en.txt explains them."""

    CUSTOMER = "C"
    AGENT = "A"
    NOTE = "N"
    TRANSFER = "T"
    RESOLVED = "R"
    DRAFT = "D"
    PAUSE = "+"


class Line(NamedTuple):
    sign: Sign
    text: str = ""
    pause: timedelta = timedelta()


class Script(NamedTuple):
    """One conversation. state: resolved, or where it stands now: waiting, held or snoozed."""

    name: str
    state: str
    locale: Locale
    lines: tuple[Line, ...]
    labels: tuple[str, ...] = ()


_UNITS = {"h": "hours", "d": "days"}
_PAUSE = re.compile(r"\+(\d+)([hd])")


def past_scripts() -> list[Script]:
    """Conversations that have ended, in both languages."""
    return [
        Script(name, "resolved", locale, lines, labels)
        for locale in ("en", "vi")
        for name, labels, lines in _blocks(f"{locale}.txt")
    ]


def open_scripts() -> list[Script]:
    """What goes on now; the files name the state and the language before the name."""
    found = []
    for heading, labels, lines in _blocks("open.txt"):
        state, locale, name = heading.split(" ", 2)
        found.append(Script(name, state, "vi" if locale == "vi" else "en", lines, labels))
    return found


def _blocks(file: str) -> Iterator[tuple[str, tuple[str, ...], tuple[Line, ...]]]:
    """Of each conversation its heading, its labels and its lines."""
    text = (files(__package__) / file).read_text(encoding="utf-8")
    for block in text.split("\n== ")[1:]:
        heading, *lines = block.strip().splitlines()
        heading, *labels = heading.split(" #")
        yield heading, tuple(labels), tuple(_line(line) for line in lines)


def _line(text: str) -> Line:
    if pause := _PAUSE.fullmatch(text):
        return Line(Sign.PAUSE, pause=timedelta(**{_UNITS[pause[2]]: int(pause[1])}))
    sign, _, said = text.partition(": ")
    return Line(Sign(sign), said)

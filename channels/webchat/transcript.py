"""A whole conversation as text and as simple HTML: who said what, and when, in whose time. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

LOCALES = ("en", "vi")
KB = 1024
_TEXTS = {
    "en": {
        "title": "Conversation with {brand}",
        "begun": "Begun: {at}",
        "ended": "Ended: {at}",
        "open": "This conversation goes on. It stands here as it was at {at}.",
        "rated": "Your rating: {score} of 5",
        "zone": "All times are those of {zone}.",
        "you": "Visitor",
        "bot": "{name} (bot)",
        "assistant": "Assistant",
        "system": "Note of the chat",
        "file": "File: {name} ({size} KB)",
        "asked": "Somebody asked in the chat of {brand} for this to be sent here. If it was not you, ignore it.",
        "subject": "Your conversation with {brand}",
    },
    "vi": {
        "title": "Cuộc trò chuyện với {brand}",
        "begun": "Bắt đầu: {at}",
        "ended": "Kết thúc: {at}",
        "open": "Cuộc trò chuyện vẫn đang tiếp tục. Đây là nội dung tính đến {at}.",
        "rated": "Bạn đã chấm {score} trên 5 điểm",
        "zone": "Mọi thời gian đều theo múi giờ {zone}.",
        "you": "Khách",
        "bot": "{name} (bot)",
        "assistant": "Trợ lý",
        "system": "Thông báo của khung chat",
        "file": "Tệp: {name} ({size} KB)",
        "asked": "Có người đã yêu cầu gửi nội dung này từ khung chat của {brand}. Nếu không phải bạn, xin bỏ qua.",
        "subject": "Cuộc trò chuyện của bạn với {brand}",
    },
}
_DATES = {"en": "%Y-%m-%d", "vi": "%d/%m/%Y"}


class Line(msgspec.Struct, frozen=True):
    """One message. name: of the agent or bot, as it is known now; files: names and sizes in bytes."""

    author: str
    name: str | None
    at: datetime
    body: str
    files: tuple[tuple[str, int], ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was said in public, oldest first. zone: an IANA name; ended_at: none while it goes on."""

    brand: str
    customer: str | None
    begun_at: datetime
    ended_at: datetime | None
    taken_at: datetime
    score: int | None
    zone: str
    locale: str
    lines: tuple[Line, ...]


def subject(document: Document) -> str:
    return _say(document, "subject", brand=document.brand)


def as_text(document: Document, *, mailed: bool = False) -> str:
    """mailed: says why the reader gets it."""
    head = [_say(document, "title", brand=document.brand), *_facts(document)]
    parts = ["\n".join(head)]
    for day, lines in _by_day(document):
        parts.append(f"--- {day} ---")
        for line in lines:
            said = [line.body] if line.body else []
            said += [f"[{_file(document, file)}]" for file in line.files]
            parts.append(f"{_clock(document, line.at)}  {_who(document, line)}\n" + _indented("\n".join(said)))
    if mailed:
        parts.append("-- \n" + _say(document, "asked", brand=document.brand))
    return "\n\n".join(parts) + "\n"


def as_html(document: Document) -> str:
    """For mail: a few plain elements, no style sheet, nothing that is fetched."""
    title = escape(_say(document, "title", brand=document.brand))
    parts = [f"<h1>{title}</h1>", "<p>" + "<br>".join(map(escape, _facts(document))) + "</p>"]
    for day, lines in _by_day(document):
        parts.append(f"<h2>{escape(day)}</h2>")
        for line in lines:
            said = [escape(line.body).replace("\n", "<br>")] if line.body else []
            said += [f"<em>{escape(_file(document, file))}</em>" for file in line.files]
            head = f"<b>{escape(_who(document, line))}</b> {_clock(document, line.at)}"
            parts.append(f"<p>{head}<br>{'<br>'.join(said)}</p>")
    parts.append(f"<p><small>{escape(_say(document, 'asked', brand=document.brand))}</small></p>")
    head = f'<!doctype html>\n<html lang="{document.locale}"><head><title>{title}</title></head><body>'
    return "\n".join([head, *parts, "</body></html>", ""])


def _facts(document: Document) -> list[str]:
    found = [_say(document, "begun", at=_moment(document, document.begun_at))]
    if document.ended_at is not None:
        found.append(_say(document, "ended", at=_moment(document, document.ended_at)))
    else:
        found.append(_say(document, "open", at=_moment(document, document.taken_at)))
    if document.score is not None:
        found.append(_say(document, "rated", score=document.score))
    offset = document.taken_at.astimezone(ZoneInfo(document.zone)).strftime("%z")
    zone = document.zone if document.zone == "UTC" else f"{document.zone} (UTC{offset[:3]}:{offset[3:]})"
    return [*found, _say(document, "zone", zone=zone)]


def _by_day(document: Document) -> Iterator[tuple[str, Sequence[Line]]]:
    lines: list[Line] = []
    day = ""
    for line in document.lines:
        date = _local(document, line.at).strftime(_DATES[document.locale])
        if date != day and lines:
            yield day, lines
            lines = []
        day = date
        lines.append(line)
    if lines:
        yield day, lines


def _who(document: Document, line: Line) -> str:
    if line.author == "customer":
        return document.customer or _say(document, "you")
    if line.author == "system":
        return _say(document, "system")
    name = line.name or _say(document, "assistant")
    return _say(document, "bot", name=name) if line.author == "bot" else name


def _file(document: Document, file: tuple[str, int]) -> str:
    name, size = file
    return _say(document, "file", name=name, size=max(1, round(size / KB)))


def _local(document: Document, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(document.zone))


def _clock(document: Document, at: datetime) -> str:
    return _local(document, at).strftime("%H:%M")


def _moment(document: Document, at: datetime) -> str:
    return _local(document, at).strftime(f"{_DATES[document.locale]} %H:%M")


def _indented(text: str) -> str:
    """A text's own lines can never look like somebody else's head."""
    return "\n".join(f"    {line}" for line in text.splitlines())


def _say(document: Document, key: str, **values: Any) -> str:
    return _TEXTS[document.locale][key].format(**values)

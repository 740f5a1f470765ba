"""What of an article's text is said in a chat: its summary, and the passage that fits the question. Pure."""

import re
from collections.abc import Iterator

from contact_center.folding import folded_words

LONGEST = 600
"""Characters."""
SHORTEST_WORD = 3
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TABLE_LINE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_ITEM = re.compile(r"^\s*(?:[*+-]|(\d+)[.)])\s+")
_MARKS = re.compile(r"(\*\*|__|\*|`|~~)(?=\S)(.+?)(?<=\S)\1")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


def excerpt(summary: str, body: str, question: str, *, longest: int = LONGEST) -> str:
    """Plain text of at most so many characters."""
    found = [summary.strip()] if summary.strip() else []
    passages = list(paragraphs(body))
    wanted = {word for word in folded_words(question) if len(word) >= SHORTEST_WORD}
    best = max(range(len(passages)), key=lambda place: (_fit(passages[place], wanted), -place), default=None)
    for passage in [] if best is None else passages[best:]:
        room = longest - len("\n\n".join(found)) - 2
        cut = _cut(passage, room)
        if not cut:
            break
        found.append(cut)
        if len(cut) < len(passage):
            break
    return "\n\n".join(found)[:longest]


def paragraphs(body: str) -> Iterator[str]:
    """A text's paragraphs without marks of form; a list with what introduces it is one."""
    for block in _with_introductions(re.split(r"\n\s*\n", body)):
        lines = [_plain(line) for line in block.splitlines() if line.strip() and not _TABLE_LINE.match(line)]
        text = "\n".join(filter(None, lines)).strip()
        if text:
            yield text


def _with_introductions(blocks: list[str]) -> Iterator[str]:
    held = ""
    for block in blocks:
        if not block.strip():
            continue
        joined = f"{held}\n{block}" if held else block
        if block.rstrip().endswith(":") or (_HEADING.match(block) and "\n" not in block.strip()):
            held = joined
            continue
        held = ""
        yield joined
    if held:
        yield held


def _plain(line: str) -> str:
    line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    line = _HEADING.sub("", line)
    item = _ITEM.match(line)
    if item is not None:
        line = (f"{item[1]}. " if item[1] else "• ") + line[item.end() :]
    line = _MARKS.sub(r"\2", line).lstrip("> ")
    return " – ".join(part.strip() for part in line.strip().strip("|").split("|") if part.strip())


def _fit(passage: str, wanted: set[str]) -> int:
    return len(wanted & set(folded_words(passage)))


def _cut(passage: str, room: int) -> str:
    """As many whole sentences as there is room for."""
    if len(passage) <= room:
        return passage
    end = 0
    for found in _SENTENCE.finditer(passage):
        if found.start() > room:
            break
        end = found.start()
    return passage[:end]

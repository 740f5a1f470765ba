"""What of an article's text is said in a chat: its summary, and the passage that fits the question. Pure."""

import re
from collections.abc import Iterator

from contact_center.folding import folded_words
from knowledge_base.plain import plain_text

LONGEST = 600
"""Characters."""
SHORTEST_WORD = 3
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
    """A text's paragraphs without marks of form; with its heading, or a list with what introduces it, it is one."""
    held = ""
    for paragraph in filter(None, plain_text(body, headings_lead=True).split("\n\n")):
        held = f"{held}\n{paragraph}" if held else paragraph
        if not paragraph.endswith(":"):
            yield held
            held = ""
    if held:
        yield held


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

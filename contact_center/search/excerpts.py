"""The piece of a text that shows why it was found, with what was found marked. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from contact_center.folding import WORD_LENGTH, Folded
from contact_center.search.terms import Term

BEFORE, LENGTH = 50, 180
"""Characters shown before the first hit, and in all."""
CUT = "…"


class Piece(msgspec.Struct, frozen=True):
    """A run of text. hit: it is what was looked for."""

    text: str
    hit: bool = False


def excerpt(text: str, terms: Sequence[Term], *, anywhere: bool = False) -> list[Piece]:
    """The text around the first hit, in pieces, on one line. anywhere: a prefix may be any part of a word."""
    folded = Folded.of(text)
    there = [found for pattern in _patterns(folded, terms, anywhere) if (found := pattern.search(folded.letters))]
    start = _start(text, min(folded.span(found, 1)[0] for found in there)) if there else 0
    end = _end(text, start + LENGTH)
    pieces: list[Piece] = [Piece(CUT)] if start else []
    place = start
    for first, last in merged([span for found in there for span in _until(end, folded, found)]):
        pieces += [Piece(text[place:first]), Piece(text[first : min(last, end)], hit=True)]
        place = min(last, end)
    pieces.append(Piece(text[place:end] + (CUT if end < len(text) else "")))
    return [Piece(_one_line(piece.text), piece.hit) for piece in pieces if piece.text]


def hits(text: str, terms: Sequence[Term], *, anywhere: bool = False) -> list[tuple[int, int]]:
    """Where the terms stand in the text, as (start, end)."""
    folded = Folded.of(text)
    patterns = _patterns(folded, terms, anywhere)
    return [folded.span(found, 1) for pattern in patterns for found in pattern.finditer(folded.letters)]


def _patterns(folded: Folded, terms: Sequence[Term], anywhere: bool) -> list[re.Pattern[str]]:
    there = [term for term in terms if all(word in folded.letters for word in term.words)]  # much faster than patterns
    return [_part(term.words[0]) if anywhere and term.prefix else _pattern(term) for term in there]


def _until(end: int, folded: Folded, first: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Where a term stands that begins before a place. first: its first hit."""
    for found in first.re.finditer(folded.letters, first.start()):
        span = folded.span(found, 1)
        if span[0] >= end:
            return
        yield span


_INNER, _BETWEEN = r"[^\W_]", r"[\W_]+"
_FIRST, _LAST = f"(?<!{_INNER})", f"(?!{_INNER})"


@lru_cache(512)
def _pattern(term: Term) -> re.Pattern[str]:
    """Finds a term in folded letters; its group 1 is the term, so that those are found too that overlap."""
    longer = [f"{_INNER}*" if len(word) == WORD_LENGTH else "" for word in term.words]  # these were cut
    inner = _BETWEEN.join(word + rest for word, rest in zip(term.words, longer, strict=True))
    return re.compile(f"{_FIRST}(?=({inner}{_INNER + '*' if term.prefix else _LAST}))")


@lru_cache(512)
def _part(part: str) -> re.Pattern[str]:
    """Finds the words in folded letters that have this part; each is the group 1."""
    before = f"{_INNER}{{0,{WORD_LENGTH - len(part)}}}?"
    return re.compile(f"{_FIRST}({before}{part}{_INNER}*)")


def merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places in order, without overlaps."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _start(text: str, hit: int) -> int:
    """Where to begin so that a hit is seen with what stands before it, between two words."""
    if hit <= BEFORE:
        return 0
    space = text.find(" ", hit - BEFORE, hit)
    return space + 1 if space >= 0 else hit


def _end(text: str, wanted: int) -> int:
    if len(text) <= wanted:
        return len(text)
    space = text.rfind(" ", wanted - 30, wanted)
    return space if space > 0 else wanted


def _one_line(text: str) -> str:
    """Single spaces for all white space, also at the ends, where another piece goes on."""
    inner = " ".join(text.split())
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")

"""Folds text for finding: case and tone marks do not matter, đ is d, and words are runs of letters and digits. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

WORD_LENGTH = 64
"""Letters of a folded word that count. Longer runs are no words that people look for."""

_WORD = re.compile(r"[^\W_]+")
_KEPT_BELOW = 0x3000
"""What characters below fold to is remembered; those above are many and rare."""


class Word(NamedTuple):
    """A word of a text: its folded letters, and where it stands in the text as it was written."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without marks, with single spaces: Nguyễn as nguyen, Đà Nẵng as da nang.

    The console's shared/fold.ts does the same.
    """
    return " ".join(fold_letters(text).split())


def fold_letters(text: str) -> str:
    """The text without case and combining marks, in compatibility form (NFKD), and đ as d; its spaces stay."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order. A character belongs to a word by what it folds to."""
    folded = Folded.of(text)
    for found in _WORD.finditer(folded.letters):
        yield Word(found[0][:WORD_LENGTH], *folded.span(found))


def folded_words(text: str) -> list[str]:
    """The folded words of a text alone."""
    return [found[:WORD_LENGTH] for found in _WORD.findall(fold_letters(text))]


class Folded(NamedTuple):
    """A text's folded letters, and for each of them the place in the text that it comes from."""

    text: str
    letters: str
    places: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "Folded":
        letters = fold_letters(text)
        if text.isascii() or (_UNEVEN.isdisjoint(text) and max(text) < chr(_KEPT_BELOW)):
            return cls(text, letters, range(len(text)))  # what people write: one character for each
        parts = [fold_letters(character) for character in text]
        places = [place for place, part in enumerate(parts) for _ in part]
        return cls(text, "".join(parts), places)

    def span(self, found: re.Match[str], group: int = 0) -> tuple[int, int]:
        """Where in the text something stands that was found in the letters, as (start, end)."""
        end = self.places[found.end(group) - 1] + 1
        while end < len(self.text) and not fold_letters(self.text[end]):
            end += 1  # a mark of its own belongs to the letter before it
        return self.places[found.start(group)], end


def _fold_one(character: str) -> str:
    before, folded = "", character
    while before != folded:
        before = folded
        parts = unicodedata.normalize("NFKD", folded.casefold())
        folded = "".join("d" if part == "đ" else part for part in parts if not unicodedata.combining(part))
    return folded


class _Folded(dict[int, str]):
    """The table of str.translate, filled as characters come."""

    def __missing__(self, code: int) -> str:
        folded = _fold_one(chr(code))
        if code < _KEPT_BELOW:
            self[code] = folded
            if len(folded) != 1:
                _UNEVEN.add(chr(code))
        return folded


_FOLDED = _Folded()
_UNEVEN: set[str] = set()
"""The characters met so far that fold to none or to several."""

"""The parts of a text that are counted: words, pairs of words, and runs of letters within a word. Pure."""

import re
import unicodedata
from itertools import pairwise

from contact_center.folding import fold_letters

LONGEST = 1_000
"""Characters of a text that count, so that a flood costs no more than a question does."""
_WORD = re.compile(r"\b\w+\b")
_RUNS = range(2, 6)


def clip(text: str) -> str:
    """The text as everything in this package reads it: composed, in one line, of bounded length."""
    return " ".join(unicodedata.normalize("NFC", text[: 2 * LONGEST]).split())[:LONGEST]


def words_of(text: str) -> list[str]:
    """In lower case and without marks."""
    return _WORD.findall(fold_letters(text))


def word_terms(text: str) -> list[str]:
    """Words and pairs of words."""
    words = words_of(text)
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def letter_terms(text: str) -> list[str]:
    """Runs of two to five characters of each word with a space on both sides: scikit-learn's char_wb."""
    terms: list[str] = []
    for word in fold_letters(text).split():
        padded = f" {word} "
        for length in _RUNS:
            if length >= len(padded):
                terms.append(padded)
                break
            terms.extend(padded[start : start + length] for start in range(len(padded) - length + 1))
    return terms

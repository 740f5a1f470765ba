"""Which of our languages a text is in, and whether it says enough to be sure. Pure."""

import re
import unicodedata
from itertools import pairwise

import msgspec

from contact_center.folding import folded_words
from contact_center.telling_words import ENGLISH_WORDS, TONELESS_WORDS

ENGLISH, VIETNAMESE = "en", "vi"
ENOUGH = 2
"""By how many telling words one language must lead to be sure of it."""
_VIETNAMESE_ALONE = re.compile("[ăđơư]|[\u0309\u0323]")
"""Letters, hook above and dot below, which no neighbour of it on our pages has."""
_SHARED = re.compile("[âêô]|[\u0300\u0301\u0303]")
"""Letters and tones that French and Portuguese have too: these tell as much as a word does."""
_AFTER_DO = frozenset(("you", "we", "they", "i"))
"""Alone "do" is as good a Vietnamese word; before one of these it is English."""


class Guess(msgspec.Struct, frozen=True):
    """locale: the likelier language; empty where nothing tells. sure: enough does."""

    locale: str
    sure: bool


def guess(text: str) -> Guess:
    """By its letters, else by common words: Vietnamese is often typed without marks."""
    letters = unicodedata.normalize("NFC", text).lower()
    marks = unicodedata.normalize("NFD", letters)
    if _VIETNAMESE_ALONE.search(letters) or _VIETNAMESE_ALONE.search(marks):
        return Guess(VIETNAMESE, True)
    words = folded_words(text)
    vietnamese = sum(word in TONELESS_WORDS for word in words) + bool(_SHARED.search(letters) or _SHARED.search(marks))
    english = sum(word in ENGLISH_WORDS for word in words)
    english += sum(word == "do" and following in _AFTER_DO for word, following in pairwise(words))
    if vietnamese == english:
        return Guess("", False)
    return Guess(VIETNAMESE if vietnamese > english else ENGLISH, abs(vietnamese - english) >= ENOUGH)

"""A sign in a message that a person should take over, as it was learned from examples of what customers write."""

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

import numpy as np

from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.features import Half
from faq_bot.nlu.records import Sign
from faq_bot.nlu.short_forms import in_full
from faq_bot.nlu.terms import clip, letter_terms, word_terms, words_of
from faq_bot.nlu.wording import in_common_words

DUE, NOT_HELPED = ("request", "frustration", "must_reach_person"), "not_helped"
"""A person should take over; an answer was no good, which says so only where there was one."""
KINDS = (*DUE, NOT_HELPED, "none")
"""In the order of a model's columns."""
FAINTEST = 0.1
"""The strength under which nothing is said of it."""
KNOWN = 0.5
"""The share of a text's words from which on it is understood at all."""
SKIPPED = range(2, 4)
"""How far apart the words of a pair may stand that has others between them."""
_WORD = re.compile(r"\w+")


def written_terms(text: str) -> list[str]:
    """Words and pairs of words with the marks that were typed: without them bỏng is bóng."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def far_terms(text: str) -> list[str]:
    """Pairs of words with one or two others between them."""
    words = words_of(text)
    return [
        f"{word} .. {words[place + far]}"
        for place, word in enumerate(words)
        for far in SKIPPED
        if place + far < len(words)
    ]


HALVES: tuple[Callable[[str, str], list[str]], ...] = (
    lambda _, common: word_terms(common),
    lambda _, common: letter_terms(common),
    lambda text, _: written_terms(text),
    lambda _, common: far_terms(common),
)
"""What is counted: of the text, or of it in common words."""


def terms_of(text: str, locale: str) -> list[list[str]]:
    """The terms of each of HALVES."""
    text = in_full(clip(text), locale)
    common = in_common_words(text, locale)
    return [half(text, common) for half in HALVES]


class SignModel(NamedTuple):
    """weights: (terms, KINDS). least: the chance of any of DUE that is a strength of one half."""

    halves: tuple[Half, ...]
    weights: Floats
    bias: Floats
    least: float

    def hear(self, text: str, locale: str) -> Sign | None:
        """None where there is as good as none, or too little of the text is known to tell."""
        if not self.knows(text, locale):
            return None
        chances = self.chances(text, locale)
        due, no_good = float(chances[: len(DUE)].sum()), float(chances[len(DUE)])
        if no_good > due:
            found = Sign(NOT_HELPED, no_good)
        else:
            found = Sign(DUE[int(np.argmax(chances[: len(DUE)]))], _stretched(due, self.least))
        return found if found.strength >= FAINTEST else None

    def knows(self, text: str, locale: str) -> bool:
        """Whether the examples have enough of its words: single letters and a mash of keys say nothing."""
        words = words_of(in_common_words(clip(text), locale))
        known = [word for word in words if word in self.halves[0].places]
        return len(known) >= KNOWN * len(words) and any(len(word) > 1 for word in known)

    def chances(self, text: str, locale: str) -> Floats:
        """That it is each of KINDS, as among the examples; their sum is 1."""
        scores = self.bias.astype(np.float32)
        for half, terms in zip(self.halves, terms_of(text, locale), strict=True):
            row = half.row(terms)
            scores = scores + row.values @ self.weights[row.indices]
        parts = np.exp(scores - scores.max())
        shares: Floats = parts / parts.sum()
        return shares


def _stretched(chance: float, least: float) -> float:
    """The chance on a scale on which the least one is one half."""
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return 1 / (1 + exp(-(log(chance / (1 - chance)) - log(least / (1 - least)))))

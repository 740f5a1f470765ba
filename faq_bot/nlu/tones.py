"""Gives Vietnamese that was typed without marks its marks, as the texts of the training write it. Pure.

The likeliest sequence (Viterbi, 1967) by pairs of syllables, backed off to single ones.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log

import msgspec

from contact_center.folding import fold_letters

_SYLLABLE = re.compile(r"\w+")
_START = "^"
BACK_OFF = 0.3


class Tones(msgspec.Struct, frozen=True):
    """How often each syllable stands in the texts, and how often after which other ("first second")."""

    syllables: dict[str, int]
    pairs: dict[str, int]
    forms: dict[str, list[str]]

    def restore(self, text: str) -> str:
        """The text in lower case with marks; one that has marks, or nothing of which is known, as it is."""
        folded = _syllables(text)
        if any(fold_letters(each) != each for each in folded) or not any(each in self.forms for each in folded):
            return text
        best: dict[str, tuple[float, list[str]]] = {_START: (0.0, [])}
        for syllable in folded:
            best = {form: self._best(best, form, self._share(syllable, form)) for form in self._forms(syllable)}
        return " ".join(max(best.values())[1])

    def _forms(self, folded: str) -> list[str]:
        return self.forms.get(folded, [folded])

    def _share(self, folded: str, form: str) -> float:
        counts = [self.syllables.get(each, 1) for each in self._forms(folded)]
        return self.syllables.get(form, 1) / sum(counts)

    def _best(self, before: dict[str, tuple[float, list[str]]], form: str, share: float) -> tuple[float, list[str]]:
        def after(first: str, so_far: float) -> float:
            times = self.pairs.get(f"{first} {form}", 0)
            return so_far + log((times + BACK_OFF * share) / (self.syllables.get(first, 0) + BACK_OFF))

        first, (so_far, path) = max(before.items(), key=lambda each: after(each[0], each[1][0]))
        return after(first, so_far), [*path, form]


def learn_tones(texts: Iterable[str]) -> Tones:
    syllables, pairs = Counter[str](), Counter[str]()
    for text in texts:
        found = _syllables(text)
        syllables.update((_START, *found))
        pairs.update(f"{first} {second}" for first, second in zip((_START, *found), found, strict=False))
    forms: dict[str, list[str]] = defaultdict(list)
    for syllable in syllables:
        forms[fold_letters(syllable)].append(syllable)
    return Tones(dict(syllables), dict(pairs), dict(forms))


def _syllables(text: str) -> list[str]:
    return _SYLLABLE.findall(unicodedata.normalize("NFC", text).lower())

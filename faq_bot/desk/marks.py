"""Gives a search its tone marks back, of which it is kept without, where articles leave no doubt about them. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from contact_center.folding import fold_letters

_SYLLABLE = re.compile(r"\w+")


class Marks:
    """texts: of articles, in Vietnamese."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._forms: dict[str, set[str]] = defaultdict(set)
        self._pairs: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for text in texts:
            found = _syllables(text)
            for each in found:
                self._forms[fold_letters(each)].add(each)
            for pair in pairwise(found):
                self._pairs[fold_letters(pair[0]), fold_letters(pair[1])].add(pair)

    def suggested(self, folded: str) -> str:
        """With its marks where each syllable can be but one, by itself or beside a neighbour; else as it is."""
        given = _syllables(folded)
        meant = [self._meant(given, place) for place in range(len(given))]
        if not given or any(len(each) != 1 for each in meant):
            return folded
        words = iter(next(iter(each)) for each in meant)
        return _SYLLABLE.sub(lambda _: next(words), unicodedata.normalize("NFC", folded))

    def _meant(self, given: list[str], place: int) -> set[str]:
        """What a syllable may be; empty where its neighbours contradict each other, or articles do not have it."""
        possible = self._forms.get(given[place], set())
        if len(possible) <= 1:
            return possible
        before = self._pairs.get((given[place - 1], given[place])) if place else None
        after = self._pairs.get((given[place], given[place + 1])) if place + 1 < len(given) else None
        if before:
            possible = possible & {second for _, second in before}
        return possible & {first for first, _ in after} if after else possible


def _syllables(text: str) -> list[str]:
    return _SYLLABLE.findall(unicodedata.normalize("NFC", text).lower())

"""Cuts a text into the pieces of words that a model knows: those that are likeliest together. Pure.

A unigram language model (Kudo 2018, https://aclanthology.org/P18-1007), its best segmentation by Viterbi's algorithm.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from faq_bot.nlu.arrays import Floats

SPACE = "\u2581"
"""Stands for a space, before each word."""
UNKNOWN_COSTS = 10.0
"""How much less likely than the least likely piece a letter is that is in none."""
REMEMBERED = 10_000
"""Words of which the pieces are known without looking."""
_SPACES = re.compile(" {2,}")


class Special(NamedTuple):
    """The numbers of what is no piece of a text."""

    begin: int
    end: int
    padding: int
    unknown: int


class Pieces:
    """numbers: of each piece, in UTF-8; a space is nowhere but at its beginning. scores: the logarithm of each one's
    probability. same: what is written for a code point, where it is not itself.
    """

    def __init__(self, numbers: dict[bytes, int], scores: Floats, same: Mapping[int, str], special: Special) -> None:
        self._numbers, self._scores, self._same, self._special = numbers, scores.tolist(), same, special
        self._longest = max(map(len, numbers))
        self._unknown_score = min(self._scores) - UNKNOWN_COSTS
        self._cut_word = lru_cache(REMEMBERED)(self._best)

    def cut(self, text: str, most: int) -> list[int]:
        """The numbers of at most so many pieces, with the marks of begin and end."""
        words = _SPACES.sub(" ", text.translate(self._same)).removeprefix(" ").split(" ")
        found = [number for word in words for number in self._cut_word(SPACE + word)]
        return [self._special.begin, *found[: most - 2], self._special.end]

    def _best(self, word: str) -> list[int]:
        letters = [each.encode(errors="replace") for each in word]
        written, ends = b"".join(letters), [0, *accumulate(map(len, letters))]
        likely = [0.0] + [float("-inf")] * len(letters)
        last = [(0, self._special.unknown)] * len(likely)  # where the last piece begins, and its number
        for start, begin in enumerate(ends[:-1]):
            sure = likely[start]
            if sure + self._unknown_score > likely[start + 1]:
                likely[start + 1], last[start + 1] = sure + self._unknown_score, (start, self._special.unknown)
            for stop in range(start + 1, len(ends)):
                if ends[stop] - begin > self._longest:
                    break
                number = self._numbers.get(written[begin : ends[stop]])
                if number is not None and sure + self._scores[number] > likely[stop]:
                    likely[stop], last[stop] = sure + self._scores[number], (start, number)
        found = []
        place = len(letters)
        while place:
            place, number = last[place]
            found.append(number)
        return found[::-1]

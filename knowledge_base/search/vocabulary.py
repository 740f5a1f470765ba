"""The words of all articles, by how many have each: for beginnings, slips, and how much a word says. Pure."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping
from heapq import nsmallest
from itertools import chain
from math import log

from knowledge_base.search.entries import IN_TITLE
from knowledge_base.search.words import BESIDE, pair, untyped

MOST_BEGUN = 12
"""Words that a beginning may stand for, the most frequent ones."""
MOST_NEAR = 4
"""Words that a slip may have been."""
MOST_COMPARED = 150
"""Words with the most runs of letters in common, which are compared letter by letter."""
BROKEN = 3
"""Runs of letters that a slip breaks at most, one of two letters that were swapped."""
SHORTEST_SLIP = 3
TWO_SLIPS = 8
"""From so many letters on a word may have two."""


class Vocabulary:
    """Of one language. counts: how many entries have a word; pairs of words that only one has may be left out."""

    def __init__(self, counts: Mapping[str, int], entries: int) -> None:
        self.entries = max(entries, 1)
        self._counts = counts
        self._sorted = sorted(word for word in counts if BESIDE not in word and not word.startswith(IN_TITLE))
        self._runs: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self._sorted):
            for run in _runs(word):
                self._runs[run].append(place)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def count(self, word: str) -> int:
        return self._counts.get(word, 0)

    def weight(self, word: str) -> float:
        """The inverse document frequency of BM25 (Robertson and Zaragoza 2009, 3.2), never below zero."""
        count = self.count(word) or 1
        return log(1 + (self.entries - count + 0.5) / (count + 0.5))

    def begun(self, beginning: str) -> list[str]:
        """Words with this beginning, the most frequent first, without itself."""
        place = bisect_left(self._sorted, beginning)
        found: list[str] = []
        while place < len(self._sorted) and self._sorted[place].startswith(beginning) and len(found) < 2_000:
            found.append(self._sorted[place])
            place += 1
        ranked = sorted((each for each in found if each != beginning), key=lambda each: (-self._counts[each], each))
        return ranked[:MOST_BEGUN]

    def near(self, word: str, *, before: str = "", after: str = "") -> list[str]:
        """Words that this one may have been meant for, the likeliest first. before, after: its neighbours."""
        if len(word) < SHORTEST_SLIP or word.isdecimal():
            return []
        meant = [each for each in sorted(untyped(word)) if each in self._counts]
        most = 2 if len(word) >= TWO_SLIPS else 1
        runs = _runs(word)
        least = len(runs) - BROKEN * most
        shared = Counter(chain.from_iterable(self._runs.get(run, ()) for run in runs))
        like = [(-count, place) for place, count in shared.items() if count >= least]
        compared = [place for _, place in nsmallest(MOST_COMPARED, like)]
        found: list[tuple[float, int, str]] = []
        for place in compared:
            other = self._sorted[place]
            if (apart := distance(word, other, most)) <= most:
                beside = self._beside(other, before, after)
                found.append((apart - 0.75 * beside, -self._counts[other], other))
        return list(dict.fromkeys([*meant, *(other for _, _, other in sorted(found))]))[:MOST_NEAR]

    def parts(self, word: str) -> tuple[str, str] | None:
        """The two words that were typed as one, where articles have them side by side."""
        ways = ((word[:place], word[place:]) for place in range(2, len(word) - 1))
        known = [each for each in ways if pair(*each) in self._counts]
        return max(known, key=lambda each: self._counts[pair(*each)], default=None)

    def _beside(self, word: str, before: str, after: str) -> bool:
        return (bool(before) and pair(before, word) in self._counts) or (
            bool(after) and pair(word, after) in self._counts
        )


def _runs(word: str) -> set[str]:
    """Runs of two letters, with its ends marked."""
    whole = f"^{word}$"
    return {whole[place : place + 2] for place in range(len(whole) - 1)}


def distance(first: str, second: str, most: int) -> int:
    """Letters to put in, take out, change or swap with the next, most + 1 at most (Damerau 1964, restricted)."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    earlier: list[int] = []
    before = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        now = [row]
        for column, other in enumerate(second, 1):
            least = min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                least = min(least, earlier[column - 2] + 1)
            now.append(least)
        if min(now) > most:
            return most + 1
        earlier, before = before, now
    return min(before[-1], most + 1)

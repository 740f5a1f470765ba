"""How well an article answers a search, by its words. Pure.

Each word counts by how rare it is and where the article has it (BM25F: Robertson and Zaragoza 2009, 3.6), the more so
with its marks and beside the same neighbour. A word of the search may stand for others: those that it begins, that it
was a slip of, that mean the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from knowledge_base.search.entries import IN_TITLE, MARKED
from knowledge_base.search.vocabulary import Vocabulary
from knowledge_base.search.words import BESIDE, COMMON_SHARE, Token, is_common, pair, tokens

MOST_TOKENS = 24
"""Words of a search that count."""
MOST_READINGS = 6
"""Ways in which synonyms let a search be read."""
MOST_FOUND = 1_500
"""Entries that the database may find, about, before words that are everywhere are left out."""
MOST_SOUGHT = 40
MOST_SHOWN = 10
"""Words that are marked where they were found."""
HALF = 12.0
"""The weight at which a word counts half of what it can."""
BEGUN, SLIPPED, SPLIT, SYNONYM = 0.75, 0.7, 0.8, 0.85
"""What a word counts by which an article is found instead of the one that was typed."""
UNMARKED = 0.6
"""What a word with marks counts where the article has it with others."""
PAIRS = 0.4
"""What two words side by side count beside what both count apart."""


class Slot(NamedTuple):
    """A word of a search: what it may be found as, and what each counts; share: of a word that stands in any question.

    A pair of neighbours is a slot as well.
    """

    found_as: dict[str, float]
    marked: str = ""
    share: float = 1.0


class Reading(NamedTuple):
    """A way to read a search. share: what it counts beside the others."""

    slots: tuple[Slot, ...]
    share: float = 1.0


class Scale(NamedTuple):
    """A reading, made ready. ways: for each slot its words with what they count, and the marks."""

    share: float
    ways: list[tuple[list[tuple[str, float]], str]]


class Wanted(NamedTuple):
    """What is looked for. words: what is shown as found."""

    readings: tuple[Reading, ...]
    words: frozenset[str]


Synonyms = Sequence[Sequence[str]]
"""Sets of the same meaning, each member as folded words joined by spaces."""


def wanted(
    text: str, locale: str, vocabulary: Vocabulary, *, synonyms: Synonyms = (), unfinished: bool = False
) -> Wanted:
    """How a search may be read. unfinished: somebody still types its last word."""
    typed = tokens(text, locale)[:MOST_TOKENS]
    ways: dict[tuple[Token, ...], float] = {tuple(typed): 1.0}
    for other in islice(_synonymous(typed, synonyms), MOST_READINGS - 1):
        ways.setdefault(other, SYNONYM)
    open_end = unfinished and bool(text) and not text[-1].isspace()
    readings = [Reading(_slots(way, locale, vocabulary, open_end), share) for way, share in ways.items()]
    shown = [
        (-share * slot.share, word)
        for each in readings
        for slot in each.slots
        for word, share in slot.found_as.items()
        if word in vocabulary and BESIDE not in word and slot.share == 1.0
    ]
    return Wanted(tuple(readings), frozenset(word for _, word in sorted(shown)[:MOST_SHOWN]))


def _synonymous(typed: Sequence[Token], synonyms: Synonyms) -> Iterable[tuple[Token, ...]]:
    """The search with one run of words in the place of another that means the same."""
    joined = f" {' '.join(each.folded for each in typed)} "
    for group in synonyms:
        for member in group:
            if f" {member} " not in joined:
                continue
            start = joined[: joined.index(f" {member} ")].count(" ")
            end = start + member.count(" ") + 1
            for other in group:
                if other != member:
                    yield (*typed[:start], *(Token(word) for word in other.split()), *typed[end:])


def _slots(typed: Sequence[Token], locale: str, vocabulary: Vocabulary, open_end: bool) -> tuple[Slot, ...]:
    slots = []
    for place, token in enumerate(typed):
        before = typed[place - 1].folded if place else ""
        after = typed[place + 1].folded if place + 1 < len(typed) else ""
        last = open_end and place + 1 == len(typed)
        share = COMMON_SHARE if is_common(token.folded, locale) and not last else 1.0
        slots.append(Slot(_found_as(token.folded, vocabulary, before, after, last), token.marked, share))
    beside = []
    for first, second in pairwise(slots):
        ways = {
            pair(one, two): left * right
            for one, left in first.found_as.items()
            for two, right in second.found_as.items()
            if pair(one, two) in vocabulary or left == right == 1.0
        }
        beside.append(Slot(ways, share=PAIRS * min(first.share, second.share)))
    return (*slots, *(each for each in beside if each.found_as))


def _found_as(word: str, vocabulary: Vocabulary, before: str, after: str, last: bool) -> dict[str, float]:
    found = {word: 1.0}
    if last and len(word) > 1:
        found |= dict.fromkeys(vocabulary.begun(word), BEGUN)
    if word not in vocabulary and len(found) == 1:
        if parts := vocabulary.parts(word):
            found |= {pair(*parts): SPLIT}
        found |= dict.fromkeys(vocabulary.near(word, before=before, after=after), SLIPPED)
        if len(found) == 1 and len(word) > 3:
            found |= dict.fromkeys(vocabulary.begun(word)[:4], BEGUN)
    return found


def sought(looked: Wanted, vocabulary: Vocabulary) -> dict[str, float]:
    """The words by which the database is asked, and how much each counts; so few that not all that it has is found."""
    every: dict[str, float] = {}
    for reading in looked.readings:
        for slot in reading.slots:
            for word, share in slot.found_as.items():
                every[word] = max(every.get(word, 0.0), share * slot.share)
                if BESIDE not in word and slot.share == 1.0:
                    every.setdefault(IN_TITLE + word, share)
    chosen: dict[str, float] = {}
    found = 0
    for word, share in sorted(every.items(), key=lambda each: (vocabulary.count(each[0]), -each[1], each[0]))[
        :MOST_SOUGHT
    ]:
        if chosen and found + vocabulary.count(word) > MOST_FOUND:
            break
        chosen[word] = share * vocabulary.weight(word)
        found += vocabulary.count(word)
    return chosen


def scale(looked: Wanted, vocabulary: Vocabulary) -> tuple[Scale, ...]:
    """What each word of a search counts at most, worked out once for all entries."""
    scales = []
    for reading in looked.readings:
        ways = [
            (
                [(word, vocabulary.weight(word) * share * slot.share) for word, share in slot.found_as.items()],
                slot.marked,
            )
            for slot in reading.slots
        ]
        whole = sum(max(value for _, value in words) for words, _ in ways)
        if whole:
            scales.append(Scale(reading.share / whole, ways))
    return tuple(scales)


def words_of(scales: Sequence[Scale]) -> list[str]:
    """The words of an entry that count."""
    ways = [way for each in scales for way in each.ways]
    return list(dict.fromkeys([*(word for words, _ in ways for word, _ in words), *(MARKED + way[1] for way in ways)]))


def score(scales: Sequence[Scale], weights: Mapping[str, int]) -> float:
    """How much of the search an entry has, from 0 to 1. weights: of the entry."""
    return max((each.share * sum(_value(*way, weights) for way in each.ways) for each in scales), default=0.0)


def _value(words: Sequence[tuple[str, float]], marked: str, weights: Mapping[str, int]) -> float:
    best = 0.0
    for word, value in words:
        if weight := weights.get(word):
            had = value * weight / (weight + HALF)
            if marked:
                had *= UNMARKED + (1 - UNMARKED) * min(1.0, weights.get(MARKED + marked, 0) / weight)
            best = max(best, had)
    return best

"""English without slips of the keys, for an encoder that knows whole words. Pure.

A slip is a word that neither the dictionary nor the questions have, in any form, and to which one of the questions' own
is the closest: a letter put in, left out, changed, or swapped with the next; two of them in a long word (Damerau 1964).
Names, rare words and what is none of the questions' matters stay as they are.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from faq_bot.nlu.short_forms import WORD
from knowledge_base.search.vocabulary import SHORTEST_SLIP, TWO_SLIPS, distance

_DOUBLES = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
LONGEST_WORD = 24
"""Letters; what is longer is no word."""
ENDINGS, VOWEL_ENDINGS = ("s", "es", "ly"), ("ed", "ing", "er", "y")
"""With which a form of a known word is known too. Before a vowel a last e is lost, and in a short word one consonant
after one vowel is doubled: shiping is no form of ship.
"""
MOST_SLIPS = 12
"""Words of a text that are looked up, so that a mash of keys costs no more than a question does."""


class Spelling:
    """usual: the words that the questions have, the lower the commoner. pairs: two of them side by side, with a space
    between, among others. dictionary: further words; without any nothing is a slip.
    """

    def __init__(self, usual: Mapping[str, float], pairs: Collection[str], dictionary: Collection[str]) -> None:
        self._usual, self._pairs, self._dictionary = usual, pairs, dictionary
        self._begun: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
        for word in sorted({*usual, *dictionary}) if dictionary else ():
            if len(word) > SHORTEST_SLIP and word.isalpha() and word.isascii():
                self._begun[word[0], len(word)].append((_letters(word), word))

    def mended(self, text: str) -> str:
        """The text with what its slips were meant for; where there is none, as it is."""
        found = list(WORD.finditer(text))
        words = [each[0].lower() for each in found]
        slips, parts, end = 0, list[str](), 0
        for place, each in enumerate(found):
            if slips == MOST_SLIPS or not self._is_slip(words[place]):
                continue
            slips += 1
            before, after = words[place - 1] if place else "", next(iter(words[place + 1 : place + 2]), "")
            if (meant := self._meant(words[place], before, after)) is not None:
                words[place] = meant.rpartition(" ")[2]
                parts += [text[end : each.start()], meant]
                end = each.end()
        return "".join([*parts, text[end:]])

    def _is_slip(self, word: str) -> bool:
        if not self._dictionary or not SHORTEST_SLIP <= len(word) <= LONGEST_WORD:
            return False
        return word.isalpha() and word.isascii() and not any(map(self._knows, _forms(word)))

    def _knows(self, word: str) -> bool:
        return word in self._usual or word in self._dictionary

    def _meant(self, word: str, before: str, after: str) -> str | None:
        """The likeliest of the words that are as near as any, if it is the questions'; else the two typed as one."""
        most = 2 if len(word) >= TWO_SLIPS else 1
        near = [(distance(word, other, most), other) for other in self._alike(word, most)]
        least = min((apart for apart, _ in near), default=most + 1)
        if least > most:
            return self._parts(word)

        def likely(other: str) -> tuple[int, bool, float, str]:
            beside = (f"{before} {other}" in self._pairs) + (f"{other} {after}" in self._pairs)
            return (-beside, other not in self._usual, self._usual.get(other, 0.0), other)

        found = min((other for apart, other in near if apart == least), key=likely)
        return found if found in self._usual else None

    def _alike(self, word: str, most: int) -> Iterable[str]:
        """With the same first letter, or the first two swapped, and no more letters of others than slips make."""
        letters = _letters(word)
        for length in range(len(word) - most, len(word) + most + 1):
            for first in dict.fromkeys(word[:2]):
                for held, other in self._begun.get((first, length), ()):
                    if (letters ^ held).bit_count() <= 2 * most and (first == word[0] or other[1] == word[0]):
                        yield other

    def _parts(self, word: str) -> str | None:
        ways = (f"{word[:place]} {word[place:]}" for place in range(2, len(word) - 1))
        return next((pair for pair in ways if pair in self._pairs), None)


def _forms(word: str) -> Iterator[str]:
    """The word, and what it may be a form of."""
    yield word
    for ending in (*ENDINGS, *VOWEL_ENDINGS):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < SHORTEST_SLIP:
            continue
        if ending in VOWEL_ENDINGS:
            yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]
        if ending in ENDINGS or not _DOUBLES.fullmatch(stem):
            yield stem


def _letters(word: str) -> int:
    """A bit for each letter that it has."""
    held = 0
    for letter in word:
        held |= 1 << (ord(letter) & 31)
    return held

"""What generated people write: Vietnamese and English words, as often as words are used (Zipf's law)."""

import random
from itertools import accumulate

ENGLISH_SHARE = 0.35
WORDS = 40_000
COMMON, RARE = (1, 15), (20_000, 38_000)
"""Ranks of what is searched for as a common and as a rare word."""
LENGTH = 14
"""Words of a message, on average."""

_ONSETS = ("b", "c", "ch", "d", "đ", "g", "gi", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "s", "t", "th", "tr",
           "v", "x", "")  # fmt: skip
_VOWELS = ("aáàảãạ", "ăắằẳẵặ", "âấầẩẫậ", "eéèẻẽẹ", "êếềểễệ", "iíìỉĩị", "oóòỏõọ", "ôốồổỗộ", "ơớờởỡợ", "uúùủũụ",
           "ưứừửữự")  # fmt: skip
_CODAS = ("", "n", "ng", "m", "nh", "t", "c", "i", "u", "o", "p", "ch")
_PARTS = ("ta", "re", "lo", "in", "con", "ship", "ment", "or", "der", "pa", "cel", "ful", "ti", "on", "ser", "vi", "ce")


class Wording:
    """A vocabulary by rank, 0 the most common, and texts made of it."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        words: dict[str, None] = {}
        while len(words) < WORDS:
            words[self._english() if rng.random() < ENGLISH_SHARE else self._vietnamese()] = None
        self.words = list(words)
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(WORDS)))

    def _vietnamese(self) -> str:
        """A syllable with its tone; past the few thousand that there are, two of them as one."""
        rng = self._rng
        one = rng.choice(_ONSETS) + rng.choice(rng.choice(_VOWELS)) + rng.choice(_CODAS)
        return one if rng.random() < 0.5 else one + rng.choice(_ONSETS) + rng.choice(rng.choice(_VOWELS))

    def _english(self) -> str:
        return "".join(self._rng.choice(_PARTS) for _ in range(self._rng.randint(1, 4)))

    def texts(self, count: int) -> list[str]:
        """So many messages."""
        lengths = [max(1, int(self._rng.expovariate(1 / LENGTH))) for _ in range(count)]
        drawn = self._rng.choices(self.words, cum_weights=self._weights, k=sum(lengths))
        result, start = [], 0
        for length in lengths:
            result.append(" ".join(drawn[start : start + length]))
            start += length
        return result

    def word(self, ranks: tuple[int, int]) -> str:
        return self.words[self._rng.randrange(*ranks)]

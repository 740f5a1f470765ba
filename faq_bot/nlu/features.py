"""TF-IDF of a question: words with pairs of words, and runs of letters, each half at length 1 beside the other."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from faq_bot.nlu.arrays import Floats, Row
from faq_bot.nlu.terms import letter_terms, word_terms

HALVES: tuple[Callable[[str], list[str]], ...] = (word_terms, letter_terms)


class Half(NamedTuple):
    """places: each term's place in the whole row. idf: by place, from the half's first one on."""

    places: dict[str, int]
    idf: Floats
    first: int

    def row(self, terms: Iterable[str]) -> Row:
        """Sublinear counts by their idf, at length 1; unknown terms do not count."""
        counts = Counter(self.places[term] for term in terms if term in self.places)
        indices = np.fromiter(sorted(counts), np.int32, len(counts))
        times = np.fromiter((counts[int(index)] for index in indices), np.float32, len(counts))
        values = (1 + np.log(times)) * self.idf[indices - self.first]
        length = np.sqrt(np.dot(values, values))
        return Row(indices, (values / length if length else values).astype(np.float32))


class Features(NamedTuple):
    """How a text becomes a sparse row."""

    halves: tuple[Half, ...]

    @property
    def size(self) -> int:
        return sum(len(half.idf) for half in self.halves)

    def row(self, text: str) -> Row:
        rows = [half.row(terms(text)) for half, terms in zip(self.halves, HALVES, strict=True)]
        return Row(np.concatenate([row.indices for row in rows]), np.concatenate([row.values for row in rows]))

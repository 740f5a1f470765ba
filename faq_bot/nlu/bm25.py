"""BM25 (Robertson and Zaragoza, 2009) over one document for each intent. Pure but for arrays."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from faq_bot.nlu.arrays import Floats, Numbers

K1, B = 1.2, 0.75


class Bm25(NamedTuple):
    """places: each word's place. starts, documents, weights: by place, who has the word and what it is worth there."""

    places: dict[str, int]
    starts: Numbers
    documents: Numbers
    weights: Floats
    size: int

    def shares(self, words: Sequence[str]) -> Floats:
        """Each document's score as a share of the best one's; all 0 where no word is known."""
        scores = np.zeros(self.size, np.float32)
        for place in {self.places[word] for word in words if word in self.places}:
            where = slice(self.starts[place], self.starts[place + 1])
            scores[self.documents[where]] += self.weights[where]
        best = scores.max(initial=0)
        return scores / best if best else scores


def count(documents: Sequence[Sequence[str]]) -> Bm25:
    """documents: the words of each."""
    counts = [Counter(words) for words in documents]
    mean = sum(map(len, documents)) / max(1, len(documents)) or 1.0
    holders: dict[str, list[int]] = {}
    for number, counted in enumerate(counts):
        for word in counted:
            holders.setdefault(word, []).append(number)
    starts, where, weights = [0], list[int](), list[float]()
    for word, numbers in holders.items():
        idf = np.log(1 + (len(documents) - len(numbers) + 0.5) / (len(numbers) + 0.5))
        for number in numbers:
            times, length = counts[number][word], len(documents[number])
            where.append(number)
            weights.append(float(idf * times * (K1 + 1) / (times + K1 * (1 - B + B * length / mean))))
        starts.append(len(where))
    places = {word: place for place, word in enumerate(holders)}
    return Bm25(
        places, np.array(starts, np.int32), np.array(where, np.int32), np.array(weights, np.float32), len(counts)
    )

"""How intents are scored: by a classifier; of few phrasings by the nearest; of answers by their texts too."""

from typing import NamedTuple, Protocol

import numpy as np

from faq_bot.nlu.arrays import Floats, Numbers, Rows
from faq_bot.nlu.bm25 import Bm25
from faq_bot.nlu.view import DENSE_WEIGHT, View

WORDS_WEIGHT = 0.2
"""What BM25 weighs beside the cosine to the nearest phrasing, where there is no answer's text."""


class Weights(NamedTuple):
    """What the parts of an answer's score weigh, each standardised over all intents: the cosines to its best passage,
    its summary, as much of it as an encoder reads, the TF-IDF of its text, the cosine to its nearest phrasing,
    the classifier of phrasings, and how much of the question its text and phrasings have.
    """

    passage: float
    summary: float
    whole: float
    text: float
    phrasing: float
    classifier: float
    covered: float


FEW, MANY = Weights(1.0, 1.0, 0.5, 0.5, 0.5, 0.0, 0.0), Weights(0.55, 0.0, 0.0, 0.15, 0.5, 0.95, 0.45)
"""Without and with a classifier. The latter are what a conditional logit finds for our articles' phrasings, a fifth of
them held out in turn, in Vietnamese and in English: their mean, rounded.
"""
SAME, CERTAIN = 0.97, 10.0
"""A cosine from which on a phrasing is the question itself, and what that weighs: more than all else together, so that
whoever adds a phrasing sees it understood.
"""


class Head(Protocol):
    def scores(self, view: View, cosines: Floats) -> tuple[Floats, float]:
        """One for each intent, and the largest cosine to anything known. cosines: to each question of the training."""
        ...


class Linear(NamedTuple):
    """sparse: (features, intents), dense: (DIMENSIONS, intents)."""

    sparse: Floats
    dense: Floats | None
    bias: Floats

    def scores(self, view: View, cosines: Floats) -> tuple[Floats, float]:
        scores: Floats = view.sparse.values @ self.sparse[view.sparse.indices] + self.bias
        if self.dense is not None and view.dense is not None:
            scores = scores + DENSE_WEIGHT * (view.dense @ self.dense)
        return scores, float(cosines.max())


class Nearest(NamedTuple):
    """firsts: where each intent's questions begin, which stand together."""

    firsts: Numbers
    words: Bm25

    def scores(self, view: View, cosines: Floats) -> tuple[Floats, float]:
        nearest: Floats = np.maximum.reduceat(cosines, self.firsts)
        return nearest + WORDS_WEIGHT * self.words.shares(view.words), float(cosines.max())


class Dense(NamedTuple):
    """Sentence vectors of all answers, centred, of length 1. firsts: where each intent's passages begin."""

    passages: Floats
    firsts: Numbers
    summaries: Floats
    wholes: Floats


class Answers(NamedTuple):
    """firsts: where each intent's questions begin. texts: the answers' TF-IDF, of vectors of that size. words: 1 where
    an answer or a phrasing of it has a word or a pair of words. classifier: of the phrasings; None where there are too
    few.
    """

    firsts: Numbers
    texts: Rows
    words: Rows
    size: int
    dense: Dense | None
    classifier: Linear | None

    def scores(self, view: View, cosines: Floats) -> tuple[Floats, float]:
        weights = FEW if self.classifier is None else MANY
        nearest, best = np.maximum.reduceat(cosines, self.firsts), float(cosines.max())
        scores = np.float32(CERTAIN) * (nearest >= SAME).astype(np.float32)
        parts = [(weights.text, self.texts.dot(view.sparse, self.size))]
        if self.classifier is not None:
            parts.append((weights.covered, self.words.dot(view.sparse, self.size)))
            parts.append((weights.classifier, self.classifier.scores(view, cosines)[0]))
        if self.dense is not None and view.dense is not None:
            passages = self.dense.passages @ view.dense
            parts.append((weights.phrasing, nearest))  # by words alone, it is a part of the text and adds noise
            parts.append((weights.passage, np.maximum.reduceat(passages, self.dense.firsts)))
            parts.append((weights.summary, self.dense.summaries @ view.dense))
            parts.append((weights.whole, self.dense.wholes @ view.dense))
            best = max(best, float(passages.max()))
        for weight, part in parts:
            scores += np.float32(weight) * _standard(part)
        return scores, best


class Neighbours(NamedTuple):
    """The questions of the training: their sentence vectors, or where there are none their rows."""

    dense: Floats | None
    sparse: Rows | None
    size: int

    def cosines(self, view: View) -> Floats:
        if self.dense is not None and view.dense is not None:
            return self.dense @ view.dense
        if self.sparse is None:
            raise TypeError("neither vectors nor rows")
        return self.sparse.dot(view.sparse, self.size) * np.float32(0.5)  # both halves are of length 1


def _standard(scores: Floats) -> Floats:
    deviation = float(scores.std())
    standard: Floats = ((scores - scores.mean()) / np.float32(deviation or 1.0)).astype(np.float32)
    return standard

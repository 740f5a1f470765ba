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


SKETCHED, LOOKED, SKETCHED_FROM = 96, 256, 4_000
"""Of a vector the coordinates that tell the likely neighbours, how many are looked at, and from how many vectors on."""


class Head(Protocol):
    def scores(self, view: View, neighbours: "Neighbours") -> tuple[Floats, float]:
        """One for each intent, and the largest cosine to anything known."""
        ...


class Linear(NamedTuple):
    """sparse: (features, intents), dense: (DIMENSIONS, intents)."""

    sparse: Floats
    dense: Floats | None
    bias: Floats

    def scores(self, view: View, neighbours: "Neighbours") -> tuple[Floats, float]:
        return self.margins(view), neighbours.nearest(view)

    def margins(self, view: View) -> Floats:
        scores: Floats = view.sparse.values @ self.sparse[view.sparse.indices] + self.bias
        if self.dense is not None and view.dense is not None:
            scores = scores + DENSE_WEIGHT * (view.dense @ self.dense)
        return scores


class Nearest(NamedTuple):
    """firsts: where each intent's questions begin, which stand together."""

    firsts: Numbers
    words: Bm25

    def scores(self, view: View, neighbours: "Neighbours") -> tuple[Floats, float]:
        cosines = neighbours.cosines(view)
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

    def scores(self, view: View, neighbours: "Neighbours") -> tuple[Floats, float]:
        cosines = neighbours.cosines(view)
        weights = FEW if self.classifier is None else MANY
        nearest, best = np.maximum.reduceat(cosines, self.firsts), float(cosines.max())
        scores = np.float32(CERTAIN) * (nearest >= SAME).astype(np.float32)
        parts = [(weights.text, self.texts.dot(view.sparse, self.size))]
        if self.classifier is not None:
            parts.append((weights.covered, self.words.dot(view.sparse, self.size)))
            parts.append((weights.classifier, self.classifier.margins(view)))
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


class Sketch(NamedTuple):
    """Vectors by the few coordinates that hold the most of them, as in principal components. turn: (DIMENSIONS,
    SKETCHED); vectors: (vectors, SKETCHED).
    """

    turn: Floats
    vectors: Floats

    @classmethod
    def of(cls, dense: Floats) -> "Sketch":
        _, axes = np.linalg.eigh(dense.T @ dense)  # the weightiest last
        turn = np.ascontiguousarray(axes[:, : -SKETCHED - 1 : -1], np.float32)
        return cls(turn, dense @ turn)

    def likely(self, vector: Floats) -> Numbers:
        """The places of LOOKED vectors that are likely the nearest, in no order."""
        return np.argpartition(self.vectors @ (vector @ self.turn), -LOOKED)[-LOOKED:].astype(np.int32)


class Neighbours(NamedTuple):
    """The questions of the training: their sentence vectors, or where there are none their rows. sketch: of many."""

    dense: Floats | None
    sparse: Rows | None
    size: int
    sketch: Sketch | None

    @classmethod
    def of(cls, dense: Floats | None, sparse: Rows | None, size: int) -> "Neighbours":
        sketch = Sketch.of(dense) if dense is not None and len(dense) >= SKETCHED_FROM else None
        return cls(dense, sparse, size, sketch)

    def nearest(self, view: View) -> float:
        """The largest of the cosines; of many vectors the likely ones alone are read, a quarter of the work."""
        if self.sketch is None or self.dense is None or view.dense is None:
            return float(self.cosines(view).max())
        return float((self.dense[self.sketch.likely(view.dense)] @ view.dense).max())

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

"""Makes a model of prepared questions: of all of them, or of those of some folds."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.svm import LinearSVC

from faq_bot.nlu.arrays import Floats, Numbers, Rows, unit
from faq_bot.nlu.bm25 import count
from faq_bot.nlu.features import Features, Half
from faq_bot.nlu.heads import Answers, Dense, Head, Linear, Nearest, Neighbours
from faq_bot.nlu.language import VIETNAMESE
from faq_bot.nlu.material import Material, key_of
from faq_bot.nlu.model import LearnedModel
from faq_bot.nlu.passages import document, passages, summary, whole
from faq_bot.nlu.records import EngineName
from faq_bot.nlu.scope import Scope
from faq_bot.nlu.sureness import UNMEASURED, Sureness
from faq_bot.nlu.terms import words_of
from faq_bot.nlu.tones import Tones, learn_tones
from faq_bot.nlu.view import DENSE_WEIGHT
from faq_bot.nlu.wording import in_common_words

CLASSIFIED_FROM = 5
"""Phrasings of the median intent from which on a classifier ranks, where there are no answers' texts."""
ANSWERED_FROM = 8
"""Phrasings of the median intent from which on it does beside the texts, where there are."""
ROUGH, FINE = 1e-2, 1e-4
"""Tolerances of the classifier: of the held-out folds, where more changes nothing, and of the model."""


def fit(material: Material, fitted: Scope, tolerance: float = FINE, sureness: Sureness = UNMEASURED) -> LearnedModel:
    by_answers = bool(material.answers)
    present = np.unique(material.labels)
    learned = _features(material, present if by_answers else None)
    centre = dense = None
    if material.vectors is not None:
        centre = material.vectors.mean(axis=0)
        dense = unit(material.vectors - centre)
    if by_answers:
        many = len(present) > 1 and material.many >= ANSWERED_FROM
        classifier = _classifier(material, learned.questions, dense, tolerance) if many else None
        head = _answers(material, learned, present, classifier)
    elif len(present) > 1 and material.many >= CLASSIFIED_FROM:
        head = _classifier(material, learned.questions, dense, tolerance)
    else:
        head = _nearest(material, present)
    return LearnedModel(
        engine=EngineName.TFIDF if material.encoder is None else EngineName.HYBRID,
        locale=material.locale,
        intents=tuple(material.intents[place] for place in present),
        encoder=material.encoder,
        centre=centre,
        features=learned.features,
        head=head,
        tones=_tones(material),
        neighbours=Neighbours.of(dense, None if dense is not None else _rows(learned.questions), learned.features.size),
        scope=fitted,
        sureness=sureness,
    )


def _tones(material: Material) -> Tones | None:
    if material.encoder is None or material.locale != VIETNAMESE:
        return None
    return learn_tones([*(question.text for question in material.questions), *map(document, material.answers)])


class _Learned(NamedTuple):
    """questions, documents: their rows. documents: None where answers do not count."""

    features: Features
    questions: Any
    documents: Any


def _features(material: Material, intents: Numbers | None) -> _Learned:
    """From the questions at hand, or from one document for each of the intents: an answer with its questions.

    A term that none of them has is none.
    """
    halves: list[Half] = []
    questions: list[Any] = []
    documents: list[Any] = []
    first = 0
    for counts, texts, vocabulary in zip(material.counts, material.documents, material.vocabularies, strict=True):
        learned_from = counts if intents is None else texts[intents] + _by_intent(material.labels, intents) @ counts
        seen = np.flatnonzero(np.asarray(learned_from.sum(axis=0)).ravel())
        new = {int(old): first + place for place, old in enumerate(seen)}
        transformer = TfidfTransformer(sublinear_tf=True)
        documents.append(transformer.fit_transform(learned_from[:, seen]))
        questions.append(transformer.transform(counts[:, seen]))
        places = {term: new[old] for term, old in vocabulary.items() if old in new}
        halves.append(Half(places, transformer.idf_.astype(np.float32), first))
        first += len(seen)
    joined = None if intents is None else sparse.hstack(documents, format="csr")
    return _Learned(Features(tuple(halves)), sparse.hstack(questions, format="csr"), joined)


def _by_intent(labels: Numbers, intents: Numbers) -> Any:
    """(intents, questions): 1 where a question is an intent's."""
    rows = np.searchsorted(intents, labels)
    ones = np.ones(len(labels), np.float32)
    return sparse.csr_matrix((ones, (rows, np.arange(len(labels)))), shape=(len(intents), len(labels)))


def _answers(material: Material, learned: _Learned, present: Numbers, classifier: Linear | None) -> Head:
    firsts = np.searchsorted(material.labels, present).astype(np.int32)
    dense = None
    if material.encoder is not None:
        answers = [material.answers[place] for place in present]
        parts = [passages(answer) for answer in answers]
        starts = np.cumsum([0, *map(len, parts)])[:-1]

        def centred(texts: Iterable[str]) -> Floats:
            vectors = np.stack([material.vectors_of[key_of(text, passages=True)] for text in texts])
            return unit(vectors - vectors.mean(axis=0))

        dense = Dense(
            passages=centred(part for each in parts for part in each),
            firsts=starts.astype(np.int32),
            summaries=centred(map(summary, answers)),
            wholes=centred(map(whole, answers)),
        )
    return Answers(firsts, _rows(learned.documents), _words(learned), learned.features.size, dense, classifier)


def _words(learned: _Learned) -> Rows:
    """1 for each word and each pair of words that a document has; runs of letters, the other half, do not count."""
    return _rows(learned.documents[:, : len(learned.features.halves[0].idf)].sign())


def _classifier(material: Material, rows: Any, dense: Floats | None, tolerance: float) -> Linear:
    weighed = rows if dense is None else sparse.hstack([rows, sparse.csr_matrix(DENSE_WEIGHT * dense)], format="csr")
    machine = LinearSVC(C=1.0, tol=tolerance, random_state=0).fit(weighed, material.labels)
    weights, bias = machine.coef_.T.astype(np.float32), machine.intercept_.astype(np.float32)
    if weights.shape[1] == 1:  # of two intents, scikit-learn keeps the second's alone
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    weights = np.ascontiguousarray(weights)
    return Linear(weights[: rows.shape[1]], None if dense is None else weights[rows.shape[1] :], bias)


def _nearest(material: Material, present: Numbers) -> Head:
    words: dict[str, list[str]] = {material.intents[place]: [] for place in present}
    for question in material.questions:
        words[question.intent].extend(words_of(in_common_words(question.text, material.locale)))
    return Nearest(np.searchsorted(material.labels, present).astype(np.int32), count(list(words.values())))


def _rows(rows: Any) -> Rows:
    return Rows(rows.indptr.astype(np.int64), rows.indices.astype(np.int32), rows.data.astype(np.float32))

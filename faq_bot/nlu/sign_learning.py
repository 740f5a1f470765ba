"""Learns signs: from examples in the package, and from how customers ask for what is published, which is none."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from faq_bot.nlu.arrays import Floats, Numbers
from faq_bot.nlu.features import Half
from faq_bot.nlu.signs import DUE, HALVES, KINDS, SignModel, terms_of
from faq_bot.signs import frustration, must_reach, request
from faq_bot.signs.phrases import words

ROUTINE_WEIGHT = 0.3
"""What a published article's phrasing weighs beside an example: there are many, and some do ask for a person."""
TAKEN = 0.02
"""The share of held-out phrasings that get a strength of one half or more. Nearly each of them is a complaint."""
LEAST, USUAL, MOST = 0.4, 0.5, 0.65
"""Bounds of the chance that is such a strength, and what it is where too few phrasings can be held out."""
FEW = 200
"""Phrasings."""
THIRD = 3
"""One of so many is held out."""
COST = 10.0


def learn_signs(locale: str, asked: Sequence[str]) -> SignModel | None:
    """None in a language without examples. asked: phrasings of what is published."""
    found = [(text, kind) for kind, texts in examples(locale).items() for text in texts]
    if not found:
        return None
    routine = sorted({text for text in asked if not is_listed(text)})
    texts = [text for text, _ in found] + routine
    labels = np.array([KINDS.index(kind) for _, kind in found] + [KINDS.index("none")] * len(routine), np.int32)
    weights = np.where(np.arange(len(texts)) < len(found), 1.0, ROUTINE_WEIGHT).astype(np.float32)
    halves, rows = _rows([terms_of(text, locale) for text in texts], len(found))
    least = _least(rows, labels, weights, len(found)) if len(routine) >= FEW else USUAL
    fitted = _fit(rows, labels, weights)
    return SignModel(
        halves, np.ascontiguousarray(fitted.coef_.T, np.float32), fitted.intercept_.astype(np.float32), least
    )  # fmt: skip


@cache
def examples(locale: str) -> dict[str, tuple[str, ...]]:
    """Messages by KINDS, of a file of the package; empty without one."""
    path = files(__package__).joinpath("examples", f"{locale}.txt")
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        if line.startswith("["):
            found[line.strip("[]")] = []
        elif found and line:
            found[next(reversed(found))].append(line)
    return {kind: tuple(texts) for kind, texts in found.items()}


def is_listed(text: str) -> bool:
    """Whether the lists of phrases find a sign in it, who come before what is learned."""
    said = words(text)
    return (
        request.asks_for_person(said)
        or request.asks_for_call(said)
        or must_reach.must_reach(said) is not None
        or frustration.anger(text, said) >= frustration.UPSET
    )


def _rows(terms: Sequence[Sequence[list[str]]], known: int) -> tuple[tuple[Half, ...], Any]:
    """The rows of all texts, by the terms of the first so many, which are the examples."""
    halves, rows, first = list[Half](), [], 0
    for number in range(len(HALVES)):
        counter = TfidfVectorizer(analyzer=list, sublinear_tf=True, dtype=np.float32)
        half = [each[number] for each in terms]
        counter.fit(half[:known])
        places = {term: first + int(place) for term, place in counter.vocabulary_.items()}
        halves.append(Half(places, counter.idf_.astype(np.float32), first))
        rows.append(counter.transform(half))
        first += len(places)
    return tuple(halves), sparse.hstack(rows, format="csr")


def _least(rows: Any, labels: Numbers, weights: Floats, known: int) -> float:
    """The chance that TAKEN of the phrasings that are held out reach, within bounds."""
    held = (np.arange(len(labels)) % THIRD == 0) & (np.arange(len(labels)) >= known)
    fitted = _fit(rows[~held], labels[~held], weights[~held])
    heard = fitted.predict_proba(rows[held])[:, : len(DUE)].sum(axis=1)
    return float(np.clip(np.quantile(heard, 1 - TAKEN), LEAST, MOST))


def _fit(rows: Any, labels: Numbers, weights: Floats) -> Any:
    return LogisticRegression(C=COST, max_iter=500).fit(rows, labels, sample_weight=weights)

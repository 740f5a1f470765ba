"""Fits how sure an answer is: by held-out questions, and by questions for intents that a model does not know."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from faq_bot.nlu.arrays import Floats
from faq_bot.nlu.scope import Scope, Signs
from faq_bot.nlu.sureness import UNMEASURED, Logit, Sureness

OUTSIDE = 0.2
"""The share of questions that ask for what nobody has written about, as what is fitted takes it."""


class Outcome(NamedTuple):
    """Of a held-out question. first, three: whether the first intent was right, and one of the first three."""

    signs: Signs
    first: bool
    three: bool


def fit(held_out: Sequence[Outcome], strangers: Sequence[Signs], scope: Scope) -> Sureness:
    """strangers: the signs of questions that ask for an intent that the model which gave them does not have."""
    if not held_out or not strangers:
        return UNMEASURED
    every = [each.signs for each in held_out] + list(strangers)
    share = OUTSIDE / (1 - OUTSIDE) * len(held_out) / len(strangers)
    weights = np.concatenate([np.ones(len(held_out)), np.full(len(strangers), share)])
    scores = [scope.score(signs) for signs in every]
    none = [False] * len(strangers)
    return Sureness(
        first=_logit([each.first for each in every], scores, [each.first for each in held_out] + none, weights),
        three=_logit([each.three for each in every], scores, [each.three for each in held_out] + none, weights),
    )


def _logit(odds: Sequence[float], scores: Sequence[float], right: Sequence[bool], weights: Floats) -> Logit:
    if not any(right):
        return UNMEASURED.first
    model = LogisticRegression(C=1.0).fit(np.column_stack([odds, scores]), right, sample_weight=weights)
    odds_weight, scope_weight = map(float, model.coef_[0])
    return Logit(odds_weight, scope_weight, float(model.intercept_[0]))

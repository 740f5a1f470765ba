"""Whether a question is any of the known ones: two signs as standard scores, added, against a threshold. Pure."""

from collections.abc import Sequence
from statistics import fmean, pstdev

import msgspec

from faq_bot.nlu.errors import TooFew

KEPT = 0.95
"""The share of held-out questions that the threshold keeps."""


class Signs(msgspec.Struct, frozen=True):
    """margin: the best intent's score. nearest: the largest cosine to a question of the training. first, three: the
    log-odds that a softmax of the scores gives the first intent, and the first three.
    """

    margin: float
    nearest: float
    first: float = 0.0
    three: float = 0.0


class Scope(msgspec.Struct, frozen=True):
    """Means and standard deviations of both signs over held-out questions, and the least sum that is in scope."""

    margin_mean: float
    margin_deviation: float
    nearest_mean: float
    nearest_deviation: float
    threshold: float

    def score(self, signs: Signs) -> float:
        margin = (signs.margin - self.margin_mean) / self.margin_deviation
        return margin + (signs.nearest - self.nearest_mean) / self.nearest_deviation


def fit(held_out: Sequence[Signs]) -> Scope:
    """The scope that keeps KEPT of the held-out questions. Raises TooFew where there are none."""
    if not held_out:
        raise TooFew("No question was held out.")
    margins, nearest = [each.margin for each in held_out], [each.nearest for each in held_out]
    unset = Scope(fmean(margins), pstdev(margins) or 1.0, fmean(nearest), pstdev(nearest) or 1.0, 0.0)
    ordered = sorted(map(unset.score, held_out))
    return msgspec.structs.replace(unset, threshold=ordered[int((1 - KEPT) * len(ordered))])

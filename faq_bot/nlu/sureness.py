"""How likely the first intent, or one of the first three, is right: signs weighed by what was held out. Pure.

The signs are the log-odds that a softmax of the scores gives, and the scope's standard score. A softmax alone says
nothing of questions that ask for something else; here those are among what was held out.
"""

from collections.abc import Sequence
from math import exp, log

import msgspec

from faq_bot.nlu.scope import Scope, Signs

FAR = 12.0
"""Log-odds that count as certain."""
THREE = 3


class Logit(msgspec.Struct, frozen=True):
    """odds: what the softmax's log-odds weigh, scope: what the scope's score does."""

    odds: float
    scope: float
    bias: float

    def chance(self, odds: float, scope: float) -> float:
        return 1 / (1 + exp(-max(-30.0, min(30.0, self.odds * odds + self.scope * scope + self.bias))))


class Sureness(msgspec.Struct, frozen=True):
    first: Logit
    three: Logit

    def chances(self, signs: Signs, scope: Scope) -> tuple[float, float]:
        """That the first is right, and that one of the first three is, which is no less likely."""
        score = scope.score(signs)
        first = self.first.chance(signs.first, score)
        return first, max(first, self.three.chance(signs.three, score))


UNMEASURED = Sureness(Logit(0.5, 0.5, -1.5), Logit(0.5, 0.5, -0.5))
"""Where too few questions can be held out to fit it."""


def odds_of(ordered: Sequence[float], places: int) -> float:
    """The log-odds of the first so many scores together. ordered: all scores, the largest first."""
    parts = [exp(score - ordered[0]) for score in ordered]
    inside, outside = sum(parts[:places]), sum(parts[places:])
    return FAR if outside == 0 else max(-FAR, min(FAR, log(inside / outside)))

"""How sure the bot may be of what the engine has ranked. Pure.

A logistic function of three signs, fitted on phrasings that the model had not seen (docs/bot.md tells how): how sure
the engine is that it is any known question, how well the first intent fits, and by how much better than the second.
"""

from collections.abc import Collection
from math import exp

from faq_bot.nlu.records import Understanding
from faq_bot.state import Candidate

CONSTANT, SCORE, FIRST, LEAD = 0.17, 0.16, 1.24, 1.28
SHARPNESS = 3.0
"""How quickly the share of those after the first falls with their scores."""
KNOWN = 0.85
"""Of what is left to those after the first, how much is any of them at all."""


def candidates(understanding: Understanding, known: Collection[str]) -> tuple[Candidate, ...]:
    """Of the intents that are known, each with the probability that it is meant, the likeliest first."""
    ranked = [each for each in understanding.ranked if each.intent in known]
    if not ranked:
        return ()
    first = ranked[0].score
    lead = first - ranked[1].score if len(ranked) > 1 else 0.0
    sure = 1 / (1 + exp(-_bounded(CONSTANT + SCORE * understanding.score + FIRST * first + LEAD * lead)))
    weights = [exp(_bounded(SHARPNESS * (each.score - first))) for each in ranked[1:]]
    rest = KNOWN * (1 - sure)
    return (
        Candidate(ranked[0].intent, sure),
        *(
            Candidate(each.intent, rest * weight / sum(weights))
            for each, weight in zip(ranked[1:], weights, strict=True)
        ),
    )


def _bounded(value: float) -> float:
    return max(-30.0, min(30.0, value))

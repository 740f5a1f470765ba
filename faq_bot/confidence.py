"""How sure the bot may be of what the engine has ranked. Pure."""

from collections.abc import Collection
from math import exp

from faq_bot.nlu.records import Understanding
from faq_bot.state import Candidate

THREE = 3
"""The engine says how likely it is that one of so many is right."""
FARTHEST = 30.0
"""Scores that are farther apart are as far as can be."""


def candidates(understanding: Understanding, known: Collection[str]) -> tuple[Candidate, ...]:
    """Of the first three intents those that are known, the likeliest first, each with the probability that it is meant.

    The first has what the engine says of it; what is left to the three is the others' by their scores.
    """
    ranked = understanding.ranked[:THREE]
    if not ranked:
        return ()
    rest = max(0.0, understanding.among_three - understanding.right)
    weights = [exp(max(-FARTHEST, each.score - ranked[0].score)) for each in ranked[1:]]
    shares = [understanding.right, *(rest * weight / sum(weights) for weight in weights)]
    found = (Candidate(each.intent, share) for each, share in zip(ranked, shares, strict=True) if each.intent in known)
    return tuple(sorted(found, key=lambda each: -each.probability))

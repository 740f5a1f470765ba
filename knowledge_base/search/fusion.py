"""Puts together what an article's words say and what the question engine says. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

ENGINE = 0.4
"""What being the engine's first choice counts, where having all words of the search counts 1."""


class Opinion(NamedTuple):
    """What the question engine makes of a search. likely: from 0 to 1, by the key of the article.

    alone: the engine is so sure that it is any of them that they are found without their words.
    """

    likely: Mapping[str, float]
    alone: bool


NONE = Opinion({}, False)


def fused(by_words: Mapping[int, float], likely: Mapping[int, float], *, alone: bool) -> list[int]:
    """What was found, the best first. by_words, likely: from 0 to 1, by document."""
    every = by_words.keys() | likely.keys() if alone else by_words.keys()
    values = {each: by_words.get(each, 0.0) + ENGINE * likely.get(each, 0.0) for each in every}
    return sorted(values, key=lambda each: (-values[each], each))


def likely_of(scores: Mapping[str, float]) -> dict[str, float]:
    """An engine's scores as numbers from 0 to 1: its first choice has 1, and the last one that it names nearly 0."""
    if not scores:
        return {}
    best, least = max(scores.values()), min(scores.values())
    reach = (best - least) or 1.0
    return {key: max(0.05, (value - least) / reach) for key, value in scores.items()}

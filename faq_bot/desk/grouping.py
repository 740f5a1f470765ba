"""Puts questions together that ask nearly the same. Pure.

Questions are compared by their words and by runs of three letters, each weighed by how rare it is (the cosine of
TF-IDF vectors), the oldest first: a question joins the group whose first one it is most like, or begins one of its
own. So a group keeps its first question as others come, and is known by it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

ALIKE = 0.5
"""The least likeness to a group's first question, 0 to 1."""
RUN = 3
"""Letters."""
WORD_COUNTS = 2.0
"""A word counts as much as so many runs of letters."""
TOO_COMMON = 0.5
"""What more than this share of the questions has says nothing, where there are enough of them to tell."""
ENOUGH = 20


class Asked(NamedTuple):
    """folded: without case and marks. language: only questions of the same one are put together."""

    folded: str
    language: str


def grouped(questions: Sequence[Asked]) -> list[list[int]]:
    """The places of the questions in groups; the first of each group is its oldest. questions: the oldest first."""
    found: list[list[int]] = []
    for language in dict.fromkeys(question.language for question in questions):
        places = [place for place, question in enumerate(questions) if question.language == language]
        found += [[places[each] for each in group] for group in _of_language([questions[p].folded for p in places])]
    return found


def _of_language(texts: Sequence[str]) -> list[list[int]]:
    same: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        same.setdefault(text, []).append(place)
    parts = {text: _parts(text) for text in same}
    weights = _weights(list(parts.values()))
    groups: list[list[int]] = []
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for text, places in same.items():
        vector = _vector(parts[text], weights)
        best, likeness = _likest(vector, postings)
        if likeness >= ALIKE:
            groups[best] += places
            continue
        for part, value in vector.items():
            postings[part].append((len(groups), value))
        groups.append(list(places))
    return [sorted(group) for group in groups]


def _parts(text: str) -> dict[str, float]:
    """Words, and runs of letters, which stand between signs that no text has."""
    words = text.split()
    found: dict[str, float] = {f"w {word}": WORD_COUNTS * count for word, count in Counter(words).items()}
    padded = f" {' '.join(words)} "
    for start in range(len(padded) - RUN + 1):
        run = padded[start : start + RUN]
        found[run] = found.get(run, 0) + 1
    return found


def _weights(all_parts: Sequence[dict[str, float]]) -> dict[str, float]:
    having = Counter(part for parts in all_parts for part in parts)
    most = TOO_COMMON * len(all_parts) if len(all_parts) >= ENOUGH else math.inf
    return {
        part: math.log((1 + len(all_parts)) / (1 + count)) + 1 if count <= most else 0.0
        for part, count in having.items()
    }


def _vector(parts: dict[str, float], weights: dict[str, float]) -> dict[str, float]:
    raw = {part: math.sqrt(count) * weights[part] for part, count in parts.items() if weights[part]}
    length = math.sqrt(sum(value * value for value in raw.values()))
    return {part: value / length for part, value in raw.items()}


def _likest(vector: dict[str, float], postings: dict[str, list[tuple[int, float]]]) -> tuple[int, float]:
    likeness: dict[int, float] = defaultdict(float)
    for part, value in vector.items():
        for group, other in postings.get(part, ()):
            likeness[group] += value * other
    best = max(likeness, key=lambda group: (likeness[group], -group), default=-1)
    return best, likeness.get(best, 0.0)

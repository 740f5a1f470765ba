"""Whether a new model is as good as the one that answers, by questions that each had not seen. Pure."""

from collections.abc import Iterable
from math import sqrt

import msgspec

from faq_bot.nlu.records import Question

ENOUGH = 20
"""Questions that both have held out, fewer of which say nothing."""


class Compared(msgspec.Struct, frozen=True):
    """Of the questions that both had held out: how many only the old model understood, and how many only the new."""

    questions: int
    lost: int
    won: int

    @property
    def is_worse(self) -> bool:
        """By more than two standard errors of the difference (McNemar, 1947): chance alone rejects one in forty."""
        return self.questions >= ENOUGH and self.lost - self.won > 2 * sqrt(self.lost + self.won)


Results = Iterable[tuple[Question, bool]]


def compare(old: Results, new: Results) -> Compared:
    """Each result: a held-out question with its intent, and whether it was understood. Changed ones do not count."""
    before = dict(old)
    both = [(before[question], right) for question, right in new if question in before]
    return Compared(
        questions=len(both),
        lost=sum(was and not right for was, right in both),
        won=sum(right and not was for was, right in both),
    )

"""A question as heads see it."""

from typing import NamedTuple

from faq_bot.nlu.arrays import Floats, Row

DENSE_WEIGHT = 1.5
"""What the centred sentence vector weighs beside each of the halves of TF-IDF."""


class View(NamedTuple):
    """sparse: TF-IDF. dense: the sentence vector, less that of all questions, of length 1; None without an encoder."""

    sparse: Row
    dense: Floats | None
    words: list[str]

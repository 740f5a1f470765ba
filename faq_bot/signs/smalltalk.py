"""What needs an answer of courtesy alone: a greeting, thanks, a goodbye, a nod. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from faq_bot.signs.lists import phrases
from faq_bot.signs.phrases import Word

LONGEST = 10
"""Words: who says more asks something."""


class Courtesy(StrEnum):
    THANKS = "thanks"
    BYE = "bye"
    GREETING = "greeting"
    YES = "yes"
    NO = "no"
    OK = "ok"


def courtesy(said: Sequence[Word]) -> Courtesy | None:
    """Which it is where it is nothing else; of several the one that tells the most."""
    if not said or len(said) > LONGEST or not phrases("smalltalk", *Courtesy, "fillers").is_all_of(said):
        return None
    for kind in (Courtesy.NO, Courtesy.YES):
        if phrases("smalltalk", kind, "fillers").is_all_of(said) and said in phrases("smalltalk", kind):
            return kind
    return next((kind for kind in Courtesy if said in phrases("smalltalk", kind)), None)

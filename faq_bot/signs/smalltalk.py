"""What needs an answer of courtesy alone: a greeting, thanks, a goodbye, a nod. Pure."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from faq_bot.signs.lists import phrases, sections
from faq_bot.signs.phrases import Phrases, Word

LONGEST = 10
"""Words: who says more asks something."""


HOW = (
    "how (are|r) (you|u) (doing|today)?", "how's it going", "how is it going", "how do you do",
    "(bạn|shop|em|ad|bot) (có)? (khỏe|khoẻ) (không|ko|hông|chứ)", "dạo này (thế nào|sao rồi)",
)  # fmt: skip
"""Phrases that ask how one is."""


class Courtesy(StrEnum):
    THANKS = "thanks"
    BYE = "bye"
    GREETING = "greeting"
    YES = "yes"
    NO = "no"
    OK = "ok"
    HOW = "how"
    """It is asked how one is."""


HELP, STOP = "help", "stop"
WISHES = (HELP, STOP)
LISTED = tuple(kind for kind in Courtesy if kind is not Courtesy.HOW)


@cache
def _how(*, greeted: bool = False) -> Phrases:
    around = (*sections("smalltalk")["greeting"], *sections("smalltalk")["fillers"]) if greeted else ()
    return Phrases((*HOW, *around))


def courtesy(said: Sequence[Word]) -> Courtesy | None:
    """Which it is where it is nothing else; of several the one that tells the most."""
    if not said or len(said) > LONGEST:
        return None
    if said in _how() and _how(greeted=True).is_all_of(said):
        return Courtesy.HOW
    if not phrases("smalltalk", *LISTED, "fillers").is_all_of(said):
        return None
    for kind in (Courtesy.NO, Courtesy.YES):
        if phrases("smalltalk", kind, "fillers").is_all_of(said) and said in phrases("smalltalk", kind):
            return kind
    return next((kind for kind in LISTED if said in phrases("smalltalk", kind)), None)


def wish(said: Sequence[Word]) -> str | None:
    """One of WISHES, where nothing says what help is wanted with, or what is to be stopped."""
    if not said or len(said) > LONGEST:
        return None
    alone = (each for each in WISHES if said in phrases("smalltalk", each))
    return next((each for each in alone if phrases("smalltalk", each, "greeting", "fillers").is_all_of(said)), None)

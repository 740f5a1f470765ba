"""How upset a customer sounds. Pure."""

import re
from collections.abc import Sequence

from faq_bot.signs.lists import phrases
from faq_bot.signs.phrases import Word

UPSET = 2
"""From which on a person takes over."""
SHOUTED = 10
"""Letters from which on capitals are shouting."""
_MASKED = re.compile(r"\b(?:[a-z]{1,2}\*{2,}[a-z]*|(?:f|fu|sh|b)[*#@$]+[a-z]{1,4})(?!\w)|[@#$%&!*]{5,}", re.IGNORECASE)
"""Swearing whose letters are hidden."""

_FURIOUS, _CROSS = frozenset("🤬😡🖕"), frozenset("😠😤💢👎🙄😒")


def anger(text: str, said: Sequence[Word]) -> int:
    """Points: 2 for what is said in anger alone, 1 for what may be; UPSET is upset."""
    strong = (
        said in phrases("frustration", "strong") or _MASKED.search(text) is not None or not _FURIOUS.isdisjoint(text)
    )
    mild = min(2, phrases("frustration", "mild").count(said))
    signs = any(each in text for each in ("!!!", "???", "?!?", "!?!"))
    return 2 * strong + mild + is_shouted(text) + signs + (not _CROSS.isdisjoint(text))


def is_shouted(text: str) -> bool:
    letters = [each for each in text if each.isalpha()]
    return len(letters) >= SHOUTED and sum(each.isupper() for each in letters) >= 0.7 * len(letters)


def sentiment(text: str, said: Sequence[Word]) -> str:
    """negative, neutral or positive: for staff, no decision goes by it."""
    if anger(text, said):
        return "negative"
    return "positive" if said in phrases("frustration", "pleased") else "neutral"

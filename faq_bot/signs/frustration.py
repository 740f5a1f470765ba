"""How upset a customer sounds. Pure."""

from collections.abc import Sequence

from faq_bot.signs.lists import phrases
from faq_bot.signs.phrases import Word

UPSET = 2
"""From which on a person takes over."""
SHOUTED = 10
"""Letters from which on capitals are shouting."""


def anger(text: str, said: Sequence[Word]) -> int:
    """Points: 2 for what is said in anger alone, 1 for what may be; UPSET is upset."""
    points = 2 * min(1, phrases("frustration", "strong").count(said)) + min(
        2, phrases("frustration", "mild").count(said)
    )
    return points + is_shouted(text) + ("!!!" in text or "???" in text or "?!?" in text)


def is_shouted(text: str) -> bool:
    letters = [each for each in text if each.isalpha()]
    return len(letters) >= SHOUTED and sum(each.isupper() for each in letters) >= 0.7 * len(letters)


def sentiment(text: str, said: Sequence[Word]) -> str:
    """negative, neutral or positive: for staff, no decision goes by it."""
    if anger(text, said):
        return "negative"
    return "positive" if said in phrases("frustration", "pleased") else "neutral"

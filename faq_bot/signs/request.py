"""Whether a customer asks for a person, or who it is that answers. Pure."""

from collections.abc import Sequence

from faq_bot.signs.lists import phrases
from faq_bot.signs.phrases import Word

AFTER_NOT = 4
"""Words after a no within which a wish is none."""


def asks_for_person(said: Sequence[Word]) -> bool:
    """Not where it is said that none is needed."""
    where = phrases("request", "asks").find(said)
    if where is None:
        return said in phrases("request", "alone") and phrases("request", "alone", "around").is_all_of(said)
    no = phrases("request", "not").find(said[: where + 1])
    machine = any(word.letters in ("bot", "robot", "may", "machine", "chatbot", "bots") for word in said)
    return machine or no is None or where - no > AFTER_NOT


def asks_who(said: Sequence[Word]) -> bool:
    """Whether it is a person or a machine that answers."""
    return said in phrases("request", "who")

"""Whether a customer asks for a person, or who it is that answers. Pure."""

from collections.abc import Sequence

from faq_bot.signs.lists import phrases
from faq_bot.signs.phrases import Word

AFTER_NOT = 4
"""Words after a no within which a wish is none, unless a new sentence begins between."""
MACHINES = frozenset({"bot", "robot", "may", "machine", "chatbot", "bots", "automated", "automatic", "tu"})


def asks_for_person(said: Sequence[Word]) -> bool:
    """Not where it is said that none is needed, nor where the question is when somebody is there, or may do what."""
    if said in phrases("request", "powers"):
        return False
    where = phrases("request", "asks").find(said)
    if where is None:
        there = said in phrases("request", "there") and said not in phrases("request", "hours")
        alone = said in phrases("request", "alone") and phrases("request", "alone", "around").is_all_of(said)
        named = said in phrases("request", "mentioned") and not asks_who(said)
        return there or alone or (named and not _is_denied(said, phrases("request", "mentioned").find(said) or 0))
    return any(word.letters in MACHINES for word in said) or not _is_denied(said, where)


def asks_for_call(said: Sequence[Word]) -> bool:
    """To be telephoned, whoever does it."""
    where = phrases("request", "call").find(said)
    return where is not None and not _is_denied(said, where)


def _is_denied(said: Sequence[Word], where: int) -> bool:
    no = phrases("request", "not").find(said[: where + 2])
    if no is None or where - no > AFTER_NOT:
        return False
    return said[no + 2 : where + 1] not in phrases("request", "anew")


def asks_who(said: Sequence[Word]) -> bool:
    """Whether it is a person or a machine that answers."""
    return said in phrases("request", "who")

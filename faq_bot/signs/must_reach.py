"""Words with which a person must take over at once: law, health, disputed money, privacy, the press. Pure."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from faq_bot.signs.lists import phrases
from faq_bot.signs.phrases import Phrases, Word

KINDS = ("legal", "health", "payment", "privacy")


def must_reach(said: Sequence[Word], own: Iterable[str] = ()) -> str | None:
    """Which kind of such words it holds: legal, health, payment, privacy, or own, which an inbox has set; else None."""
    for kind in KINDS:
        if said in phrases("must_reach", kind):
            return kind
        if kind == "payment" and _is_deceit(said):
            return kind
    return "own" if said in _own(tuple(own)) else None


def _is_deceit(said: Sequence[Word]) -> bool:
    """Whether it is said that somebody deceives, not feared or told of others."""
    return said in phrases("must_reach", "deceit") and said not in phrases("must_reach", "feared")


@lru_cache(maxsize=64)
def _own(lines: tuple[str, ...]) -> Phrases:
    """As written: no sign in them means anything."""
    return Phrases("".join(sign if sign.isalnum() or sign.isspace() else " " for sign in line) for line in lines)

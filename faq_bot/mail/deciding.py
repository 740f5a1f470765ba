"""Which articles are suggested for a mail, and whether one is sure enough to be sent by itself. Pure."""

from collections.abc import Collection

import msgspec

from faq_bot import deciding
from faq_bot.confidence import candidates
from faq_bot.nlu.records import Understanding
from faq_bot.signs import own_case, request
from faq_bot.signs.phrases import words
from faq_bot.state import Candidate, Heard, Limits, State

SHOWN = 3
A_PERSON_IS_DUE = 0.4
"""The strength from which on a learned sign says that a person should read the mail."""


class Thought(msgspec.Struct, frozen=True, kw_only=True):
    """offered: articles to suggest, the likeliest first. send: the one that may go out by itself."""

    offered: tuple[Candidate, ...] = ()
    send: str | None = None


def think(heard: Heard, understanding: Understanding | None, known: Collection[str], limits: Limits) -> Thought:
    """known: articles that anybody may read. limits.answer_at: how sure it must be of one to send it."""
    if understanding is None:
        return Thought()
    found = candidates(understanding, known)
    offered = tuple(each for each in found if each.probability >= deciding.LEAST_FIRST)[:SHOWN]
    first = found[0] if found and found[0].article == understanding.ranked[0].intent else None
    sure = first is not None and first.probability >= limits.answer_at
    send = first.article if first is not None and sure and not is_for_person(heard, understanding, limits) else None
    return Thought(offered=offered, send=send)


def is_for_person(heard: Heard, understanding: Understanding, limits: Limits) -> bool:
    """Whether anything speaks for a person: what is said, a case of the writer's own, a file, or a learned sign."""
    said = words(heard.text)
    if heard.files or not said or own_case.is_own_case(heard.text, said) or request.asks_for_call(said):
        return True
    if understanding.sign is not None and understanding.sign.strength >= A_PERSON_IS_DUE:
        return True
    return deciding.first_look(State(), heard, limits, {}) is not None

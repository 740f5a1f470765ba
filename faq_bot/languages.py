"""In which language the bot answers: the customer's, which sticks until they clearly write another one. Pure."""

from msgspec.structs import replace

from faq_bot.nlu.language import guess
from faq_bot.situation import Situation
from faq_bot.state import State
from faq_bot.texts import LANGUAGES, Language

TURNS = 2
"""Messages in a row in another language after which the conversation is in that one."""
LONG = 12
"""Words of a message that alone are enough."""


def settle(found: Situation) -> tuple[Language, State]:
    """The language of the conversation from now on, and the state with what the message says of it."""
    spoken = _one_of(found.language or found.locale)
    guessed = guess(found.heard.text) if found.heard.choice is None else None
    if guessed is None or not guessed.sure or guessed.locale == spoken:
        at_home = guessed is not None and guessed.locale == spoken
        return spoken, replace(found.state, foreign=0) if at_home else found.state
    foreign = found.state.foreign + 1
    long = len(found.heard.text.split()) >= LONG
    if found.language is None or long or foreign >= TURNS:
        return _one_of(guessed.locale), replace(found.state, foreign=0)
    return spoken, replace(found.state, foreign=foreign)


def _one_of(locale: str) -> Language:
    return next((each for each in LANGUAGES if locale.lower().startswith(each)), "en")

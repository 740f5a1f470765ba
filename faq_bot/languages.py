"""In which language the bot answers: that of a message where it is sure, else the conversation's. Pure."""

from msgspec.structs import replace

from faq_bot.flows.checks import looks_like_question
from faq_bot.nlu.language import guess
from faq_bot.state import Heard, State
from faq_bot.texts import LANGUAGES, Language

TURNS = 2
"""Messages in a row in another language after which the conversation is in that one."""
LONG = 4
"""Words of a message that alone are enough."""


def settle(heard: Heard, state: State, *, language: str | None, locale: str) -> tuple[Language, State]:
    """The language of the conversation from now on, and the state with what the message says of it.

    Within a flow only a question may change it. language: so far; none at the beginning, where the customer's locale is
    the guess.
    """
    spoken = _one_of(language or locale)
    guessed = guess(heard.text) if heard.choice is None else None
    if guessed is None or not guessed.sure or guessed.locale == spoken:
        at_home = guessed is not None and guessed.locale == spoken
        return spoken, replace(state, foreign=0) if at_home else state
    if state.flow is not None and not looks_like_question(heard.text):
        return spoken, state  # an address or a name is in the language of the place
    foreign = state.foreign + 1
    if language is None or foreign >= TURNS or len(heard.text.split()) >= LONG:
        return _one_of(guessed.locale), replace(state, foreign=0)
    return spoken, replace(state, foreign=foreign)


def _one_of(locale: str) -> Language:
    return next((each for each in LANGUAGES if locale.lower().startswith(each)), "en")

"""What is decided of a message, whether it takes an engine to decide it or not."""

from faq_bot import deciding
from faq_bot.state import Decision, Heard, Limits, State, Understood


def decide(state: State, heard: Heard, understood: Understood, limits: Limits, titles: dict[str, str]) -> Decision:
    return deciding.first_look(state, heard, limits, titles) or deciding.decide(state, heard, understood, limits)

"""The questions of a message that asks for several things at once. Pure."""

import re

from contact_center.folding import folded_words
from faq_bot.flows.checks import looks_like_question
from faq_bot.signs.phrases import words
from faq_bot.signs.smalltalk import courtesy

MOST = 3
"""Questions that are told apart; who asks more wants a person's patience."""
SHORTEST = 3
"""Words of a question that can be understood by itself."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_AND = re.compile(
    r",?\s+(?:and|also|plus|&)\s+(?:also\s+|then\s+)?"
    r"(?=(?:what|when|where|who|why|how|can|could|do|does|is|are|will|which|would|should|may)(?:'s)?\s)"
    r"|,?\s+(?:với lại|voi lai|ngoài ra|ngoai ra|và|va|còn)\s+",
    re.IGNORECASE,
)


def questions_in(text: str) -> list[str]:
    """Each by itself, greetings left out; none where one thing is asked for, or where anything but questions is said,
    which tells what they are about.
    """
    sentences = [each.strip() for each in _SENTENCE.split(text) if courtesy(words(each)) is None and each.strip()]
    if not all(map(looks_like_question, sentences)):
        return []
    found = [part.strip(" ,") for each in sentences for part in _AND.split(each)]
    return found if 1 < len(found) <= MOST and all(len(folded_words(each)) >= SHORTEST for each in found) else []

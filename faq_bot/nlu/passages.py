"""An answer's text in parts that are compared with a question each. Pure."""

import re

from faq_bot.nlu.records import Answer
from faq_bot.nlu.terms import clip
from knowledge_base.plain import CELLS, plain_text

_ENDS = re.compile(r"(?<=[.!?;:])\s+|\n+")
LEAST_WORDS = 3


def sentences(markdown: str) -> list[str]:
    """Without marks of form; what has fewer than LEAST_WORDS words says nothing by itself."""
    plain = plain_text(markdown).replace(CELLS, " ")
    found = (clip(part.strip(" -")) for part in _ENDS.split(plain))
    return [sentence for sentence in found if len(sentence.split()) >= LEAST_WORDS]


def summary(answer: Answer) -> str:
    return clip(f"{answer.title}. {answer.summary}")


def passages(answer: Answer) -> list[str]:
    """Each sentence under its title; at least one passage."""
    return [clip(f"{answer.title}. {sentence}") for sentence in sentences(answer.body)] or [summary(answer)]


def whole(answer: Answer) -> str:
    """As much of everything as an encoder reads."""
    return clip(" ".join((summary(answer), *sentences(answer.body))))


def document(answer: Answer) -> str:
    """Every word, the title twice."""
    return " ".join((answer.title, answer.title, answer.summary, *sentences(answer.body)))

"""What a customer means at a step: one of its choices, one of its options, or an answer in words. Pure."""

import unicodedata
from collections.abc import Sequence

from contact_center.folding import fold
from faq_bot.flows import checks, saying, texts
from faq_bot.flows.definition import AnyStep, Ask, Choose, Verify
from faq_bot.flows.records import FlowInput, FlowState, Option

SHORTEST_PART = 3
"""Letters of a label's part that may stand for it."""


def given(steps: Sequence[AnyStep], text: str) -> dict[str, str]:
    """Answers that stand in a message already, by field."""
    number = checks.order_number_in(text)
    asked = [step.field for step in steps if isinstance(step, Ask) and step.check == "order_number"]
    return dict.fromkeys(asked, number) if number else {}


def choice_of(step: AnyStep, state: FlowState, said: FlowInput) -> str | None:
    """The flow's choice that was pressed, or typed in words; none for one that the step does not have."""
    offered = saying.choices_of(step, state)
    if said.choice is not None:
        return said.choice if said.choice in offered else None
    if isinstance(step, Ask) and step.check == "name":
        typed = unicodedata.normalize("NFC", said.text).lower().strip(" .!")
        return next((choice for choice in offered if typed in texts.SAYINGS[choice]), None)
    ways = {_typed(said), _without_courtesies(said)}
    return next((choice for choice in offered if ways.intersection(map(fold, texts.SAYINGS[choice]))), None)


def option_of(step: Choose, state: FlowState, said: FlowInput) -> Option | None:
    """The option that was pressed, or typed: its number in the list from 1, its label, or words that it alone has."""
    options = saying.options_of(step, state)
    if said.choice is not None:
        return next((each for each in options if said.choice == saying.OPTION + each.key), None)
    typed = _typed(said)
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= len(options):
        return options[int(typed[:4]) - 1]
    exact = [each for each in options if typed in map(fold, saying.labels(step, each))]
    if exact or len(typed) < SHORTEST_PART:
        return exact[0] if exact else None
    partly = [each for each in options if any(_holds(fold(label), typed) for label in saying.labels(step, each))]
    return partly[0] if len(partly) == 1 else None


def is_answer(step: AnyStep, state: FlowState, said: FlowInput) -> bool:
    """Whether it may answer the step, right or mistyped, rather than ask something else."""
    if said.choice is not None or choice_of(step, state, said) is not None:
        return True
    if isinstance(step, Ask):
        return checks.is_plausible(step.check, said.text)
    if isinstance(step, Verify):
        return checks.is_plausible("code", said.text)
    return isinstance(step, Choose) and option_of(step, state, said) is not None


def _typed(said: FlowInput) -> str:
    return fold(said.text).strip(" .!")


def _without_courtesies(said: FlowInput) -> str:
    return " ".join(word for word in _typed(said).replace(",", " ").split() if word not in texts.COURTESIES)


def _holds(label: str, typed: str) -> bool:
    """Whether the words stand in the label, one after the other."""
    return f" {typed} " in f" {label} "

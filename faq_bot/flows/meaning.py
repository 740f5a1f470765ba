"""What a customer means at a step: one of its choices, one of its options, or an answer in words. Pure."""

from contact_center.folding import fold
from faq_bot.flows import checks, saying, texts
from faq_bot.flows.definition import AnyStep, Ask, Choose, Verify
from faq_bot.flows.records import FlowInput, FlowState, Option


def choice_of(step: AnyStep, state: FlowState, said: FlowInput) -> str | None:
    """The flow's choice that was pressed, or typed in words; none for one that the step does not have."""
    offered = saying.choices_of(step, state)
    if said.choice is not None:
        return said.choice if said.choice in offered else None
    typed = _typed(said)
    return next((choice for choice in offered if typed in texts.SAYINGS[choice]), None)


def option_of(step: Choose, state: FlowState, said: FlowInput) -> Option | None:
    """The option that was pressed, or typed by its label or its number in the list, from 1."""
    options = saying.options_of(step, state)
    if said.choice is not None:
        return next((each for each in options if said.choice == saying.OPTION + each.key), None)
    typed = _typed(said)
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= len(options):
        return options[int(typed[:4]) - 1]
    return next((each for each in options if typed in map(fold, saying.labels(step, each))), None)


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

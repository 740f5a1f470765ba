"""How a step is put to the customer: its text, its field, its choices, and where in the flow it is. Pure."""

from contact_center.contents import Choice, FlowStep, StepInput
from faq_bot.flows import checks, texts
from faq_bot.flows.definition import (
    ASKING,
    FIELD_OF,
    AnyStep,
    Ask,
    Choose,
    Confirm,
    Definition,
    Do,
    ShowPolicy,
    Verify,
)
from faq_bot.flows.records import (
    AGAIN,
    BACK,
    CANCEL,
    CHANGE,
    PERSON,
    READ,
    YES,
    Answered,
    FlowState,
    Option,
)

OPTION = "option:"
"""Begins the choice of an option; its key follows."""
POLICY_TEXT = "policy_text"
"""The result under which a policy is found."""


def step_of(flow: Definition, step: AnyStep, state: FlowState, language: str, *, stuck: bool) -> tuple[str, FlowStep]:
    """The message of a step, which says what was wrong; the content's error is what stands at the field then.

    stuck: several answers did not fit, so a person is offered.
    """
    said = [_problem(flow, state, language), texts.OR_A_PERSON[language] if stuck else None]
    before = " ".join(filter(None, said))
    body = _body(flow, step, state, language)
    content = FlowStep(
        flow=flow.id,
        title=flow.name.in_(language),
        step=_number(flow, step),
        steps=sum(isinstance(each, ASKING) for each in flow.steps),
        input=_input(step, language),
        error=texts.TRY_AGAIN[language] if state.problem and state.problem not in texts.NEWS else None,
        choices=tuple(_choices(step, state, language, stuck=stuck)),
    )
    return (f"{before}\n\n{body}" if before else body), content


def values(state: FlowState) -> dict[str, str]:
    """What a text can name: results and answers."""
    return {**state.results, **state.answers}


def answered(flow: Definition, state: FlowState, language: str) -> tuple[Answered, ...]:
    """The answers in the order of the steps."""
    found = []
    for step in flow.steps:
        if isinstance(step, Ask | Choose) and step.field in state.answers:
            label = f"{step.field}_label" if isinstance(step, Choose) else step.field
            found.append(Answered(step.field, step.label.in_(language), state.answers.get(label, "")))
    return tuple(found)


def choices_of(step: AnyStep, state: FlowState) -> tuple[str, ...]:
    """The flow's own choices at a step, those that are special to it first. A person can always be asked for."""
    special: tuple[str, ...] = ()
    match step:
        case Confirm():
            special = (YES, CHANGE)
        case Verify():
            special = (AGAIN,)
        case ShowPolicy():
            special = (READ,)
        case _:
            pass
    return (*special, *((BACK,) if state.trail else ()), CANCEL, PERSON)


def options_of(step: Choose, state: FlowState) -> tuple[Option, ...]:
    if step.found:
        return state.options.get(step.found, ())
    return tuple(Option(each.key, each.label.en) for each in step.options)


def labels(step: Choose, option: Option) -> tuple[str, ...]:
    """The option in every language that it is written in."""
    own = next((each.label for each in step.options if each.key == option.key), None)
    return (own.en, own.vi) if own else (option.label,)


def option_label(step: Choose, option: Option, language: str) -> str:
    own = next((each.label for each in step.options if each.key == option.key), None)
    return own.in_(language) if own else option.label


def _body(flow: Definition, step: AnyStep, state: FlowState, language: str) -> str:
    assert isinstance(step, ASKING)
    if isinstance(step, Verify) and state.problem and state.problem not in texts.NEWS:
        wanted = texts.NEW_CODE if state.problem == "code_old" else texts.SAME_CODE  # its text says that one was sent
        return texts.filled(wanted[language], {"address": state.answers.get(step.field, "")})
    text = texts.filled(step.text.in_(language), values(state))
    if isinstance(step, Confirm):
        lines = [f"{each.label}: {each.value}" for each in answered(flow, state, language)]
        return "\n".join([text, "", *lines])
    if isinstance(step, ShowPolicy):
        return f"{text}\n\n{state.results.get(POLICY_TEXT, '')}".rstrip()
    return text


def _problem(flow: Definition, state: FlowState, language: str) -> str | None:
    """What was wrong: with the answer, or what an action made of it."""
    if state.problem is None:
        return None
    known = texts.PROBLEMS.get(state.problem)
    if known is not None:
        return known[language]
    at, _, status = state.problem.partition(".")
    for step in flow.steps:
        if isinstance(step, Do) and step.id == at:
            refusal = step.not_found if status == "not_found" else step.not_allowed
            return texts.filled(refusal.text.in_(language), values(state)) if refusal else None
    return None


def _number(flow: Definition, step: AnyStep) -> int:
    """Its place among the steps that customers see, from 1."""
    place = flow.steps.index(step)
    return sum(isinstance(each, ASKING) for each in flow.steps[: place + 1])


def _input(step: AnyStep, language: str) -> StepInput | None:
    if isinstance(step, Ask):
        return StepInput(
            type=FIELD_OF.get(step.check, "text"),
            label=step.label.in_(language),
            placeholder=step.placeholder,
            longest=checks.LONGEST[step.check],
        )
    return (
        StepInput(type="code", label=texts.CODE[language], longest=checks.LONGEST["code"])
        if isinstance(step, Verify)
        else None
    )


def _choices(step: AnyStep, state: FlowState, language: str, *, stuck: bool) -> list[Choice]:
    """The buttons; that for a person is among them where the customer is stuck."""
    found = []
    if isinstance(step, Choose):
        found = [Choice(OPTION + each.key, option_label(step, each, language)) for each in options_of(step, state)]
    own = [choice for choice in choices_of(step, state) if choice != PERSON or stuck]
    return [*found, *(Choice(each, texts.BUTTONS[each][language]) for each in own)]

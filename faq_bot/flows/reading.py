"""Reads flows from files, and says where one does not fit: the file, the line and the step."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from contact_center.errors import FlowError
from faq_bot.flows.actions.shapes import ACTIONS
from faq_bot.flows.definition import AnyStep, Ask, Choose, Definition, Do, Finish, Verify

OWN = Path(__file__).parent / "definitions"
LONGEST_FILE = 200_000
_STEP_AT = re.compile(r"\$\.steps\[(\d+)\]")
_HEADER = re.compile(r"^\s*\[\[\s*steps\s*\]\]", re.MULTILINE)
_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def read_all(folder: Path) -> dict[str, Definition]:
    """Every flow of a folder, by id. Raises FlowError."""
    return {flow.id: flow for flow in map(read, sorted(folder.glob("*.toml")))}


def read(path: Path) -> Definition:
    """Raises FlowError."""
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise FlowError(f"{path.name}: the file is longer than {LONGEST_FILE} bytes.")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FlowError(f"{path.name}: the file cannot be read: {error}") from error
    return parse(text, path.name)


def parse(text: str, name: str) -> Definition:
    """Raises FlowError that begins with the file's name and, where it is about a step, its line and id."""
    try:
        raw = tomllib.loads(text)
        definition = msgspec.convert(raw, Definition)
    except tomllib.TOMLDecodeError as error:
        raise FlowError(f"{name}: {error}.") from None
    except msgspec.ValidationError as error:
        step = _STEP_AT.search(str(error))
        where = _place(text, int(step[1])) if step else ""
        raise FlowError(f"{name}{where}: {error}.") from None
    for index, fault in _faults(definition):
        raise FlowError(f"{name}{_place(text, index)}: {fault}")
    return definition


def _place(text: str, index: int) -> str:
    """, line 12: of the step with this index, from 0; none for one written in another way, or not at all."""
    headers = list(_HEADER.finditer(text))
    if not 0 <= index < len(headers):
        return ""
    line = text.count("\n", 0, headers[index].end()) + 1
    return f", line {line} (step {index + 1})"


def _faults(definition: Definition) -> Iterator[tuple[int, str]]:
    """What the shape alone does not say: the index of the step, or -1, and a sentence."""
    before: list[AnyStep] = []
    known: set[str] = set()
    for index, step in enumerate(definition.steps):
        missing = sorted(_wanted(step) - known)
        if missing:
            yield index, f"{missing[0]} is neither an answer nor a result of a step before."
        yield from ((index, fault) for fault in _own_faults(definition, step, before))
        before.append(step)
        known |= _given(step)
    first, last = definition.steps[0], definition.steps[-1]
    if not isinstance(first, Ask | Choose) or first.when:
        yield 0, "the first step must be an ask or a choose without a condition."
    if not isinstance(last, Finish) or last.when:
        yield len(definition.steps) - 1, "the last step must be a finish without a condition."


def _own_faults(definition: Definition, step: AnyStep, before: Sequence[AnyStep]) -> Iterator[str]:
    if any(each.id == step.id for each in before):
        yield f"there are two steps with the id {step.id}."
    if isinstance(step, Choose):
        if bool(step.options) == bool(step.found):
            yield "a choice takes either options or found."
        if len({each.key for each in step.options}) < len(step.options):
            yield "two options have the same key."
    if isinstance(step, Do):
        yield from _faults_of_action(definition, step, before)


def _faults_of_action(definition: Definition, step: Do, before: Sequence[AnyStep]) -> Iterator[str]:
    shape = ACTIONS.get(step.action)
    if shape is None:
        yield f"there is no action {step.action}; there are {', '.join(sorted(ACTIONS))}."
        return
    if shape.shop and "shop" not in definition.needs:
        yield f'the action {step.action} asks the shop: the flow needs = ["shop"].'
    if shape.proven and not any(isinstance(each, Verify) and not each.when for each in before):
        yield f"the action {step.action} wants a verify step without a condition before it."
    asked = {each.id for each in before if isinstance(each, Ask | Choose)}
    for refusal in (step.not_found, step.not_allowed):
        if refusal and refusal.to and refusal.to not in asked:
            yield f"{refusal.to} is no ask or choose step before this one."


def _given(step: AnyStep) -> set[str]:
    """The names that there are after a step."""
    if isinstance(step, Ask):
        return {step.field}
    if isinstance(step, Choose):
        return {step.field, f"{step.field}_label"}
    return set(ACTIONS[step.action].gives) if isinstance(step, Do) and step.action in ACTIONS else set()


def _wanted(step: AnyStep) -> set[str]:
    """The names that a step uses."""
    names = {each.key for each in step.when} | set(_NAMED.findall(msgspec.json.encode(step).decode()))
    if isinstance(step, Verify):
        names.add(step.field)
    elif isinstance(step, Choose) and step.found:
        names.add(step.found)
    elif isinstance(step, Do) and step.action in ACTIONS:
        names.update(ACTIONS[step.action].needs)
    return names

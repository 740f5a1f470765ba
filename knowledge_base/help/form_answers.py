"""What a contact form asks beside the letter, what was given to it, and what is wrong with that. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from contact_center.customers.details import VALUE_LENGTH, clean_text, clean_value
from contact_center.errors import InvalidInput
from contact_center.inboxes.letters import FormAnswer, FormQuestion
from contact_center.inboxes.schemas import Locale
from knowledge_base.help.texts import say
from knowledge_base.values import LOCALES

_WRONG = {"number": "wrong_number", "date": "wrong_date"}


class Given(NamedTuple):
    """typed: by the question's key, to be shown again. problems: by the field on the page, as said to the reader."""

    typed: dict[str, str]
    answers: list[FormAnswer]
    problems: dict[str, str]


class Asked(NamedTuple):
    """A question as the page shows it. options: value and label; none: it is typed."""

    name: str
    label: str
    kind: str
    required: bool
    typed: str
    options: list[tuple[str, str]]
    longest: int = VALUE_LENGTH


def field_of(key: str) -> str:
    """The field on the page, whose name none of the form's own has."""
    return f"field-{key}"


def read(questions: Sequence[FormQuestion], sent: Mapping[str, str], *, locale: Locale) -> Given:
    """sent: what the browser sent, by the fields' names; what was not asked for is left alone."""
    given = Given({}, [], {})
    for question in questions:
        place = field_of(question.key)
        typed = clean_text(sent.get(place, "").replace("\0", ""))
        given.typed[question.key] = typed
        if not typed:
            if question.required:
                given.problems[place] = _missing(question, locale)
            continue
        try:
            value = clean_value(question.kind, question.choices, typed, field=place)
        except InvalidInput:
            given.problems[place] = _wrong(question, locale)
        else:
            names = dict(question.names)
            given.answers.append(FormAnswer(key=question.key, kind=question.kind, names=names, value=value))
    return given


def shown(questions: Sequence[FormQuestion], typed: Mapping[str, str], *, locale: Locale) -> list[Asked]:
    """In the order in which they are asked."""
    return [
        Asked(
            field_of(each.key),
            _label(each, locale),
            each.kind,
            each.required,
            typed.get(each.key, ""),
            _options(each, locale),
        )
        for each in questions
    ]


def _label(question: FormQuestion, locale: Locale) -> str:
    """In the reader's language, else in the other one."""
    names = (question.names.get(each) for each in (locale, *LOCALES))
    return next(filter(None, names), question.key)


def _options(question: FormQuestion, locale: Locale) -> list[tuple[str, str]]:
    if question.kind == "boolean":
        return [("true", say(locale, "yes")), ("false", say(locale, "no"))]
    return [(choice, choice) for choice in question.choices] if question.kind == "choice" else []


def _missing(question: FormQuestion, locale: Locale) -> str:
    chosen = question.kind in {"boolean", "choice"}
    return say(locale, "missing_choice" if chosen else "missing_answer", field=_label(question, locale))


def _wrong(question: FormQuestion, locale: Locale) -> str:
    return say(locale, _WRONG.get(question.kind, "missing_choice"), field=_label(question, locale))

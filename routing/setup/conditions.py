"""What makes an intake rule's conditions fit to be kept. Pure."""

import re
from collections.abc import Collection, Sequence
from typing import get_args

import msgspec

from contact_center.errors import InvalidInput
from contact_center.folding import folded_words
from contact_center.lines import clean_line
from routing.setup.schemas import Channel, Condition

CUSTOM_FIELD = "field."
_WORDS: dict[str, tuple[str, ...]] = {
    "channel": get_args(Channel),
    "hours": ("open", "closed"),
    "customer": ("known", "new"),
}
"""What of the values there are, where they are few."""
_WHOLE = (*_WORDS, "inbox", "label", "language")
"""Of these a part says nothing."""
_LANGUAGE = re.compile("[a-z]{2,3}")


class Known(msgspec.Struct, frozen=True):
    """What conditions may name: inboxes and labels by public id, custom fields by key."""

    inboxes: Collection[str]
    labels: Collection[str]
    fields: Collection[str]


def check_conditions(conditions: Sequence[Condition], known: Known) -> list[Condition]:
    """The conditions with their values on one line, each once.

    Raises InvalidInput whose field is the place, such as conditions.0.values.2.
    """
    return [_checked(condition, known, f"conditions.{number}") for number, condition in enumerate(conditions)]


def _checked(condition: Condition, known: Known, place: str) -> Condition:
    about = condition.about
    if about.startswith(CUSTOM_FIELD) and about.removeprefix(CUSTOM_FIELD) not in known.fields:
        raise InvalidInput("There is no such custom field any more.", code="field_unknown", field=f"{place}.about")
    if condition.how == "contains" and about in _WHOLE:
        raise InvalidInput("Choose is or is not here.", code="condition_unfit", field=f"{place}.how")
    for number, value in enumerate(condition.values):
        _check_value(about, value, known, f"{place}.values.{number}")
    return msgspec.structs.replace(condition, values=tuple(dict.fromkeys(map(clean_line, condition.values))))


def _check_value(about: str, value: str, known: Known, place: str) -> None:
    if about == "inbox" and value not in known.inboxes:
        raise InvalidInput("There is no such inbox any more.", code="inbox_gone", field=place)
    if about == "label" and value not in known.labels:
        raise InvalidInput("This label has been removed.", code="label_gone", field=place)
    fits = bool(clean_line(value))
    if about in _WORDS:
        fits = value in _WORDS[about]
    elif about == "language":
        fits = _LANGUAGE.fullmatch(value) is not None
    elif about == "words":
        fits = bool(folded_words(value))
    if not fits:
        raise InvalidInput("No contact could have this value.", code="condition_unfit", field=place)

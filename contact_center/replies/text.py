"""Variables in a canned reply: which there are, and the text with their values in their places. Pure.

    Hello {{customer.first_name|there}}, this is {{agent.name}} of {{inbox.name}}.

The console's composer/cannedText.ts does the same; both pass the cases of tests/replies/cases.json.
"""

import re
from collections.abc import Mapping

from contact_center.errors import InvalidInput

VARIABLES = ("customer.name", "customer.first_name", "agent.name", "conversation.number", "inbox.name")

_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_SPACED = re.compile(rf"([ \u00a0]*){_VARIABLE.pattern}")
_AFTER_A_WORD = re.compile(r"[\s,.;:!?…)]|$")


def render(text: str, values: Mapping[str, str]) -> str:
    """The text with values. One that is not known is what follows the bar in {{customer.name|friend}}, else nothing.

    Nor is there a space then before what stands right after a word: "Hi {{customer.name}}, I" is "Hi, I".
    """

    def value(found: re.Match[str]) -> str:
        name, _, otherwise = found[2].partition("|")
        known = values.get(name.strip(), "") or otherwise.strip()
        return known if not known and _AFTER_A_WORD.match(text, found.end()) else found[1] + known

    return _SPACED.sub(value, text)


def check_variables(text: str, *, field: str) -> None:
    """Raises InvalidInput unknown_variable, which names it and those that there are."""
    names = [found.partition("|")[0].strip() for found in _VARIABLE.findall(text)]
    unknown = next((name for name in names if name not in VARIABLES), None)
    if unknown is None and ("{{" in (rest := _VARIABLE.sub("", text)) or "}}" in rest):
        unknown = "{{"
    if unknown is not None:
        known = ", ".join(f"{{{{{name}}}}}" for name in VARIABLES)
        said = "A variable is not closed" if unknown == "{{" else f"There is no variable {{{{{unknown}}}}}"
        raise InvalidInput(f"{said}. There are {known}.", code="unknown_variable", field=field)


def first_name(name: str, locale: str) -> str:
    """What people call somebody by: the last word of a Vietnamese name, the first of any other."""
    words = name.split()
    return "" if not words else words[-1] if locale == "vi" else words[0]

"""The head of an article's file: the part of YAML that one can write without knowing YAML. Pure.

    ---
    title: How to return an order
    phrasings:
      - Can I send it back?
      - "Where: which address?"
    ---

A value is the rest of its line; one in double quotes is a JSON string. A list is a line for each text.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

FENCE = "---"
_FIELD = re.compile(r"([a-z_]+):(?:\s+(.*))?")
_ITEM = re.compile(r"\s*-(?:\s+(.*))?")
_BARE = re.compile(r"(?:[^\W\d_][^\x00-\x1f]*|\d{4}-\d\d-\d\d)")
_TYPED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
"""Words of which other readers of YAML make something else than a text."""

Value = str | list[str]


class FileFault(Exception):
    """What is wrong with a file. line: from 1. code, values: as ImportProblem has them."""

    def __init__(self, line: int, code: str, said: str, **values: str) -> None:
        super().__init__(said)
        self.line, self.code, self.said, self.values = line, code, said, values


class Parsed(NamedTuple):
    """lines: of each field; of a list's items under field.0 and so on. body_line: where the body begins."""

    fields: dict[str, Value]
    lines: dict[str, int]
    body: str
    body_line: int


def parse(text: str) -> Parsed:
    """Raises FileFault."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != FENCE:
        raise FileFault(1, "import_no_head", "a file begins with a line of three hyphens")
    fields: dict[str, Value] = {}
    places: dict[str, int] = {}
    current = ""
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == FENCE:
            return _with_body(fields, places, lines, number)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        current = _take(fields, places, current, line, number)
    raise FileFault(len(lines), "import_head_open", "the head does not end: a line of three hyphens is missing")


def write(fields: Mapping[str, Value], body: str) -> str:
    """A file that parse() reads as the same. Empty lists are left out."""
    lines = [FENCE]
    for name, value in fields.items():
        if isinstance(value, str):
            lines.append(f"{name}: {_written(value)}")
        elif value:
            lines += [f"{name}:", *(f"  - {_written(each)}" for each in value)]
    return "\n".join([*lines, FENCE, "", body, ""]) if body else "\n".join([*lines, FENCE, ""])


def _with_body(fields: dict[str, Value], places: dict[str, int], lines: Sequence[str], end: int) -> Parsed:
    start = end
    while start < len(lines) and not lines[start].strip():
        start += 1
    return Parsed(fields, places, "\n".join(lines[start:]), start + 1)


def _take(fields: dict[str, Value], places: dict[str, int], current: str, line: str, number: int) -> str:
    """Read a line of the head; returns the field to which the items that follow belong."""
    if item := _ITEM.fullmatch(line):
        found = fields.get(current)
        if not isinstance(found, list):
            raise FileFault(number, "import_item_astray", "this item belongs to no list")
        places[f"{current}.{len(found)}"] = number
        found.append(_read(item[1] or "", number))
        return current
    field = _FIELD.fullmatch(line)
    if not field:
        raise FileFault(number, "import_line_unfit", "this is neither `name: text` nor an item of a list")
    name, rest = field[1], (field[2] or "").strip()
    if name in fields:
        raise FileFault(number, "import_field_twice", f"{name} is given twice", field=name)
    fields[name] = _read(rest, number) if rest else []
    places[name] = number
    return name


def _read(text: str, number: int) -> str:
    text = text.strip()
    if not text.startswith('"'):
        return text
    try:
        return msgspec.json.decode(text.encode(), type=str)
    except (msgspec.MsgspecError, UnicodeError):
        said = "a text that begins with a quotation mark also ends with one"
        raise FileFault(number, "import_quote_open", said) from None


def _written(text: str) -> str:
    typed = text.lower() in _TYPED
    bare = _BARE.fullmatch(text) and not typed and ": " not in text and " #" not in text and not text.endswith(":")
    return text if bare and text == text.strip() else msgspec.json.encode(text).decode()

"""Writes the small part of YAML that a Rasa project needs, the same for the same content. Pure.

Texts stand in double quotes as in JSON, which is YAML too; nothing of a text can end its quotes or begin a new key.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_STEP = "  "


class Block(NamedTuple):
    """Lines that stand as they are, without quotes. Each is visible characters alone, and no space at its ends."""

    lines: tuple[str, ...]


Value = str | int | float | bool | None | Block | Sequence["Value"] | Mapping[str, "Value"]


def dump(value: Mapping[str, Value], *, about: str = "") -> str:
    """A document, in the order given. about: a comment at its head."""
    return "".join(f"{line}\n" for line in [*([f"# {about}"] if about else []), *_lines(value, "")])


def _lines(value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _entry(f"{indent}{_key(key)}:", inner, indent + _STEP)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            if isinstance(inner, Mapping) and inner:
                first, *rest = _lines(inner, indent + _STEP)
                yield f"{indent}- {first.strip()}"
                yield from rest
            else:
                yield from _entry(f"{indent}-", inner, indent + _STEP)


def _entry(head: str, value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, Block):
        yield f"{head} |"
        yield from (indent + line for line in value.lines)
    elif isinstance(value, str) or not isinstance(value, Mapping | Sequence):
        yield f"{head} {json.dumps(value, ensure_ascii=False).translate(_UNSEEN)}"
    elif not value:
        yield f"{head} {'{}' if isinstance(value, Mapping) else '[]'}"
    else:
        yield head
        yield from _lines(value, indent)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key[0].isalpha() else json.dumps(key)


_UNSEEN = {each: f"\\u{each:04x}" for each in (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)}
"""What YAML reads as a new line, or does not take as it stands."""

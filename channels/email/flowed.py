"""Paragraphs of a text whose lines were broken on their way alone: format=flowed (RFC 3676). Pure."""

import re

_QUOTE_MARKS = re.compile(r">*")
_SIGNATURE = "-- "


def unbroken(text: str, *, delete_spaces: bool) -> str:
    """Each paragraph on one line, quotes as `> text`; a blank line parts paragraphs, whatever stands above it.

    delete_spaces: the space at a break is no part of the text (DelSp).
    """
    lines: list[str] = []
    open_depth = None
    for line in text.split("\n"):
        marks = _QUOTE_MARKS.match(line)
        depth = marks.end() if marks else 0
        said = line[depth:].removeprefix(" ")
        flows = said.endswith(" ") and said != _SIGNATURE
        if flows and delete_spaces:
            said = said[:-1]
        if open_depth == depth and said and said != _SIGNATURE:
            lines[-1] += said
        else:
            lines.append(f"{'>' * depth} {said}" if depth else said)
        open_depth = depth if flows else None
    return "\n".join(lines)

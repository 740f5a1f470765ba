"""Tables for spreadsheets: RFC 4180, in a form that spreadsheets neither misread nor carry out. Pure."""

from collections.abc import Iterable

BOM = "\ufeff"
"""Tells Excel that the file is UTF-8; without it Vietnamese is garbled."""
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def line(cells: Iterable[object]) -> str:
    """One row. A text that looks like a formula gets an apostrophe before it (OWASP, CSV Injection)."""
    return ",".join(_cell(each) for each in cells) + "\r\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if text.lstrip().startswith(_BEGINS_FORMULA) or text.startswith(_BEGINS_FORMULA):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"'

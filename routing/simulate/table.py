"""Two days beside each other, as a table for people. Pure."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from routing.simulate.comparison import Comparison, pairs
from routing.simulate.figures import FORMULAS, Figures


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _time(value: float) -> str:
    """Minutes and seconds, or hours too. Short times to a tenth of a second."""
    if value < 60:
        return f"{value:.1f} s"
    minutes, seconds = divmod(round(value), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _index(value: float) -> str:
    return f"{value:.3f}"


class Column(NamedTuple):
    """field: of Figures."""

    title: str
    field: str
    shown: Callable[[float], str]


COLUMNS = (
    Column("contacts", "contacts", _number),
    Column("answered", "answered", _number),
    Column("unanswered", "unanswered", _number),
    Column("SL a", "service_level_a", _percent),
    Column("SL b", "service_level_b", _percent),
    Column("SL c", "service_level_c", _percent),
    Column("ASA", "average_wait", _time),
    Column("longest", "longest_wait", _time),
    Column("abandoned", "abandonment", _percent),
    Column("AHT", "handling", _time),
    Column("occupancy", "occupancy", _percent),
    Column("Gini", "gini", _index),
    Column("max-min", "max_min", _number),
)


def table(found: Comparison) -> str:
    """Lines of text: of each queue before, after and the change, and the formulas beneath."""
    rows: list[list[str]] = [["", "", *(column.title for column in COLUMNS)]]
    for name, first, second in pairs(found.before, found.after or found.before):
        rows.append([name, "before" if found.after else "", *_cells(first)])
        if found.after:
            change = (found.differences or {}).get(name, {})
            rows.append(["", "after", *_cells(second)])
            rows.append(["", "change", *(_change(column, change.get(column.field)) for column in COLUMNS)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    if found.after:
        lines = [line for place, line in enumerate(lines) for line in ([line, ""] if place % 3 == 0 else [line])]
    return "\n".join([*_head(found), "", *lines, *([] if found.after else [""]), *_legend()]) + "\n"


def _head(found: Comparison) -> Iterator[str]:
    yield f"{found.day}, seed {found.seed}, {len(found.before.agents)} agents"
    for change in found.changes:
        yield f"after: {change}"


def _cells(given: Figures | None) -> Iterator[str]:
    for column in COLUMNS:
        value = getattr(given, column.field) if given else None
        yield "-" if value is None else column.shown(value)


def _change(column: Column, value: float | None) -> str:
    if not value:
        return "" if value is None else "="
    size = column.shown(abs(value))
    return "=" if size == column.shown(0) else f"{'+' if value > 0 else '-'}{size.replace(' %', ' pt')}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    texts = [
        cell.ljust(width) if place < 2 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(texts).rstrip()


def _legend() -> Iterator[str]:
    titles = {column.field: column.title for column in COLUMNS}
    width = max(map(len, titles.values()))
    for field, formula in FORMULAS.items():
        yield f"{titles[field]:<{width}}  {formula}"
    yield f"{'':<{width}}  T: what the queue promises; all: also those who wait still when the day is over; pt: points"

"""The ledger: one line for each thing that was sent, acknowledged, received or claimed. Every figure comes from it."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

_encode = msgspec.json.Encoder().encode


class Line(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """t: seconds of the machine's monotonic clock, the same for all processes. by: who saw it happen.

    value: what was read, where the line is a reading (seconds of processor time, bytes, connections).
    """

    t: float
    what: str
    id: str = ""
    by: str = ""
    conversation: str = ""
    seq: int = 0
    value: float = 0.0


class Ledger:
    """Lines in the order in which they happened to this process. path: where they are kept; none: nowhere."""

    def __init__(self, path: Path | None = None) -> None:
        self.lines: list[Line] = []
        self._path = path
        self._mode: Literal["wb", "ab"] = "wb"

    def note(
        self, what: str, id: str = "", *, by: str = "", conversation: str = "", seq: int = 0, value: float = 0.0
    ) -> float:
        """Write a line down as of now; returns the time."""
        now = time.monotonic()
        self.lines.append(Line(now, what, id, by, conversation, seq, value))
        return now

    def keep(self, records: Iterable[msgspec.Struct]) -> None:
        """Write down lines of another form, of which the figures have been computed already."""
        if self._path:
            with self._path.open(self._mode) as file:
                file.writelines(_encode(record) + b"\n" for record in records)
        self._mode = "ab"

    def spill(self) -> None:
        """Write down what has come so far, and forget it."""
        if self._path:
            with self._path.open(self._mode) as file:
                file.writelines(_encode(line) + b"\n" for line in self.lines)
        self._mode = "ab"
        self.lines.clear()


def load(path: Path) -> list[Line]:
    """The lines of a saved ledger."""
    with path.open("rb") as file:
        return [msgspec.json.decode(line, type=Line) for line in file]


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least the share (0 to 1) of all values do not exceed; the nearest-rank method."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    rank = max(1, -(-len(ordered) * round(share * 1000) // 1000))
    return ordered[rank - 1]

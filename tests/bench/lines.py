"""Short ledgers to compute figures from."""

from itertools import count

from contact_center.bench.ledger import Line

_clock = count()


def line(what: str, id: str = "", *, by: str = "", seq: int = 0, value: float = 0.0, t: float | None = None) -> Line:
    """A line of conversation c; the clock ticks a second with each where no time is given."""
    return Line(float(next(_clock)) if t is None else t, what, id, by, "c", seq, value)

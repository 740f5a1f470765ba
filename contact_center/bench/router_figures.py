"""The figures of `bench router`, from its ledger alone. Pure."""

from collections.abc import Sequence
from typing import Any

from contact_center.bench.ledger import Line, percentile


def figures(lines: Sequence[Line]) -> dict[str, Any]:
    """Decisions a second of the engine's time, for ends of work and arrivals too; latencies from either to the offer.

    Rate and latencies are those of the phase with the best rate; counts are of all. eligible_mean: how many agents a
    decision chose from. waiting: the fewest and the most after any decision.
    """
    phases = [_Phase(part) for part in _parts(lines)]
    best = max(phases, key=lambda phase: phase.rate)
    decided = [line for phase in phases for line in phase.decided]
    waiting = [count for phase in phases for count in phase.waiting]
    return {
        "decisions": len(decided),
        "decisions_per_second": round(best.rate, 1),
        "decision_p50_ms": round(percentile(best.taken, 0.50), 4),
        "decision_p99_ms": round(percentile(best.taken, 0.99), 4),
        "decisions_per_second_by_phase": [round(phase.rate, 1) for phase in phases],
        "decision_p99_ms_by_phase": [round(percentile(phase.taken, 0.99), 4) for phase in phases],
        "waiting": [min(waiting), max(waiting)],
        "eligible_mean": round(sum(line.seq for line in decided) / len(decided), 2),
        "decided_twice": len(decided) - len({line.id for line in decided}),
    }


class _Phase:
    """taken: milliseconds of each decision."""

    def __init__(self, lines: Sequence[Line]) -> None:
        worked = [line for line in lines if line.what == "worked"]
        self.decided = [line for line in lines if line.what == "decided"]
        self.taken = [line.value * 1e3 for line in self.decided]
        self.waiting = [line.seq for line in worked]
        self.rate = len(self.decided) / sum(line.value for line in worked)


def _parts(lines: Sequence[Line]) -> list[list[Line]]:
    parts: list[list[Line]] = []
    for line in lines:
        if line.what == "began":
            parts.append([])
        elif line.what in ("decided", "worked"):
            parts[-1].append(line)
    return parts

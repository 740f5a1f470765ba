"""The figures of `bench visits`, from its ledger alone. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from contact_center.bench.ledger import Line, percentile


def figures(lines: Sequence[Line]) -> dict[str, Any]:
    """Of each phase the views kept a second, from the first one sent to the last one acknowledged, and the chat beside
    them. Counts are of all phases, the rate is the slowest phase's, and latencies are those of the phase in which chat
    was delivered best.
    """
    phases = [_Phase(part) for part in _parts(lines)]
    counts = Counter(line.what for line in lines)
    best = min(phases, key=lambda phase: percentile(phase.deliver, 0.99))
    return {
        "page_views_per_second": round(min(phase.rate for phase in phases), 1),
        "page_views": counts["viewed"],
        "acknowledged": counts["kept"],
        "refused": counts["refused view"],
        "lost": counts["missing"],
        "seconds": round(sum(phase.seconds for phase in phases), 1),
        "view_ack_p50_ms": round(percentile(best.waited, 0.50), 1),
        "view_ack_p99_ms": round(percentile(best.waited, 0.99), 1),
        "chat_messages": sum(len(phase.deliver) for phase in phases),
        "chat_deliver_p50_ms": round(percentile(best.deliver, 0.50), 2),
        "chat_deliver_p99_ms": round(percentile(best.deliver, 0.99), 2),
        "chat_ack_p99_ms": round(percentile(best.ack, 0.99), 2),
        "chat_deliver_p99_ms_by_phase": [round(percentile(phase.deliver, 0.99), 2) for phase in phases],
    }


class _Phase:
    """What happened between one beginning of views and the next. Times in milliseconds, but for seconds."""

    def __init__(self, lines: Sequence[Line]) -> None:
        viewed = {line.id: line.t for line in lines if line.what == "viewed"}
        kept = {line.id: line.t for line in lines if line.what == "kept"}
        self.seconds = max(kept.values()) - min(viewed.values())
        self.rate = len(kept) / self.seconds
        self.waited = [(at - viewed[name]) * 1e3 for name, at in kept.items()]
        sent = {line.id: line.t for line in lines if line.what == "sent"}
        self.ack = [(line.t - sent[line.id]) * 1e3 for line in lines if line.what == "acked" and line.id in sent]
        self.deliver = [
            (line.t - sent[line.id]) * 1e3
            for line in lines
            if line.what == "received" and line.by.startswith("a") and line.id in sent
        ]


def _parts(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each phase. What came before the first one counts nowhere."""
    parts: list[list[Line]] = []
    for line in lines:
        if line.what == "views began":
            parts.append([])
        elif parts:
            parts[-1].append(line)
    return parts

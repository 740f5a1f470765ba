"""The figures of `bench chat`, from its ledger alone. Pure."""

from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

from contact_center.bench.ledger import Line, percentile


class _Round(NamedTuple):
    """messages: acknowledged ones. seconds: until they were delivered. The rest in seconds of processor time."""

    messages: int
    seconds: float
    server: float
    database: float | None


def figures(lines: Sequence[Line]) -> dict[str, Any]:
    """Medians over the rounds, the best calm phase beside all of them, and every look into the database."""
    echoes, rounds = _echoes(lines), _rounds(lines)
    cost = [each.server + (each.database or 0.0) for each in rounds]
    per_message = median(used / each.messages for used, each in zip(cost, rounds, strict=True)) * 1e6
    per_echo = median(each.server / each.messages for each in echoes) * 1e6
    found: dict[str, Any] = {
        "messages_per_second": round(median(each.messages / each.seconds for each in rounds), 1),
        "cpu_us_per_message": round(per_message, 1),
        "echo_cpu_us_per_message": round(per_echo, 1),
        "ratio_to_echo": round(per_message / per_echo, 2),
        "echo_messages_per_second": round(median(each.messages / each.seconds for each in echoes), 1),
    }
    shares = [each.database / each.messages for each in rounds if each.database is not None]
    if shares:
        found["database_cpu_us_per_message"] = round(median(shares) * 1e6, 1)
    looked = [line.what for line in lines if line.what in {"found", "missing"}]
    return found | _calm(lines) | {"acks_before_commit": looked.count("missing"), "acks_checked": len(looked)}


def _echoes(lines: Sequence[Line]) -> list[_Round]:
    rounds: list[_Round] = []
    began = ended = None
    for line in lines:
        if line.what == "echo began":
            began = line
        elif line.what == "echo ended":
            ended = line
        elif line.what == "echoed" and began is not None and ended is not None:
            rounds.append(_Round(int(line.value), ended.t - began.t, ended.value - began.value, None))
    return rounds


def _rounds(lines: Sequence[Line]) -> list[_Round]:
    rounds: list[_Round] = []
    before: dict[str, float] = {}
    start, delivered, count = 0.0, 0.0, 0
    for line in lines:
        if line.what == "began":
            before[line.by], start, count = line.value, line.t, 0
        elif line.what == "acked":
            count += 1
        elif line.what == "delivered":
            delivered = line.t
        elif line.what == "drained" and line.by == "server":
            rounds.append(_Round(count, delivered - start, line.value - before["server"], None))
        elif line.what == "drained":
            rounds[-1] = rounds[-1]._replace(database=line.value - before["database"])
    return rounds


def _calm(lines: Sequence[Line]) -> dict[str, Any]:
    """Latencies in milliseconds of the calm phase that delivered best, and the p99 of every phase in order."""
    phases: list[tuple[list[float], list[float]]] = []
    sent: dict[str, float] = {}
    for line in lines:
        if line.what == "calm began":
            sent = {}
            phases.append(([], []))
        elif line.what == "sent":
            sent[line.id] = line.t
        elif phases and line.id in sent:
            if line.what == "acked":
                phases[-1][1].append((line.t - sent[line.id]) * 1e3)
            elif line.what == "received" and line.by.startswith("a"):
                phases[-1][0].append((line.t - sent[line.id]) * 1e3)
    deliver, ack = min(phases, key=lambda phase: percentile(phase[0], 0.99))
    return {
        "deliver_p50_ms": round(percentile(deliver, 0.50), 2),
        "deliver_p99_ms": round(percentile(deliver, 0.99), 2),
        "ack_p50_ms": round(percentile(ack, 0.50), 2),
        "ack_p99_ms": round(percentile(ack, 0.99), 2),
        "deliver_p99_ms_by_phase": [round(percentile(phase[0], 0.99), 2) for phase in phases],
        "ack_p99_ms_by_phase": [round(percentile(phase[1], 0.99), 2) for phase in phases],
    }

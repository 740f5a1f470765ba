"""The figures of `bench bot`, from its ledger alone. Pure."""

from collections.abc import Sequence
from typing import Any

import msgspec

from contact_center.bench.ledger import percentile

ACCURACY, SHARES = 4, 3


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question and what came of it. intent: the right one; empty where it is out of scope. cpu: seconds."""

    id: int
    set: str
    text_id: str
    text: str
    intent: str
    prediction: str
    score: float
    in_scope: bool
    cpu: float


def figures(asked: Sequence[Asked]) -> dict[str, Any]:
    """Of one set. Of out-of-scope questions nothing is said where there are none."""
    inside = [each for each in asked if each.intent]
    outside = [each for each in asked if not each.intent]
    found: dict[str, Any] = {
        "questions": len(inside),
        "accuracy": _share([each.prediction == each.intent for each in inside]),
    }
    if outside:
        found |= {
            "out_of_scope": len(outside),
            "oos_auroc": round(auroc([each.score for each in inside], [each.score for each in outside]), ACCURACY),
            "oos_recall": _share([not each.in_scope for each in outside]),
        }
    return found | {
        "in_scope_kept": _share([each.in_scope for each in inside]),
        "cpu_ms_p50": round(1000 * percentile((each.cpu for each in asked), 0.5), SHARES),
        "cpu_ms_p99": round(1000 * percentile((each.cpu for each in asked), 0.99), SHARES),
    }


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The chance that a question in scope scores more than one out of it, where equal ones count half: by ranks."""
    ordered = sorted([(score, 1) for score in inside] + [(score, 0) for score in outside])
    ranks, start = 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        rank = (start + 1 + end) / 2
        ranks += rank * sum(label for _, label in ordered[start:end])
        start = end
    return (ranks - len(inside) * (len(inside) + 1) / 2) / (len(inside) * len(outside))


def _share(true: Sequence[bool]) -> float:
    return round(sum(true) / len(true), ACCURACY)

"""The figures of `bench routers`, from its ledger alone. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from contact_center.bench.ledger import Line

RACED, LEASED = "raced", "leased"


def figures(lines: Sequence[Line]) -> dict[str, Any]:
    """Of the race and of the turns under the lease, each in the ledger behind its own name."""
    return {name: _part([line for line in lines if line.conversation == name]) for name in (RACED, LEASED)}


def _part(lines: Sequence[Line]) -> dict[str, Any]:
    """assigned: items that have an agent in the end; lost: those that have none. double_owned: given more than once.

    over_capacity: agents who hold more than their limit. conflicts: decisions that storage refused. takeover_max_s:
    from a kill until another holds the lease.
    """
    of: dict[str, list[Line]] = {}
    for line in lines:
        of.setdefault(line.what, []).append(line)
    given = Counter(line.id for line in of.get("assigned", []))
    held = {line.id: line.by for line in of.get("held", [])}
    load = Counter(held.values())
    limits = {line.by: line.seq for line in of["there"]}
    kills = [line.t for line in of.get("killed", [])]
    takeovers = [line.t for line in of.get("took_over", [])]
    return {
        "items": len(of["queued"]),
        "assigned": len(held),
        "double_owned": sum(count > 1 for count in given.values()),
        "over_capacity": sum(load[agent] > limit for agent, limit in limits.items()),
        "lost": len({line.id for line in of["queued"]} - held.keys()),
        "conflicts": sum(line.seq for line in of.get("refused", [])),
        "kills": len(kills),
        "takeover_max_s": round(max((after - at for at, after in zip(kills, takeovers, strict=True)), default=0.0), 3),
        "seconds": round(of["ended"][0].t - of["began"][0].t, 1),
    }

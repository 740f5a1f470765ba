"""The figures of `bench fairness`, from its ledger alone. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from contact_center.bench.ledger import Line


def figures(lines: Sequence[Line]) -> dict[str, Any]:
    """items: that were given under each strategy, the fewest of all. spread: the most that one agent got more than
    another, the worst of all strategies.
    """
    names = list(dict.fromkeys(line.conversation for line in lines))
    shares = {name: _shares([line for line in lines if line.conversation == name]) for name in names}
    spreads = {name: max(share.values()) - min(share.values()) for name, share in shares.items()}
    return {
        "items": min(share.total() for share in shares.values()),
        "agents": max(len(share) for share in shares.values()),
        "spread": max(spreads.values()),
        "spread_by_strategy": spreads,
    }


def _shares(lines: Sequence[Line]) -> Counter[str]:
    """How many items each agent got, also those who got none. An item that was given twice counts once."""
    share = Counter({line.by: 0 for line in lines if line.what == "there"})
    share.update({line.id: line.by for line in lines if line.what == "decided"}.values())
    return share

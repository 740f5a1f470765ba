"""What an agent has in hand, before and after: taken, let go, changed; with it, what is put aside and resumed. Pure."""

from collections.abc import Sequence

from msgspec.structs import replace

from routing.interrupting import Blending, cost, in_work, interruptible
from routing.records import Held, Holding, Limits

Holdings = tuple[Holding, ...]


def take(limits: Limits, holdings: Holdings, new: Holding, blending: Blending) -> Holdings:
    """With one more item. Where it does not fit beside them, it puts aside what it may interrupt."""
    return (*_make_way(limits, holdings, new, cost(limits, new), blending), new)


def release(limits: Limits, holdings: Holdings, item: int) -> Holdings:
    """Without the item, and with what fits again resumed, oldest first."""
    left = tuple(holding for holding in holdings if holding.item != item)
    return resumed(limits, left, in_work(limits, left))


def resumable(limits: Limits, holdings: Holdings) -> list[Holding]:
    """What is put aside though it fits again."""
    now = resumed(limits, holdings, in_work(limits, holdings))
    return [before for before, after in zip(holdings, now, strict=True) if before.suspended and not after.suspended]


def change(limits: Limits, holdings: Holdings, item: int, state: Held, blending: Blending) -> Holdings:
    """With the item in another state. A chat that comes back after idling may put aside what it may interrupt."""
    changed = tuple(_into(holding, state) if holding.item == item else holding for holding in holdings)
    (mine,) = (holding for holding in changed if holding.item == item)
    if mine.regained:
        changed = _make_way(limits, changed, mine, 0, blending)
    return resumed(limits, changed, in_work(limits, changed))


def _into(holding: Holding, state: Held) -> Holding:
    back = holding.state is Held.IDLE and state is Held.ACTIVE
    return replace(holding, state=state, regained=back or (holding.regained and state is not Held.IDLE))


def _make_way(limits: Limits, holdings: Holdings, new: Holding, units: int, blending: Blending) -> Holdings:
    """units: what is needed more than is in work."""
    if in_work(limits, holdings) + units <= limits.total:
        return holdings
    aside = [each.item for each in holdings if not each.suspended and interruptible(new.channel, each, blending)]
    return _marked(holdings, aside, suspended=True) if aside else holdings


def resumed(limits: Limits, holdings: Holdings, used: int) -> Holdings:
    """With what fits again going on. used: the units in work."""
    fit = []
    for holding in holdings:
        if holding.suspended:
            units = cost(limits, holding)
            if used + units <= limits.total:
                used += units
                fit.append(holding.item)
    return _marked(holdings, fit, suspended=False) if fit else holdings


def _marked(holdings: Holdings, items: Sequence[int], *, suspended: bool) -> Holdings:
    return tuple(
        [
            Holding(each.item, each.channel, each.state, suspended, each.regained) if each.item in items else each
            for each in holdings
        ]
    )

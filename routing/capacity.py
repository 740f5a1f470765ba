"""Whether an agent has room for one more item: units, caps, and chats that idle. Pure."""

from collections.abc import Sequence

from routing.interrupting import DEFAULT, Blending, cost, in_work, interruptible
from routing.records import Held, Holding, Limits, Reason


def room(channel: str, limits: Limits, holdings: Sequence[Holding], blending: Blending = DEFAULT) -> Reason | None:
    """Why there is no room for an item of the channel; None where there is.

    What the item may interrupt takes no units from it. An idle chat takes few units and no place under the cap, but it
    may come back: so room is lent for one item beyond the limits at most, were all to come back at once.
    """
    limit = limits.of(channel)
    if limit is None:
        return Reason.CHANNEL_OFF
    if any((channel, holding.channel) in blending.barred for holding in holdings):
        return Reason.BUSY
    same = [holding for holding in holdings if holding.channel == channel]
    if sum(holding.state is not Held.IDLE for holding in same) >= limit.cap or len(same) > limit.cap:
        return Reason.AT_CAP
    beside = [holding for holding in holdings if not interruptible(channel, holding, blending)]
    if sum(cost(limits, holding) for holding in beside) + limit.cost > limits.total:
        return Reason.FULL
    if sum(cost(limits, holding, come_back=True) for holding in beside) > limits.total:
        return Reason.FULL
    return None


def places_for(channel: str, limits: Limits, holdings: Sequence[Holding], blending: Blending = DEFAULT) -> int:
    """For how many more items of the channel there is room at once."""
    held, most = list(holdings), limit.cap if (limit := limits.of(channel)) else 0
    for count in range(most):
        if room(channel, limits, held, blending) is not None:
            return count
        held.append(Holding(0, channel))
    return most


def wraps_up(holdings: Sequence[Holding]) -> bool:
    return any(holding.state is Held.WRAPPING for holding in holdings)


def over(limits: Limits, holdings: Sequence[Holding]) -> int:
    """Units in work beyond the total, to be recorded with what brought them about; 0 where there are none."""
    return max(0, in_work(limits, holdings) - limits.total)


def over_capacity(limits: Limits, holdings: Sequence[Holding]) -> int:
    """The same, but chats that came back after idling count as if they idled still: nobody gave them anew."""
    lent = sum(
        cost(limits, each) - min(limits.idle_cost, cost(limits, each))
        for each in holdings
        if each.regained and not each.suspended
    )
    return max(0, in_work(limits, holdings) - lent - limits.total)

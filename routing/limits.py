"""What an agent may hold at once, from what was set for the agent and what is usual. Pure."""

from routing.records import FULL_TIME, ChannelLimit, Limits
from routing.setup.schemas import USUAL_CAPS, USUAL_COSTS, Capacity, Channel


def limits_of(capacity: Capacity | None, chat_limit: int) -> Limits:
    """capacity: the agent's own. chat_limit: chats at once where the capacity does not say; so many fill the agent.

    A channel with a cap of 0 is off.
    """
    own = {each.channel: each for each in capacity.channels} if capacity else {}
    total = capacity.total if capacity else FULL_TIME
    limits = []
    for channel in USUAL_CAPS:
        cap, cost = (own[channel].cap, own[channel].cost) if channel in own else usual(channel, chat_limit, total)
        if cap:
            limits.append(ChannelLimit(channel, cap, cost))
    if capacity is None:
        return Limits(tuple(limits))
    return Limits(tuple(limits), total=total, idle_cost=capacity.idle_cost)


def usual(channel: Channel, chat_limit: int, total: int = FULL_TIME) -> tuple[int, int]:
    """The cap and the cost of a channel for which nothing was set."""
    if channel == "webchat":
        return chat_limit, total // chat_limit if chat_limit else 0
    return USUAL_CAPS[channel], USUAL_COSTS[channel]

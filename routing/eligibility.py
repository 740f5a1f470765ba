"""Whether an agent may have an item now, and if not, the first of the reasons. Pure."""

from msgspec.structs import replace

from routing.capacity import room, wraps_up
from routing.interrupting import DEFAULT, Blending
from routing.records import SECOND, AgentState, Membership, QueueRules, Reason, Until, WaitingItem
from routing.steps import fulfils, ring, step_at


def why_not(
    item: WaitingItem,
    agent: AgentState,
    membership: Membership | None,
    rules: QueueRules,
    *,
    now: int,
    closed: bool = False,
    blending: Blending = DEFAULT,
) -> Reason | None:
    """The first reason against the agent, in the order of Reason; None: eligible. membership: in the item's queue."""
    if membership is None:
        return Reason.NOT_MEMBER
    if closed:
        return Reason.QUEUE_CLOSED
    return (
        for_good(item, agent, rules)
        or _for_now(item, agent, membership, rules, now)
        or busy(item.channel, agent, blending)
    )


def returned(item: WaitingItem, agent: int, *, until: int, now: int) -> WaitingItem:
    """The item as it waits again after an agent did not take it: since when it did, but not for that agent for a while.

    If it was kept for that agent, it is so no longer.
    """
    excluded = (*(each for each in item.excluded if each.agent != agent and now < each.until), Until(agent, until))
    kept = item.preferred if item.preferred and item.preferred.agent != agent else None
    return replace(item, excluded=excluded, preferred=kept)


def for_good(item: WaitingItem, agent: AgentState, rules: QueueRules) -> Reason | None:
    """Of the reasons the first that no waiting changes; the agent is a member. None: the agent may have it one day."""
    if item.channel not in rules.channels or agent.limits.of(item.channel) is None:
        return Reason.CHANNEL_OFF
    if item.language is not None and item.language not in agent.languages:
        return Reason.LACKS_LANGUAGE
    if not fulfils(agent.skills, item.needs) or ring(rules, agent.skills) is None:
        return Reason.LACKS_SKILL
    return None


def not_at_all(item: WaitingItem, agent: AgentState, membership: Membership | None, rules: QueueRules) -> Reason | None:
    """Why the agent may not have the item however long it waits, and whatever the agent is doing."""
    return Reason.NOT_MEMBER if membership is None else for_good(item, agent, rules)


def _for_now(
    item: WaitingItem, agent: AgentState, membership: Membership, rules: QueueRules, now: int
) -> Reason | None:
    """What passes as the item waits."""
    if any(each.agent == agent.id and now < each.until for each in item.excluded):
        return Reason.EXCLUDED
    if item.preferred and item.preferred.agent != agent.id and now < item.preferred.until:
        return Reason.KEPT_FOR_ANOTHER
    waited = max(0, now - item.eligible_at)
    if (ring(rules, agent.skills) or 0) > step_at(rules, waited):
        return Reason.LATER_STEP
    if waited < membership.delay * SECOND:
        return Reason.LATER_TIER
    return None


def busy(channel: str, agent: AgentState, blending: Blending = DEFAULT) -> Reason | None:
    """What the agent is doing: presence, wrap-up, and room."""
    if channel not in agent.accepts:
        return Reason.ABSENT
    if channel not in blending.during_wrap_up and wraps_up(agent.holdings):
        return Reason.WRAPPING
    return room(channel, agent.limits, agent.holdings, blending)

"""Take next: an agent asks for work, and gets the best that waits and that they may have."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy.orm import Session

from contact_center.conversations import service as conversations
from contact_center.db import Database
from contact_center.models import actor
from contact_center.values import Author, to_micros
from routing import claims, loading
from routing.eligibility import why_not
from routing.ordering import ItemKey, item_key, rank_of
from routing.records import AgentState, Membership, QueueRules, WaitingItem

TRIES = 10
"""So many of the best are tried, should others be faster."""


async def take_next(db: Database, agent_id: int, *, chat_limit: int, now: datetime) -> int | None:
    """Give the agent the best item; returns its conversation's key, or none where nothing is there to take."""
    for item_id in await db.read(best, agent_id, chat_limit=chat_limit, now=now):
        taken = await db.write(take, item_id, agent_id, chat_limit=chat_limit, now=now)
        if taken is not None:
            return taken
    return None


def best(tx: Session, agent_id: int, *, chat_limit: int, now: datetime) -> list[int]:
    """The items that the agent may have, the first to be taken first."""
    found = loading.agents(tx, now=now, chat_limit=chat_limit, ids=[agent_id])
    setup = loading.setup(tx)
    mine = {each.queue: each for each in setup.memberships if each.agent == agent_id}
    closed = setup.closed(now)
    keys: list[ItemKey] = []
    for agent in found:
        for item in loading.waiting(tx):
            if item.queue in mine and item.queue not in closed:
                rules = setup.queues[item.queue].rules
                if may_take(item, agent, mine[item.queue], rules, now=to_micros(now)):
                    keys.append(item_key(item, rules, rank=rank_of(rules, mine[item.queue]), now=to_micros(now)))
    return _first(keys)


def _first(keys: Iterable[ItemKey]) -> list[int]:
    return [key[-1] for key in sorted(keys)[:TRIES]]


def may_take(
    item: WaitingItem, agent: AgentState, membership: Membership | None, rules: QueueRules, *, now: int
) -> bool:
    """The rules of being given work, but that who asks for it need not be available, and may have declined it. Pure."""
    willing = replace(agent, accepts=frozenset(limit.channel for limit in agent.limits.channels))
    anew = replace(item, excluded=tuple(each for each in item.excluded if each.agent != agent.id))
    return why_not(anew, willing, membership, rules, now=now) is None


def take(tx: Session, item_id: int, agent_id: int, *, chat_limit: int, now: datetime) -> int | None:
    """Everything is checked again, as for a claim; none where the agent may not have it any more."""
    waits = claims.locked(tx, item_id)
    if waits is None:
        return None
    skilled = bool(waits.item.needs) or any(step.alternatives for step in waits.rules.steps)
    agent = loading.locked_agent(tx, agent_id, now=now, chat_limit=chat_limit, skilled=skilled)
    membership = loading.membership(tx, waits.item.queue, waits.settings, agent_id)
    if agent is None or not may_take(waits.item, agent, membership, waits.rules, now=to_micros(now)):
        return None
    by = actor(Author.AGENT, agent_id)
    conversations.assign(tx, waits.conversation.id, agent_id=agent_id, by=by, at=now)
    return waits.conversation.id

"""Giving one waiting item to one agent, once: everything is checked again inside the transaction."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service as conversations
from contact_center.models import Agent, Conversation, WorkItem
from contact_center.realtime.presence import effective
from contact_center.values import Owner, Presence, Status, WorkState
from contact_center.work import service as work
from routing.strategies import Waiting

BY = "system"


def claim(tx: Session, item_id: int, agent_id: int, *, chat_limit: int, now: datetime) -> bool:
    """Assign the item's conversation to the agent; False where either is not free any more.

    Safe with any number of deciders: the agent's row is locked while its load is counted, and the item is taken by a
    conditional update. Rows are locked in the order that every other change takes: the conversation, then the agent.
    """
    waits = sa.select(WorkItem.conversation_id).where(WorkItem.id == item_id, WorkItem.state == WorkState.QUEUED)
    conversation_id = tx.execute(waits).scalar()
    if conversation_id is None:
        return False
    conversation = conversations.locked(tx, conversation_id)
    if conversation.status != Status.OPEN or conversation.agent_id is not None:
        return False
    agent = tx.execute(
        sa.select(Agent).where(Agent.id == agent_id, Agent.disabled_at.is_(None)).with_for_update()
    ).scalar_one_or_none()
    if agent is None or effective(agent.presence, agent.lease_until, now) is not Presence.AVAILABLE:
        return False
    if work.load(tx, agent_id) >= (agent.chat_limit or chat_limit):
        return False
    if not work.claim(tx, item_id, agent_id=agent_id, at=now):
        return False
    conversations.assign(tx, conversation_id, agent_id=agent_id, by=BY, at=now)
    return True


def enqueue(tx: Session, conversation_id: int, *, queue: str, now: datetime) -> bool:
    """Let an open conversation that nobody owns wait for an agent."""
    row = tx.execute(sa.select(Conversation).where(Conversation.id == conversation_id).with_for_update()).scalar()
    if row is None or row.status != Status.OPEN or row.owner != Owner.NONE:
        return False
    return work.enqueue(tx, conversation_id, channel=row.channel, queue=queue, by=BY, at=now)


def give_back(tx: Session, conversation_id: int, agent_id: int, *, now: datetime) -> bool:
    """Take an absent agent's conversation away, if it is still theirs and the customer still waits."""
    row = conversations.locked(tx, conversation_id)
    if row.agent_id != agent_id or row.status != Status.OPEN or row.waiting_since is None:
        return False
    conversations.release(tx, conversation_id, by=BY, at=now, reason="agent_absent")
    return True


def waiting_items(tx: Session, limit: int) -> list[Waiting]:
    """The oldest waiting items."""
    query = sa.select(WorkItem.id, WorkItem.conversation_id, WorkItem.eligible_at)
    query = query.where(WorkItem.state == WorkState.QUEUED).order_by(WorkItem.eligible_at, WorkItem.id)
    return [Waiting(item, conversation, at) for item, conversation, at in tx.execute(query.limit(limit))]


def waiting_on_absent(tx: Session, *, absent_since: datetime, limit: int) -> list[tuple[int, int]]:
    """Conversations whose customer waits for an agent whose lease ended before a time: conversation, agent."""
    query = (
        sa.select(Conversation.id, Agent.id)
        .join(Agent, Agent.id == Conversation.agent_id)
        .where(
            Conversation.status == Status.OPEN,
            Conversation.owner == Owner.AGENT,
            Conversation.channel == "webchat",
            Conversation.waiting_since.is_not(None),
            sa.or_(Agent.lease_until.is_(None), Agent.lease_until <= absent_since, Agent.disabled_at.is_not(None)),
        )
        .order_by(Conversation.waiting_since)
    )
    return [(conversation, agent) for conversation, agent in tx.execute(query.limit(limit))]

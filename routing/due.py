"""What time alone brings about: countdowns and wrap-ups that end, people who have gone, chats that fall silent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.models import Agent, Conversation, Offer, WorkItem
from contact_center.values import Owner, Status, WorkState
from contact_center.work import service as work
from contact_center.work.signals import ROUTING
from routing import overflowing
from routing.claims import BY

IDLE_AFTER = timedelta(minutes=10)
"""So long after the last message, none of it unanswered, a chat takes few units (ROUTING.md, clause 5)."""
BATCH = 200


def expired_offers(tx: Session, now: datetime) -> Sequence[str]:
    """Open offers whose countdown has ended, by public id."""
    query = sa.select(Offer.public_id).where(Offer.ended_at.is_(None), Offer.expires_at <= now)
    return tx.execute(query.order_by(Offer.expires_at).limit(BATCH)).scalars().all()


def lost_offers(tx: Session, now: datetime) -> Sequence[str]:
    """Open offers to agents who have gone, by public id."""
    gone = sa.or_(Agent.lease_until.is_(None), Agent.lease_until <= now, Agent.disabled_at.is_not(None))
    query = sa.select(Offer.public_id).join(Agent, Agent.id == Offer.agent_id).where(Offer.ended_at.is_(None), gone)
    return tx.execute(query.limit(BATCH)).scalars().all()


def past_wrap_ups(tx: Session, now: datetime) -> Sequence[int]:
    """Items whose time of wrapping up is over."""
    query = sa.select(WorkItem.id).where(WorkItem.state == WorkState.WRAPPING, WorkItem.wrap_up_until <= now)
    return tx.execute(query.limit(BATCH)).scalars().all()


def end_wrap_up(tx: Session, item_id: int, *, now: datetime) -> bool:
    """The time is over: the agent is free of the item, without a code."""
    item = tx.execute(sa.select(WorkItem).where(WorkItem.id == item_id).with_for_update()).scalar_one()
    if item.wrap_up_until is None or item.wrap_up_until > now:
        return False
    return work.wrapped_up(tx, item, code=None, by=BY, at=now)


def next_at(tx: Session, now: datetime) -> datetime | None:
    """When the first countdown or wrap-up ends, or an item has waited so long that it overflows."""
    times = (
        tx.execute(sa.select(sa.func.min(Offer.expires_at)).where(Offer.ended_at.is_(None))).scalar(),
        tx.execute(sa.select(sa.func.min(WorkItem.wrap_up_until)).where(WorkItem.state == WorkState.WRAPPING)).scalar(),
        overflowing.next_at(tx, now),
    )
    return min((at for at in times if at is not None), default=None)


def restless(tx: Session, now: datetime) -> Sequence[sa.Row[int, bool]]:
    """Chats at work that have fallen silent, and those that did and in which people write again: item, idle or not.

    Nothing is unanswered in either; a chat whose customer waits counts in full at once, without a change here.
    """
    silent = Conversation.last_message_at <= now - IDLE_AFTER
    query = (
        sa.select(WorkItem.id, silent.label("idle"))
        .join(Conversation, Conversation.id == WorkItem.conversation_id)
        .where(
            WorkItem.state == WorkState.ACTIVE,
            WorkItem.channel == "webchat",
            Conversation.waiting_since.is_(None),
            sa.or_(sa.and_(WorkItem.idle_since.is_(None), silent), sa.and_(WorkItem.idle_since.is_not(None), ~silent)),
        )
    )
    return tx.execute(query.limit(BATCH)).all()


def set_idle(tx: Session, item_id: int, *, idle: bool, now: datetime) -> None:
    """A chat takes few units of its agent from now on, or counts in full again."""
    value = now if idle else None
    tx.execute(sa.update(WorkItem).where(WorkItem.id == item_id).values(idle_since=value))
    emit(tx, Signal(ROUTING, item_id))


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

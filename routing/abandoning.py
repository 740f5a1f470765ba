"""Visitors who do not wait: what waits for them is ended after a while, and begins anew where they come back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.conversations import service as conversations
from contact_center.conversations.appending import DISPATCH
from contact_center.models import Queue, WorkItem
from contact_center.work import service as work
from contact_center.work.waiting import WAITING
from routing import loading
from routing.claims import BY

BATCH = 200
SEEN_SECONDS = 8.0
"""How often each process says which of those who wait are connected to it."""
UNSEEN = timedelta(seconds=25)
"""Who was not seen for so long, three times as long as that, is taken for gone."""


def unseen(tx: Session, now: datetime) -> Sequence[int]:
    """Conversations that wait in a queue that gives up, and whose visitor no process has been connected to for a while.

    So also the visitor is found who left before it was known that they wait, or whose process was killed.
    """
    giving_up = list(_graces(tx))
    query = sa.select(WorkItem.conversation_id).where(
        WorkItem.state.in_(WAITING),
        ~WorkItem.by_message,
        WorkItem.channel == "webchat",
        WorkItem.queue_id.in_(giving_up),
        WorkItem.gone_at.is_(None),
        WorkItem.seen_at < now - UNSEEN,
    )
    return tx.execute(query.limit(BATCH)).scalars().all() if giving_up else ()


def gone_visitors(tx: Session, now: datetime) -> Sequence[int]:
    """Conversations that wait although their visitor has been away for longer than their queue waits for one."""
    too_long = [
        sa.and_(WorkItem.queue_id == queue, WorkItem.gone_at <= now - timedelta(seconds=seconds))
        for queue, seconds in _graces(tx).items()
    ]
    if not too_long:
        return []
    query = sa.select(WorkItem.conversation_id).where(WorkItem.state.in_(WAITING), ~WorkItem.by_message)
    return tx.execute(query.where(sa.or_(*too_long)).order_by(WorkItem.gone_at).limit(BATCH)).scalars().all()


def _graces(tx: Session) -> dict[int, int]:
    """How many seconds each queue that gives up waits for a visitor who has gone."""
    graces = ((row.id, loading.settings_of(row).abandon_seconds) for row in tx.execute(sa.select(Queue)).scalars())
    return {queue: seconds for queue, seconds in graces if seconds is not None}


def abandon(tx: Session, conversation_id: int, *, now: datetime) -> bool:
    """The visitor has gone for good: nobody is asked any more. The conversation stays open, for when they come back."""
    conversations.locked(tx, conversation_id)
    item = work.open_item(tx, conversation_id)
    if item is None or item.gone_at is None or item.state not in WAITING:
        return False
    grace = loading.settings_of(tx.get_one(Queue, item.queue_id)).abandon_seconds
    if grace is None or item.gone_at > now - timedelta(seconds=grace):
        return False
    work.end(tx, conversation_id, outcome=work.VISITOR_GONE, by=BY, at=now)
    return True


def dispatch_again(tx: Session, conversation_id: int, *, now: datetime) -> None:
    """The visitor of a conversation that nobody has is back after all."""
    jobs.enqueue(tx, DISPATCH, {"conversation_id": conversation_id}, now=now, unique_key=str(conversation_id))

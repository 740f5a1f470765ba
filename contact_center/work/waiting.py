"""State changes of work items whose customer waits: what the customer was told, and whether the customer is there."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.models import WorkItem
from contact_center.values import WorkState
from contact_center.work.signals import ROUTING

WAITING = (WorkState.QUEUED, WorkState.OFFERED)
"""The states in which nobody has the item yet."""

CALLBACK = "callback"
"""The channel of calls that we are to make: whoever wants one is not connected meanwhile, and has not gone away."""


def told(tx: Session, waits: Mapping[int, int]) -> None:
    """Keep how long customers were told that they would wait: seconds by item. What was told first stays."""
    found = sa.update(WorkItem).where(
        WorkItem.id.in_(waits), WorkItem.state == WorkState.QUEUED, WorkItem.expected_wait.is_(None)
    )
    tx.execute(found.values(expected_wait=sa.case(waits, value=WorkItem.id)))


def seen(tx: Session, conversation_ids: Collection[int], *, at: datetime) -> None:
    """The customer of these conversations is there, as far as they still wait."""
    waits = sa.and_(WorkItem.conversation_id.in_(conversation_ids), WorkItem.state.in_(WAITING))
    tx.execute(sa.update(WorkItem).where(waits).values(seen_at=at))


def gone(tx: Session, conversation_ids: Collection[int], *, at: datetime) -> None:
    """The customer of these conversations is not there any more, as far as they still wait."""
    waits = WorkItem.conversation_id.in_(conversation_ids), WorkItem.channel != CALLBACK
    _mark(tx, sa.and_(*waits, WorkItem.gone_at.is_(None)), at)


def back(tx: Session, item_ids: Collection[int]) -> None:
    """The customer is there again."""
    _mark(tx, WorkItem.id.in_(item_ids), None)


def _mark(tx: Session, which: sa.ColumnElement[bool], at: datetime | None) -> None:
    """A process to which the customer is connected hears of it, and knows better."""
    marked = sa.update(WorkItem).where(which, WorkItem.state.in_(WAITING)).values(gone_at=at)
    for item_id, conversation_id in tx.execute(marked.returning(WorkItem.id, WorkItem.conversation_id)).all():
        emit(tx, Signal(ROUTING, item_id, note=str(conversation_id)))

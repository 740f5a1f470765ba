"""State changes of items that wait: they go to another queue, overflow, or ask for less."""

from collections.abc import Collection
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.events import WorkItemChanged, WorkItemOverflowed, WorkItemQueued
from contact_center.models import Queue, WorkItem, record_each
from contact_center.values import WorkState
from contact_center.work import service
from contact_center.work.schemas import Entry
from contact_center.work.signals import ROUTING

WAITING = (WorkState.NEW, WorkState.QUEUED, WorkState.OFFERED)
"""The states of an item that nobody has yet."""


def move_all(tx: Session, source: Queue, target: Queue, *, speaks: bool, by: str, at: datetime) -> int:
    """What waits in a queue waits in another from now on, since when it did; returns how many items.

    speaks: agents of the target must speak the customer's language; else the items ask for none any more.
    """
    here = WorkItem.queue_id == source.id, WorkItem.state.in_(WAITING)
    values = {"queue_id": target.id} if speaks else {"queue_id": target.id, "language": None}
    moved = tx.execute(sa.update(WorkItem).where(*here).values(values).returning(WorkItem.id)).scalars().all()
    _changed(tx, moved, WorkItemChanged({"queue": [source.name, target.name]}), by=by, at=at)
    return len(moved)


def move_one(tx: Session, item: WorkItem, target: Queue, *, by: str, at: datetime) -> None:
    """An item that waits goes to another queue, and has waited there since when it did."""
    name = tx.execute(sa.select(Queue.name).where(Queue.id == item.queue_id)).scalar_one()
    item.queue_id = target.id
    service.note(tx, item, WorkItemChanged({"queue": [name, target.name]}), by=by, at=at)


def asking_for(skill: str) -> sa.ColumnElement[bool]:
    """The items that wait and need a skill, by its public id."""
    return sa.and_(WorkItem.state.in_(WAITING), sa.type_coerce(WorkItem.needs, sa.Text).contains(skill))


def drop_need(tx: Session, skill: str, *, name: str, by: str, at: datetime) -> int:
    """What waits asks for a skill no longer; returns how many items did."""
    items = tx.execute(sa.select(WorkItem).where(asking_for(skill)).with_for_update()).scalars().all()
    for item in items:
        item.needs = [need for need in item.needs if need["skill"] != skill]
    tx.flush()
    _changed(tx, [item.id for item in items], WorkItemChanged({"needs": [name, None]}), by=by, at=at)
    return len(items)


def overflow(tx: Session, item: WorkItem, entry: Entry, *, why: str, to: int, by: str, at: datetime) -> WorkItem:
    """An item that waits is over in its queue and waits on as another item, since when it did; returns that one.

    to: the queue that its own leads to; the entry may be into one further on.
    """
    item.state, item.ended_at, item.outcome = WorkState.OVERFLOWED, at, "overflowed"
    service.note(tx, item, WorkItemOverflowed(why, to), by=by, at=at)
    new = WorkItem(
        conversation_id=item.conversation_id, channel=item.channel, state=WorkState.QUEUED, created_at=at,
        eligible_at=item.eligible_at, excluded=item.excluded, seen_at=item.seen_at, gone_at=item.gone_at,
        **msgspec.structs.asdict(entry),
    )  # fmt: skip
    tx.add(new)
    name = tx.execute(sa.select(Queue.name).where(Queue.id == entry.queue_id)).scalar_one()
    service.note(tx, new, WorkItemQueued(name, entry.queue_id), by=by, at=at)
    return new


def leave_to_message(tx: Session, item: WorkItem, *, why: str, by: str, at: datetime) -> None:
    """The customer is told that the answer comes later, and does not wait in the line any more."""
    item.by_message = True
    service.note(tx, item, WorkItemOverflowed(why), by=by, at=at)


def _changed(tx: Session, item_ids: Collection[int], fact: WorkItemChanged, *, by: str, at: datetime) -> None:
    record_each(tx, "work_item", item_ids, fact, by=by, at=at)
    for item_id in item_ids:
        emit(tx, Signal(ROUTING, item_id))

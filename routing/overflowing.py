"""What waits where it cannot be served goes on: to another queue, as another item, or to a message."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Conversation, Customer, Queue, WorkItem
from contact_center.values import Owner, Status, WorkState
from contact_center.work import moving
from contact_center.work.service import default_queue
from routing import loading
from routing.admission import Arrival, admit, entry_of, note_hops
from routing.claims import BY, Waits, locked
from routing.intake_facts import language_of
from routing.loading import LoadedQueue
from routing.overflow import first
from routing.setup.schemas import Overflow
from routing.survey import Survey

BATCH = 200
_SETTINGS = sa.type_coerce(Queue.settings, sa.Text)
_FREE = (WorkItem.state == WorkState.QUEUED, Conversation.status == Status.OPEN, Conversation.owner == Owner.NONE)
"""What a unit could carry out: nobody has the item or its conversation."""
_WAITING = (
    sa.select(*WorkItem.__table__.c)
    .join(Conversation, Conversation.id == WorkItem.conversation_id)
    .where(*_FREE)
    .order_by(WorkItem.eligible_at, WorkItem.id)
)


def due(tx: Session, now: datetime) -> list[int]:
    """Items that overflow by now, and those that wait in a queue which is gone; oldest first."""
    removed = sa.select(Queue.id).where(Queue.removed_at.is_not(None))
    found = [row.id for row in tx.execute(_WAITING.where(WorkItem.queue_id.in_(removed)).limit(BATCH))]
    queues = {queue.id: queue for queue in loading.queues(tx, _SETTINGS.contains('"when"')) if queue.settings.overflow}
    if queues:
        survey = Survey(tx, now)
        rows = tx.execute(_WAITING.where(WorkItem.queue_id.in_(queues)))
        going = (row.id for row in rows if _held(survey, queues[row.queue_id], row) is not None)
        found += islice(going, BATCH)
    return found


def go_on(tx: Session, item_id: int, *, now: datetime) -> bool:
    """Have an item overflow, if it still waits and its queue's overflow still holds."""
    waits = locked(tx, item_id)
    if waits is None:
        return False
    row = waits.row
    queue = next(iter(loading.queues(tx, Queue.id == row.queue_id)), None)
    if queue is None:
        moving.move_one(tx, row, tx.get_one(Queue, default_queue(tx)), by=BY, at=now)
        return True
    survey = Survey(tx, now)
    held = _held(survey, queue, row)
    target = survey.queue(held.queue) if held and held.queue else None
    if held is None:
        return False
    if target is None:
        moving.leave_to_message(tx, row, why=held.when, by=BY, at=now)
        return True
    _enter(tx, survey, waits, queue, target, held.when)
    return True


def next_at(tx: Session, now: datetime) -> datetime | None:
    """When the next item has waited so long that it overflows."""
    after = [
        (queue.id, overflow.seconds)
        for queue in loading.queues(tx, _SETTINGS.contains('"waited"'))
        for overflow in queue.settings.overflow
        if overflow.when == "waited" and overflow.seconds is not None
    ]
    if not after:
        return None
    parts = [
        sa.select(sa.func.min(WorkItem.created_at), sa.literal(seconds)).where(
            WorkItem.queue_id == queue_id,
            WorkItem.state == WorkState.QUEUED,
            WorkItem.created_at > now - timedelta(seconds=seconds),
        )
        for queue_id, seconds in after
    ]
    rows = tx.execute(sa.union_all(*parts))
    return min((at + timedelta(seconds=seconds) for at, seconds in rows if at is not None), default=None)


def _held(survey: Survey, queue: LoadedQueue, row: Any) -> Overflow | None:
    """The overflow that holds for a waiting item; one that changes nothing does not count. row: WorkItem's columns."""
    waited = int((survey.now - row.created_at).total_seconds())
    standing = survey.standing(queue, loading.item_of(row), waited=waited)
    held = first(queue.settings, standing, open_to=survey.open_to(queue, row.channel, row.visited))
    return None if held is not None and held.to == "message" and row.by_message else held


def _enter(tx: Session, survey: Survey, waits: Waits, queue: LoadedQueue, target: LoadedQueue, why: str) -> None:
    """The item is over, and another one enters the target, or where that one overflows to."""
    customer = sa.select(Customer.locale).where(Customer.id == waits.conversation.customer_id)
    arrival = Arrival(
        channel=waits.item.channel,
        language=language_of(tx.execute(customer).scalar_one()),
        needs=waits.item.needs,
        priority=waits.item.priority,
        eligible_at=waits.item.eligible_at,
    )
    admission = admit(survey, target, arrival, visited=[*waits.row.visited, queue.public_id])
    new = moving.overflow(tx, waits.row, entry_of(admission), why=why, to=target.id, by=BY, at=survey.now)
    note_hops(tx, new, admission, by=BY, at=survey.now)

"""State changes of work items: one contact to be handled, of which a conversation has at most one open."""

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.events import (
    Fact,
    WorkItemAssigned,
    WorkItemEnded,
    WorkItemQueued,
    WorkItemReturned,
    WorkItemWrappedUp,
)
from contact_center.models import Agent, Queue, WorkItem, record
from contact_center.values import HANDLING, HOLDING, OPEN_WORK, WorkState
from contact_center.work import offers
from contact_center.work.places import Inherited, Place, exchanged
from contact_center.work.schemas import Entry, WrapUp
from contact_center.work.signals import OFFERS, ROUTING

SNOOZED, MERGED = "snoozed", "merged"
"""The outcomes of a contact that is only put aside, and of one that goes on in another conversation."""
SPAM = "spam"
"""Of one that was none."""
MAY_BE_OFFERED = (WorkState.OFFERED, *HANDLING)
"""The states with open offers: to whom it is put, or to whom its agent gives it."""
ENDED_BY_CUSTOMER, VISITOR_GONE = "ended_by_customer", "visitor_gone"
GAVE_UP = (ENDED_BY_CUSTOMER, VISITOR_GONE)
"""The outcomes by which a customer whom nobody had answered has abandoned; all others are the doing of staff."""


def default_queue(tx: Session) -> int:
    """The queue of what no rule sends elsewhere."""
    return tx.execute(sa.select(Queue.id).where(Queue.is_default)).scalar_one()


def open_item(tx: Session, conversation_id: int) -> WorkItem | None:
    """The conversation's open work item; one that is only being wrapped up is over."""
    return tx.execute(_OPEN_ITEM, {"conversation": conversation_id}).scalar_one_or_none()


_OPEN_ITEM = (
    sa.select(WorkItem)
    .where(WorkItem.conversation_id == sa.bindparam("conversation"), WorkItem.state.in_(OPEN_WORK))
    .order_by(WorkItem.id.desc())
    .limit(1)
)


def enqueue(
    tx: Session,
    conversation_id: int,
    entry: Entry,
    *,
    channel: str,
    by: str,
    at: datetime,
    since: datetime | None = None,
) -> bool:
    """Let a conversation wait for an agent; False where it has an open work item already.

    since: when the customer began to wait, where that was before.
    """
    if open_item(tx, conversation_id) is not None:
        return False
    item = _create(tx, conversation_id, entry, channel=channel, at=at, state=WorkState.QUEUED, since=since)
    name = tx.execute(sa.select(Queue.name).where(Queue.id == entry.queue_id)).scalar_one()
    note(tx, item, WorkItemQueued(name, entry.queue_id), by=by, at=at)
    return True


def activate(
    tx: Session,
    conversation_id: int,
    *,
    channel: str,
    agent_id: int,
    by: str,
    at: datetime,
    over_capacity: bool = False,
) -> None:
    """The agent handles the conversation's work item from now on; one is made where none is open."""
    item = open_item(tx, conversation_id)
    activate_item(
        tx, item, conversation_id, channel=channel, agent_id=agent_id, by=by, at=at, over_capacity=over_capacity
    )


def activate_item(
    tx: Session,
    item: WorkItem | None,
    conversation_id: int,
    *,
    channel: str,
    agent_id: int,
    by: str,
    at: datetime,
    over_capacity: bool = False,
) -> None:
    """The same where the open item is known. item: none where none is open."""
    if item is None:
        item = _create(tx, conversation_id, Entry(queue_id=default_queue(tx)), channel=channel, at=at)
    if item.state in MAY_BE_OFFERED:
        offers.rescind(tx, item.id, reason="taken", by=by, at=at)
    previous = item.agent_id
    item.state, item.agent_id, item.over_capacity = WorkState.ACTIVE, agent_id, over_capacity
    item.suspended, item.idle_since, item.gone_at = False, None, None
    item.offered_at = item.offered_at or at
    item.answered_at = item.answered_at or at
    if previous is not None and previous != agent_id:
        _to_end_of_line(tx, previous, at=at)
    _to_end_of_line(tx, agent_id, at=at)
    note(tx, item, WorkItemAssigned(agent_id, over_capacity), by=by, at=at)


def give_back(tx: Session, conversation_id: int, *, agent_id: int, reason: str, by: str, at: datetime) -> None:
    """The item waits again, with the waiting credit it had."""
    item = open_item(tx, conversation_id)
    if item is None:
        return
    offers.rescind(tx, item.id, reason=reason, by=by, at=at)
    item.state, item.agent_id, item.offered_at = WorkState.QUEUED, None, None
    item.suspended, item.idle_since, item.over_capacity, item.seen_at = False, None, False, at
    _to_end_of_line(tx, agent_id, at=at)
    note(tx, item, WorkItemReturned(agent_id, reason), by=by, at=at)


def end(tx: Session, conversation_id: int, *, outcome: str, by: str, at: datetime) -> None:
    """The contact is handled, and its agent may have to wrap it up. One that nobody had was abandoned by its customer,
    or cancelled by whoever else ended it.
    """
    item = open_item(tx, conversation_id)
    if item is None:
        return
    if item.state in MAY_BE_OFFERED:
        offers.rescind(tx, item.id, reason=outcome, by=by, at=at)
    item.ended_at, item.outcome, item.suspended = at, outcome, False
    wrap_up = _wrap_up(tx, item.queue_id)
    if item.agent_id is None:
        item.state = WorkState.ABANDONED if outcome in GAVE_UP else WorkState.CANCELLED
    elif outcome not in (SNOOZED, MERGED, SPAM) and item.state in HANDLING and wrap_up.mode != "none":
        item.state, item.wrap_up_until = WorkState.WRAPPING, at + timedelta(seconds=wrap_up.seconds)
        emit(tx, Signal(OFFERS, item.agent_id))
    else:
        item.state = WorkState.DONE
    if item.state != WorkState.WRAPPING:
        _release(tx, item, at=at)
    note(tx, item, WorkItemEnded(outcome, item.state), by=by, at=at)


def inherit(tx: Session, conversation_id: int, *, of: int) -> Inherited | None:
    """The open item waits as long and is due as soon as that of a conversation which ends in it, if both have one."""
    item, other = open_item(tx, conversation_id), open_item(tx, of)
    if item is None or other is None:
        return None
    inherited = Inherited(item_id=item.id, own=_place_of(item), theirs=_place_of(other))
    _put(tx, item, inherited.given)
    return inherited


def disinherit(tx: Session, conversation_id: int, item_id: int, *, given: Place, own: Place) -> None:
    """The item, if it is still open, has its own place again where it stands as it was given."""
    item = open_item(tx, conversation_id)
    if item is not None and item.id == item_id:
        _put(tx, item, exchanged(_place_of(item), given, own))


def _place_of(item: WorkItem) -> Place:
    return Place(eligible_at=item.eligible_at, priority=item.priority, promise_at=item.promise_at)


def _put(tx: Session, item: WorkItem, place: Place) -> None:
    item.eligible_at, item.priority, item.promise_at = place.eligible_at, place.priority, place.promise_at
    tx.flush()
    emit(tx, Signal(ROUTING, item.id, note=str(item.conversation_id)))


def wrapped_up(tx: Session, item: WorkItem, *, code: str | None, by: str, at: datetime) -> bool:
    """The agent is free of the item; False where it is not being wrapped up any more."""
    if item.state != WorkState.WRAPPING or item.agent_id is None:
        return False
    item.state, item.wrap_up_code = WorkState.DONE, code
    emit(tx, Signal(OFFERS, item.agent_id))
    _release(tx, item, at=at)
    note(tx, item, WorkItemWrappedUp(item.agent_id, code), by=by, at=at)
    return True


def note(tx: Session, item: WorkItem, fact: Fact, *, by: str, at: datetime) -> None:
    """Store a change of the item with its fact, and say so after the commit."""
    tx.flush()
    record(tx, "work_item", item.id, fact, by=by, at=at)
    emit(tx, Signal(ROUTING, item.id, note=str(item.conversation_id)))


def load(tx: Session, agent_id: int) -> int:
    """How many work items the agent holds, without what is only offered."""
    query = sa.select(sa.func.count()).select_from(WorkItem)
    return tx.execute(query.where(WorkItem.agent_id == agent_id, WorkItem.state.in_(HOLDING))).scalar_one()


def _wrap_up(tx: Session, queue_id: int) -> WrapUp:
    return msgspec.convert(tx.execute(sa.select(Queue.wrap_up).where(Queue.id == queue_id)).scalar_one(), WrapUp)


def _create(
    tx: Session,
    conversation_id: int,
    entry: Entry,
    *,
    channel: str,
    at: datetime,
    state: WorkState = WorkState.NEW,
    since: datetime | None = None,
) -> WorkItem:
    item = WorkItem(
        conversation_id=conversation_id, channel=channel, state=state, created_at=at, seen_at=at,
        eligible_at=min(since or at, at), **msgspec.structs.asdict(entry),
    )  # fmt: skip
    tx.add(item)
    tx.flush()
    return item


def _release(tx: Session, item: WorkItem, *, at: datetime) -> None:
    """The item takes no capacity any more."""
    item.released_at = at
    if item.agent_id:
        _to_end_of_line(tx, item.agent_id, at=at)


def _to_end_of_line(tx: Session, agent_id: int, *, at: datetime) -> None:
    """Work was given or has ended: whoever has waited longer since theirs comes first."""
    tx.connection().execute(_TO_END_OF_LINE, {"agent": agent_id, "at": at})


_TO_END_OF_LINE = sa.update(Agent).where(Agent.id == sa.bindparam("agent")).values(last_work_at=sa.bindparam("at"))

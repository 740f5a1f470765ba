"""What supervisors do with work and with presence: each is one unit, refused where somebody was faster."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.agents.queries import agent_by_id
from contact_center.conversations import handing_on
from contact_center.conversations import service as conversations
from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.models import Agent, Conversation, Customer, Queue, WorkItem
from contact_center.realtime import presence
from contact_center.values import OPEN_WORK, Presence
from contact_center.work import transfers
from contact_center.work.schemas import Entry
from routing import loading, work_items
from routing.capacity import room
from routing.giving import able
from routing.live_schemas import Assign, Move, Prioritise, SeenState, SetAway, TakeBack, Transfer, WorkItemRow
from routing.records import Reason
from routing.setup.schemas import QueueSettings


def move(tx: Session, item_id: str, wanted: Move, *, by: str, now: datetime) -> WorkItemRow:
    """Into another queue with the wait it has; from an agent's hands too. Raises NotFound, InvalidInput, Conflict."""
    item = _as_seen(tx, item_id, wanted.seen)
    return _to_queue(tx, item.conversation_id, wanted.queue, note=wanted.note, warm=False, by=by, now=now)


def prioritise(tx: Session, item_id: str, wanted: Prioritise, *, by: str, now: datetime) -> WorkItemRow:
    """It goes before others, or behind them. Raises NotFound, Conflict."""
    item = _as_seen(tx, item_id, wanted.seen)
    transfers.prioritise(tx, item, wanted.priority, by=by, at=now)
    return work_items.row_of(tx, item.id)


def assign(tx: Session, item_id: str, wanted: Assign, *, chat_limit: int, by: str, now: datetime) -> WorkItemRow:
    """To an agent at once, whether or not one of the queue's. Raises NotFound, and Conflict agent_full or as move."""
    item = _as_seen(tx, item_id, wanted.seen)
    agent = able(tx, wanted.agent)
    lacks = _no_room(tx, item, agent.id, chat_limit=chat_limit, now=now)
    if lacks is not None and not wanted.over_capacity:
        raise Conflict(f"{agent.name} has no room for it.", code="agent_full", field=lacks)
    if item.agent_id == agent.id:
        raise Conflict("This agent has it already.", code="already_assigned")
    conversations.assign_locked(
        tx, conversations.locked(tx, item.conversation_id), item, agent_id=agent.id, by=by, at=now, note=wanted.note,
        over_capacity=lacks is not None,
    )  # fmt: skip
    return work_items.row_of(tx, item.id)


def take_back(tx: Session, item_id: str, wanted: TakeBack, *, by: str, now: datetime) -> WorkItemRow:
    """From its agent into the queue, with the wait it had; that agent is not the next. Raises NotFound, Conflict."""
    item = _as_seen(tx, item_id, wanted.seen)
    if item.agent_id is None:
        raise Conflict("Nobody has it.", code="not_assigned")
    transfers.exclude(tx, item, item.agent_id, until=_excluded_until(tx, item.queue_id, now))
    conversations.release(tx, item.conversation_id, by=by, at=now, reason="taken_back")
    return work_items.row_of(tx, item.id)


def set_away(tx: Session, agent_id: str, wanted: SetAway, *, by: str, now: datetime) -> None:
    """An available agent gets nothing new until they return. Raises NotFound, and Conflict not_available."""
    agent = agent_by_id(tx, agent_id)
    there = presence.effective(agent.presence, agent.lease_until, now) is Presence.AVAILABLE
    if not there or not presence.set_away(tx, agent.id, reason=wanted.reason.strip(), by=by, now=now):
        raise Conflict("This agent is not available any more.", code="not_available")


def transfer(tx: Session, conversation_id: int, wanted: Transfer, *, by: str, now: datetime) -> None:
    """An agent gives a conversation on to a queue. Raises NotFound, InvalidInput, Conflict."""
    owner = agent_by_id(tx, wanted.instead_of).id if wanted.instead_of else None
    conversations.owned_by(tx, conversation_id, owner)
    _to_queue(tx, conversation_id, wanted.queue, note=wanted.note, warm=wanted.warm, by=by, now=now)


def _to_queue(
    tx: Session, conversation_id: int, queue_id: str, *, note: str | None, warm: bool, by: str, now: datetime
) -> WorkItemRow:
    queue = work_items.queue_by_id(tx, queue_id)
    settings = loading.settings_of(queue)
    note = (note or "").strip() or None
    if settings.transfer_note and note is None:
        raise InvalidInput("This queue wants a note with what comes to it.", code="note_missing", field="note")
    row = conversations.locked(tx, conversation_id)
    if row.channel not in settings.channels:
        raise Conflict("This queue takes nothing of this channel.", code="wrong_channel")
    handing_on.to_queue(
        tx, row.id, _entry(tx, row, queue, settings, now), queue=queue.name, by=by, at=now, note=note, warm=warm,
        excluded_until=_excluded_until(tx, queue.id, now),
    )  # fmt: skip
    waiting = sa.select(WorkItem.id).where(WorkItem.conversation_id == row.id, WorkItem.state.in_(OPEN_WORK))
    return work_items.row_of(tx, tx.execute(waiting).scalar_one())


def _entry(tx: Session, row: Conversation, queue: Queue, settings: QueueSettings, now: datetime) -> Entry:
    """With what it waits there: a person has chosen the queue, so what a rule had asked for elsewhere holds no more."""
    item = sa.select(WorkItem.priority).where(WorkItem.conversation_id == row.id, WorkItem.state.in_(OPEN_WORK))
    locale = tx.execute(sa.select(Customer.locale).where(Customer.id == row.customer_id)).scalar_one()
    priority = tx.execute(item).scalar() or 0
    due = now + timedelta(seconds=settings.promise.seconds) if settings.promise else None
    return Entry(
        queue_id=queue.id, language=locale[:2] if settings.speaks else None, priority=priority, promise_at=due
    )  # fmt: skip


def _as_seen(tx: Session, item_id: str, seen: SeenState) -> WorkItem:
    """The item, its conversation locked as for every change of it, if it is as the caller has seen it."""
    conversation_id = tx.execute(sa.select(WorkItem.conversation_id).where(WorkItem.public_id == item_id)).scalar()
    if conversation_id is None:
        raise NotFound("There is no such work item.")
    conversations.locked(tx, conversation_id)
    query = (
        sa.select(WorkItem, Queue.public_id, Agent.public_id)
        .join(Queue, Queue.id == WorkItem.queue_id)
        .outerjoin(Agent, Agent.id == WorkItem.agent_id)
        .where(WorkItem.public_id == item_id)
    )
    item, queue, agent = tx.execute(query.execution_options(populate_existing=True)).one()
    if item.state not in OPEN_WORK:
        raise Conflict("This contact is over.", code="work_ended")
    if queue != seen.queue:
        raise Conflict("Somebody has moved it to another queue.", code="moved_meanwhile")
    if agent != seen.agent:
        raise Conflict("Somebody else has it by now, or nobody any more.", code="assigned_meanwhile")
    if item.priority != seen.priority:
        raise Conflict("Somebody has changed its priority.", code="priority_changed")
    found: WorkItem = item
    return found


def _no_room(tx: Session, item: WorkItem, agent_id: int, *, chat_limit: int, now: datetime) -> Reason | None:
    """Why the agent, locked from now on, has no room for the item; what is offered of it already is no hindrance."""
    tx.execute(sa.select(Agent.id).where(Agent.id == agent_id).with_for_update())
    (state,) = loading.agents(tx, now=now, chat_limit=chat_limit, ids=[agent_id])
    others = [each for each in state.holdings if each.item != item.id]
    return room(item.channel, state.limits, others)


def _excluded_until(tx: Session, queue_id: int, now: datetime) -> datetime:
    queue = tx.execute(sa.select(Queue).where(Queue.id == queue_id)).scalar_one()
    return now + timedelta(seconds=loading.settings_of(queue).exclude_seconds)

"""State changes of work items: one contact to be handled, of which a conversation has at most one open."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.events import Fact, WorkItemAssigned, WorkItemEnded, WorkItemQueued, WorkItemReturned
from contact_center.models import Agent, WorkItem, record
from contact_center.values import HOLDING, OPEN_WORK, WorkState

DEFAULT_QUEUE = "chat"
ROUTING = "routing"
"""The signal that work waits or capacity has come free."""


def open_item(tx: Session, conversation_id: int) -> WorkItem | None:
    """The conversation's open work item."""
    query = sa.select(WorkItem).where(WorkItem.conversation_id == conversation_id, WorkItem.state.in_(OPEN_WORK))
    return tx.execute(query.order_by(WorkItem.id.desc()).limit(1)).scalar_one_or_none()


def enqueue(tx: Session, conversation_id: int, *, channel: str, queue: str, by: str, at: datetime) -> bool:
    """Let a conversation wait for an agent; False where it has an open work item already."""
    if open_item(tx, conversation_id) is not None:
        return False
    item = _create(tx, conversation_id, channel=channel, queue=queue, at=at, state=WorkState.QUEUED)
    _note(tx, item, WorkItemQueued(queue), by=by, at=at)
    return True


def claim(tx: Session, item_id: int, *, agent_id: int, at: datetime) -> bool:
    """Take a waiting item for an agent; False where somebody was faster. The caller has checked the agent's limit."""
    taken = tx.execute(
        sa.update(WorkItem)
        .where(WorkItem.id == item_id, WorkItem.state == WorkState.QUEUED)
        .values(state=WorkState.OFFERED, agent_id=agent_id, offered_at=at)
        .returning(WorkItem.id)
    )
    return taken.scalar() is not None


def activate(tx: Session, conversation_id: int, *, channel: str, agent_id: int, by: str, at: datetime) -> None:
    """The agent handles the conversation's work item from now on; one is made where none is open."""
    item = open_item(tx, conversation_id) or _create(
        tx, conversation_id, channel=channel, queue=DEFAULT_QUEUE, at=at, state=WorkState.NEW
    )
    previous = item.agent_id if item.state != WorkState.OFFERED else None
    item.state, item.agent_id = WorkState.ACTIVE, agent_id
    item.offered_at = item.offered_at or at
    item.answered_at = item.answered_at or at
    if previous is not None and previous != agent_id:
        _to_end_of_line(tx, previous, at=at)
    _to_end_of_line(tx, agent_id, at=at)
    _note(tx, item, WorkItemAssigned(agent_id), by=by, at=at)


def give_back(tx: Session, conversation_id: int, *, agent_id: int, reason: str, by: str, at: datetime) -> None:
    """The item waits again, with the waiting credit it had."""
    item = open_item(tx, conversation_id)
    if item is None:
        return
    item.state, item.agent_id, item.offered_at = WorkState.QUEUED, None, None
    _to_end_of_line(tx, agent_id, at=at)
    _note(tx, item, WorkItemReturned(agent_id, reason), by=by, at=at)


def end(tx: Session, conversation_id: int, *, outcome: str, by: str, at: datetime) -> None:
    """The contact is handled; one that nobody had answered was abandoned."""
    item = open_item(tx, conversation_id)
    if item is not None:
        _end(tx, item, outcome=outcome, by=by, at=at)


def _end(tx: Session, item: WorkItem, *, outcome: str, by: str, at: datetime) -> None:
    item.state = WorkState.DONE if item.agent_id else WorkState.ABANDONED
    item.ended_at, item.outcome = at, outcome
    if item.agent_id:
        _to_end_of_line(tx, item.agent_id, at=at)
    _note(tx, item, WorkItemEnded(outcome), by=by, at=at)


def _create(tx: Session, conversation_id: int, *, channel: str, queue: str, at: datetime, state: WorkState) -> WorkItem:
    item = WorkItem(
        conversation_id=conversation_id, channel=channel, queue=queue, state=state, created_at=at, eligible_at=at
    )
    tx.add(item)
    tx.flush()
    return item


def _to_end_of_line(tx: Session, agent_id: int, *, at: datetime) -> None:
    """Work was given or has ended: whoever has waited longer since theirs comes first."""
    tx.execute(sa.update(Agent).where(Agent.id == agent_id).values(last_work_at=at))


def _note(tx: Session, item: WorkItem, fact: Fact, *, by: str, at: datetime) -> None:
    tx.flush()
    record(tx, "work_item", item.id, fact, by=by, at=at)
    emit(tx, Signal(ROUTING, item.id))


def load(tx: Session, agent_id: int) -> int:
    """How many work items take this agent's capacity."""
    query = sa.select(sa.func.count()).select_from(WorkItem)
    return tx.execute(query.where(WorkItem.agent_id == agent_id, WorkItem.state.in_(HOLDING))).scalar_one()

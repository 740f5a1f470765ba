"""How a contact that is not over waits somewhere else: in another queue, with another priority, not for one agent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import Conflict
from contact_center.events import WorkItemChanged
from contact_center.models import Queue, WorkItem
from contact_center.values import WorkState, to_micros
from contact_center.work import moving, offers, service
from contact_center.work.schemas import Entry

TRANSFERRED = "transferred"
"""The outcome of a contact that goes on in another queue."""


def to_queue(
    tx: Session, conversation_id: int, entry: Entry, *, channel: str, excluded_until: datetime, by: str, at: datetime
) -> None:
    """Let a conversation's contact wait in a queue, with the waiting credit that it has.

    What waits already goes over with its offers taken back. What an agent has in hand ends there as transferred, and a
    new contact waits on: each queue answers for its own. That agent does not get it again before excluded_until.
    Raises Conflict where it waits there already.
    """
    item = service.open_item(tx, conversation_id)
    if item is None:
        service.enqueue(tx, conversation_id, entry, channel=channel, by=by, at=at)
    elif item.agent_id is None:
        _go_over(tx, item, entry, by=by, at=at)
    else:
        service.end(tx, conversation_id, outcome=TRANSFERRED, by=by, at=at)
        service.enqueue(tx, conversation_id, entry, channel=channel, by=by, at=at)
        then = service.open_item(tx, conversation_id)
        if then is not None:
            then.eligible_at = item.eligible_at
            exclude(tx, then, item.agent_id, until=excluded_until)


def _go_over(tx: Session, item: WorkItem, entry: Entry, *, by: str, at: datetime) -> None:
    if item.queue_id == entry.queue_id:
        raise Conflict("It waits in this queue already.", code="already_in_queue")
    offers.rescind(tx, item.id, reason="moved", by=by, at=at)
    item.state, item.offered_at = WorkState.QUEUED, None
    item.language, item.needs = entry.language, entry.needs
    moving.move_one(tx, item, tx.get_one(Queue, entry.queue_id), by=by, at=at)


def prioritise(tx: Session, item: WorkItem, priority: int, *, by: str, at: datetime) -> None:
    """It goes before others from now on, or behind them. priority: 0 to 9."""
    changed: dict[str, list[str | int | None]] = {"priority": [item.priority, priority]}
    item.priority = priority
    service.note(tx, item, WorkItemChanged(changed), by=by, at=at)


def exclude(tx: Session, item: WorkItem, agent_id: int, *, until: datetime) -> None:
    """The agent does not get the item for a while, also where it was kept for that agent."""
    others = [each for each in item.excluded if each["agent"] != agent_id]
    item.excluded = [*others, {"agent": agent_id, "until": to_micros(until)}]
    if item.preferred_agent_id == agent_id:
        item.preferred_agent_id = item.preferred_until = None
    tx.flush()


def wraps_up(tx: Session, agent_id: int) -> list[WorkItem]:
    """What the agent is finishing."""
    query = sa.select(WorkItem).where(WorkItem.agent_id == agent_id, WorkItem.state == WorkState.WRAPPING)
    return list(tx.execute(query.order_by(WorkItem.id)).scalars())

"""Work items as supervisors list them: from each number of a queue to what it counts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.details import customer_name
from contact_center.errors import NotFound
from contact_center.models import Agent, Conversation, Customer, Offer, Queue, WorkItem
from contact_center.paging import Page, decode_cursor, page_of
from contact_center.realtime.projections import agent_ref
from contact_center.realtime.staff_frames import AgentRef
from contact_center.values import HANDLING, OfferOutcome, WorkState
from routing import live_queries, loading
from routing.live_schemas import Counted, QueueRef, WorkItemQuery, WorkItemRow

NOW = ("waiting", "by_message", "active", "wrapping")
"""What is listed as it stands, the oldest first; everything else is of today, the newest first."""


def queue_by_id(tx: Session, public_id: str) -> Queue:
    """A queue that is there. Raises NotFound."""
    query = sa.select(Queue).where(Queue.public_id == public_id, Queue.removed_at.is_(None))
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such queue.")
    return found


def page(tx: Session, queue_id: str, query: WorkItemQuery, *, now: datetime) -> Page[WorkItemRow]:
    """Raises NotFound for the queue."""
    queue = queue_by_id(tx, queue_id)
    condition = _counted(queue, query.state, loading.day_began(tx, now))
    rows = tx.execute(_ordered(condition, query).limit(query.limit + 1)).all()
    offered = _offered_to(tx, [row.id for row in rows if row.state == WorkState.OFFERED])
    oldest_first = query.state in NOW
    return page_of(
        rows,
        query.limit,
        item=lambda row: _row(row, offered[row.id]),
        cursor=lambda row: (row.eligible_at, row.id) if oldest_first else (row.id,),
    )


def row_of(tx: Session, item_id: int) -> WorkItemRow:
    found = tx.execute(_columns().where(WorkItem.id == item_id)).one()
    return _row(found, _offered_to(tx, [item_id])[item_id])


def _counted(queue: Queue, state: Counted, since: datetime) -> sa.ColumnElement[bool]:
    """Which items a number of the queue counts."""
    promise = loading.settings_of(queue).promise
    answered = live_queries.answered_since(since)
    in_line = WorkItem.state.in_(live_queries.WAITING)
    here: dict[Counted, sa.ColumnElement[bool]] = {
        "waiting": sa.and_(in_line, WorkItem.by_message.is_(False)),
        "by_message": sa.and_(in_line, WorkItem.by_message.is_(True)),
        "active": WorkItem.state.in_(HANDLING),
        "wrapping": WorkItem.state == WorkState.WRAPPING,
        "answered": answered,
        "in_time": sa.and_(answered, live_queries.in_time(promise.seconds)) if promise else sa.false(),
        "overflowed": live_queries.overflowed_since(since),
        "abandoned": sa.and_(live_queries.abandoned, WorkItem.ended_at >= since, ~live_queries.went_soon),
    }
    if state in here:
        return sa.and_(WorkItem.queue_id == queue.id, here[state])
    outcome = OfferOutcome.MISSED if state == "missed" else OfferOutcome.DECLINED
    return WorkItem.id.in_(
        sa.select(Offer.work_item_id).where(
            Offer.agent_id.in_(sa.select(Agent.id)), Offer.at >= since,
            Offer.queue_id == queue.id, Offer.outcome == outcome,
        )
    )  # fmt: skip


def _ordered(condition: sa.ColumnElement[bool], query: WorkItemQuery) -> sa.Select[Any]:
    rows = _columns().where(condition)
    if query.state in NOW:
        if query.after is not None:
            at, key = decode_cursor(query.after, tuple[datetime, int])
            after = sa.tuple_(WorkItem.eligible_at, WorkItem.id)
            rows = rows.where(after > sa.tuple_(sa.literal(at, WorkItem.eligible_at.type), key))
        return rows.order_by(WorkItem.eligible_at, WorkItem.id)
    if query.after is not None:
        (key,) = decode_cursor(query.after, tuple[int])
        rows = rows.where(WorkItem.id < key)
    return rows.order_by(WorkItem.id.desc())


def _columns() -> sa.Select[Any]:
    return (
        sa.select(
            *WorkItem.__table__.c,
            Conversation.public_id.label("conversation_public_id"),
            Conversation.preview,
            Customer.id.label("customer_id"),
            Customer.name.label("customer_name"),
            Customer.email.label("customer_email"),
            Queue.public_id.label("queue_public_id"),
            Queue.name.label("queue_name"),
            Agent.public_id.label("agent_public_id"),
            Agent.name.label("agent_name"),
        )
        .join(Conversation, Conversation.id == WorkItem.conversation_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Queue, Queue.id == WorkItem.queue_id)
        .outerjoin(Agent, Agent.id == WorkItem.agent_id)
    )


def _offered_to(tx: Session, item_ids: Sequence[int]) -> dict[int, list[AgentRef]]:
    found: dict[int, list[AgentRef]] = defaultdict(list)
    query = (
        sa.select(Offer.work_item_id, Agent.public_id, Agent.name)
        .join(Agent, Agent.id == Offer.agent_id)
        .where(Offer.work_item_id.in_(item_ids), Offer.ended_at.is_(None))
        .order_by(Offer.id)
    )
    for item, public_id, name in tx.execute(query) if item_ids else ():
        found[item].append(AgentRef(public_id, name))
    return found


def _row(row: Any, offered_to: Iterable[AgentRef]) -> WorkItemRow:
    return WorkItemRow(
        id=row.public_id,
        conversation=row.conversation_public_id,
        number=row.conversation_id,
        customer=customer_name(row.customer_name, row.customer_email, row.customer_id),
        channel=row.channel,
        preview=row.preview,
        queue=QueueRef(row.queue_public_id, row.queue_name),
        state=row.state,
        priority=row.priority,
        language=row.language,
        agent=agent_ref(row.agent_public_id, row.agent_name),
        offered_to=list(offered_to),
        created_at=row.created_at,
        eligible_at=row.eligible_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        promise_at=row.promise_at,
        by_message=row.by_message,
        over_capacity=row.over_capacity,
    )

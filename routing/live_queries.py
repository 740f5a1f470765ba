"""What the live queues count, each in one query over all queues."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.queries import SOON
from contact_center.models import Conversation, Customer, Offer, WorkItem
from contact_center.values import HANDLING, OfferOutcome, Status, WorkState, to_micros
from contact_center.work.waiting import CALLBACK
from routing.expected import NEWEST
from routing.records import SECOND
from routing.service_level import SHORT_SECONDS

WAITING = (WorkState.QUEUED, WorkState.OFFERED)
NOT_ABANDONED = (CALLBACK,)
"""Who wants to be called back and is not has not gone away (ROUTING.md, clause 23)."""
RECENT = timedelta(hours=4)
"""Answers from before tell nothing of the pace now."""
_created, _eligible, _answered, _ended = (
    sa.type_coerce(column, sa.BigInteger)
    for column in (WorkItem.created_at, WorkItem.eligible_at, WorkItem.answered_at, WorkItem.ended_at)
)
_began = sa.case((_eligible > _created, _eligible), else_=_created)
"""When the wait in this queue began: the credit of a wait before a transfer is that of another contact."""
abandoned = sa.and_(
    WorkItem.state == WorkState.ABANDONED,
    WorkItem.agent_id.is_(None),
    WorkItem.by_message.is_(False),
    WorkItem.channel.not_in(NOT_ABANDONED),
)
went_soon = _ended - _began <= SHORT_SECONDS * SECOND


def answered_since(since: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(WorkItem.answered_at >= since, WorkItem.by_message.is_(False))


def in_time(seconds: int) -> sa.ColumnElement[bool]:
    """Answered within so many seconds of waiting."""
    return _answered - _began <= seconds * SECOND


def overflowed_since(since: datetime) -> sa.ColumnElement[bool]:
    """An item that overflows is over in its queue, and another waits on elsewhere."""
    return sa.and_(WorkItem.state == WorkState.OVERFLOWED, WorkItem.agent_id.is_(None), WorkItem.ended_at >= since)


class Now:
    """How many items a queue has in which state."""

    def __init__(self) -> None:
        self.waiting = self.offered = self.by_message = self.active = self.wrapping = 0

    def count(self, state: str, by_message: bool, count: int) -> None:
        if state == WorkState.WRAPPING:
            self.wrapping += count
        elif state in HANDLING:
            self.active += count
        elif by_message:
            self.by_message += count
        else:
            self.waiting += count
            self.offered += count if state == WorkState.OFFERED else 0


def now_in(tx: Session) -> Mapping[int, Now]:
    query = (
        sa.select(WorkItem.queue_id, WorkItem.state, WorkItem.by_message, sa.func.count())
        .where(WorkItem.state.in_((*WAITING, *HANDLING, WorkState.WRAPPING)))
        .group_by(WorkItem.queue_id, WorkItem.state, WorkItem.by_message)
    )
    found: dict[int, Now] = defaultdict(Now)
    for queue, state, by_message, count in tx.execute(query):
        found[queue].count(state, by_message, count)
    return found


def due(tx: Session, now: datetime) -> dict[int, tuple[int, int]]:
    """By queue, of how many open conversations the promised answer is overdue, and of how many it soon will be."""
    late = sa.func.sum(sa.case((Conversation.due_at <= now, 1), else_=0))
    query = (
        sa.select(WorkItem.queue_id, late, sa.func.count())
        .join(Conversation, Conversation.id == WorkItem.conversation_id)
        .where(Conversation.status == Status.OPEN, Conversation.due_at <= now + SOON)
        .where(WorkItem.state.in_((*WAITING, *HANDLING)))
        .group_by(WorkItem.queue_id)
    )
    return {queue: (int(overdue), count - int(overdue)) for queue, overdue, count in tx.execute(query)}


def oldest(tx: Session) -> dict[int, Any]:
    """By queue, the item that has waited the longest, with its customer and conversation."""
    place = sa.func.row_number().over(
        partition_by=WorkItem.queue_id, order_by=(WorkItem.eligible_at, WorkItem.id)
    )  # fmt: skip
    ranked = (
        sa.select(WorkItem.id, place.label("place"))
        .where(WorkItem.state.in_(WAITING), WorkItem.by_message.is_(False))
        .subquery()
    )
    query = (
        sa.select(
            WorkItem.queue_id, WorkItem.public_id, WorkItem.eligible_at, Conversation.public_id.label("conversation"),
            Customer.id.label("customer_id"), Customer.name.label("customer_name"),
            Customer.email.label("customer_email"),
        )
        .join(ranked, sa.and_(ranked.c.id == WorkItem.id, ranked.c.place == 1))
        .join(Conversation, Conversation.id == WorkItem.conversation_id)
        .join(Customer, Customer.id == Conversation.customer_id)
    )  # fmt: skip
    return {row.queue_id: row for row in tx.execute(query)}


def answered(tx: Session, since: datetime, promises: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """By queue, how many were answered, and how many in time. promises: seconds, of the queues that promise."""
    kept = [sa.and_(WorkItem.queue_id == queue, in_time(seconds)) for queue, seconds in promises.items()]
    in_time_of = sa.func.sum(sa.case((sa.or_(sa.false(), *kept), 1), else_=0))
    query = (
        sa.select(WorkItem.queue_id, sa.func.count(), in_time_of)
        .where(answered_since(since))
        .group_by(WorkItem.queue_id)
    )
    return {queue: (count, int(kept)) for queue, count, kept in tx.execute(query)}


def gone(tx: Session, since: datetime) -> dict[int, tuple[int, int]]:
    """By queue, how many were abandoned, and how many so soon that they do not count."""
    soon = sa.func.sum(sa.case((went_soon, 1), else_=0))
    query = (
        sa.select(WorkItem.queue_id, sa.func.count(), soon)
        .where(abandoned, WorkItem.ended_at >= since)
        .group_by(WorkItem.queue_id)
    )
    return {queue: (count - int(short), int(short)) for queue, count, short in tx.execute(query)}


def overflowed(tx: Session, since: datetime) -> dict[int, int]:
    """By queue, how many went on elsewhere by its overflow."""
    query = sa.select(WorkItem.queue_id, sa.func.count()).where(overflowed_since(since)).group_by(WorkItem.queue_id)
    return {row[0]: row[1] for row in tx.execute(query)}


def refused_offers(tx: Session, since: datetime, agent_ids: Collection[int]) -> list[tuple[int, int, str, int]]:
    """Queue, agent, missed or declined, and how many."""
    ended = Offer.outcome.in_((OfferOutcome.MISSED, OfferOutcome.DECLINED))
    query = (
        sa.select(Offer.queue_id, Offer.agent_id, Offer.outcome, sa.func.count())
        .where(Offer.agent_id.in_(agent_ids), Offer.at >= since, ended)
        .group_by(Offer.queue_id, Offer.agent_id, Offer.outcome)
    )
    return [(queue, agent, str(outcome), count) for queue, agent, outcome, count in tx.execute(query)]


def last_answers(tx: Session, now: datetime) -> dict[int, list[int]]:
    """By queue, how many microseconds ago its last answers were given, the newest first."""
    place = sa.func.row_number().over(partition_by=WorkItem.queue_id, order_by=WorkItem.answered_at.desc())
    recent = (
        sa.select(WorkItem.queue_id, WorkItem.answered_at, place.label("place"))
        .where(answered_since(now - RECENT))
        .subquery()
    )
    found: dict[int, list[int]] = defaultdict(list)
    newest = sa.select(recent.c.queue_id, recent.c.answered_at).where(recent.c.place <= NEWEST)
    for queue, at in tx.execute(newest.order_by(recent.c.queue_id, recent.c.place)):
        found[queue].append(to_micros(now) - to_micros(at))
    return found

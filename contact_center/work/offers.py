"""State changes of offers: a work item put to agents, each of whom accepts, declines or lets the time pass."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.events import OfferEnded, WorkItemOffered
from contact_center.models import Agent, Offer, WorkItem, actor, record
from contact_center.values import Author, OfferOutcome, WorkState
from contact_center.work.signals import GIVEN, OFFERS, ROUTING


def make(
    tx: Session, item: WorkItem, agent_ids: Sequence[int], *, expires_at: datetime, by: str, at: datetime
) -> list[int]:
    """Put a waiting item to agents; the caller has checked that they may have it. Returns the offers' keys."""
    item.state, item.offered_at = WorkState.OFFERED, at
    offers = [
        Offer(
            work_item_id=item.id, agent_id=agent_id, queue_id=item.queue_id, channel=item.channel,
            at=at, expires_at=expires_at,
        )
        for agent_id in agent_ids
    ]  # fmt: skip
    tx.add_all(offers)
    tx.execute(sa.update(Agent).where(Agent.id.in_(agent_ids)).values(last_offered_at=at))
    tx.flush()
    record(tx, "work_item", item.id, WorkItemOffered(list(agent_ids)), by=by, at=at)
    _tell(tx, item.id, agent_ids)
    return [offer.id for offer in offers]


def give(
    tx: Session, item: WorkItem, agent_id: int, *, giver_id: int, note: str | None, expires_at: datetime, at: datetime
) -> None:
    """Put an item to the one agent to whom another wants to give it; the caller has checked that the agent may have it.

    What somebody has in hand stays there until the answer; what waits is offered to nobody else.
    """
    by = actor(Author.AGENT, giver_id)
    if item.agent_id is None:
        rescind(tx, item.id, reason="given", by=by, at=at)
        item.state, item.offered_at = WorkState.OFFERED, at
    offer = Offer(
        work_item_id=item.id, agent_id=agent_id, queue_id=item.queue_id, channel=item.channel, at=at,
        expires_at=expires_at, given_by_id=giver_id, note=note,
    )  # fmt: skip
    tx.add(offer)
    tx.execute(sa.update(Agent).where(Agent.id == agent_id).values(last_offered_at=at))
    tx.flush()
    record(tx, "work_item", item.id, WorkItemOffered([agent_id], giver_id), by=by, at=at)
    _tell(tx, item.id, [agent_id])


def being_given(tx: Session, item_id: int) -> str | None:
    """The name of the agent to whom another wants to give the item, and who has not answered yet."""
    query = sa.select(Agent.name).join(Offer, Offer.agent_id == Agent.id)
    return tx.execute(query.where(Offer.work_item_id == item_id, Offer.ended_at.is_(None), _GIVEN)).scalar()


class Answer(NamedTuple):
    """How an offer ended. agent_id, agent: public id and name of whoever was asked."""

    conversation_id: int
    agent_id: str
    agent: str
    outcome: str


def answer(tx: Session, offer_id: str) -> Answer | None:
    """By public id; none while it is open."""
    query = (
        sa.select(WorkItem.conversation_id, Agent.public_id, Agent.name, Offer.outcome)
        .join_from(Offer, WorkItem, WorkItem.id == Offer.work_item_id)
        .join(Agent, Agent.id == Offer.agent_id)
        .where(Offer.public_id == offer_id, Offer.ended_at.is_not(None))
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else Answer(*row[:3], str(row.outcome))


_GIVEN = Offer.given_by_id.is_not(None)


def end(tx: Session, offer: Offer, outcome: OfferOutcome, *, by: str, at: datetime, reason: str | None = None) -> bool:
    """End an open offer; False where it has ended already. The item stays as it is: the caller says what becomes of it.

    An agent who answers, however, has missed nothing in a row any more.
    """
    ended = tx.execute(
        sa.update(Offer)
        .where(Offer.id == offer.id, Offer.ended_at.is_(None))
        .values(ended_at=at, outcome=outcome, reason=reason)
        .returning(Offer.id)
    ).scalar()
    if ended is None:
        return False
    if outcome in (OfferOutcome.ACCEPTED, OfferOutcome.DECLINED):
        tx.execute(sa.update(Agent).where(Agent.id == offer.agent_id, Agent.missed > 0).values(missed=0))
    fact = OfferEnded(offer.agent_id, outcome, reason)
    record(tx, "work_item", offer.work_item_id, fact, by=by, at=at)
    _tell(tx, offer.work_item_id, [offer.agent_id])
    if offer.given_by_id is not None and by != actor(Author.AGENT, offer.given_by_id):
        emit(tx, Signal(GIVEN, offer.given_by_id, note=offer.public_id))
    return True


def rescind(tx: Session, item_id: int, *, reason: str, by: str, at: datetime) -> None:
    """Take back every open offer of an item."""
    for offer in tx.execute(open_offers(item_id)).scalars().all():
        end(tx, offer, OfferOutcome.RESCINDED, by=by, at=at, reason=reason)


def open_offers(item_id: int) -> sa.Select[Offer]:
    return sa.select(Offer).where(Offer.work_item_id == item_id, Offer.ended_at.is_(None)).order_by(Offer.id)


def _tell(tx: Session, item_id: int, agent_ids: Sequence[int]) -> None:
    for agent_id in agent_ids:
        emit(tx, Signal(OFFERS, agent_id))
    emit(tx, Signal(ROUTING, item_id))

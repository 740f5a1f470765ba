"""State changes of offers: a work item put to agents, each of whom accepts, declines or lets the time pass."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.events import OfferEnded, WorkItemOffered
from contact_center.models import Agent, Offer, WorkItem, record
from contact_center.values import OfferOutcome, WorkState
from contact_center.work.signals import OFFERS, ROUTING


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

"""What becomes of an offer: accepted, declined, missed, or lost with the agent's connection."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service as conversations
from contact_center.errors import Conflict, NotFound
from contact_center.events import WorkItemReturned
from contact_center.models import Agent, Offer, Queue, WorkItem, actor
from contact_center.realtime import presence
from contact_center.values import OPEN_WORK, Author, OfferOutcome, WorkState, to_micros
from contact_center.work import offers
from contact_center.work import service as work
from routing import loading, unfit
from routing.claims import BY
from routing.eligibility import returned
from routing.setup.schemas import QueueSettings

MISSED_OFFER = "missed_offer"
"""The reason for which routing sets an agent away."""
LATE = timedelta(seconds=2)
"""An answer that was on its way as the countdown ended still counts, if nobody else has the item by then."""


def accept(tx: Session, offer_id: str, agent_id: int, *, now: datetime) -> str:
    """The agent takes the conversation; returns its public id.

    Raises NotFound where it is no offer of the agent's, and Conflict offer_ended where it was too late, or where the
    agent may not have the item any more: then the router takes the offer back.
    """
    offer, item = _locked(tx, offer_id, agent_id)
    if now > offer.expires_at + LATE:
        raise _too_late(OfferOutcome.MISSED)
    routed = offer.ended_at is None and offer.given_by_id is None
    if routed and unfit.reason(tx, item.id, agent_id, now=now) is not None:
        raise _too_late(OfferOutcome.RESCINDED)
    by = actor(Author.AGENT, agent_id)
    waits = item.state in (OPEN_WORK if offer.given_by_id is not None else (WorkState.OFFERED,))
    if not waits or not offers.end(tx, offer, OfferOutcome.ACCEPTED, by=by, at=now):
        raise _too_late(offer.outcome)
    if offer.given_by_id is not None:
        by = actor(Author.AGENT, offer.given_by_id)
    row = conversations.assignable(tx, item.conversation_id, agent_id)
    conversations.assign_locked(tx, row, item, agent_id=agent_id, by=by, at=now, note=offer.note, accepted=True)
    return row.public_id


def decline(tx: Session, offer_id: str, agent_id: int, *, reason: str | None, now: datetime) -> None:
    """The agent does not take it: it waits on, and is not offered to that agent again for a while. Raises as accept."""
    offer, item = _locked(tx, offer_id, agent_id)
    by = actor(Author.AGENT, agent_id)
    if not offers.end(tx, offer, OfferOutcome.DECLINED, by=by, at=now, reason=reason):
        raise _too_late(offer.outcome)
    _wait_on(tx, item, agent_id, reason="declined", by=by, now=now)


def miss(tx: Session, offer_id: str, *, now: datetime) -> bool:
    """The countdown has ended: it waits on, and an agent who has missed several in a row is set away."""
    offer, item = _locked(tx, offer_id, None)
    if now < offer.expires_at or not offers.end(tx, offer, OfferOutcome.MISSED, by=BY, at=now):
        return False
    _wait_on(tx, item, offer.agent_id, reason="missed", by=BY, now=now)
    count = sa.update(Agent).where(Agent.id == offer.agent_id).values(missed=Agent.missed + 1).returning(Agent.missed)
    missed = tx.execute(count).scalar_one()
    limit = _settings(tx, offer.queue_id).missed_limit
    if limit and missed >= limit:
        presence.set_away(tx, offer.agent_id, reason=MISSED_OFFER, by=BY, now=now)
    return True


def lose(tx: Session, offer_id: str, *, now: datetime) -> bool:
    """The agent has gone while it was offered: it waits on, and may come back with the agent."""
    offer, item = _locked(tx, offer_id, None)
    if not offers.end(tx, offer, OfferOutcome.LOST_CONNECTION, by=BY, at=now):
        return False
    _wait_on(tx, item, None, reason="lost_connection", by=BY, now=now)
    return True


def withdraw(tx: Session, offer_id: str, *, now: datetime) -> bool:
    """The agent may not have it any more, as the setup has changed since: it waits on, and somebody else is asked."""
    offer, item = _locked(tx, offer_id, None)
    why = unfit.reason(tx, item.id, offer.agent_id, now=now)
    return why is not None and rescind(tx, offer_id, reason=why, by=BY, now=now)


def rescind(tx: Session, offer_id: str, *, reason: str, by: str, now: datetime) -> bool:
    """It is taken back from the agent: it waits on."""
    offer, item = _locked(tx, offer_id, None)
    if not offers.end(tx, offer, OfferOutcome.RESCINDED, by=by, at=now, reason=reason):
        return False
    _wait_on(tx, item, None, reason=reason, by=by, now=now)
    return True


def _locked(tx: Session, offer_id: str, agent_id: int | None) -> tuple[Offer, WorkItem]:
    """The offer and its item; the conversation is locked, as for every change of its work."""
    query = sa.select(Offer, WorkItem.conversation_id).join(WorkItem).where(Offer.public_id == offer_id)
    found = tx.execute(query).one_or_none()
    if found is None or (agent_id is not None and found[0].agent_id != agent_id):
        raise NotFound("There is no such offer.")
    conversations.locked(tx, found[1])
    offer = tx.execute(
        sa.select(Offer).where(Offer.id == found[0].id).execution_options(populate_existing=True)
    ).scalar_one()
    item = tx.execute(
        sa.select(WorkItem).where(WorkItem.id == offer.work_item_id).execution_options(populate_existing=True)
    ).scalar_one()
    return offer, item


def _wait_on(tx: Session, item: WorkItem, agent_id: int | None, *, reason: str, by: str, now: datetime) -> None:
    """Keep the item from the agent for a while; where nobody else is being asked, it waits as long as it has."""
    if agent_id is not None:
        until = now + timedelta(seconds=_settings(tx, item.queue_id).exclude_seconds)
        waits = returned(loading.item_of(item), agent_id, until=to_micros(until), now=to_micros(now))
        item.excluded = [{"agent": each.agent, "until": each.until} for each in waits.excluded]
        if waits.preferred is None:
            item.preferred_agent_id = item.preferred_until = None
    if item.state != WorkState.OFFERED or tx.execute(offers.open_offers(item.id)).first() is not None:
        return
    item.state, item.offered_at = WorkState.QUEUED, None
    work.note(tx, item, WorkItemReturned(agent_id or 0, reason), by=by, at=now)


def _settings(tx: Session, queue_id: int) -> QueueSettings:
    return loading.settings_of(tx.execute(sa.select(Queue).where(Queue.id == queue_id)).scalar_one())


def _too_late(outcome: str | None) -> Conflict:
    return Conflict(
        "This offer has ended: the time was up, the customer has gone, somebody else has it, or it is not for you now.",
        code="offer_ended", field=outcome,
    )  # fmt: skip

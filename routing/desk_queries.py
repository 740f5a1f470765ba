"""What an agent's desk shows of routing: what is put to the agent, and what the agent has to wrap up."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.details import customer_name
from contact_center.models import Agent, Conversation, Customer, Offer, Queue, WorkItem
from contact_center.realtime import staff_frames as frames
from contact_center.values import WorkState
from contact_center.visits import queries as visits
from contact_center.visits.schemas import Journey
from contact_center.work.schemas import OfferedPage, OfferView, WrapUp, WrapUpView

NOTHING = Journey()


def desk(tx: Session, agent_id: int, *, now: datetime) -> frames.Offers:
    """Everything that waits for the agent to say something; what is over by time is left out."""
    return frames.Offers(_offers(tx, agent_id, now), _wrap_ups(tx, agent_id, now), now)


def _offers(tx: Session, agent_id: int, now: datetime) -> list[OfferView]:
    query = (
        sa.select(
            Offer.public_id, Offer.channel, Offer.at, Offer.expires_at, Queue.name.label("queue"), WorkItem.eligible_at,
            WorkItem.conversation_id, Conversation.subject, Conversation.preview,
            Offer.note, Agent.name.label("given_by"),
            Customer.id.label("customer_id"), Customer.name.label("customer_name"),
            Customer.email.label("customer_email"),
        )
        .join(WorkItem, WorkItem.id == Offer.work_item_id)
        .join(Queue, Queue.id == Offer.queue_id)
        .outerjoin(Agent, Agent.id == Offer.given_by_id)
        .join(Conversation, Conversation.id == WorkItem.conversation_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .where(Offer.agent_id == agent_id, Offer.ended_at.is_(None), Offer.expires_at > now)
        .order_by(Offer.id)
    )  # fmt: skip
    rows = tx.execute(query).all()
    journeys = visits.journeys(tx, [row.conversation_id for row in rows], now=now)
    return [_offer(row, journeys.get(row.conversation_id, NOTHING)) for row in rows]


def _offer(row: Any, journey: Journey) -> OfferView:
    page = journey.pages[0] if journey.here and journey.pages else None
    return OfferView(
        id=row.public_id,
        customer=customer_name(row.customer_name, row.customer_email, row.customer_id),
        queue=row.queue,
        channel=row.channel,
        subject=row.subject,
        words=row.preview,
        page=OfferedPage(page.url, page.title) if page else None,
        waiting_since=row.eligible_at,
        at=row.at,
        expires_at=row.expires_at,
        given_by=row.given_by,
        note=row.note,
    )


def _wrap_ups(tx: Session, agent_id: int, now: datetime) -> list[WrapUpView]:
    query = (
        sa.select(
            WorkItem.public_id, WorkItem.channel, WorkItem.wrap_up_until, Queue.name.label("queue"), Queue.wrap_up,
            Conversation.public_id.label("conversation"), Customer.id.label("customer_id"), Customer.name,
            Customer.email,
        )
        .join(Queue, Queue.id == WorkItem.queue_id)
        .join(Conversation, Conversation.id == WorkItem.conversation_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .where(WorkItem.agent_id == agent_id, WorkItem.state == WorkState.WRAPPING, WorkItem.wrap_up_until > now)
        .order_by(WorkItem.ended_at, WorkItem.id)
    )  # fmt: skip
    return [_wrap_up(row) for row in tx.execute(query)]


def _wrap_up(row: Any) -> WrapUpView:
    rule = msgspec.convert(row.wrap_up, WrapUp)
    return WrapUpView(
        id=row.public_id,
        conversation=row.conversation,
        customer=customer_name(row.name, row.email, row.customer_id),
        queue=row.queue,
        channel=row.channel,
        mode="required" if rule.mode == "required" else "optional",
        codes=list(rule.codes),
        until=row.wrap_up_until,
    )

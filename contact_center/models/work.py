"""Work items: what is routed and measured; the queues in which they wait, and the offers made of them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from contact_center.models.base import Base, public_id


class Queue(Base):
    """Where work waits for the agents who are its members."""

    __tablename__ = "queue"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    """The name without case and tone marks: two queues may not differ in these alone."""
    settings: Mapped[dict[str, Any]]
    """Whom it asks, in which order and for how long; routing.setup.schemas.QueueSettings is its shape."""
    wrap_up: Mapped[dict[str, Any]]
    """What is to be done after a contact; work.schemas.WrapUp is its shape."""
    calendar_id: Mapped[int | None] = mapped_column(sa.ForeignKey("business_calendar.id"))
    """When it is open; none: always."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """Takes what no rule sends elsewhere; there is exactly one."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """From then on nothing enters it; the row stays for what waited in it."""
    version: Mapped[int] = mapped_column(default=1)


class QueueMember(Base):
    """An agent who gets work of a queue; routing.records.Membership says what the numbers mean."""

    __tablename__ = "queue_member"

    queue_id: Mapped[int] = mapped_column(sa.ForeignKey("queue.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True, index=True)
    rank: Mapped[int | None]
    tier: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    delay: Mapped[int] = mapped_column(default=0)
    """Seconds."""
    weight: Mapped[int] = mapped_column(default=1)


class QueueTurn(Base):
    """The number of an agent's last turn in a queue, so that round robin goes on after a restart."""

    __tablename__ = "queue_turn"

    queue_id: Mapped[int] = mapped_column(sa.ForeignKey("queue.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    turn: Mapped[int]


class Skill(Base):
    """Something that agents can, at a level from 1 to 5."""

    __tablename__ = "skill"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class AgentSkill(Base):
    __tablename__ = "agent_skill"

    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(sa.ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True, index=True)
    level: Mapped[int]


class IntakeRule(Base):
    """Which queue a new work item enters, and with what; of all that fit, the first in order counts."""

    __tablename__ = "intake_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str]
    position: Mapped[int] = mapped_column(index=True)
    conditions: Mapped[list[dict[str, Any]]]
    """All must hold; routing.setup.schemas.Condition is the shape of one."""
    outcome: Mapped[dict[str, Any]]
    """routing.setup.schemas.Outcome is its shape."""
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class WorkItem(Base):
    """One contact to be handled; waits, routing and service levels measure these."""

    __tablename__ = "work_item"
    __table_args__ = (
        sa.Index(None, "conversation_id", "state"),
        sa.Index(None, "state", "eligible_at", "id"),
        sa.Index(None, "agent_id", "state"),
        sa.Index(None, "queue_id", "answered_at"),
        sa.Index(None, "agent_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    channel: Mapped[str]
    queue_id: Mapped[int] = mapped_column(sa.ForeignKey("queue.id"))
    state: Mapped[str]
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    """Whoever handles it; of one that is offered, the offers say to whom."""
    language: Mapped[str | None]
    """Which the agent must speak; none: any will do."""
    needs: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Skills that hold at every step; routing.records.Need is the shape of one, its skill a public id."""
    priority: Mapped[int] = mapped_column(default=0)
    """0 to 9, higher is more urgent."""
    promise_at: Mapped[datetime | None]
    """By when an answer is due."""
    preferred_agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    """Whom it is kept for, until the time beside it."""
    preferred_until: Mapped[datetime | None]
    excluded: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Who was asked and does not get it for a while; routing.records.Until is the shape of one."""
    visited: Mapped[list[str]] = mapped_column(default=list)
    """Public ids of the queues that it has overflowed from: no queue is entered twice."""
    by_message: Mapped[bool] = mapped_column(default=False)
    """The customer was told that nobody is there now, and does not wait in a line."""
    created_at: Mapped[datetime]
    eligible_at: Mapped[datetime]
    """The waiting credit: kept when the item is given back or offered again."""
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When the contact was over; the agent may still be wrapping it up."""
    outcome: Mapped[str | None]
    idle_since: Mapped[datetime | None]
    """Since when the customer has been silent for long, so that it takes few units until a message comes."""
    suspended: Mapped[bool] = mapped_column(default=False)
    """Put aside for something more urgent."""
    over_capacity: Mapped[bool] = mapped_column(default=False)
    """A supervisor gave it to an agent who had no room."""
    expected_wait: Mapped[int | None]
    """Seconds that the customer was told when it began to wait; the error of the estimate is measured by it."""
    seen_at: Mapped[datetime | None]
    """When the customer who waits was last known to be there, by a process to which a socket of theirs is connected."""
    gone_at: Mapped[datetime | None]
    """Since when the customer who waits is not there: the visitor's last socket has closed, or is not heard of."""
    wrap_up_until: Mapped[datetime | None]
    wrap_up_code: Mapped[str | None]
    released_at: Mapped[datetime | None]
    """When it stopped taking the agent's capacity."""


class Callback(Base):
    """A call that a customer wants from us in a certain time; a work item is made of it when that begins."""

    __tablename__ = "callback"
    __table_args__ = (
        sa.Index(
            "uq_callback_phone",
            "phone",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    phone: Mapped[str]
    """As phones.plain spells it; at most one call to a number is planned."""
    caller: Mapped[str]
    """Whom to ask for."""
    topic: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """The customer wants to be called between the two."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """From then on it is planned no more: it is due, or another one has taken its place."""
    outcome: Mapped[str | None]
    """due or replaced."""


class Offer(Base):
    """A work item put to an agent, who accepts, declines, or lets the time pass."""

    __tablename__ = "offer"
    __table_args__ = (
        sa.Index(None, "work_item_id", "id"),
        sa.Index(None, "agent_id", "at"),
        sa.Index(
            "ix_offer_open",
            "agent_id",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    work_item_id: Mapped[int] = mapped_column(sa.ForeignKey("work_item.id", ondelete="CASCADE"))
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id"))
    queue_id: Mapped[int] = mapped_column(sa.ForeignKey("queue.id"))
    channel: Mapped[str]
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """values.OfferOutcome; none while it is open."""
    reason: Mapped[str | None]
    """Why it was declined or taken back."""
    given_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    """The agent who wants to give it to this one; none: routing has chosen."""
    note: Mapped[str | None]
    """What whoever gives it says to whoever gets it."""


class RoutingDecision(Base):
    """Why a work item went to an agent, kept for ninety days."""

    __tablename__ = "routing_decision"
    __table_args__ = (sa.Index(None, "work_item_id", "id"), sa.Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    work_item_id: Mapped[int] = mapped_column(sa.ForeignKey("work_item.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    explanation: Mapped[dict[str, Any]]
    """routing.explain.Explanation."""


class Lease(Base):
    """Who alone does something now, among several processes."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
    term: Mapped[int]
    """Counts the holders."""

"""The core tables that everything joins to, and the two column types that are the same on both databases."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from contact_center.events import Fact
from contact_center.values import (
    Author,
    Delivery,
    JobState,
    Owner,
    Presence,
    Status,
    from_micros,
    new_id,
    to_micros,
)


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time, stored as microseconds since 1970 in a 64-bit integer."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: sa.Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, _: sa.Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


class Json(TypeDecorator[Any]):
    """A JSON document, stored as text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, _: sa.Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, _: sa.Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value)


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcTime,
        dict[str, Any]: Json,
        list[str]: Json,
        int: sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        str: sa.Text,
    }
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def public_id() -> Mapped[str]:
    """The UUID by which the outside knows a row."""
    return mapped_column(sa.String(36), unique=True, default=new_id)


class Agent(Base):
    """Somebody of the staff, of any role."""

    __tablename__ = "agent"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    email: Mapped[str] = mapped_column(unique=True)
    """Lower case."""
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str | None]
    """argon2id; none until an invitation is accepted."""
    locale: Mapped[str] = mapped_column(default="en")
    chat_limit: Mapped[int | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    presence: Mapped[str] = mapped_column(default=Presence.AWAY)
    """What the agent chose; it holds only while the lease does."""
    presence_reason: Mapped[str | None]
    presence_since: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    """Kept by the heartbeat of any of the agent's sockets."""
    last_work_at: Mapped[datetime | None]
    """When work was last given to the agent or ended, or the agent turned available: who waits the longest is next."""
    version: Mapped[int] = mapped_column(default=1)


class StaffSession(Base):
    """A signed-in browser."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user_agent: Mapped[str]
    address: Mapped[str]


class ApiToken(Base):
    """A key for programs, with its own scopes; only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """An invitation, a password reset or the first administrator's link; usable once, until it expires."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed sign-in, by account and by address, for the rate limit."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (sa.Index(None, "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    """A keyed hash of the account or the address, so that no address is kept in clear."""
    at: Mapped[datetime]


class Inbox(Base):
    """A brand's account on a channel."""

    __tablename__ = "inbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str]
    channel: Mapped[str]
    allowed_sites: Mapped[list[str]]
    """Origins that may carry the widget, such as https://shop.example."""
    settings: Mapped[dict[str, Any]]
    """The brand's colour and its texts by locale; conversations.inboxes.InboxSettings is its shape."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Customer(Base):
    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str | None]
    email: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en")
    created_at: Mapped[datetime]
    merged_into: Mapped[int | None] = mapped_column(sa.ForeignKey("customer.id"), index=True)


class CustomerIdentity(Base):
    """One way a customer is recognised: a webchat token (its hash), an e-mail address, a telephone number."""

    __tablename__ = "customer_identity"
    __table_args__ = (sa.UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    verified: Mapped[bool]
    created_at: Mapped[datetime]


class Conversation(Base):
    """Everything said with one customer about one matter, over any channel."""

    __tablename__ = "conversation"
    __table_args__ = (
        sa.Index(None, "status", "last_message_at", "id"),
        sa.Index(None, "agent_id", "status", "last_message_at", "id"),
        sa.Index(
            "ix_conversation_unassigned",
            "status",
            "last_message_at",
            "id",
            sqlite_where=sa.text("agent_id IS NULL"),
            postgresql_where=sa.text("agent_id IS NULL"),
        ),
        sa.Index(None, "inbox_id", "status", "last_message_at", "id"),
        sa.Index(None, "customer_id", "inbox_id", "id"),
        sa.Index(
            "ix_conversation_wake",
            "snoozed_until",
            sqlite_where=sa.text("snoozed_until IS NOT NULL"),
            postgresql_where=sa.text("snoozed_until IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    """Also the number that people say to each other."""
    public_id: Mapped[str] = public_id()
    inbox_id: Mapped[int] = mapped_column(sa.ForeignKey("inbox.id"))
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id"))
    channel: Mapped[str]
    subject: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=Status.OPEN)
    owner: Mapped[str] = mapped_column(default=Owner.NONE)
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    """The owning agent while owner is agent."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change of the row: decisions made outside a transaction check it, lists resume by it."""
    public_seq: Mapped[int] = mapped_column(default=0)
    staff_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    """The time of the customer's oldest message that nobody has answered."""
    unread: Mapped[int] = mapped_column(default=0)
    """Customer messages that no agent has seen."""
    preview: Mapped[str] = mapped_column(default="")
    """The beginning of the last public message."""
    preview_author: Mapped[str] = mapped_column(default=Author.CUSTOMER)
    snoozed_until: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]


class ConversationParticipant(Base):
    """A customer or an agent in a conversation, and how far that party has received and seen it (public_seq)."""

    __tablename__ = "conversation_participant"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "customer_id"),
        sa.UniqueConstraint("conversation_id", "agent_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer.id"))
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    delivered_seq: Mapped[int] = mapped_column(default=0)
    seen_seq: Mapped[int] = mapped_column(default=0)


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "staff_seq"),
        sa.UniqueConstraint("conversation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    staff_seq: Mapped[int]
    public_seq: Mapped[int | None]
    """None for a note."""
    client_id: Mapped[str | None]
    """Given by the sender, so that sending again is harmless."""
    author: Mapped[str]
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    audience: Mapped[str]
    body: Mapped[str]
    delivery: Mapped[str] = mapped_column(default=Delivery.STORED)
    created_at: Mapped[datetime]


class WorkItem(Base):
    """One contact to be handled; waits, routing and service levels measure these."""

    __tablename__ = "work_item"
    __table_args__ = (
        sa.Index(None, "conversation_id", "state"),
        sa.Index(None, "state", "eligible_at", "id"),
        sa.Index(None, "agent_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    channel: Mapped[str]
    queue: Mapped[str]
    state: Mapped[str]
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    created_at: Mapped[datetime]
    eligible_at: Mapped[datetime]
    """The waiting credit: kept when the item is given back or offered again."""
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class Event(Base):
    """A fact: append-only, written in the transaction of the change that it records."""

    __tablename__ = "event"
    __table_args__ = (
        sa.Index(None, "entity", "entity_id", "staff_seq", "id"),
        sa.Index(None, "type", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    entity_id: Mapped[int]
    type: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    """customer:ID, agent:ID, bot or system."""
    data: Mapped[dict[str, Any]]
    staff_seq: Mapped[int | None]
    """For a conversation's facts: their place in its two sequences; public_seq is none where staff alone see it."""
    public_seq: Mapped[int | None]


class Job(Base):
    """What must happen later, written in the transaction that made it necessary."""

    __tablename__ = "job"
    __table_args__ = (
        sa.Index(None, "kind", "state", "run_at", "id"),
        sa.Index(None, "state", "ended_at", "id"),
        sa.Index(
            "uq_job_waiting",
            "kind",
            "unique_key",
            unique=True,
            sqlite_where=sa.text("state = 'queued' AND unique_key IS NOT NULL"),
            postgresql_where=sa.text("state = 'queued' AND unique_key IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    unique_key: Mapped[str | None]
    """At most one waiting job of a kind has a given key."""
    state: Mapped[str] = mapped_column(default=JobState.QUEUED)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    """While running: a job whose lease has passed belongs to a dead process and is taken again."""
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class IdempotentReply(Base):
    """What a write with an Idempotency-Key answered, so that the same request again gets the same answer."""

    __tablename__ = "idempotent_reply"
    __table_args__ = (sa.UniqueConstraint("principal", "key"), sa.Index(None, "created_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    principal: Mapped[str]
    key: Mapped[str]
    request_hash: Mapped[str]
    status: Mapped[int]
    body: Mapped[str]
    created_at: Mapped[datetime]


class WriteProbe(Base):
    """One row, written when somebody asks whether the database takes writes: nothing less tells."""

    __tablename__ = "write_probe"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def actor(kind: str, key: int | None = None) -> str:
    """Who did it, as facts name it: customer:ID, agent:ID, bot or system."""
    return kind if key is None else f"{kind}:{key}"


def record(
    tx: Session,
    entity: str,
    entity_id: int,
    fact: Fact,
    *,
    by: str,
    at: datetime,
    staff_seq: int | None = None,
    public_seq: int | None = None,
) -> None:
    """Store a fact in the transaction of the change that it records."""
    tx.execute(
        sa.insert(Event),
        {
            "entity": entity,
            "entity_id": entity_id,
            "type": type(fact).__name__,
            "at": at,
            "actor": by,
            "data": msgspec.to_builtins(fact),
            "staff_seq": staff_seq,
            "public_seq": public_seq,
        },
    )

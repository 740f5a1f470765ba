"""Facts, jobs, and what the product keeps for its own running."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from contact_center.events import Fact
from contact_center.models.base import Base, public_id
from contact_center.values import JobState


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
    row = _row(entity, entity_id, fact, by, at) | {"staff_seq": staff_seq, "public_seq": public_seq}
    tx.connection().execute(_INSERT, row)


_INSERT = sa.insert(Event)
"""Made once, and run on the connection: every change stores a fact, and the session adds nothing to it but work."""


def record_each(tx: Session, entity: str, entity_ids: Iterable[int], fact: Fact, *, by: str, at: datetime) -> None:
    """Store the same fact of several things, without places in a sequence."""
    rows = [_row(entity, entity_id, fact, by, at) for entity_id in entity_ids]
    if rows:
        tx.execute(sa.insert(Event), rows)


def record_all(tx: Session, entity: str, facts: Iterable[tuple[int, Fact, str, datetime]]) -> None:
    """Store facts of several things, each with whose it is, who did it and when, without places in a sequence."""
    rows = [_row(entity, entity_id, fact, by, at) for entity_id, fact, by, at in facts]
    if rows:
        tx.connection().execute(_INSERT, rows)


def _row(entity: str, entity_id: int, fact: Fact, by: str, at: datetime) -> dict[str, Any]:
    return {
        "entity": entity,
        "entity_id": entity_id,
        "type": type(fact).__name__,
        "at": at,
        "actor": by,
        "data": msgspec.to_builtins(fact),
    }

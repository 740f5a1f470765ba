"""People and conversations straight in a database, for tests below the sockets."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.conversations.appending import Appended
from contact_center.db import Database
from contact_center.inboxes.schemas import NewInbox
from contact_center.inboxes.service import create_inbox
from contact_center.models import Agent, Conversation, Event, WorkItem
from contact_center.values import Address, Audience, Author, InboundMessage, NewMessage, Presence, Role, Writer

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def inbox(tx: Session) -> int:
    return create_inbox(tx, NewInbox(name="Shop"), by="system", at=START).id


def agent(
    tx: Session, name: str, *, presence: Presence = Presence.AWAY, lease: float = 0, limit: int | None = None
) -> int:
    """lease: seconds from START for which the agent counts as present; none without one."""
    row = Agent(
        password_hash="unusable",
        name=name,
        email=f"{name.lower()}.{secrets.token_hex(4)}@staff.example",
        role=Role.AGENT,
        created_at=START,
        presence=presence,
        presence_since=START,
        lease_until=START + timedelta(seconds=lease) if lease else None,
        chat_limit=limit,
    )
    tx.add(row)
    tx.flush()
    return row.id


def received(tx: Session, inbox_id: int, *, who: str = "ann", at: datetime = START, body: str = "hello") -> Appended:
    """A customer's first message."""
    inbound = InboundMessage(
        inbox_id=inbox_id, sender=Address("webchat", who), client_id=secrets.token_hex(8), body=body, at=at
    )
    return service.receive(tx, inbound)


async def conversation(db: Database, *, who: str = "ann") -> int:
    """A conversation with one message of its customer."""
    return await db.write(lambda tx: received(tx, inbox(tx), who=who).conversation_id)


def from_customer(conversation_id: int, client_id: str | None = None, **fields: Any) -> NewMessage:
    return _message(conversation_id, Writer(Author.CUSTOMER, 1), client_id, fields)


def from_agent(conversation_id: int, agent_id: int, client_id: str | None = None, **fields: Any) -> NewMessage:
    return _message(conversation_id, Writer(Author.AGENT, agent_id, f"agent-{agent_id}", "Ada"), client_id, fields)


def note(conversation_id: int, agent_id: int, client_id: str | None = None, **fields: Any) -> NewMessage:
    return from_agent(conversation_id, agent_id, client_id, audience=Audience.STAFF, **fields)


def _message(conversation_id: int, writer: Writer, client_id: str | None, fields: dict[str, Any]) -> NewMessage:
    given = {"body": "text", "at": START, **fields}
    return NewMessage(conversation_id=conversation_id, writer=writer, client_id=client_id, **given)


def row(tx: Session, conversation_id: int) -> Conversation:
    return tx.execute(sa.select(Conversation).where(Conversation.id == conversation_id)).scalar_one()


def facts(tx: Session, entity: str, entity_id: int) -> list[str]:
    """The types of the facts about a thing, in order."""
    query = sa.select(Event.type).where(Event.entity == entity, Event.entity_id == entity_id)
    return list(tx.execute(query.order_by(Event.id)).scalars())


def sequences(tx: Session, conversation_id: int) -> tuple[list[int], list[int]]:
    """Every staff_seq and every public_seq that the facts of a conversation have, in staff's order."""
    query = sa.select(Event.staff_seq, Event.public_seq).where(
        Event.entity == "conversation", Event.entity_id == conversation_id, Event.staff_seq.is_not(None)
    )
    found = tx.execute(query.order_by(Event.staff_seq)).all()
    return [each.staff_seq for each in found], [each.public_seq for each in found if each.public_seq is not None]


def items(tx: Session, conversation_id: int) -> list[WorkItem]:
    query = sa.select(WorkItem).where(WorkItem.conversation_id == conversation_id).order_by(WorkItem.id)
    return list(tx.execute(query).scalars())

"""A floor in storage: agents who are there, and conversations that wait, written straight into the migrated tables."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Agent, Conversation, Customer, Inbox, WorkItem
from contact_center.values import Author, Owner, Presence, Role, Status, WorkState, new_id
from contact_center.work.service import default_queue

CHUNK = 2_000
PRESENT = timedelta(hours=6)


def fill(tx: Session, *, agents: int, limit: int, items: int, now: datetime) -> None:
    """agents: each there and free for so many chats. items: each a conversation of its own, a millisecond apart."""
    inbox = Inbox(name="Shop", channel="webchat", allowed_sites=[], settings={}, created_at=now)
    tx.add(inbox)
    tx.flush()
    queue = default_queue(tx)
    _insert(tx, Agent, [_agent(number, limit, now) for number in range(1, agents + 1)])
    for start in range(1, items + 1, CHUNK):
        numbers = range(start, min(start + CHUNK, items + 1))
        times = {number: now - timedelta(milliseconds=items - number) for number in numbers}
        _insert(tx, Customer, [_customer(number, now) for number in numbers])
        _insert(tx, Conversation, [_conversation(number, inbox.id, times[number]) for number in numbers])
        _insert(tx, WorkItem, [_item(number, queue, times[number]) for number in numbers])
    if tx.get_bind().dialect.name == "postgresql":  # rows with keys of their own do not move the counters
        for table in ("customer", "conversation", "work_item", "agent"):
            tx.execute(sa.text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))
    tx.execute(sa.text("ANALYZE"))


def _insert(tx: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    tx.connection().execute(sa.insert(model), rows)


def _agent(number: int, limit: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number, "public_id": new_id(), "email": f"agent{number}@bench.example", "name": f"Agent {number}",
        "role": Role.AGENT, "password_hash": "unusable", "created_at": now, "chat_limit": limit,
        "presence": Presence.AVAILABLE, "presence_since": now, "lease_until": now + PRESENT,
    }  # fmt: skip


def _customer(number: int, now: datetime) -> dict[str, Any]:
    return {"id": number, "public_id": new_id(), "locale": "en", "created_at": now}


def _conversation(number: int, inbox: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number, "public_id": new_id(), "inbox_id": inbox, "customer_id": number, "channel": "webchat",
        "status": Status.OPEN, "owner": Owner.NONE, "public_seq": 1, "staff_seq": 1, "created_at": at,
        "last_message_at": at, "waiting_since": at, "unread": 1, "preview": "hello", "preview_author": Author.CUSTOMER,
    }  # fmt: skip


def _item(number: int, queue: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number, "public_id": new_id(), "conversation_id": number, "channel": "webchat", "queue_id": queue,
        "state": WorkState.QUEUED, "created_at": at, "eligible_at": at,
    }  # fmt: skip

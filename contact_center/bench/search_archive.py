"""A past that can be searched: the conversations of bench.archive with their messages, and customers with names."""

import random
import sys
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.bench import archive
from contact_center.bench.wording import Wording
from contact_center.db import Rows, open_database
from contact_center.events import CustomerCreated
from contact_center.models import Conversation, Customer, Message, record
from contact_center.settings import Settings
from contact_center.values import Audience, Author, Delivery, Status, new_id, to_micros, utc_now

A_CONVERSATION = 10
"""Messages of a conversation."""
CHUNK = 10_000
NAMED = 2_000
"""Customers whose names are in the index."""
_COLUMNS = ("public_id", "conversation_id", "staff_seq", "public_seq", "author", "audience", "body", "delivery",
            "created_at")  # fmt: skip
_INSERT = Rows(sa.insert(Message), _COLUMNS)
_ENDED = sa.update(Conversation).values(status=Status.RESOLVED)
"""Agents have none of it in hand when new visitors come."""


async def fill(settings: Settings, rng: random.Random, wording: Wording, messages: int) -> list[str]:
    """Make the past; returns the inboxes' public ids."""
    inboxes = await archive.fill(settings, rng, max(1, messages // A_CONVERSATION))
    database = open_database(settings, lambda _: None)
    try:
        keys = await database.read(lambda tx: list(tx.execute(sa.select(Conversation.id)).scalars()))
        seqs: dict[int, int] = {}
        for start in range(0, messages, CHUNK):
            texts = wording.texts(min(CHUNK, messages - start))
            rows = [_message(rng, text, keys, seqs, (start + n) / messages) for n, text in enumerate(texts)]
            await database.write(_INSERT.execute, rows)
            print(f"{start + len(texts)} messages are stored", file=sys.stderr)
        await database.write(_name_customers)
        await database.write(lambda tx: tx.execute(_ENDED) and None)
        await database.write(_finish)
    finally:
        await database.close()
    return inboxes


def _message(rng: random.Random, text: str, keys: list[int], seqs: dict[int, int], at: float) -> tuple[Any, ...]:
    """A message in one of the conversations of its time; at: how far through the past, from 0 to 1."""
    place = int(at * len(keys)) + rng.randrange(-40, 41)
    conversation = keys[min(max(place, 0), len(keys) - 1)]
    seq = seqs[conversation] = seqs.get(conversation, 0) + 1
    now = to_micros(utc_now()) - int((1 - at) * archive.DAYS * 86_400_000_000)
    author = Author.CUSTOMER if rng.random() < 0.5 else Author.SYSTEM
    return (
        new_id(), conversation, seq, seq, author.value, Audience.PUBLIC.value, text, Delivery.STORED.value, now,
    )  # fmt: skip


def _name_customers(tx: Session) -> None:
    """Facts of some customers, from which the index learns of them."""
    now = utc_now()
    for key in tx.execute(sa.select(Customer.id).where(Customer.name.is_not(None)).limit(NAMED)).scalars():
        record(tx, "customer", key, CustomerCreated("webchat"), by="system", at=now)


def _finish(tx: Session) -> None:
    """Customers came with their keys, which a sequence of PostgreSQL does not notice.

    PostgreSQL counts its rows by itself before long; SQLite never does, so that installations have no statistics.
    """
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(sa.text("SELECT setval(pg_get_serial_sequence('customer', 'id'), max(id)) FROM customer"))
        tx.execute(sa.text("ANALYZE"))
    else:
        tx.execute(sa.text("DELETE FROM sqlite_stat1"))

"""Brings the indexes up to date: one batch a unit, and how far behind they are."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Event, Message
from contact_center.search import documents, store
from contact_center.search.store import Document, Index, Progress

BATCH = 250
"""Messages a unit: a few milliseconds on the one writer of SQLite, behind which everybody waits.

A unit by itself costs as much as some sixty messages in it, so that small ones are dear.
"""
FACTS = 5_000
"""How many facts a unit looks through for those about customers."""
CUSTOMERS = 50
LATE = 1_000
"""How many messages that became visible late a unit takes."""


_NEXT = (
    documents.message_rows()
    .where(Message.id > sa.bindparam("position"))
    .order_by(Message.id)
    .limit(sa.bindparam("most"))
)
"""Made once, and run on the connection: to make it each time, in a session, costs as much as to read by it."""


class Step(NamedTuple):
    """indexed: how many. more: whether more may wait already."""

    indexed: int
    more: bool


def behind(tx: Session) -> bool:
    """Whether there is anything to do. Cheap: asked again and again."""
    messages, customers = store.progress(tx, Index.MESSAGES), store.progress(tx, Index.CUSTOMERS)
    newest = sa.select(sa.func.max(Message.id).label("message"), _newest_fact().label("fact"))
    row = tx.execute(newest).one()
    if (row.message or 0) > messages.position or (row.fact or 0) > customers.position:
        return True
    return store.is_postgresql(tx) and any(each.settled < each.position for each in (messages, customers))


def _newest_fact() -> sa.ScalarSelect[int]:
    return sa.select(sa.func.max(Event.id)).scalar_subquery()


class Gathered(NamedTuple):
    """The next messages, made ready outside of any write. position: where they were found to begin."""

    position: int
    documents: list[Document]
    last: int
    more: bool


def gather_messages(tx: Session) -> Gathered:
    """What index_messages stores next: reading and splitting into words takes the longest, and nobody waits for it."""
    return _gather(tx, store.progress(tx, Index.MESSAGES))


def _gather(tx: Session, at: Progress) -> Gathered:
    rows = tx.connection().execute(_NEXT, {"position": at.position, "most": BATCH}).all()
    more = len(rows) == BATCH
    late = [] if more else _late(tx, at)
    last = rows[-1].id if rows else at.position
    return Gathered(at.position, documents.of_rows([*rows, *late]), last, more)


def index_messages(tx: Session, gathered: Gathered | None = None, *, now: datetime) -> Step:
    """Index the next messages; at the end also those that a longer transaction has made visible late."""
    at = store.locked_progress(tx, Index.MESSAGES)
    if at is None:
        return Step(0, more=False)  # another process does it
    if gathered is None or gathered.position != at.position:
        gathered = _gather(tx, at)
    store.put(tx, Index.MESSAGES, gathered.documents)
    _save(tx, Index.MESSAGES, at, at.moved(gathered.last, now=now))
    return Step(len(gathered.documents), gathered.more)


def _late(tx: Session, at: Progress) -> list[sa.Row[Any]]:
    """On SQLite, which has one writer, nothing becomes visible late."""
    if not store.is_postgresql(tx) or at.settled == at.position:
        return []
    there = sa.table(Index.MESSAGES, sa.column("key"))
    query = documents.message_rows().where(
        Message.id > at.settled,
        Message.id <= at.position,
        ~sa.exists().where(there.c.key == Message.id),
    )
    return list(tx.execute(query.order_by(Message.id).limit(LATE)).all())


def index_customers(tx: Session, *, now: datetime) -> Step:
    """Index the customers that the next facts are about; each fact is looked at again once it is settled."""
    at = store.locked_progress(tx, Index.CUSTOMERS)
    if at is None:
        return Step(0, more=False)
    newest = tx.execute(sa.select(sa.func.max(Event.id))).scalar() or 0
    until = min(newest, at.position + FACTS)
    changed = _customers_in(tx, at.position, until)
    if len(changed) > CUSTOMERS:  # stop where the customers of one unit end
        until = changed[CUSTOMERS - 1].fact
        changed = [each for each in changed if each.fact <= until]
    after = at.moved(max(until, at.position), now=now)
    again = _customers_in(tx, at.settled, after.settled) if store.is_postgresql(tx) else []
    keys = list({each.customer for each in (*changed, *again)})
    indexed = documents.of_customers(tx, keys)
    store.remove(tx, Index.CUSTOMERS, set(keys) - {document.key for document in indexed})
    store.put(tx, Index.CUSTOMERS, indexed)
    _save(tx, Index.CUSTOMERS, at, after)
    return Step(len(keys), more=until < newest)


class _Changed(NamedTuple):
    fact: int
    customer: int


def _customers_in(tx: Session, after: int, until: int) -> list[_Changed]:
    """The customers that facts are about, and those they were merged into, in the order of the facts."""
    query = sa.select(Event.id, Event.entity_id, Event.data).where(
        Event.id > after, Event.id <= until, Event.entity == "customer"
    )
    return [
        _Changed(row.id, customer)
        for row in tx.execute(query.order_by(Event.id))
        for customer in {row.entity_id, *(row.data.get(name) for name in ("source_id", "target_id"))}
        if isinstance(customer, int)
    ]


def _save(tx: Session, index: Index, before: Progress, after: Progress) -> None:
    if after != before:
        store.save_progress(tx, index, after)


def lag(tx: Session, now: datetime) -> float:
    """Seconds for which the oldest message that is not indexed yet has waited; 0 where all are."""
    position = store.progress(tx, Index.MESSAGES).position
    query = sa.select(Message.created_at).where(Message.id > position).order_by(Message.id).limit(1)
    oldest = tx.execute(query).scalar()
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0

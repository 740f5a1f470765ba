"""Consent given and withdrawn, the trail that a conversation keeps, and the end of old visits."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from contact_center.db import Signal, emit
from contact_center.events import ConsentGiven, ConsentWithdrawn
from contact_center.models import (
    Conversation,
    ConversationTrail,
    PageView,
    Visit,
    VisitorConsent,
    actor,
    record,
)
from contact_center.values import Author, Status, to_micros
from contact_center.visits.queries import customer_of, trail_pages

JOURNEY = "journey"
"""The customer of a conversation has gone on to another page, has told something new, or may be seen no longer."""

_GIVE = sa.text(
    "INSERT INTO visitor_consent (inbox_id, visitor, given_at) VALUES (:inbox_id, :visitor, :at) "
    "ON CONFLICT (inbox_id, visitor) DO UPDATE SET given_at = excluded.given_at, withdrawn_at = NULL "
    "WHERE visitor_consent.withdrawn_at IS NOT NULL RETURNING id"
)

_READ = sa.text(
    "INSERT INTO page_view (visit_id, client_id, url, title, at, seconds) "
    "VALUES (:visit_id, :client_id, :url, :title, :at, 0) ON CONFLICT (visit_id, client_id) DO NOTHING RETURNING id"
)


def give_consent(tx: Session, *, inbox_id: int, visitor: str, at: datetime) -> None:
    """From now on the visitor's pages may be kept. visitor: the hash of the token. Given already: nothing changes."""
    given = tx.execute(_GIVE, {"inbox_id": inbox_id, "visitor": visitor, "at": to_micros(at)}).scalar()
    if given is not None:
        customer_id = customer_of(tx, visitor)
        record(tx, "visitor_consent", given, ConsentGiven(), by=_by(customer_id), at=at)
        _tell(tx, inbox_id, customer_id)


def withdraw_consent(tx: Session, *, inbox_id: int, visitor: str, at: datetime) -> None:
    """Delete every visit and trail of the visitor at once; of the consent the row with its end stays as proof."""
    customer_id = customer_of(tx, visitor)
    given = (VisitorConsent.inbox_id == inbox_id, VisitorConsent.visitor == visitor)
    ended = tx.execute(
        sa.update(VisitorConsent)
        .where(*given, VisitorConsent.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
        .returning(VisitorConsent.id)
    ).scalar()
    if ended is not None:
        record(tx, "visitor_consent", ended, ConsentWithdrawn(), by=_by(customer_id), at=at)
    mine = sa.select(Visit.id).where(Visit.inbox_id == inbox_id, Visit.visitor == visitor)
    _delete(tx, PageView.visit_id, mine)
    _delete(tx, Visit.id, mine)
    if customer_id is not None:
        talks = sa.select(Conversation.id).where(
            Conversation.customer_id == customer_id, Conversation.inbox_id == inbox_id
        )
        _delete(tx, ConversationTrail.conversation_id, talks)
        _tell(tx, inbox_id, customer_id)


def keep_trail(
    tx: Session, conversation_id: int, *, inbox_id: int, customer_id: int, visitor: str | None, at: datetime
) -> None:
    """A conversation begins: the visitor's visits become the customer's, and the last pages are kept with it."""
    if visitor is not None:
        mine = (Visit.inbox_id == inbox_id, Visit.visitor == visitor, Visit.customer_id.is_(None))
        binding = sa.update(Visit).where(*mine).values(customer_id=customer_id)
        tx.execute(binding.execution_options(synchronize_session=False))
    pages = trail_pages(tx, inbox_id=inbox_id, customer_id=customer_id, upto=at)
    if pages:
        tx.add(ConversationTrail(conversation_id=conversation_id, pages=msgspec.to_builtins(pages), taken_at=at))
        tx.flush()


def note_read(tx: Session, *, inbox_id: int, visitor: str, url: str, title: str, at: datetime) -> bool:
    """An article that was read in the chat is a page of the visit; once a visit. False without a visit or consent."""
    agreed = (VisitorConsent.inbox_id == inbox_id, VisitorConsent.visitor == visitor)
    given = sa.select(VisitorConsent.id).where(*agreed, VisitorConsent.withdrawn_at.is_(None))
    if tx.execute(given.with_for_update(read=True)).scalar() is None:
        return False
    mine = sa.select(Visit).where(Visit.inbox_id == inbox_id, Visit.visitor == visitor)
    visit = tx.execute(mine.order_by(Visit.last_at.desc(), Visit.id.desc()).limit(1)).scalar_one_or_none()
    if visit is None:
        return False
    client_id = f"help-{hashlib.sha256(url.encode()).hexdigest()[:32]}"
    row = {"visit_id": visit.id, "client_id": client_id, "url": url, "title": title, "at": to_micros(at)}
    if tx.execute(_READ, row).scalar() is not None:
        _tell(tx, inbox_id, visit.customer_id)
    return True


def delete_before(tx: Session, before: datetime, limit: int) -> int:
    """Delete at most `limit` visits whose last sign of life is older, with their pages, and as many older trails.

    Returns how many visits and trails there were: 0 when nothing is left to delete.
    """
    old = sa.select(Visit.id).where(Visit.last_at < before).order_by(Visit.last_at).limit(limit)
    visits = list(tx.execute(old).scalars())
    trails = sa.select(ConversationTrail.conversation_id).where(ConversationTrail.taken_at < before).limit(limit)
    _delete(tx, PageView.visit_id, visits)
    return _delete(tx, Visit.id, visits) + _delete(tx, ConversationTrail.conversation_id, trails)


def _delete(tx: Session, column: InstrumentedAttribute[int], keys: list[int] | sa.Select[Any]) -> int:
    statement = sa.delete(column.class_).where(column.in_(keys)).execution_options(synchronize_session=False)
    result: Any = tx.execute(statement)
    return int(result.rowcount)


def _by(customer_id: int | None) -> str:
    return "visitor" if customer_id is None else actor(Author.CUSTOMER, customer_id)


def _tell(tx: Session, inbox_id: int, customer_id: int | None) -> None:
    """Whoever has an open conversation of the customer on the screen looks again."""
    if customer_id is None:
        return
    found = sa.select(Conversation.id).where(
        Conversation.customer_id == customer_id,
        Conversation.inbox_id == inbox_id,
        Conversation.status != Status.RESOLVED,
    )
    for conversation_id in tx.execute(found).scalars():
        emit(tx, Signal(JOURNEY, conversation_id))

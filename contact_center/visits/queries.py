"""What is known of a customer's way through a shop."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import NotFound
from contact_center.models import (
    Conversation,
    ConversationTrail,
    Customer,
    CustomerIdentity,
    Inbox,
    PageView,
    Visit,
    VisitorConsent,
)
from contact_center.visits.schemas import CartLine, Journey, Page, Trail

WEBCHAT = "webchat"
PAGES = 20
TRAIL_REACHES = timedelta(hours=24)
"""How far back the pages lie that led to a conversation."""
ALIVE = timedelta(seconds=60)
"""Without a sign of life for so long, the page is taken to be left; the tracker gives one every 20 seconds."""

# Built once: a busy shop's journeys are read many times a second, and building a statement costs more than running it.
_SAME = sa.select(Customer.id).where(
    sa.or_(Customer.id == sa.bindparam("customer_id"), Customer.merged_into == sa.bindparam("customer_id"))
)
"""The customer and those who were found to be the same."""
_CONSENTED = (
    sa.select(VisitorConsent.id)
    .join(CustomerIdentity, CustomerIdentity.value == VisitorConsent.visitor)
    .where(
        CustomerIdentity.kind == WEBCHAT,
        CustomerIdentity.customer_id.in_(_SAME),
        VisitorConsent.inbox_id == sa.bindparam("inbox_id"),
        VisitorConsent.withdrawn_at.is_(None),
    )
    .limit(1)
)
_THEIRS = (Visit.customer_id.in_(_SAME), Visit.inbox_id == sa.bindparam("inbox_id"))
_LAST = (Visit.last_at.desc(), Visit.id.desc())
_NEWEST = (
    sa.select(
        Visit.started_at,
        Visit.last_at,
        Visit.left_at,
        Visit.referrer,
        Visit.campaign,
        Visit.device,
        Visit.facts,
        sa.func.count().over().label("visits"),
    )
    .where(*_THEIRS)
    .order_by(*_LAST)
    .limit(1)
)
_VISITS = sa.select(Visit.id).where(*_THEIRS).order_by(*_LAST).limit(PAGES)
"""The last ones alone: a customer of many years has too many pages to sort."""
_VISITS_BEFORE = _VISITS.where(Visit.started_at <= sa.bindparam("upto"), Visit.last_at > sa.bindparam("since"))
_PAGES = (
    sa.select(PageView.url, PageView.title, PageView.referrer, PageView.search, PageView.at, PageView.seconds)
    .order_by(PageView.at.desc(), PageView.id.desc())
    .limit(PAGES)
)
_LAST_PAGES = _PAGES.where(PageView.visit_id.in_(_VISITS))
_PAGES_BEFORE = _PAGES.where(
    PageView.visit_id.in_(_VISITS_BEFORE),
    PageView.at <= sa.bindparam("upto"),
    PageView.at > sa.bindparam("since"),
)
_WHOSE = sa.select(Conversation.id, Conversation.inbox_id, Conversation.customer_id)


def customer_of(tx: Session, visitor: str) -> int | None:
    """The customer whom a visitor's hash belongs to; the surviving one where customers were merged."""
    query = (
        sa.select(sa.func.coalesce(Customer.merged_into, Customer.id))
        .join(CustomerIdentity, CustomerIdentity.customer_id == Customer.id)
        .where(CustomerIdentity.kind == WEBCHAT, CustomerIdentity.value == visitor)
    )
    return tx.execute(query).scalar()


def trail_pages(tx: Session, *, inbox_id: int, customer_id: int, upto: datetime) -> list[Page]:
    """The last pages before a moment, the newest first."""
    span = {"upto": upto, "since": upto - TRAIL_REACHES}
    return _pages(tx, _PAGES_BEFORE, {"inbox_id": inbox_id, "customer_id": customer_id, **span})


def journey(tx: Session, conversation: str, *, now: datetime) -> Journey:
    """What the customer of a conversation does on its brand's pages. Raises NotFound."""
    found = tx.execute(_WHOSE.where(Conversation.public_id == conversation)).one_or_none()
    if found is None:
        raise NotFound("There is no such conversation.")
    return _journey(tx, found.inbox_id, found.customer_id, now)


def journeys(tx: Session, conversations: list[int], *, now: datetime) -> dict[int, Journey]:
    """The same for several, by their keys; one that is gone is left out."""
    found = tx.execute(_WHOSE.where(Conversation.id.in_(conversations))).all()
    return {row.id: _journey(tx, row.inbox_id, row.customer_id, now) for row in found}


def _journey(tx: Session, inbox_id: int, customer_id: int, now: datetime) -> Journey:
    connection, who = tx.connection(), {"inbox_id": inbox_id, "customer_id": customer_id}
    if connection.execute(_CONSENTED, who).scalar() is None:
        return Journey(asked=_asks(tx, inbox_id))
    newest = connection.execute(_NEWEST, who).one_or_none()
    if newest is None:
        return Journey(consented=True)
    return Journey(
        consented=True,
        here=newest.left_at is None and now - newest.last_at < ALIVE,
        pages=_pages(tx, _LAST_PAGES, who),
        started_at=newest.started_at,
        visits=newest.visits,
        referrer=newest.referrer,
        campaign=newest.campaign,
        device=newest.device,
        cart=msgspec.convert(newest.facts.get("cart", []), list[CartLine]),
        facts=newest.facts.get("facts", {}),
    )


def _asks(tx: Session, inbox_id: int) -> bool:
    settings = tx.execute(sa.select(Inbox.settings).where(Inbox.id == inbox_id)).scalar_one()
    return bool(settings.get("consent", "off") != "off")


def trail(tx: Session, conversation: str) -> Trail:
    """The pages that led to a conversation. Raises NotFound where there is no such conversation."""
    found = tx.execute(
        sa.select(Conversation.id, ConversationTrail.pages, ConversationTrail.taken_at)
        .outerjoin(ConversationTrail, ConversationTrail.conversation_id == Conversation.id)
        .where(Conversation.public_id == conversation)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such conversation.")
    return Trail(pages=msgspec.convert(found.pages or [], list[Page]), taken_at=found.taken_at)


def _pages(tx: Session, statement: sa.Executable, given: dict[str, Any]) -> list[Page]:
    found = tx.connection().execute(statement, given)
    return [
        Page(url=row.url, title=row.title, referrer=row.referrer, search=row.search, at=row.at, seconds=row.seconds)
        for row in found
    ]

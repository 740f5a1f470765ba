"""Reads of what intake rules want to know of a contact: nothing that none of them asks about."""

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.calendars.opening import is_open
from contact_center.models import (
    BotConversation,
    BusinessCalendar,
    Conversation,
    CustomerIdentity,
    CustomField,
    CustomFieldValue,
    Inbox,
    Message,
)
from contact_center.values import Author
from contact_center.visits.queries import journeys
from routing.intake_rules import Contact

LATELY = timedelta(hours=1)
"""A page that was opened before says nothing of what the customer comes for."""
LONGEST = 4_000
"""Letters of the first message that count."""
FEW = 20
"""Messages to a bot that count."""


def contact_of(tx: Session, row: Conversation, language: str, about: Collection[str], *, now: datetime) -> Contact:
    """about: as intake_rules.asks_about gives it; what is not among it, and would have to be read, stays unknown."""
    page = referrer = None
    if "page" in about or "referrer" in about:
        page, referrer = _whereabouts(tx, row, now)
    return Contact(
        channel=row.channel,
        inbox=_inbox(tx, row.inbox_id) if "inbox" in about else None,
        language=language,
        page=page,
        referrer=referrer,
        labels=tuple(row.labels),
        open="hours" not in about or is_inbox_open(tx, row.inbox_id, now),
        words=_words(tx, row) if "words" in about else "",
        known="customer" in about and _known(tx, row),
        fields=_fields(tx, row.customer_id) if "fields" in about else {},
    )


def language_of(locale: str) -> str:
    """A customer's language as a code such as vi."""
    return locale.partition("-")[0].lower()


def _inbox(tx: Session, inbox_id: int) -> str:
    return tx.execute(sa.select(Inbox.public_id).where(Inbox.id == inbox_id)).scalar_one()


def _whereabouts(tx: Session, row: Conversation, now: datetime) -> tuple[str | None, str | None]:
    """The page and where the visit came from, as far as the customer lets us see them."""
    journey = journeys(tx, [row.id], now=now).get(row.id)
    if journey is None or not journey.pages:
        return None, None
    newest = journey.pages[0]
    lately = journey.here or now - newest.at < LATELY
    return (newest.url, journey.referrer) if lately else (None, None)


def is_inbox_open(tx: Session, inbox_id: int, now: datetime) -> bool:
    """By its calendar; without one it always is."""
    hours = sa.select(BusinessCalendar.hours).join(Inbox, Inbox.calendar_id == BusinessCalendar.id)
    found = tx.execute(hours.where(Inbox.id == inbox_id)).scalar()
    return found is None or is_open(msgspec.convert(found, Hours), now)


def _words(tx: Session, row: Conversation) -> str:
    """The first of what the customer has written that waits for an answer; all that was said to a bot before it."""
    bot = tx.get(BotConversation, row.id)
    if bot is not None and bot.handed_over_at is not None:
        told = sa.select(Message.body).where(Message.conversation_id == row.id, Message.author == Author.CUSTOMER)
        since = told.where(Message.created_at >= bot.started_at - LATELY).order_by(Message.staff_seq).limit(FEW)
        return "\n".join(tx.execute(since).scalars())[:LONGEST]
    query = sa.select(Message.body).where(Message.conversation_id == row.id, Message.author == Author.CUSTOMER)
    if row.waiting_since is not None:
        query = query.where(Message.created_at >= row.waiting_since)
    body = tx.execute(query.order_by(Message.staff_seq).limit(1)).scalar()
    return (body or "")[:LONGEST]


def _known(tx: Session, row: Conversation) -> bool:
    """Whether the customer has had another conversation before, or it was proved who it is."""
    earlier = sa.exists().where(Conversation.customer_id == row.customer_id, Conversation.id < row.id)
    proved = sa.exists().where(CustomerIdentity.customer_id == row.customer_id, CustomerIdentity.verified)
    return tx.execute(sa.select(sa.or_(earlier, proved))).scalar_one()


def _fields(tx: Session, customer_id: int) -> dict[str, str]:
    query = sa.select(CustomField.key, CustomFieldValue.value).join(
        CustomFieldValue, CustomFieldValue.field_id == CustomField.id
    )
    return dict(tx.execute(query.where(CustomFieldValue.customer_id == customer_id)).all())

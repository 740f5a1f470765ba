"""Answered conversations in which the customer has said nothing for long are closed politely, a few at a time."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.conversations.appending import append_messages
from contact_center.db import Database
from contact_center.inboxes.service import settings_of
from contact_center.jobs import TakenJob
from contact_center.models import Conversation, Customer, Inbox, Message
from contact_center.values import Audience, Author, NewMessage, Status, Writer

KIND = "conversations.inactivity"
BATCH = 100
"""Conversations in one turn; the rest come with the next, a minute later."""
FAREWELL = {
    "en": "We have not heard from you for a while, so we are closing this chat for now. "
    "Write here whenever you like, and we go on.",
    "vi": "Đã một lúc chúng tôi chưa nhận được tin nhắn của bạn nên xin tạm đóng cuộc trò chuyện này. "
    "Bạn cứ nhắn lại bất cứ lúc nào, chúng tôi sẽ hỗ trợ tiếp.",
}


class Silent(NamedTuple):
    """A conversation in which nothing was said since a time."""

    conversation_id: int
    since: datetime


def closer(clock: Callable[[], datetime]) -> Callable[[Database, TakenJob], Awaitable[None]]:
    """The handler of the schedule."""

    async def run(db: Database, _: TakenJob) -> None:
        await close_silent(db, now=clock())

    return run


async def close_silent(db: Database, *, now: datetime) -> int:
    """Close what has been silent for as long as its inbox allows; returns how many were closed."""
    found = await db.read(silent, now=now)
    return sum([await db.write(close_if_silent, each, now=now) for each in found])


def silent(tx: Session, *, now: datetime) -> list[Silent]:
    """At most BATCH open conversations in which an agent or the bot spoke last, longer ago than their inbox allows.

    In an inbox that was told to close them a moment ago, or sooner, silence begins with that moment.
    """
    due = []
    for inbox in tx.execute(sa.select(Inbox)).scalars():
        minutes = settings_of(inbox).inactivity_minutes
        before = now - timedelta(minutes=minutes)
        if minutes and (inbox.silence_from is None or inbox.silence_from <= before):
            due.append(sa.and_(Conversation.inbox_id == inbox.id, Conversation.last_message_at <= before))
    spoke_last = (
        sa.select(Message.author)
        .where(Message.conversation_id == Conversation.id, Message.audience == Audience.PUBLIC)
        .order_by(Message.staff_seq.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )
    query = sa.select(Conversation.id, Conversation.last_message_at).where(
        Conversation.status == Status.OPEN,
        Conversation.waiting_since.is_(None),
        spoke_last.in_((Author.AGENT, Author.BOT)),
        sa.or_(sa.false(), *due),
    )
    found = tx.execute(query.order_by(Conversation.last_message_at).limit(BATCH))
    return [Silent(row.id, row.last_message_at) for row in found]


def close_if_silent(tx: Session, conversation: Silent, *, now: datetime) -> bool:
    """Say goodbye in the customer's language and end it; not where something was said meanwhile."""
    row = service.locked(tx, conversation.conversation_id)
    if row.last_message_at != conversation.since or row.status != Status.OPEN:
        return False
    locale = tx.execute(sa.select(Customer.locale).where(Customer.id == row.customer_id)).scalar_one()
    farewell = NewMessage(
        conversation_id=row.id,
        writer=Writer(Author.SYSTEM),
        body=FAREWELL.get(locale, FAREWELL["en"]),
        client_id=None,
        at=now,
    )
    append_messages(tx, [farewell])
    service.resolve(tx, row.id, by="system", at=now, outcome="inactivity", reason="inactivity")
    return True

"""By when a mailbox promises an answer: where the clock of a service level begins."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import MailboxSettings
from channels.email.coming import Context
from channels.email.outgoing import standing
from channels.email.parsed import Automatic
from contact_center.calendars.hours import Hours
from contact_center.calendars.promise import promised
from contact_center.models import BusinessCalendar, Conversation, Inbox, Mail, Mailbox, MailIn, Message
from contact_center.values import Audience, Author


class Promise(msgspec.Struct, frozen=True):
    """hours: of the inbox's calendar; none: always."""

    hours: Hours | None
    within: timedelta

    def due(self, at: datetime) -> datetime:
        """By when what came then is to be answered."""
        return promised(self.hours, at, self.within)


def promise_of(settings: dict[str, Any], hours: dict[str, Any] | None) -> Promise:
    """settings, hours: as they are stored."""
    given = msgspec.convert(settings, MailboxSettings)
    within = timedelta(hours=given.autoresponder.promise_hours)
    return Promise(msgspec.convert(hours, Hours) if hours else None, within)


def mailboxes(*columns: Any) -> sa.Select[Any]:
    """Columns of mailboxes, their inboxes, and the calendars of these where they have one."""
    joined = sa.select(*columns).select_from(Mailbox).join(Inbox, Inbox.id == Mailbox.inbox_id)
    return joined.outerjoin(BusinessCalendar, BusinessCalendar.id == Inbox.calendar_id)


def of_inboxes(tx: Session, inboxes: Iterable[int]) -> dict[int, Promise]:
    """The promises of those that have a mailbox."""
    query = mailboxes(Mailbox.inbox_id, Mailbox.settings, BusinessCalendar.hours)
    rows = tx.execute(query.where(Mailbox.inbox_id.in_(list(inboxes))))
    return {row.inbox_id: promise_of(row.settings, row.hours) for row in rows}


def due_of(context: Context, *, at: datetime, promises: Mapping[int, Promise]) -> datetime | None:
    """By when an answer is promised to a mail that came then; no machine and no history has one.

    promises: by the inbox's key.
    """
    if context.parsed.automatic is not Automatic.NO or context.row.history:
        return None
    return promises[context.box.inbox_id].due(at)


def is_spam(context: Context, *, goes_on: bool) -> bool:
    """Its own mail server says so of a mail that goes on with nothing; what somebody takes in by hand is none.

    Nobody is promised an answer to it.
    """
    if not context.parsed.spam or goes_on or context.row.history or context.row.admitted:
        return False
    return msgspec.convert(context.box.settings, MailboxSettings).spam_marks


def due_after(tx: Session, row: Conversation, message: Message, *, now: datetime) -> datetime | None:
    """By when an answer is due, of an open conversation, as soon as one is sent, or has failed. row: locked."""
    again = due_again(tx, row.id, now=now)
    counts = _answers(sa.select(Message.id), now=now).where(Message.id == message.id)
    if tx.execute(counts).first() is not None:
        return again if row.due_at is not None else None
    return min(filter(None, (again, row.due_at)), default=None)


def due_again(tx: Session, conversation_id: int, *, now: datetime) -> datetime | None:
    """By when an answer is due, of a conversation whose last answer counts no more, or not yet.

    It is that of the oldest mail of a person since the answer before; none where there is none.
    """
    stands = Message.conversation_id == conversation_id, Message.audience == Audience.PUBLIC.value
    answered = _answers(sa.select(sa.func.max(Message.staff_seq)), now=now).where(*stands).scalar_subquery()
    query = (
        sa.select(Message.created_at, Mail.inbox_id)
        .join(Mail, Mail.message_id == Message.id)
        .outerjoin(MailIn, MailIn.id == Mail.mail_in_id)
        .where(*stands, Message.author == Author.CUSTOMER, Message.staff_seq > sa.func.coalesce(answered, 0))
        .where(Mail.automatic == "", sa.or_(MailIn.history.is_(None), MailIn.history.is_(False)))
    )
    row = tx.execute(query.order_by(Message.staff_seq).limit(1)).one_or_none()
    promise = of_inboxes(tx, [row.inbox_id]).get(row.inbox_id) if row is not None else None
    return promise.due(row.created_at) if row is not None and promise is not None else None


def _answers(query: sa.Select[Any], *, now: datetime) -> sa.Select[Any]:
    """Of the messages that agents wrote, those that count as answers."""
    mine = query.select_from(Message).outerjoin(Mail, Mail.message_id == Message.id)
    return mine.where(Message.author == Author.AGENT, standing.is_answer(now=now))

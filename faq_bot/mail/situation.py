"""What the bot reads of a conversation by mail before it decides: the newest mail, and what may be done with it."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import MailboxSettings
from channels.email.outgoing.schemas import MailBot
from contact_center.inboxes.schemas import InboxSettings
from contact_center.models import (
    BotConversation,
    BotTurn,
    Conversation,
    Customer,
    Inbox,
    Mail,
    Mailbox,
    Message,
    WorkItem,
)
from contact_center.values import BY_MAIL, Author, Owner, Status
from faq_bot.mail.question import question_of
from faq_bot.state import Heard


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's mail that the bot has not looked at. limits: of the inbox. answerable: it may be answered by itself,
    as far as is known before it is understood.
    """

    conversation_id: int
    conversation: str
    message_id: int
    message: str
    seq: int
    heard: Heard
    locale: str
    settings: MailBot
    inbox: InboxSettings
    answerable: bool


def asked(tx: Session, conversation_id: int) -> Asked | None:
    """None where there is nothing to look at."""
    row = tx.get(Conversation, conversation_id, populate_existing=True)
    if row is None or row.channel != BY_MAIL or row.status != Status.OPEN or row.merged_into_id is not None:
        return None
    found = newest_mail(tx, conversation_id)
    if found is None or found.automatic or found.looked_at is not None:
        return None
    about = (
        sa.select(Mailbox.settings, Inbox.settings.label("inbox"), Customer.locale)
        .join(Inbox, Inbox.id == Mailbox.inbox_id)
        .join(Customer, Customer.id == row.customer_id)
    )
    settings = tx.execute(about.where(Mailbox.inbox_id == row.inbox_id)).one_or_none()
    if settings is None:
        return None
    bot = msgspec.convert(settings.settings, MailboxSettings).bot
    answerable = bot.answers and found.answerable and is_free(tx, row, found.staff_seq)
    question = question_of(found.subject, found.body, begins=is_first(tx, conversation_id, found.staff_seq))
    if not question or not (bot.suggests or answerable):
        return None
    return Asked(
        conversation_id=row.id,
        conversation=row.public_id,
        message_id=found.id,
        message=found.public_id,
        seq=found.staff_seq,
        heard=Heard(text=question, files=bool(found.attachments)),
        locale=settings.locale,
        settings=bot,
        inbox=msgspec.convert(settings.inbox, InboxSettings),
        answerable=answerable,
    )


def newest_mail(tx: Session, conversation_id: int) -> Any:
    """The customer's newest message, if it came by mail. looked_at: the turn that the bot has made of it."""
    newest = sa.select(sa.func.max(Message.staff_seq)).where(
        Message.conversation_id == conversation_id, Message.author == Author.CUSTOMER
    )
    query = (
        sa.select(
            Message.id, Message.public_id, Message.staff_seq, Message.body, Message.attachments, Mail.subject,
            Mail.automatic, Mail.answerable, BotTurn.id.label("looked_at"),
        )
        .join(Mail, Mail.message_id == Message.id)
        .outerjoin(BotTurn, BotTurn.message_id == Message.id)
        .where(Message.conversation_id == conversation_id, Message.staff_seq == newest.scalar_subquery())
    )  # fmt: skip
    return tx.execute(query).one_or_none()


def is_first(tx: Session, conversation_id: int, seq: int) -> bool:
    """Whether nobody said anything before."""
    earlier = sa.exists().where(Message.conversation_id == conversation_id, Message.staff_seq < seq)
    return not tx.execute(sa.select(earlier)).scalar_one()


def is_free(tx: Session, row: Conversation, seq: int) -> bool:
    """Whether nobody else has the conversation or has said anything, so that the bot may answer for once."""
    if row.owner != Owner.NONE or tx.get(BotConversation, row.id) is not None:
        return False
    taken = sa.exists().where(WorkItem.conversation_id == row.id)
    spoken = sa.exists().where(Message.conversation_id == row.id, Message.staff_seq != seq)
    return not tx.execute(sa.select(sa.or_(taken, spoken))).scalar_one()

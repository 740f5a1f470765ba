"""A chat that its customer has left goes on by mail: what an agent answered then goes out, and comes back into it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import participants
from channels.email.accounts import MailboxSettings
from channels.email.outgoing import queries, standing, storing, wording
from channels.email.outgoing.addressing import answer_subject
from channels.email.outgoing.schemas import Written
from channels.email.threads import references_of_answer
from contact_center.conversations import service
from contact_center.db import Database
from contact_center.events import DeliveryChanged
from contact_center.jobs import Handler, TakenJob
from contact_center.models import (
    Conversation,
    ConversationParticipant,
    Customer,
    Inbox,
    Mailbox,
    Message,
)
from contact_center.realtime.mail_views import MailPerson
from contact_center.values import Author, Delivery

KIND = "mail.continue"
AWAY = timedelta(minutes=3)
"""An answer that has reached no browser for so long is mailed."""
PAST = timedelta(days=1)
"""What was said before is not looked at any more."""
MOST = 200
"""Conversations of one round."""
TEXTS = {
    "en": ("You have left the chat, and we have answered:", "Answer this mail to go on with it."),
    "vi": ("Bạn đã rời cuộc trò chuyện, và chúng tôi đã trả lời:", "Hãy trả lời thư này để tiếp tục."),
}
"""What stands above and below the answers."""


def goer_on(clock: Callable[[], datetime], *, key: str) -> Handler:
    """The handler of the schedule. key: the installation's secret."""

    async def go_on(db: Database, _: TakenJob) -> None:
        for conversation_id, inbox_id in await db.read(left, now=clock()):
            await db.write(partial(mail_answers, key=key), conversation_id, inbox_id, now=clock())

    return go_on


def left(tx: Session, *, now: datetime) -> list[tuple[int, int]]:
    """Chats with an answer that has reached nobody, and the inboxes whose mailboxes go on with them."""
    by_chat = _continued(tx)
    if not by_chat:
        return []
    here, unread = ConversationParticipant, Message
    waits = sa.exists().where(
        unread.conversation_id == Conversation.id, unread.author == Author.AGENT, unread.delivery == Delivery.STORED,
        unread.public_seq > here.delivered_seq,
    )  # fmt: skip
    query = (
        sa.select(Conversation.id, Conversation.inbox_id)
        .join(here, sa.and_(here.conversation_id == Conversation.id, here.customer_id == Conversation.customer_id))
        .join(Customer, Customer.id == Conversation.customer_id)
        .where(Conversation.inbox_id.in_(by_chat), Customer.email.is_not(None))
        .where(Conversation.last_message_at.between(now - PAST, now - AWAY))
        .where(Conversation.preview_author == Author.AGENT, waits)
    )
    found = tx.execute(query.order_by(Conversation.last_message_at).limit(MOST))
    return [(row.id, by_chat[row.inbox_id]) for row in found]


def _continued(tx: Session) -> dict[int, int]:
    """The inbox whose mailbox goes on with the chats of an inbox, by the latter."""
    found: dict[int, int] = {}
    keys = {row.public_id: row.id for row in tx.execute(sa.select(Inbox.public_id, Inbox.id))}
    boxes = sa.select(Mailbox.inbox_id, Mailbox.settings).where(Mailbox.disabled_at.is_(None)).order_by(Mailbox.id)
    for inbox_id, settings in tx.execute(boxes):
        for each in msgspec.convert(settings, MailboxSettings).continues:
            if each in keys:
                found.setdefault(keys[each], inbox_id)
    return found


def mail_answers(tx: Session, conversation_id: int, inbox_id: int, *, key: str, now: datetime) -> bool:
    """Mail the answers that have not reached the customer, the last of them as the mail's own message."""
    row = service.locked(tx, conversation_id)
    box, about = queries.mailbox_of(tx, inbox_id), queries.about(tx, conversation_id)
    answers = _unread(tx, row)
    if box is None or about.customer is None or not answers or answers[-1].created_at > now - AWAY:
        return False
    earlier = queries.earlier_mail(tx, conversation_id, own=participants.own_addresses(tx))
    text = _text([each.body for each in answers], about.locale)
    written = Written(
        inbox_id=inbox_id,
        sender=MailPerson(box.address, about.inbox),
        to=[about.customer],
        subject=answer_subject(about.subject or (earlier.subject if earlier else None), locale=about.locale),
        text=text + "\n",
        html=wording.as_html(text),
        in_reply_to=earlier.header_id if earlier else None,
        references=list(references_of_answer(earlier.references, earlier.header_id)) if earlier else [],
    )
    *others, last = answers
    storing.store(tx, conversation_id, last.public_id, written, key=key, send_at=now, at=now)
    for each in others:
        each.delivery = Delivery.SENT
    last.delivery = Delivery.SENDING
    fact = DeliveryChanged(last.staff_seq, Delivery.SENDING.value)
    stands = standing.standing(tx, conversation_id, now=now)
    service.change(tx, row, fact, by="system", at=now, public=True, outgoing=stands)
    return True


def _unread(tx: Session, row: Conversation) -> Sequence[Message]:
    """The agents' answers that no browser of the customer's has, and no mail."""
    here = ConversationParticipant
    seen = sa.select(here.delivered_seq).where(here.conversation_id == row.id, here.customer_id == row.customer_id)
    query = sa.select(Message).where(
        Message.conversation_id == row.id, Message.author == Author.AGENT, Message.delivery == Delivery.STORED,
        Message.public_seq > sa.func.coalesce(seen.scalar_subquery(), 0),
    )  # fmt: skip
    return tx.execute(query.order_by(Message.staff_seq)).scalars().all()


def _text(bodies: Sequence[str], locale: str) -> str:
    above, below = TEXTS["vi" if locale == "vi" else "en"]
    return "\n\n".join([above, *filter(None, bodies), below])

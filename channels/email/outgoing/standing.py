"""How the last mail to go out of a conversation stands, as lists show it while it is not sent."""

from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing.schemas import FAILED
from channels.email.outgoing.storing import UNDO
from contact_center.models import Conversation, Mail, MailRecipient, Message
from contact_center.values import Delivery

Standing = Literal["sending", "planned", "failed", "partly"]

UNDELIVERED = (Delivery.FAILED, Delivery.PARTLY)
"""Of a mail that somebody has not got."""


def standing(tx: Session, conversation_id: int, *, now: datetime) -> Standing | None:
    """Of the last mail of a person that was not taken back; none where there is none, or it is sent."""
    tx.flush()
    query = (
        sa.select(Message.delivery, Mail.send_at, Mail.taken_at)
        .join(Mail, Mail.message_id == Message.id)
        .where(Message.conversation_id == conversation_id, Mail.direction == "out", Mail.automatic == "")
        .where(Mail.withdrawn_at.is_(None))
        .order_by(Message.staff_seq.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    if row is None or row.delivery not in {Delivery.SENDING, *UNDELIVERED}:
        return None
    if row.delivery in UNDELIVERED:
        return "failed" if row.delivery == Delivery.FAILED else "partly"
    return "planned" if row.taken_at is None and row.send_at > now + UNDO else "sending"


def is_answer(*, now: datetime) -> sa.ColumnElement[bool]:
    """Whether what an agent wrote counts as an answer: it is not taken back, planned or failed at all of To.

    Of Message, with its Mail where it has one.
    """
    got = MailRecipient.message_id == Message.id, MailRecipient.kind == "to", MailRecipient.state.not_in(FAILED)
    return sa.and_(
        Message.delivery != Delivery.WITHDRAWN,
        sa.or_(Mail.send_at.is_(None), Mail.taken_at.is_not(None), Mail.send_at <= now + UNDO),
        sa.or_(Message.delivery.not_in(UNDELIVERED), sa.exists().where(*got)),
    )


def note(tx: Session, conversation_id: int, *, now: datetime) -> None:
    """Bring the conversation in line, which is locked; lists hear of it by its version, which grows in this unit."""
    stands = standing(tx, conversation_id, now=now)
    tx.execute(sa.update(Conversation).where(Conversation.id == conversation_id).values(outgoing=stands))

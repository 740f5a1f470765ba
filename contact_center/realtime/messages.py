"""Messages as they are read: their columns, the records made of them, and pages of a conversation."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.contents import AnyContent
from contact_center.models import Agent, Mention, Message
from contact_center.realtime.changes import MessageRecord
from contact_center.realtime.mail_views import MailView
from contact_center.realtime.mails import mail_views
from contact_center.values import Audience, Author, Delivery, FileRef, Named, Writer

PAGE = 50


def message_columns() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Message.id,
        Message.public_id,
        Message.staff_seq,
        Message.public_seq,
        Message.author,
        Message.audience,
        Message.body,
        Message.attachments,
        Message.content,
        Message.created_at,
        Message.client_id,
        Message.delivery,
        Agent.public_id.label("agent_public_id"),
        Agent.name.label("agent_name"),
    ).outerjoin(Agent, Agent.id == Message.agent_id)


def message_records(tx: Session, rows: Sequence[Any]) -> list[MessageRecord]:
    """The rows of message_columns(), with whom their notes name, and what those that are mails have beside."""
    notes = [row.id for row in rows if row.audience == Audience.STAFF]
    named: dict[int, list[Named]] = {}
    if notes:
        found = tx.execute(
            sa.select(Mention.message_id, Agent.id, Agent.public_id, Agent.name)
            .join(Agent, Agent.id == Mention.agent_id)
            .where(Mention.message_id.in_(notes))
            .order_by(Mention.id)
        )
        for each in found:
            named.setdefault(each.message_id, []).append(Named(each.id, each.public_id, each.name))
    mails = mail_views(tx, [row.id for row in rows])
    return [_message_record(row, tuple(named.get(row.id, ())), mails.get(row.id)) for row in rows]


def _message_record(row: Any, mentions: tuple[Named, ...], mail: MailView | None) -> MessageRecord:
    return MessageRecord(
        public_id=row.public_id,
        staff_seq=row.staff_seq,
        public_seq=row.public_seq,
        writer=Writer(Author(row.author), None, row.agent_public_id or "", row.agent_name or ""),
        audience=Audience(row.audience),
        body=row.body,
        at=row.created_at,
        client_id=row.client_id,
        delivery=Delivery(row.delivery),
        attachments=tuple(msgspec.convert(row.attachments, list[FileRef])) if row.attachments else (),
        mentions=mentions,
        content=msgspec.convert(row.content, AnyContent) if row.content else None,
        mail=mail,
    )


def newest_messages(
    tx: Session, conversation_id: int, *, before: int | None = None, public: bool
) -> tuple[list[MessageRecord], bool]:
    """A page of messages before a sequence number, oldest first, and whether there are older ones.

    before counts in public_seq where public, else in staff_seq.
    """
    order = Message.public_seq if public else Message.staff_seq
    query = message_columns().where(Message.conversation_id == conversation_id)
    if public:
        query = query.where(Message.public_seq.is_not(None))
    if before is not None:
        query = query.where(order < before)
    found = tx.execute(query.order_by(Message.staff_seq.desc()).limit(PAGE + 1)).all()
    return message_records(tx, found[:PAGE][::-1]), len(found) > PAGE

"""A mail that goes out is stored beside its message, with its recipients and the job that sends it, in one unit."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from channels.email import threads
from channels.email.outgoing.schemas import Written
from contact_center import jobs
from contact_center.conversations.appending import Appended
from contact_center.conversations.schemas import NewMail
from contact_center.models import Conversation, Mail, MailParticipant, MailRecipient, Message
from contact_center.realtime.mails import MailPerson
from contact_center.realtime.messages import message_columns, message_records

DELIVER = "mail.deliver"
UNDO = timedelta(seconds=15)
"""How long a mail waits before it leaves, so that its writer can take it back."""


def store(
    tx: Session,
    appended: Appended,
    written: Written,
    *,
    key: str,
    send_at: datetime,
    at: datetime,
    as_given: NewMail | None = None,
) -> Appended:
    """Store what a message, appended in this unit, has as a mail. key: the installation's secret.

    as_given: what its writer gets back with the text by taking it back.
    """
    public_id = appended.message.public_id
    message_id = key_of_message(tx, public_id)
    domain = written.sender.address.rpartition("@")[2]
    inbox_id = tx.execute(
        sa.select(Conversation.inbox_id).where(Conversation.id == appended.conversation_id)
    ).scalar_one()
    tx.add(
        Mail(
            message_id=message_id,
            inbox_id=inbox_id,
            direction="out",
            header_id=threads.message_id(public_id, key=key, domain=domain),
            in_reply_to=[written.in_reply_to] if written.in_reply_to else [],
            references=written.references,
            subject=written.subject,
            sender=_plain(written.sender),
            reply_to=[],
            to=_plain(written.to),
            cc=_plain(written.cc),
            bcc=_plain(written.bcc),
            text=written.text,
            folded=written.folded,
            html=written.html,
            authentication=[],
            automatic=written.automatic,
            problems=[],
            send_at=send_at,
            written=_plain(as_given) if as_given else None,
        )
    )
    tx.flush()
    for kind, people in (("to", written.to), ("cc", written.cc), ("bcc", written.bcc)):
        _add_recipients(tx, message_id, kind, people)
        if kind != "bcc" and not written.automatic:
            _add_participants(tx, appended.conversation_id, kind, people, at=at)
    plan(tx, message_id, run_at=send_at, now=at)
    return read_back(tx, appended, message_id)


def plan(tx: Session, message_id: int, *, run_at: datetime, now: datetime) -> None:
    """A job sends the mail at its time, or at the earlier one where it was planned already."""
    jobs.enqueue(tx, DELIVER, {"message_id": message_id}, now=now, run_at=run_at, unique_key=str(message_id))


def key_of_message(tx: Session, public_id: str) -> int:
    return tx.execute(sa.select(Message.id).where(Message.public_id == public_id)).scalar_one()


def read_back(tx: Session, appended: Appended, message_id: int) -> Appended:
    """The message with what it has beside its text."""
    (record,) = message_records(tx, tx.execute(message_columns().where(Message.id == message_id)).all())
    return msgspec.structs.replace(appended, message=record)


def _add_recipients(tx: Session, message_id: int, kind: str, people: list[MailPerson]) -> None:
    """Each address once: to goes before cc, and that before bcc."""
    for each in people:
        row = {"message_id": message_id, "address": each.address.lower(), "kind": kind, "state": "waiting"}
        tx.execute(_insert(tx, MailRecipient), row)


def _add_participants(tx: Session, conversation_id: int, role: str, people: list[MailPerson], *, at: datetime) -> None:
    for each in people:
        row = {"conversation_id": conversation_id, "address": each.address.lower(), "name": each.name, "role": role}
        tx.execute(_insert(tx, MailParticipant), row | {"since": at})


def _insert(tx: Session, table: Any) -> Any:
    """Unless it is there."""
    module = postgresql if tx.get_bind().dialect.name == "postgresql" else sqlite
    return module.insert(table).on_conflict_do_nothing()


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)

"""A mail that goes out is stored beside its message, with its recipients and the job that sends it, in one unit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from channels.email import participants, threads
from channels.email.outgoing.schemas import MailRecipientState, Written
from channels.email.parsed import Mailbox
from contact_center import jobs
from contact_center.conversations.appending import Appended
from contact_center.conversations.schemas import NewMail
from contact_center.models import Mail, MailRecipient, Message
from contact_center.realtime.mail_views import MailPerson
from contact_center.realtime.messages import message_columns, message_records

DELIVER = "mail.deliver"
UNDO = timedelta(seconds=15)
"""How long a mail waits before it leaves, so that its writer can take it back."""


def store(
    tx: Session,
    conversation_id: int,
    message: str,
    written: Written,
    *,
    key: str,
    send_at: datetime,
    at: datetime,
    as_given: NewMail | None = None,
) -> int:
    """Store what a message has as a mail; returns its key. message: its public id. key: the installation's secret.

    as_given: what its writer gets back with the text by taking it back.
    """
    message_id = key_of_message(tx, message)
    row = _mail(written, message, key=key)
    row.message_id, row.send_at, row.written = message_id, send_at, _plain(as_given) if as_given else None
    tx.add(row)
    tx.flush()
    for kind, people in (("to", written.to), ("cc", written.cc), ("bcc", written.bcc)):
        _add_recipients(tx, message_id, kind, people)
    if not written.automatic:
        people_in = [*((each, "to") for each in written.to), *((each, "cc") for each in written.cc)]
        people_in += [(each, "bcc") for each in written.bcc]
        _join(tx, conversation_id, people_in, at=at, key=key)
    plan(tx, message_id, run_at=send_at, now=at)
    return message_id


def _mail(written: Written, public_id: str, *, key: str) -> Mail:
    return Mail(
        inbox_id=written.inbox_id,
        direction="out",
        header_id=threads.message_id(public_id, key=key, domain=written.sender.address.rpartition("@")[2]),
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
    )


def plan(tx: Session, message_id: int, *, run_at: datetime, now: datetime) -> None:
    """A job sends the mail at its time, or at the earlier one where it was planned already."""
    jobs.enqueue(tx, DELIVER, {"message_id": message_id}, now=now, run_at=run_at, unique_key=str(message_id))


def unsent(inboxes: Sequence[int]) -> sa.Select[int, int]:
    """Key and inbox of every mail of these inboxes that has not left, and that nobody has taken back."""
    waits = MailRecipient.message_id == Mail.message_id, MailRecipient.state == MailRecipientState.WAITING
    here = Mail.left_at.is_(None), Mail.send_at.is_not(None), Mail.withdrawn_at.is_(None)
    found = sa.select(Mail.message_id, Mail.inbox_id).where(*here, Mail.inbox_id.in_(inboxes))
    return found.where(sa.exists().where(*waits))


def hurry(tx: Session, inbox_id: int, *, now: datetime) -> int:
    """Everything of an inbox that has not left is tried now, whenever it was planned for; returns how much that is."""
    keys = [row.message_id for row in tx.execute(unsent([inbox_id]))]
    planned = Mail.message_id.in_(keys), Mail.send_at > now
    tx.execute(sa.update(Mail).where(*planned).values(send_at=now))
    jobs.enqueue_all(tx, DELIVER, [jobs.NewJob({"message_id": key}, str(key)) for key in keys], now=now)
    return len(keys)


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


def _join(
    tx: Session, conversation_id: int, people: Sequence[tuple[MailPerson, str]], *, at: datetime, key: str
) -> None:
    """They take part in the conversation by mail from now on. people: with their roles."""
    named = [(Mailbox(each.address, each.name), role) for each, role in people]
    known = participants.people(named, own=participants.own_addresses(tx), key=key)
    there = participants.of_conversations(tx, [conversation_id])[conversation_id]
    participants.store(tx, [(conversation_id, participants.joining(known, there))], at=at)


def _insert(tx: Session, table: Any) -> Any:
    """Unless it is there."""
    module = postgresql if tx.get_bind().dialect.name == "postgresql" else sqlite
    return module.insert(table).on_conflict_do_nothing()


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)

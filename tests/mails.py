"""Mailboxes and mails straight in a database, for tests below the servers."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Event, Inbox, Mail, Mailbox, MailIn, MailParticipant, MailRecipient, Message
from contact_center.values import MailState
from tests.scene import START


def mailbox(tx: Session, *, address: str = "support@shop.example", **fields: Any) -> Mailbox:
    """A mailbox with an inbox of its own."""
    inbox = Inbox(name="Mail", channel="email", allowed_sites=[], settings={}, created_at=START)
    tx.add(inbox)
    tx.flush()
    empty: dict[str, Any] = {
        "aliases": [],
        "incoming": {},
        "outgoing": {},
        "settings": {},
        "kind": "relay",
        "connected_at": START,
    }
    row = Mailbox(inbox_id=inbox.id, address=address, created_at=START, **(empty | fields))
    tx.add(row)
    tx.flush()
    return row


def inbox_id_of(tx: Session, box: Mailbox) -> str:
    """The public id of its inbox."""
    return tx.get_one(Inbox, box.inbox_id).public_id


def arrived(tx: Session, box: Mailbox, *, key: str, raw: bytes = b"", at: datetime = START, **fields: Any) -> MailIn:
    """A mail that has come and waits."""
    row = MailIn(
        mailbox_id=box.id,
        dedupe=secrets.token_hex(16),
        key=key,
        size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        arrived_at=at,
        **({"state": MailState.WAITING, "envelope_to": []} | fields),
    )
    tx.add(row)
    tx.flush()
    return row


def is_mail(tx: Session, conversation_id: int, came: MailIn, word: str) -> None:
    """The first message of a conversation has come by mail, with the word wherever one can be."""
    first = sa.select(sa.func.min(Message.id)).where(Message.conversation_id == conversation_id)
    message_id = tx.execute(first).scalar_one()
    came.message_id, came.state, came.envelope_from, came.envelope_to = message_id, MailState.DONE, word, [word]
    inbox_id = tx.execute(sa.select(Mailbox.inbox_id).where(Mailbox.id == came.mailbox_id)).scalar_one()
    person = {"address": f"{word}@customer.example", "name": word}
    lists: dict[str, Any] = {"in_reply_to": [word], "references": [word], "reply_to": [person], "to": [person]}
    tx.add_all([
        Mail(
            message_id=message_id, inbox_id=inbox_id, direction="in", header_id=word, subject=word, sender=person,
            cc=[], bcc=[], text=word, folded=word, html=word, mail_in_id=came.id, authentication=[], problems=[],
            **lists,
        ),
        MailRecipient(message_id=message_id, address=word, kind="to"),
        MailParticipant(conversation_id=conversation_id, address=word, name=word, role="from", since=START),
    ])  # fmt: skip
    tx.flush()


def facts(tx: Session, entity: str) -> list[str]:
    """The types of all facts about things of a kind, in order."""
    return list(tx.execute(sa.select(Event.type).where(Event.entity == entity).order_by(Event.id)).scalars())

"""A mail with which an agent begins a conversation: it opens one that the writer owns, and answers come into it."""

import hashlib
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from channels.email import participants
from channels.email.outgoing import replying
from channels.email.outgoing.addressing import SUBJECT_LENGTH, checked, untagged
from channels.email.outgoing.schemas import Locale
from channels.email.reading import locale_of
from contact_center.auth import Principal
from contact_center.conversations import handing_on, service
from contact_center.conversations.queries import row_of
from contact_center.conversations.schemas import ConversationRow, Key, NewMail, StaffMessage
from contact_center.customers.details import NAME_LENGTH, clean_text
from contact_center.customers.service import customer_for
from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.files.schemas import MOST_FILES
from contact_center.lines import clean_line
from contact_center.models import Conversation, Inbox, Mailbox, Message
from contact_center.realtime.mail_views import MailPerson
from contact_center.realtime.messages import message_columns, message_records
from contact_center.realtime.projections import staff_message
from contact_center.values import Address, Author, NewMessage, WaitingFiles, Writer

MOST_SENDERS = 200


class NewMailConversation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """inbox: whose mailbox sends it. mail: with `to` and a subject; the first of `to` is the customer."""

    inbox: Key
    body: str
    client_id: str
    """Makes sending again harmless: the same one begins one conversation."""
    files: Annotated[list[Key], msgspec.Meta(max_length=MOST_FILES)] = []
    """Ids of uploads, in the order in which they are shown; with files the body may be empty."""
    mail: NewMail


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """message: the mail, which can be taken back until it leaves."""

    conversation: ConversationRow
    message: StaffMessage


class MailSender(msgspec.Struct, frozen=True, kw_only=True):
    """A mailbox that sends. signatures: what follows what is written, as plain text, by the customer's language."""

    inbox: str
    name: str
    address: str
    signatures: dict[Locale, str]


class MailSenders(msgspec.Struct, frozen=True):
    """In the order of their names."""

    senders: list[MailSender]


def senders(tx: Session, *, agent_id: int) -> MailSenders:
    """The mailboxes that agents may write from."""
    query = sa.select(Mailbox, Inbox).join(Inbox, Inbox.id == Mailbox.inbox_id)
    usable = query.where(Mailbox.disabled_at.is_(None), Inbox.disabled_at.is_(None))
    found = tx.execute(usable.order_by(Inbox.name, Mailbox.id).limit(MOST_SENDERS)).all()
    return MailSenders([_sender(tx, box, inbox, agent_id) for box, inbox in found])


def _sender(tx: Session, box: Mailbox, inbox: Inbox, agent_id: int) -> MailSender:
    signed = replying.signed_in(tx, box, agent_id=agent_id)
    return MailSender(inbox=inbox.public_id, name=inbox.name, address=box.address, signatures=signed)


def begin(tx: Session, new: NewMailConversation, who: Principal, *, key: str, file_bytes: int, at: datetime) -> Begun:
    """Open a conversation with a mail; the same client_id again finds it. key, file_bytes: as replying.reply has them.

    Raises NotFound for an unknown inbox, Conflict no_mailbox, mailbox_disabled or inbox_disabled where it cannot send,
    InvalidInput no_recipient, own_address, not_an_address or no_subject, and what replying.reply raises.
    """
    conversation = _public_id(who, new.client_id)
    known = _known(tx, conversation)
    if known is not None:
        return _begun(tx, known, conversation)
    try:
        with tx.begin_nested():
            opened = _open(tx, new, who, conversation, at=at)
    except IntegrityError:  # the same was faster by another process
        known = _known(tx, conversation)
        if known is None:
            raise
        return _begun(tx, known, conversation)
    message = NewMessage(
        conversation_id=opened,
        writer=Writer(Author.AGENT, who.agent_id, who.public_id, who.name),
        body=new.body,
        client_id=new.client_id,
        at=at,
        files=WaitingFiles(tuple(new.files), who.actor) if new.files else None,
    )
    replying.reply(tx, message, new.mail, key=key, file_bytes=file_bytes)
    handing_on.take_up(tx, opened, agent_id=who.agent_id, by=who.actor, at=at)
    return _begun(tx, opened, conversation)


def _open(tx: Session, new: NewMailConversation, who: Principal, public_id: str, *, at: datetime) -> int:
    """The conversation, with the customer who has the address, or a new one."""
    inbox = _inbox(tx, new.inbox)
    to, subject = _first(tx, new.mail), clean_line(new.mail.subject or "")[:SUBJECT_LENGTH]
    if not subject:
        raise InvalidInput("Give the mail a subject.", code="no_subject", field="mail.subject")
    address = Address("email", to.address.lower(), name=clean_text(to.name, limit=NAME_LENGTH) or None)
    customer = customer_for(tx, address, locale=locale_of(new.body or subject), at=at)
    return service.open_conversation(
        tx, inbox=inbox, customer_id=customer, visitor=address.value, subject=subject, by=who.actor,
        public_id=public_id, at=at,
    )  # fmt: skip


def _known(tx: Session, public_id: str) -> int | None:
    return tx.execute(sa.select(Conversation.id).where(Conversation.public_id == public_id)).scalar()


def _public_id(who: Principal, client_id: str) -> str:
    """The one that the agent's client_id stands for, so that of two at once the second finds the first's."""
    digest = hashlib.sha256(f"mail begun:{who.public_id}:{client_id}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def _inbox(tx: Session, public_id: str) -> Inbox:
    """Whose mailbox sends. Raises NotFound, Conflict."""
    inbox = tx.execute(sa.select(Inbox).where(Inbox.public_id == public_id)).scalar_one_or_none()
    if inbox is None:
        raise NotFound("There is no such inbox.")
    if inbox.disabled_at is not None:
        raise Conflict("This inbox is switched off. Choose another one.", code="inbox_disabled")
    box = tx.execute(sa.select(Mailbox.disabled_at).where(Mailbox.inbox_id == inbox.id)).one_or_none()
    if box is None:
        raise Conflict("This inbox has no mailbox that mail could be sent from.", code="no_mailbox")
    if box.disabled_at is not None:
        raise Conflict("This mailbox is switched off. Choose another one.", code="mailbox_disabled")
    return inbox


def _first(tx: Session, mail: NewMail) -> MailPerson:
    """Whom the conversation is with. Raises InvalidInput."""
    to = checked(mail.to or [], "mail.to")
    if not to:
        raise InvalidInput("Name somebody to whom the mail goes.", code="no_recipient", field="mail.to")
    if untagged(to[0].address) in participants.own_addresses(tx):
        detail = f"{to[0].address} is a mailbox of ours. Write to a customer."
        raise InvalidInput(detail, code="own_address", field="mail.to")
    return to[0]


def _begun(tx: Session, conversation_id: int, public_id: str) -> Begun:
    first = message_columns().where(Message.conversation_id == conversation_id)
    rows = tx.execute(first.order_by(Message.staff_seq).limit(1)).all()
    (record,) = message_records(tx, rows)
    return Begun(conversation=row_of(tx, public_id), message=staff_message(record))

"""Whoever wrote what was forwarded becomes the customer, or whoever forwarded it does again.

Anybody can make a mail look as if it was forwarded, so it is staff who say so, and nothing of it is proof: the address
stays unverified, nothing automatic goes there, and consoles say that nobody has checked it. Whoever forwarded it takes
part as before, and has a copy of answers unless an agent takes them out.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import participants
from channels.email.addresses import leads_nowhere
from channels.email.outgoing.addressing import is_own
from channels.email.reading import locale_of
from contact_center.conversations.service import change
from contact_center.conversations.service import locked as locked_conversation
from contact_center.conversations.whose import give_to_customer
from contact_center.customers.service import customer_for, locked
from contact_center.errors import Conflict, NotFound
from contact_center.events import MailAttributed
from contact_center.models import Conversation, Mail, Message
from contact_center.values import Address


def make_customer(tx: Session, conversation_id: int, message: str, *, by: str, at: datetime) -> None:
    """The conversation is whoever's wrote what this mail of it forwards, found by the address or new, and so is the
    next answer. The same again changes nothing. message: the public id.

    Raises NotFound, and Conflict not_forwarded, own_address, not_the_senders (the conversation is neither's of the
    two) and what change raises.
    """
    mail = _mail(tx, conversation_id, message)
    original = mail.forwarded_from
    if original is None or mail.direction != "in":
        raise Conflict("Nobody has forwarded this mail, or it does not say who wrote it.", code="not_forwarded")
    if is_own(original["address"], participants.own_addresses(tx)) or leads_nowhere(original["address"]):
        raise Conflict("This was written by one of our own mailboxes.", code="own_address")
    writer, sender = _people(tx, mail, original, at=at)
    row, mail = _both(tx, conversation_id, mail, (writer, sender))
    if mail.by_original:
        return
    if row.customer_id not in (writer, sender):
        detail = "The conversation is not the customer's who has forwarded this mail."
        raise Conflict(detail, code="not_the_senders")
    give_to_customer(tx, row, writer, by=by, at=at)
    _attribute(tx, row, mail, original=True, by=by, at=at)


def give_back(tx: Session, conversation_id: int, message: str, *, by: str, at: datetime) -> None:
    """The way back: the conversation is the sender's again, unless it was given to a third one since.

    The same again changes nothing. Raises NotFound and what change raises.
    """
    mail = _mail(tx, conversation_id, message)
    if not mail.by_original or mail.forwarded_from is None:
        return
    writer, sender = _people(tx, mail, mail.forwarded_from, at=at)
    row, mail = _both(tx, conversation_id, mail, (writer, sender))
    if not mail.by_original:
        return
    if row.customer_id == writer:
        give_to_customer(tx, row, sender, by=by, at=at)
    _attribute(tx, row, mail, original=False, by=by, at=at)


def _people(tx: Session, mail: Mail, original: dict[str, Any], *, at: datetime) -> tuple[int, int]:
    """The customers who wrote and who forwarded it, found by their addresses or new."""
    locale = locale_of(mail.text, mail.subject)
    writer = customer_for(tx, _address("email", original), locale=locale, at=at)
    return writer, customer_for(tx, _sender(mail), locale=locale, at=at)


def _mail(tx: Session, conversation_id: int, message: str) -> Mail:
    mine = Message.conversation_id == conversation_id, Message.public_id == message
    found = tx.execute(sa.select(Mail).join(Message, Message.id == Mail.message_id).where(*mine)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such mail in this conversation.")
    return found


def _both(tx: Session, conversation_id: int, mail: Mail, customers: Sequence[int]) -> tuple[Conversation, Mail]:
    """The conversation, locked after the customers, as mail that comes in locks them; and the mail as it is by now."""
    for key in sorted(set(customers)):
        locked(tx, key)
    row = locked_conversation(tx, conversation_id)
    tx.refresh(mail)
    return row, mail


def _attribute(tx: Session, row: Conversation, mail: Mail, *, original: bool, by: str, at: datetime) -> None:
    mail.by_original, mail.answerable = original, False
    seq = tx.execute(sa.select(Message.staff_seq).where(Message.id == mail.message_id)).scalar_one()
    change(tx, row, MailAttributed(seq, original), by=by, at=at, public=False)


def _sender(mail: Mail) -> Address:
    """As the mail made them a customer when it came (taking)."""
    if leads_nowhere(mail.sender["address"]):
        return _address("email_unknown", mail.sender)
    forged = any(each["dmarc"] == "fail" for each in mail.authentication)
    return _address("email_spoofed" if forged else "email", mail.sender)


def _address(kind: str, person: dict[str, Any]) -> Address:
    return Address(kind, person["address"].lower(), name=person["name"] or None)

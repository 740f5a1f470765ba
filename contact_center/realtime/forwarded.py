"""Reads of forwarded mails whether whoever wrote them may be made the customer, or is it."""

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.details import customer_name
from contact_center.events import ConversationCustomerChanged
from contact_center.models import Conversation, Customer, CustomerIdentity, Message

State = Literal["", "offered", "customer"]
_OF_SENDERS = ("email", "email_spoofed", "email_unknown")
_CUSTOMERS = (
    sa.select(Message.id, Conversation.customer_id)
    .join(Conversation, Conversation.id == Message.conversation_id)
    .where(Message.id.in_(sa.bindparam("ids", expanding=True)))
)
_KNOWN = sa.select(CustomerIdentity.kind, CustomerIdentity.value, CustomerIdentity.customer_id).where(
    CustomerIdentity.kind.in_(_OF_SENDERS), CustomerIdentity.value.in_(sa.bindparam("values", expanding=True))
)


def states(tx: Session, mails: Sequence[Any]) -> dict[int, State]:
    """By the message's key, of those that were forwarded. mails: rows with what is read of each here.

    It is offered while the conversation is the sender's: of others' conversations nobody has to know better.
    """
    found: dict[int, State] = {row.message_id: "customer" for row in mails if row.by_original}
    others = [row for row in mails if row.forwarded_from and not row.by_original and row.direction == "in"]
    if not others:
        return found
    customers = {row.id: row.customer_id for row in tx.execute(_CUSTOMERS, {"ids": [row.message_id for row in others]})}
    addresses = {address for row in others for address in (_sender(row), _original(row))}
    known = {(row.kind, row.value): row.customer_id for row in tx.execute(_KNOWN, {"values": sorted(addresses)})}
    for row in others:
        customer = customers[row.message_id]
        senders = {known.get((kind, _sender(row))) for kind in _OF_SENDERS}
        if customer in senders and known.get(("email", _original(row))) != customer:
            found[row.message_id] = "offered"
    return found


def customers_named(tx: Session, facts: Sequence[Any]) -> dict[int, str]:
    """As consoles call the customers whose conversations became theirs by one of the facts."""
    keys = {row.data["customer_id"] for row in facts if row.type == ConversationCustomerChanged.__name__}
    if not keys:
        return {}
    named = sa.select(Customer.id, Customer.name, Customer.email).where(Customer.id.in_(keys))
    return {row.id: customer_name(row.name, row.email, row.id) for row in tx.execute(named)}


def _sender(row: Any) -> str:
    return str(row.sender["address"]).lower()


def _original(row: Any) -> str:
    return str(row.forwarded_from["address"]).lower()

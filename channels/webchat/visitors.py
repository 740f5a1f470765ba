"""What the visitor's socket asks of the database."""

import hashlib

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.service import known_customer
from contact_center.errors import Forbidden
from contact_center.models import Conversation, Inbox
from contact_center.values import Address, Status

KIND = "webchat"


class Arrival(msgspec.Struct, frozen=True):
    """Who said hello, and the conversation to show: the open one, or the one that the widget still shows."""

    inbox_id: int
    customer_id: int | None
    conversation_id: int | None
    conversation: str | None


def address_of(visitor_token: str) -> Address:
    """A visitor is known by the hash of a random token that only the visitor's browser keeps."""
    return Address(KIND, hashlib.sha256(visitor_token.encode()).hexdigest())


def arrive(tx: Session, *, inbox: str, visitor: Address, shown: str | None) -> Arrival:
    """Raises Forbidden where the inbox is gone or disabled."""
    found = tx.execute(sa.select(Inbox.id).where(Inbox.public_id == inbox, Inbox.disabled_at.is_(None))).scalar()
    if found is None:
        raise Forbidden("This inbox takes no messages any more.", code="inbox_disabled")
    customer = known_customer(tx, visitor)
    if customer is None:
        return Arrival(found, None, None, None)
    row = current_conversation(tx, inbox_id=found, customer_id=customer, shown=shown)
    return Arrival(found, customer, row.id if row else None, row.public_id if row else None)


def current_conversation(tx: Session, *, inbox_id: int, customer_id: int, shown: str | None) -> sa.Row[int, str] | None:
    """The visitor's conversation in this inbox; one that is resolved only where the widget still shows it."""
    mine = sa.select(Conversation.id, Conversation.public_id).where(
        Conversation.customer_id == customer_id, Conversation.inbox_id == inbox_id
    )
    newest = mine.order_by(Conversation.id.desc()).limit(1)
    return (
        tx.execute(newest.where(Conversation.status != Status.RESOLVED)).one_or_none()
        or tx.execute(newest.where(Conversation.public_id == (shown or ""))).one_or_none()
    )


def own_conversation(tx: Session, customer_id: int, public_id: str) -> int | None:
    """The key of one of the customer's own conversations."""
    return tx.execute(
        sa.select(Conversation.id).where(Conversation.public_id == public_id, Conversation.customer_id == customer_id)
    ).scalar()

"""The topics by which the live parts of the processes hear of customers."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.models import Conversation, CustomerIdentity

VISITOR_CHANGED = "visitor_changed"
"""A visitor is another customer by now, or may be blocked: open sockets look again.

note is the visitor's key, or the network of addresses that is meant.
"""
ROW_CHANGED = "row_changed"
"""A conversation's row shows something new of its customer; id is the conversation's."""
NEWEST = 50
"""So many conversations of a customer are shown anew at once; older ones when they are read again."""


def tell_visitors(tx: Session, customer_id: int) -> None:
    """Have every open socket of the customer look again."""
    keys = sa.select(CustomerIdentity.value).where(
        CustomerIdentity.customer_id == customer_id, CustomerIdentity.kind == "webchat"
    )
    for key in tx.execute(keys).scalars():
        emit(tx, Signal(VISITOR_CHANGED, customer_id, note=key))


def tell_lists(tx: Session, customer_id: int) -> None:
    """Have consoles show the customer's newest conversations anew."""
    newest = (
        sa.select(Conversation.id)
        .where(Conversation.customer_id == customer_id)
        .order_by(Conversation.id.desc())
        .limit(NEWEST)
    )
    show_again(tx, list(tx.execute(newest).scalars()))


def show_again(tx: Session, conversations: Iterable[int]) -> None:
    """Consoles keep a row whose version is newer: raise it, and say so."""
    keys = sorted(conversations)
    if not keys:
        return
    version = sa.update(Conversation).where(Conversation.id.in_(keys)).values(version=Conversation.version + 1)
    tx.execute(version.execution_options(synchronize_session=False))
    for key in keys[-NEWEST:]:
        emit(tx, Signal(ROW_CHANGED, key))

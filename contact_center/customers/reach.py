"""Whose conversations a sender may read and go on with: what was merged shows nobody what another one wrote.

Staff merge customers by what these say of themselves, which anybody can say. So a browser that no shop has identified
keeps to what was begun in it, whichever customer it belongs to by now.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Conversation, CustomerIdentity
from contact_center.values import Address


def within_reach(sender: Address) -> sa.ColumnElement[bool]:
    """Of the conversations of the sender's customer: those it began, or all where the sender is proved."""
    return sa.or_(Conversation.visitor == sender.value, _proved(sender).exists())


def is_proved(tx: Session, sender: Address) -> bool:
    """Whether the sender is known to be its customer; of a browser, whether the shop has signed who is there."""
    return tx.execute(_proved(sender)).scalar() is not None


def _proved(sender: Address) -> sa.Select[int]:
    mine = CustomerIdentity.kind == sender.kind, CustomerIdentity.value == sender.value
    return sa.select(CustomerIdentity.id).where(*mine, CustomerIdentity.verified)

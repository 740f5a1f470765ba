"""Whose a conversation is: another customer's than whoever sent its mail, where staff know better."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.service import change
from contact_center.events import ConversationCustomerChanged
from contact_center.models import Conversation, ConversationParticipant


def give_to_customer(tx: Session, row: Conversation, customer_id: int, *, by: str, at: datetime) -> None:
    """It is this customer's from now on, with what was said in it; the same again changes nothing. row: locked."""
    if row.customer_id == customer_id:
        return
    party = ConversationParticipant
    there = sa.select(party.id).where(party.conversation_id == row.id, party.customer_id == customer_id)
    if tx.execute(there).scalar() is None:
        takes_part = sa.update(party).where(party.conversation_id == row.id, party.customer_id == row.customer_id)
        tx.execute(takes_part.values(customer_id=customer_id).execution_options(synchronize_session=False))
    fact = ConversationCustomerChanged(customer_id, row.customer_id)
    change(tx, row, fact, by=by, at=at, public=False, customer_id=customer_id)

"""Reads what flows must know of a conversation."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers import proving
from contact_center.models import Conversation
from faq_bot.flows.records import FlowContext


def read(tx: Session, conversation_id: int, *, language: str, now: datetime) -> FlowContext:
    """language: of what is said, such as vi; any other is answered in English."""
    query = sa.select(Conversation.customer_id, Conversation.inbox_id).where(Conversation.id == conversation_id)
    row = tx.execute(query).one()
    return FlowContext(
        language="vi" if language.lower().startswith("vi") else "en",
        conversation_id=conversation_id,
        customer_id=row.customer_id,
        inbox_id=row.inbox_id,
        proven=proving.proven_emails(tx, conversation_id, now=now),
        now=now,
    )

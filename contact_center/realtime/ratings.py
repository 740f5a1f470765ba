"""Which rating stands for the end of a conversation: customers are asked again once they have written again."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from contact_center.models import Conversation, Message, Rating
from contact_center.values import Author


def stands() -> sa.ColumnElement[bool]:
    """Of an ended Conversation its last Rating, unless the customer has written since: to join the two by."""
    other = aliased(Rating)
    last = sa.select(sa.func.max(other.id)).where(other.conversation_id == Conversation.id).scalar_subquery()
    written = sa.exists().where(
        Message.conversation_id == Conversation.id, Message.author == Author.CUSTOMER, Message.created_at > Rating.at
    )
    return sa.and_(
        Rating.conversation_id == Conversation.id,
        Rating.id == last.correlate(Conversation),
        Conversation.resolved_at.is_not(None),
        sa.not_(written.correlate(Conversation, Rating)),
    )

"""What customers thought of a conversation that has ended, asked again once they have written again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.service import change, locked
from contact_center.errors import Conflict, Forbidden
from contact_center.events import ConversationRated
from contact_center.inboxes.service import settings_of
from contact_center.models import Conversation, Inbox, Message, Rating, actor
from contact_center.realtime import ratings
from contact_center.values import Author, Owner, Status


def rate(tx: Session, conversation_id: int, *, customer_id: int, score: int, comment: str | None, at: datetime) -> None:
    """Keep the score (1 to 5, the best) of a conversation that has ended, for the agent who answered last.

    Raises Forbidden where the inbox does not ask, Conflict where the conversation goes on, where nobody had it, and
    where the customer has written nothing since the last rating.
    """
    row = locked(tx, conversation_id)
    if not settings_of(tx.get_one(Inbox, row.inbox_id)).rating:
        raise Forbidden("Conversations are not rated here.", code="rating_off")
    if row.status != Status.RESOLVED or row.resolved_at is None:
        raise Conflict("This conversation goes on. It can be rated when it has ended.", code="not_ended")
    if row.owner == Owner.NONE:
        raise Conflict("Nobody has answered here yet, so there is nothing to rate.", code="nobody_answered")
    stands = sa.select(Rating.id).join(Conversation, ratings.stands()).where(Conversation.id == row.id)
    if tx.execute(stands).first() is not None:
        raise Conflict("You have rated this conversation already. Thank you!", code="already_rated")
    rating = Rating(
        conversation_id=row.id,
        closed_at=row.resolved_at,
        inbox_id=row.inbox_id,
        agent_id=_answered(tx, row.id) or row.agent_id,
        score=score,
        comment=comment,
        at=at,
    )
    tx.add(rating)
    tx.flush()
    by = actor(Author.CUSTOMER, customer_id)
    change(tx, row, ConversationRated(rating.id, score), by=by, at=at, public=True)


def _answered(tx: Session, conversation_id: int) -> int | None:
    """The agent who answered last, of what was said since the rating before."""
    rated = sa.select(sa.func.max(Rating.at)).where(Rating.conversation_id == conversation_id).scalar_subquery()
    answers = sa.select(Message.agent_id).where(
        Message.conversation_id == conversation_id,
        Message.author == Author.AGENT,
        Message.public_seq.is_not(None),
        sa.or_(rated.is_(None), Message.created_at > rated),
    )
    return tx.execute(answers.order_by(Message.staff_seq.desc()).limit(1)).scalar()

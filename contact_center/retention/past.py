"""What is past its time: one query a kind, for those who count and for those who delete."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from contact_center.models import (
    Attachment,
    Block,
    Conversation,
    ConversationParticipant,
    Customer,
    CustomerMerge,
    KbFeedback,
    KbSearch,
    MailIn,
    Message,
    Visit,
    VisitorConsent,
)
from contact_center.retention.rules import Retention, cutoff
from contact_center.values import MailState, Status

MOST_COUNTED = 100_000
"""Who asks how many there are is told no more than this."""


def conversations(before: datetime) -> sa.Select[int]:
    """The longest silent first, by the index of resolved conversations; what was merged goes with what has it."""
    ended = (
        Conversation.status == Status.RESOLVED,
        Conversation.last_message_at < before,
        Conversation.merged_into_id.is_(None),
    )
    return (
        sa.select(Conversation.id)
        .where(*ended, Conversation.resolved_at < before)
        .order_by(Conversation.last_message_at, Conversation.id)
    )


def conversations_with_files(before: datetime) -> sa.Select[int]:
    has_files = sa.exists().where(Attachment.conversation_id == Conversation.id)
    is_mail = Message.conversation_id == Conversation.id, MailIn.message_id == Message.id, MailIn.key.is_not(None)
    return conversations(before).where(sa.or_(has_files, sa.exists().where(*is_mail)))


def dropped_mails(before: datetime) -> sa.Select[int]:
    """Mails that became no message for a reason that somebody may want to look at: an own one, a loop, a block."""
    return _mails(MailState.DROPPED, before)


def quarantined_mails(before: datetime) -> sa.Select[int]:
    return _mails(MailState.QUARANTINED, before)


def _mails(state: MailState, before: datetime) -> sa.Select[int]:
    mine = MailIn.state == state, MailIn.arrived_at < before, MailIn.key.is_not(None)
    return sa.select(MailIn.id).where(*mine).order_by(MailIn.arrived_at, MailIn.id)


def customers(before: datetime) -> sa.Select[int]:
    """Known since before, without a conversation, a visit, a block, a merge that is younger, or others within them."""
    other = aliased(Customer)
    merged = sa.or_(CustomerMerge.source_id == Customer.id, CustomerMerge.target_id == Customer.id)
    holds = (
        sa.exists().where(Conversation.customer_id == Customer.id),
        sa.exists().where(ConversationParticipant.customer_id == Customer.id),
        sa.exists().where(Visit.customer_id == Customer.id),
        sa.exists().where(Block.customer_id == Customer.id),
        sa.exists().where(other.merged_into == Customer.id),
        sa.exists().where(merged, CustomerMerge.at >= before),
    )
    known = sa.select(Customer.id).where(Customer.created_at < before)
    return known.where(*(sa.not_(each) for each in holds)).order_by(Customer.id)


def visits(before: datetime) -> sa.Select[int]:
    return sa.select(Visit.id).where(Visit.last_at < before)


def consents(before: datetime) -> sa.Select[int]:
    return sa.select(VisitorConsent.id).where(VisitorConsent.withdrawn_at < before)


def blocks(before: datetime) -> sa.Select[int]:
    return sa.select(Block.id).where(Block.expires_at < before)


def feedback(before: datetime) -> sa.Select[int]:
    """Those with words beside the vote."""
    return sa.select(KbFeedback.id).where(KbFeedback.at < before, KbFeedback.comment.is_not(None))


def searches(before: datetime) -> sa.Select[int]:
    return sa.select(KbSearch.id).where(KbSearch.at < before)


def files(before: datetime) -> sa.Select[int]:
    return sa.select(Attachment.id).where(Attachment.conversation_id.in_(conversations(before).order_by(None)))


KINDS = {
    "conversations": conversations,
    "files": files,
    "visits": visits,
    "consents": consents,
    "blocks": blocks,
    "feedback": feedback,
    "searches": searches,
}
"""By the names of the fields of Retention."""


def count(tx: Session, kept: Retention, *, now: datetime) -> dict[str, int]:
    """How many of each kind would be deleted now, MOST_COUNTED at most."""
    found = {}
    for kind, query in KINDS.items():
        before = cutoff(getattr(kept, kind), now)
        found[kind] = 0 if before is None else _count(tx, query(before))
    return found


def _count(tx: Session, query: sa.Select[int]) -> int:
    some = query.order_by(None).limit(MOST_COUNTED).subquery()
    return tx.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()

"""Into which conversations one may be merged, and what that would do."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.appending import went_into
from contact_center.conversations.queries import key_of
from contact_center.folding import fold
from contact_center.merging.schemas import ConversationMergePreview, MergeTargets
from contact_center.merging.service import opens_again
from contact_center.models import Conversation, MailParticipant, Message
from contact_center.realtime.projections import conversation_row
from contact_center.realtime.queries import conversation_columns
from contact_center.values import BY_MAIL

LOOKED_THROUGH = 300
"""A customer's conversations among which words are looked for, the newest."""
SHOWN = 20
MOST_PEOPLE = 10


def targets(tx: Session, conversation: str, text: str) -> MergeTargets:
    """The customer's other conversations by mail that fit the words. Raises NotFound."""
    source = tx.get_one(Conversation, key_of(tx, conversation))
    may_be = Conversation.channel == BY_MAIL, Conversation.merged_into_id.is_(None), Conversation.id != source.id
    newest = (
        conversation_columns()
        .where(Conversation.customer_id == source.customer_id, *may_be)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(LOOKED_THROUGH)
    )
    rows = tx.execute(newest).all()
    number = _number(text)
    found = [row for row in rows if row.id == number or _fits(row, text)][:SHOWN]
    numbered = None
    if number is not None and number not in {row.id for row in rows}:
        other = conversation_columns().where(Conversation.id == number, *may_be)
        numbered = tx.execute(other.where(Conversation.customer_id != source.customer_id)).one_or_none()
    return MergeTargets(
        [conversation_row(row) for row in found], None if numbered is None else conversation_row(numbered)
    )


def _number(text: str) -> int | None:
    digits = text.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None


def _fits(row: Any, text: str) -> bool:
    said = fold(f"{row.subject or ''} {row.preview} #{row.id}")
    return all(word in said for word in fold(text).split())


def preview(tx: Session, conversation: str, into: str) -> ConversationMergePreview:
    """What the merge would do. Raises NotFound, and Conflict conversation_merged."""
    keys = key_of(tx, conversation), key_of(tx, into)
    found = {row.id: row for row in tx.execute(conversation_columns().where(Conversation.id.in_(keys)))}
    source, target = (found[key] for key in keys)
    for each in (source, target):
        if each.merged_into_id is not None:
            raise went_into(each.merged_into_id)
    count = sa.select(sa.func.count()).where(Message.conversation_id == source.id)
    return ConversationMergePreview(
        source=conversation_row(source),
        target=conversation_row(target),
        messages=tx.execute(count).scalar_one(),
        same_customer=source.customer_id == target.customer_id,
        people=list(_new_people(tx, source.id, target.id)),
        reopens=opens_again(source.status, target.status),
    )


def _new_people(tx: Session, source_id: int, target_id: int) -> Sequence[str]:
    known = sa.select(MailParticipant.address).where(MailParticipant.conversation_id == target_id)
    new = sa.select(MailParticipant.address).where(
        MailParticipant.conversation_id == source_id, MailParticipant.address.not_in(known)
    )
    return tx.execute(new.order_by(MailParticipant.id).limit(MOST_PEOPLE)).scalars().all()

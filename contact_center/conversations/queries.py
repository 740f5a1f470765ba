"""Lists of conversations, by keyset, and pages of one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.schemas import ConversationQuery, Timeline
from contact_center.errors import NotFound
from contact_center.models import Conversation, Inbox
from contact_center.paging import decode_cursor
from contact_center.realtime.projections import conversation_row, staff_message
from contact_center.realtime.queries import conversation_columns, conversation_id, newest_messages, notices
from contact_center.realtime.staff_frames import ConversationRow


def conversations(tx: Session, query: ConversationQuery, *, agent_id: int) -> list[Any]:
    """At most limit + 1 rows for projections.conversation_row, the newest message first.

    The keys are found in the index before anything is joined to them.
    """
    keys = sa.select(Conversation.id).order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    keys = keys.limit(query.limit + 1)
    if query.status is not None:
        keys = keys.where(Conversation.status == query.status)
    if query.view == "mine":
        keys = keys.where(Conversation.agent_id == agent_id)
    elif query.view == "unassigned":
        keys = keys.where(Conversation.agent_id.is_(None))
    if query.inbox is not None:
        inbox_id = sa.select(Inbox.id).where(Inbox.public_id == query.inbox).scalar_subquery()
        keys = keys.where(Conversation.inbox_id == inbox_id)
    if query.after is not None:
        at, key = decode_cursor(query.after, tuple[datetime, int])
        keys = keys.where(sa.tuple_(Conversation.last_message_at, Conversation.id) < sa.tuple_(_time(at), key))
    found = list(tx.execute(keys).scalars())
    rows = {row.id: row for row in tx.execute(conversation_columns().where(Conversation.id.in_(found)))}
    return [rows[key] for key in found]


def _time(at: datetime) -> sa.BindParameter[datetime]:
    return sa.bindparam(None, at, type_=Conversation.__table__.c.last_message_at.type)


def key_of(tx: Session, public_id: str) -> int:
    """The key of a conversation; raises NotFound."""
    key = conversation_id(tx, public_id)
    if key is None:
        raise NotFound("There is no such conversation.")
    return key


def row_of(tx: Session, public_id: str) -> ConversationRow:
    row = tx.execute(conversation_columns().where(Conversation.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such conversation.")
    return conversation_row(row)


def timeline(tx: Session, public_id: str, before: int | None) -> Timeline:
    """Messages before a staff_seq and the notices between them, oldest first."""
    key = key_of(tx, public_id)
    records, has_older = newest_messages(tx, key, before=before, public=False)
    first = records[0].staff_seq if has_older else 0
    lines = notices(tx, key, after=first - 1, before=before)
    return Timeline([staff_message(record) for record in records], lines, has_older)

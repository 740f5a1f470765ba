"""Lists of conversations in the order in which answers are due; after those, what is due at no time, newest first."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import sqlalchemy as sa

from contact_center.conversations.schemas import ConversationQuery
from contact_center.models import Conversation, ConversationLabel, Label
from contact_center.paging import decode_cursor
from contact_center.values import to_micros

Conditions = list[sa.ColumnElement[bool]]
Inboxes = list[int | None]
"""To look into one by one; None stands for all at once."""
_NEVER = 2**62
"""What is due at no time comes after all that is: its place is so far away as its last message is old."""
_due, _last = (
    sa.type_coerce(Conversation.__table__.c[name], sa.BigInteger) for name in ("due_at", "last_message_at")
)  # fmt: skip


def place(row: Any) -> tuple[int, int]:
    """Where a row stands in the list."""
    if row.due_at is not None:
        return to_micros(row.due_at), row.id
    return _NEVER - to_micros(row.last_message_at), -row.id


def page(query: ConversationQuery, lists: Sequence[Conditions], inboxes: Inboxes) -> sa.Select[int]:
    """The keys of a page. Of each list and inbox the first are found in an index, and of those the first are taken."""
    after = decode_cursor(query.after, tuple[int, int]) if query.after is not None else None
    limit = query.limit + 1
    parts = [
        part
        for conditions, inbox in product(lists, inboxes)
        for part in _parts([*conditions, *of_inboxes([inbox]), *_labelled(query)], after, limit)
    ]
    every = sa.union_all(*(sa.select(part) for part in parts)).subquery()
    return sa.select(every.c.id).order_by(every.c.place, every.c.tie).limit(limit)


def _parts(conditions: Conditions, after: tuple[int, int] | None, limit: int) -> list[sa.FromClause]:
    due = sa.select(Conversation.id, _due.label("place"), Conversation.id.label("tie"))
    due = due.where(*conditions, Conversation.due_at.is_not(None))
    others = sa.select(Conversation.id, (_NEVER - _last).label("place"), (-Conversation.id).label("tie"))
    others = others.where(*conditions, Conversation.due_at.is_(None))
    if after is not None:
        at, tie = after
        due = due.where(sa.tuple_(_due, Conversation.id) > sa.tuple_(*_pair(at, tie)))
        if at > _NEVER // 2:
            others = others.where(sa.tuple_(_last, Conversation.id) < sa.tuple_(*_pair(_NEVER - at, -tie)))
    return [
        due.order_by(_due, Conversation.id).limit(limit).subquery(),
        others.order_by(_last.desc(), Conversation.id.desc()).limit(limit).subquery(),
    ]


def _pair(at: int, key: int) -> tuple[sa.BindParameter[int], sa.BindParameter[int]]:
    return sa.bindparam(None, at, type_=sa.BigInteger), sa.bindparam(None, key, type_=sa.BigInteger)


def of_inboxes(inboxes: Sequence[int | None]) -> Conditions:
    if len(inboxes) == 1:
        return [] if inboxes[0] is None else [Conversation.inbox_id == inboxes[0]]
    return [Conversation.inbox_id.in_(inboxes)]


def _labelled(query: ConversationQuery) -> Conditions:
    if query.label is None:
        return []
    label = sa.select(Label.id).where(Label.public_id == query.label, Label.removed_at.is_(None)).scalar_subquery()
    own = sa.select(ConversationLabel.conversation_id).where(ConversationLabel.label_id == label)
    return [Conversation.id.in_(own)]

"""Lists of conversations, by keyset, and pages of one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import due_first
from contact_center.conversations.due_first import Conditions, Inboxes
from contact_center.conversations.due_first import of_inboxes as _of_inboxes
from contact_center.conversations.schemas import ConversationQuery, Timeline
from contact_center.errors import NotFound
from contact_center.models import Agent, Conversation, ConversationLabel, Inbox, Label
from contact_center.paging import decode_cursor
from contact_center.realtime.messages import newest_messages
from contact_center.realtime.projections import conversation_row, staff_message
from contact_center.realtime.queries import conversation_columns, conversation_id, notices
from contact_center.realtime.staff_frames import ConversationRow
from contact_center.values import Owner, Status

EVERY_STATUS = tuple(Status)
FEW_LABELLED = 2_000
"""So many conversations of a label are looked up one by one."""
NEAR = 2_000
"""A label on enough of so many of the newest conversations is looked for along the list, any other among its own."""

SOON = timedelta(hours=4)
"""Before it is due."""


def conversations(tx: Session, query: ConversationQuery, *, agent_id: int, now: datetime) -> list[Any]:
    """At most limit + 1 rows for projections.conversation_row, in the order that is asked for.

    The keys are found in the indexes before anything is joined to them: each status, and each inbox of a channel, has
    an index in the order of the list, so that each gives its newest, and the newest of those are the page.
    """
    inboxes = _inboxes(tx, query)
    if not inboxes:
        return []
    lists = [[*_conditions(query, agent_id, now), *status] for status in _statuses(query)]
    if query.sort == "due":
        page = due_first.page(query, lists, inboxes)
    elif query.label is not None:
        page = _page(query, _labelled(tx, query, lists, inboxes))
    else:
        each = [[*conditions, *_of_inboxes([inbox])] for conditions, inbox in product(lists, inboxes)]
        page = _page(query, [_newest(query, conditions, query.limit + 1) for conditions in each])
    found = list(tx.execute(page).scalars())
    rows = {row.id: row for row in tx.execute(conversation_columns().where(Conversation.id.in_(found)))}
    return [rows[key] for key in found]


def place(sort: str, row: Any) -> tuple[Any, ...]:
    """Where a row stands in a list, for its cursor."""
    return due_first.place(row) if sort == "due" else (row.last_message_at, row.id)


def _page(query: ConversationQuery, parts: list[sa.FromClause]) -> sa.Select[int]:
    """The keys of the newest of all parts."""
    every = sa.union_all(*(sa.select(part) for part in parts)).subquery() if len(parts) > 1 else parts[0]
    return sa.select(every.c.id).order_by(every.c.last_message_at.desc(), every.c.id.desc()).limit(query.limit + 1)


def _statuses(query: ConversationQuery) -> list[Conditions]:
    """Of each list: spam is in its own alone."""
    if query.status == "spam":
        return [[Conversation.spam_at.is_not(None)]]
    wanted = EVERY_STATUS if query.status is None else (Status(query.status),)
    no_spam = {Status.RESOLVED: [Conversation.spam_at.is_(None)]}
    return [[Conversation.status == each, *no_spam.get(each, [])] for each in wanted]


def _newest(query: ConversationQuery, conditions: Conditions, limit: int) -> sa.FromClause:
    order = Conversation.last_message_at.desc(), Conversation.id.desc()
    return _keys(query, conditions).order_by(*order).limit(limit).subquery()


def _keys(query: ConversationQuery, conditions: Conditions) -> sa.Select[int, datetime]:
    keys = sa.select(Conversation.id, Conversation.last_message_at).where(*conditions)
    if query.after is None:
        return keys
    at, key = decode_cursor(query.after, tuple[datetime, int])
    return keys.where(sa.tuple_(Conversation.last_message_at, Conversation.id) < sa.tuple_(_time(at), key))


def _labelled(
    tx: Session, query: ConversationQuery, lists: list[Conditions], inboxes: Sequence[int | None]
) -> list[sa.FromClause]:
    """The lists with a label: each looked along where the label is near its top, else all out of the label's own."""
    found = sa.select(Label.id).where(Label.public_id == query.label, Label.removed_at.is_(None))
    label, here = tx.execute(found).scalar(), _of_inboxes(inboxes)
    own = sa.select(ConversationLabel.conversation_id).where(ConversationLabel.label_id == label)
    few = own.limit(FEW_LABELLED + 1).subquery()
    many = tx.execute(sa.select(sa.func.count()).select_from(few)).scalar_one() > FEW_LABELLED
    along = [[*each, *here] for each in lists] if len(inboxes) == 1 else lists
    if many and all(_is_near(tx, query, each, label, here) for each in along):
        carries = own.where(ConversationLabel.conversation_id == Conversation.id).correlate(Conversation).exists()
        return [_newest(query, [*each, *here, carries], query.limit + 1) for each in lists]
    every = _keys(query, [sa.or_(*(sa.and_(*each) for each in lists)), *here, Conversation.id.in_(own)])
    return [every.cte().prefix_with("MATERIALIZED")]  # PostgreSQL would rather look along the list, in vain


def _is_near(tx: Session, query: ConversationQuery, along: Conditions, label: int | None, here: Conditions) -> bool:
    """Whether the next page with a label is among the next NEAR of a list, or the list ends within them."""
    window = _newest(query, along, NEAR)
    on = sa.and_(ConversationLabel.conversation_id == window.c.id, ConversationLabel.label_id == label)
    of_page = sa.and_(Conversation.id == ConversationLabel.conversation_id, *here)
    both = sa.outerjoin(window, ConversationLabel, on).outerjoin(Conversation, of_page)
    counts = sa.select(sa.func.count(window.c.id), sa.func.count(Conversation.id)).select_from(both)
    seen, labelled = tx.execute(counts).one()
    return bool(seen < NEAR or labelled > query.limit)


def _conditions(query: ConversationQuery, agent_id: int, now: datetime) -> Conditions:
    conditions: Conditions = [Conversation.merged_into_id.is_(None)]
    if query.due == "overdue":
        conditions.append(Conversation.due_at <= now)
    elif query.due == "soon":
        conditions += [Conversation.due_at > now, Conversation.due_at <= now + SOON]
    if query.view == "mine":
        conditions.append(Conversation.agent_id == agent_id)
    elif query.view == "unassigned":
        conditions += [Conversation.agent_id.is_(None), Conversation.owner != Owner.BOT]
    elif query.view == "bot":
        conditions += [Conversation.agent_id.is_(None), Conversation.owner == Owner.BOT]
    if query.agent is not None:
        wanted = sa.select(Agent.id).where(Agent.public_id == query.agent).scalar_subquery()
        conditions.append(Conversation.agent_id == wanted)
    return conditions


def _inboxes(tx: Session, query: ConversationQuery) -> Inboxes:
    """The inboxes to look into one by one; None stands for all at once."""
    if query.inbox is None and query.channel is None:
        return [None]
    inboxes = sa.select(Inbox.id)
    if query.inbox is not None:
        inboxes = inboxes.where(Inbox.public_id == query.inbox)
    if query.channel is not None:
        inboxes = inboxes.where(Inbox.channel == query.channel)
    return list(tx.execute(inboxes).scalars())


def _time(at: datetime) -> sa.BindParameter[datetime]:
    return sa.bindparam(None, at, type_=Conversation.__table__.c.last_message_at.type)


def key_of(tx: Session, public_id: str) -> int:
    """The key of a conversation; raises NotFound."""
    key = conversation_id(tx, public_id)
    if key is None:
        raise NotFound("There is no such conversation.")
    return key


def row_of(tx: Session, conversation: str) -> ConversationRow:
    """By its public id, or by the number that people know it by. Raises NotFound."""
    is_number = conversation.isascii() and conversation.isdecimal() and len(conversation) < 19
    found = Conversation.id == int(conversation) if is_number else Conversation.public_id == conversation
    row = tx.execute(conversation_columns().where(found)).one_or_none()
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

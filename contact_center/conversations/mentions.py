"""Agents whom a note names: stored with the note, told at once, and listed until they have looked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from contact_center.conversations.schemas import MentionQuery, MentionView
from contact_center.db import Signal, emit
from contact_center.errors import InvalidInput
from contact_center.models import Agent, Conversation, Mention, Message
from contact_center.paging import decode_cursor
from contact_center.realtime.changes import MENTIONED, MessageRecord
from contact_center.realtime.projections import conversation_row
from contact_center.realtime.queries import conversation_columns
from contact_center.realtime.staff_frames import AgentRef, ConversationRow
from contact_center.values import Audience, Named

EXCERPT = 200
COUNTED = 100
"""So many unseen ones are counted at most."""


def named(tx: Session, ids: Sequence[str], *, audience: Audience, by: int) -> tuple[Named, ...]:
    """The agents of these public ids, but whoever writes. Raises InvalidInput for a public message and for nobody."""
    if not ids:
        return ()
    if audience is Audience.PUBLIC:
        raise InvalidInput("Only a note names colleagues.", code="mention_in_public", field="mentions")
    active = Agent.disabled_at.is_(None), Agent.password_hash.is_not(None)
    query = sa.select(Agent.id, Agent.public_id, Agent.name).where(Agent.public_id.in_(set(ids)), *active)
    found = {row.public_id: Named(row.id, row.public_id, row.name) for row in tx.execute(query)}
    if set(ids) - set(found):
        raise InvalidInput("A colleague named here does not exist or cannot sign in.", code="nobody", field="mentions")
    return tuple(each for each in found.values() if each.id != by)


def store(tx: Session, notes: Sequence[tuple[int, MessageRecord]]) -> None:
    """Keep whom notes name that were just stored; each comes with its conversation's key."""
    if not notes:
        return
    ids = [record.public_id for _, record in notes]
    keys = {
        row[1]: row[0] for row in tx.execute(sa.select(Message.id, Message.public_id).where(Message.public_id.in_(ids)))
    }
    rows: list[dict[str, Any]] = []
    for conversation_id, record in notes:
        for agent in record.mentions:
            emit(tx, Signal(MENTIONED, conversation_id, record.staff_seq, note=str(agent.id)))
            rows.append(
                {
                    "agent_id": agent.id,
                    "conversation_id": conversation_id,
                    "message_id": keys[record.public_id],
                    "by_id": record.writer.id,
                    "at": record.at,
                }
            )
    tx.execute(sa.insert(Mention), rows)


def look(tx: Session, agent_id: int, *, conversation_id: int | None, at: datetime) -> None:
    """The agent has looked at the notes that name them: in one conversation, or at all."""
    unseen = sa.update(Mention).where(Mention.agent_id == agent_id, Mention.seen_at.is_(None)).values(seen_at=at)
    if conversation_id is not None:
        unseen = unseen.where(Mention.conversation_id == conversation_id)
    if tx.execute(unseen.returning(Mention.conversation_id)).first() is not None:
        emit(tx, Signal(MENTIONED, conversation_id or 0, note=str(agent_id)))


def unseen(tx: Session, agent_id: int) -> int:
    """How many the agent has not looked at, up to COUNTED."""
    some = sa.select(Mention.id).where(Mention.agent_id == agent_id, Mention.seen_at.is_(None)).limit(COUNTED)
    return tx.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one()


def listed(tx: Session, query: MentionQuery, *, agent_id: int) -> list[Any]:
    """At most limit + 1 rows for view(), the newest first: Mention's key first, then what a view shows."""
    author = aliased(Agent)
    keys = (
        sa.select(
            Mention.id,
            Mention.conversation_id,
            Mention.at,
            Mention.seen_at,
            Message.public_id.label("message"),
            Message.body,
            author.public_id.label("by"),
            author.name.label("by_name"),
        )
        .join(Message, Message.id == Mention.message_id)
        .join(author, author.id == Mention.by_id)
        .where(Mention.agent_id == agent_id)
        .order_by(Mention.id.desc())
        .limit(query.limit + 1)
    )
    if query.unseen:
        keys = keys.where(Mention.seen_at.is_(None))
    if query.after is not None:
        (key,) = decode_cursor(query.after, tuple[int])
        keys = keys.where(Mention.id < key)
    return list(tx.execute(keys))


def views(tx: Session, query: MentionQuery, *, agent_id: int) -> list[tuple[int, MentionView]]:
    """At most limit + 1 mentions of an agent with their keys, the newest first."""
    found = listed(tx, query, agent_id=agent_id)
    wanted = conversation_columns().where(Conversation.id.in_({row.conversation_id for row in found}))
    rows = {row.id: conversation_row(row) for row in tx.execute(wanted)}
    return [(row.id, _view(row, rows[row.conversation_id])) for row in found]


def _view(row: Any, conversation: ConversationRow) -> MentionView:
    return MentionView(
        id=row.message,
        conversation=conversation,
        by=AgentRef(row.by, row.by_name),
        excerpt=row.body[:EXCERPT],
        at=row.at,
        seen=row.seen_at is not None,
    )


def told(tx: Session, conversation_id: int, staff_seq: int) -> tuple[ConversationRow, AgentRef, str] | None:
    """What an agent is told of the note that names them: the conversation, by whom, and how the note begins."""
    query = (
        sa.select(Message.body, Agent.public_id, Agent.name)
        .join(Agent, Agent.id == Message.agent_id)
        .where(Message.conversation_id == conversation_id, Message.staff_seq == staff_seq)
    )
    row = tx.execute(query).one_or_none()
    conversation = tx.execute(conversation_columns().where(Conversation.id == conversation_id)).one_or_none()
    if row is None or conversation is None:
        return None
    return conversation_row(conversation), AgentRef(row.public_id, row.name), row.body[:EXCERPT]

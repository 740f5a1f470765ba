"""A conversation goes to a queue: blind, or warm, where whoever gives it on stays to introduce the next agent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.service import assign, change, locked, reopen
from contact_center.errors import Conflict
from contact_center.events import ConversationTransferred
from contact_center.models import Event
from contact_center.values import Owner, Status
from contact_center.work import transfers
from contact_center.work.schemas import Entry

HANDED = ("ConversationAssigned", "ConversationReleased", "ConversationTransferred")
"""The facts of which the last says in whose hands a conversation is."""


def to_queue(
    tx: Session,
    conversation_id: int,
    entry: Entry,
    *,
    queue: str,
    excluded_until: datetime,
    by: str,
    at: datetime,
    note: str | None = None,
    warm: bool = False,
) -> None:
    """Let a conversation wait in a queue, whoever had it, with the wait that it has. queue: its name.

    Raises Conflict where it is not open, and where it waits there already.
    """
    row = locked(tx, conversation_id)
    if row.status != Status.OPEN:
        raise Conflict("Only an open conversation can wait in a queue.", code="not_open")
    transfers.to_queue(tx, row.id, entry, channel=row.channel, excluded_until=excluded_until, by=by, at=at)
    had = row.agent_id
    fact = ConversationTransferred(entry.queue_id, queue, had, note, warm and had is not None)
    change(tx, row, fact, by=by, at=at, public=had is not None, owner=Owner.NONE, agent_id=None)


def take_up(tx: Session, conversation_id: int, *, agent_id: int, by: str, at: datetime) -> None:
    """An agent has answered: a resolved or snoozed conversation opens again, one that nobody owns is the agent's.

    Only who has given it on warmly goes on talking until somebody else takes it.
    """
    row = locked(tx, conversation_id)
    if row.status != Status.OPEN:
        reopen(tx, conversation_id, agent_id=agent_id, by=by, at=at)
    if row.agent_id is None and not introduces(tx, conversation_id, agent_id):
        assign(tx, conversation_id, agent_id=agent_id, by=by, at=at)


def introduces(tx: Session, conversation_id: int, agent_id: int) -> bool:
    """Whether it waits since the agent has given it on warmly."""
    last = (
        sa.select(Event.type, Event.data)
        .where(Event.entity == "conversation", Event.entity_id == conversation_id, Event.type.in_(HANDED))
        .order_by(Event.staff_seq.desc())
        .limit(1)
    )
    found = tx.execute(last).one_or_none()
    return bool(found and found.data.get("warm") and found.data["agent_id"] == agent_id)

"""How a conversation stood before it was put out of the lists, and again once it is taken back."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.conversations.appending import DISPATCH
from contact_center.models import Agent, Conversation
from contact_center.values import Owner, Status
from contact_center.work import service as work


class Stood(msgspec.Struct, frozen=True, kw_only=True):
    """How a conversation stood. agent_id: who had it."""

    agent_id: int | None = None
    waiting_since: datetime | None = None
    due_at: datetime | None = None
    unread: int = 0
    out_of_hours: bool = False


def stood(row: Conversation) -> Stood:
    """As it stands now."""
    return Stood(
        agent_id=row.agent_id, waiting_since=row.waiting_since, due_at=row.due_at, unread=row.unread,
        out_of_hours=row.out_of_hours,
    )  # fmt: skip


def stand_again(tx: Session, row: Conversation, before: Stood, *, by: str, at: datetime) -> dict[str, Any]:
    """Its work is with whoever had it, or is routed anew; returns the columns that make it stand so. row: locked."""
    works = Agent.id == before.agent_id, Agent.disabled_at.is_(None)
    agent_id = tx.execute(sa.select(Agent.id).where(*works)).scalar()
    if agent_id is not None:
        work.activate(tx, row.id, channel=row.channel, agent_id=agent_id, by=by, at=at)
    else:
        jobs.enqueue(tx, DISPATCH, {"conversation_id": row.id}, now=at, unique_key=str(row.id))
    return {
        "status": Status.OPEN, "resolved_at": None, "spam_at": None,
        "owner": Owner.NONE if agent_id is None else Owner.AGENT, "agent_id": agent_id,
        "waiting_since": before.waiting_since, "due_at": before.due_at, "unread": before.unread,
        "out_of_hours": before.out_of_hours,
    }  # fmt: skip

"""Who is there: what an agent chose, believed as long as a heartbeat keeps the lease.

One presence over all of an agent's tabs: any tab's heartbeat keeps it, and it ends only when none does.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.events import PresenceChanged
from contact_center.models import Agent, StaffSession, actor, record
from contact_center.realtime.changes import PRESENCE
from contact_center.values import Author, Presence


def effective(presence: str, lease_until: datetime | None, now: datetime) -> Presence:
    """What others may count on: the agent's choice while the lease lasts, else offline. Pure."""
    return Presence(presence) if lease_until is not None and lease_until > now else Presence.OFFLINE


def arrive(tx: Session, agent_id: int, *, lease: timedelta, now: datetime) -> None:
    """A console has opened, or its heartbeat has come: keep the lease; back from offline, say so."""
    found = tx.execute(
        sa.select(Agent.presence, Agent.presence_reason, Agent.lease_until).where(Agent.id == agent_id)
    ).one()
    tx.execute(sa.update(Agent).where(Agent.id == agent_id).values(lease_until=now + lease))
    if effective(found.presence, found.lease_until, now) is Presence.OFFLINE:
        _to_end_of_line(tx, agent_id, found.presence, at=now)
        _changed(tx, agent_id, found.presence, found.presence_reason, at=now)


def choose(
    tx: Session,
    agent_id: int,
    *,
    presence: Presence,
    reason: str | None,
    lease: timedelta,
    now: datetime,
    channels: Sequence[str] | None = None,
) -> None:
    """The agent says whether new work may come, and of which channels (none: of all).

    An agent who turns available goes to the end of the line.
    """
    agent = tx.get_one(Agent, agent_id, with_for_update=True)
    before = effective(agent.presence, agent.lease_until, now)
    wanted = None if channels is None or presence is not Presence.AVAILABLE else sorted(channels)
    same = before is presence and (agent.presence_reason, agent.presence_channels) == (reason, wanted)
    agent.presence, agent.presence_reason, agent.presence_channels = presence, reason, wanted
    agent.missed = 0
    agent.lease_until = now + lease
    tx.flush()
    if same:
        return
    if before is not presence:
        _to_end_of_line(tx, agent_id, presence, at=now)
    _changed(tx, agent_id, presence, reason, at=now)


def set_away(tx: Session, agent_id: int, *, reason: str, by: str, now: datetime) -> bool:
    """Somebody else sets an available agent away, who may return at any time; False where the agent is not."""
    found = tx.execute(
        sa.update(Agent)
        .where(Agent.id == agent_id, Agent.presence == Presence.AVAILABLE)
        .values(presence=Presence.AWAY, presence_reason=reason)
        .returning(Agent.id)
    ).scalar()
    if found is not None:
        _changed(tx, agent_id, Presence.AWAY, reason, by=by, at=now)
    return found is not None


def leave_if_signed_out(tx: Session, agent_id: int, *, grace: timedelta, now: datetime) -> bool:
    """An agent without any sign-in is offline at once, and what waits on them is given back without a grace time."""
    signed_in = sa.exists().where(StaffSession.agent_id == agent_id, StaffSession.expires_at > now)
    left = tx.execute(
        sa.update(Agent)
        .where(Agent.id == agent_id, Agent.lease_until > now, ~signed_in)
        .values(lease_until=now - grace)
        .returning(Agent.id)
    ).scalar()
    if left is not None:
        _changed(tx, agent_id, Presence.OFFLINE, None, at=now)
    return left is not None


def lapse(tx: Session, agent_id: int, *, now: datetime) -> None:
    """No heartbeat came in time: note that the agent is offline, once."""
    lapsed = tx.execute(
        sa.update(Agent)
        .where(Agent.id == agent_id, Agent.lease_until <= now, Agent.presence_since < Agent.lease_until)
        .values(presence_since=now)
        .returning(Agent.id)
    ).scalar()
    if lapsed is not None:
        _changed(tx, agent_id, Presence.OFFLINE, None, at=now)


def _to_end_of_line(tx: Session, agent_id: int, presence: str, *, at: datetime) -> None:
    if presence == Presence.AVAILABLE:
        tx.execute(sa.update(Agent).where(Agent.id == agent_id).values(last_work_at=at))


def _changed(
    tx: Session, agent_id: int, presence: str, reason: str | None, *, at: datetime, by: str | None = None
) -> None:
    tx.execute(sa.update(Agent).where(Agent.id == agent_id).values(presence_since=at))
    record(tx, "agent", agent_id, PresenceChanged(presence, reason), by=by or actor(Author.AGENT, agent_id), at=at)
    emit(tx, Signal(PRESENCE, agent_id))


def lapsed_agents(tx: Session, now: datetime) -> list[int]:
    """Agents whose lease has passed without anybody having noted it."""
    query = sa.select(Agent.id).where(Agent.lease_until <= now, Agent.presence_since < Agent.lease_until)
    return list(tx.execute(query).scalars())


def staff(tx: Session) -> Sequence[Any]:
    """Staff who can sign in, as rows of Agent's columns.

    Who was invited and has not chosen a password cannot, and so is nobody to give work to.
    """
    query = sa.select(*Agent.__table__.c).where(Agent.disabled_at.is_(None), Agent.password_hash.is_not(None))
    return tx.execute(query.order_by(Agent.name, Agent.id)).all()

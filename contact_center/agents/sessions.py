"""State changes of sessions: begin one, end one, end the others."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Principal
from contact_center.db import Signal, emit
from contact_center.errors import NotFound
from contact_center.events import SessionsEnded, SignedIn, SignedOut
from contact_center.models import StaffSession, actor, record

STAFF = "staff"
"""The topic that says: what this agent (its id) may do has changed, or a sign-in ended. Sockets ask again."""
MAX_SESSIONS = 50


def begin(
    tx: Session,
    agent_id: int,
    *,
    token_hash: str,
    replaces: str | None,
    user_agent: str,
    address: str,
    now: datetime,
    lifetime: timedelta,
) -> None:
    """Sign an agent in. replaces: the hash of the cookie that the browser had before; that session ends."""
    of_agent = StaffSession.agent_id == agent_id
    newest = sa.select(StaffSession.id).where(of_agent).order_by(StaffSession.id.desc()).limit(MAX_SESSIONS - 1)
    too_many = StaffSession.id.not_in(newest.scalar_subquery())
    tx.execute(sa.delete(StaffSession).where(of_agent, sa.or_(StaffSession.expires_at <= now, too_many)))
    if replaces is not None:
        tx.execute(sa.delete(StaffSession).where(StaffSession.token_hash == replaces))
    tx.add(
        StaffSession(
            agent_id=agent_id,
            token_hash=token_hash,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lifetime,
            user_agent=user_agent[:300],
            address=address,
        )
    )
    record(tx, "agent", agent_id, SignedIn(), by=actor("agent", agent_id), at=now)


def sign_out(tx: Session, principal: Principal, *, now: datetime) -> None:
    """End the principal's own session; a token has none."""
    if principal.session_id is None:
        return
    tx.execute(sa.delete(StaffSession).where(StaffSession.id == principal.session_id))
    record(tx, "agent", principal.agent_id, SignedOut(), by=principal.actor, at=now)
    emit(tx, Signal(STAFF, principal.agent_id))


def end_one(tx: Session, principal: Principal, session: str, *, now: datetime) -> None:
    """End one of the principal's sessions by its public id. Raises NotFound for anybody else's."""
    mine = sa.and_(StaffSession.agent_id == principal.agent_id, StaffSession.public_id == session)
    if _end(tx, principal.agent_id, mine, reason="ended", by=principal.actor, now=now) == 0:
        raise NotFound("There is no such session.")


def end_others(tx: Session, principal: Principal, *, now: datetime) -> None:
    """End every session of the principal but this one."""
    end_all(tx, principal.agent_id, keep=principal.session_id, reason="ended", by=principal.actor, now=now)


def end_all(tx: Session, agent_id: int, *, keep: int | None = None, reason: str, by: str, now: datetime) -> None:
    """End every session of an agent, but the one to keep."""
    which = StaffSession.agent_id == agent_id
    if keep is not None:
        which = sa.and_(which, StaffSession.id != keep)
    _end(tx, agent_id, which, reason=reason, by=by, now=now)


def _end(tx: Session, agent_id: int, which: sa.ColumnElement[bool], *, reason: str, by: str, now: datetime) -> int:
    ended = tx.execute(sa.delete(StaffSession).where(which).returning(StaffSession.id)).scalars().all()
    if ended:
        record(tx, "agent", agent_id, SessionsEnded(len(ended), reason), by=by, at=now)
        emit(tx, Signal(STAFF, agent_id))
    return len(ended)

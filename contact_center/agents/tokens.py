"""State changes of API tokens."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.agents import queries
from contact_center.agents.schemas import CreatedToken, NewToken
from contact_center.agents.sessions import STAFF
from contact_center.auth import TOKEN_PREFIX, Principal, hash_of, new_secret
from contact_center.db import Signal, emit
from contact_center.errors import Conflict, Forbidden, NotFound
from contact_center.events import ApiTokenCreated, ApiTokenRevoked
from contact_center.models import ApiToken, record
from contact_center.times import checked_future


def create(tx: Session, wanted: NewToken, principal: Principal, *, now: datetime) -> CreatedToken:
    """A token with some of the principal's own scopes; the answer is the only place that shows it."""
    if beyond := sorted(set(wanted.scopes) - principal.scopes):
        raise Forbidden(f"You cannot give what you do not have: {', '.join(beyond)}.")
    if wanted.expires_at is not None:
        checked_future(wanted.expires_at, now=now, field="expires_at")
    held = tx.execute(
        sa.select(sa.func.count()).select_from(ApiToken).where(ApiToken.agent_id == principal.agent_id)
    ).scalar_one()
    if held >= queries.MAX_LISTED:
        raise Conflict("Revoke a token first: there are too many.", code="too_many_tokens")
    secret = TOKEN_PREFIX + new_secret()
    row = ApiToken(
        agent_id=principal.agent_id,
        name=wanted.name.strip(),
        token_hash=hash_of(secret),
        scopes=sorted(set(wanted.scopes)),
        created_at=now,
        expires_at=wanted.expires_at,
    )
    tx.add(row)
    tx.flush()
    fact = ApiTokenCreated(row.name, row.scopes)
    record(tx, "agent", principal.agent_id, fact, by=principal.actor, at=now)
    return CreatedToken(token=secret, view=queries.token_view(row))


def revoke(tx: Session, token: str, principal: Principal, *, now: datetime) -> None:
    """Raises NotFound for anybody else's."""
    name = tx.execute(
        sa.delete(ApiToken)
        .where(ApiToken.agent_id == principal.agent_id, ApiToken.public_id == token)
        .returning(ApiToken.name)
    ).scalar_one_or_none()
    if name is None:
        raise NotFound("There is no such token.")
    record(tx, "agent", principal.agent_id, ApiTokenRevoked(name), by=principal.actor, at=now)
    emit(tx, Signal(STAFF, principal.agent_id))

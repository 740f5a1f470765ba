"""Reads of staff, their sessions and their API tokens."""

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.agents.schemas import Me, Preferences, SessionView, StaffFilter, StaffState, StaffView, TokenView
from contact_center.auth import Principal, Scope
from contact_center.errors import NotFound
from contact_center.models import Agent, ApiToken, StaffSession
from contact_center.paging import Page, decode_cursor, page_of
from contact_center.values import Role

MAX_LISTED = 200


def agent_by_id(tx: Session, agent: str) -> Agent:
    """Somebody of the staff by public id. Raises NotFound."""
    row = tx.execute(sa.select(Agent).where(Agent.public_id == agent)).scalar_one_or_none()
    if row is None:
        raise NotFound("There is nobody of this id.")
    return row


def agent_by_email(tx: Session, email: str) -> Agent | None:
    return tx.execute(sa.select(Agent).where(Agent.email == normal_email(email))).scalar_one_or_none()


def normal_email(email: str) -> str:
    """The form in which addresses are stored and compared."""
    return email.strip().lower()


def has_administrator(tx: Session) -> bool:
    """Whether somebody can administrate: has the role, a password, and is not disabled."""
    return bool(
        tx.execute(
            sa.select(
                sa.exists().where(
                    Agent.role == Role.ADMINISTRATOR,
                    Agent.password_hash.is_not(None),
                    Agent.disabled_at.is_(None),
                )
            )
        ).scalar_one()
    )


def me(tx: Session, principal: Principal) -> Me:
    return me_of(tx.get_one(Agent, principal.agent_id), principal.scopes)


def me_of(agent: Agent, scopes: frozenset[Scope]) -> Me:
    return Me(
        id=agent.public_id,
        name=agent.name,
        email=agent.email,
        role=Role(agent.role),
        locale=agent.locale,
        scopes=sorted(scopes),
        preferences=preferences_of(agent),
    )


def preferences_of(agent: Agent) -> Preferences:
    """As stored; the usual ones where they were stored by a version that knew others."""
    try:
        return msgspec.convert(agent.preferences, Preferences)
    except msgspec.ValidationError:
        return Preferences()


def password_hash(tx: Session, agent_id: int) -> tuple[str, str | None]:
    """The e-mail address and the password's hash."""
    agent = tx.get_one(Agent, agent_id)
    return agent.email, agent.password_hash


def staff(tx: Session, query: StaffFilter) -> Page[StaffView]:
    """By name, then in the order of joining."""
    statement = sa.select(Agent).order_by(Agent.name, Agent.id).limit(query.limit + 1)
    if query.role is not None:
        statement = statement.where(Agent.role == query.role)
    if query.state is not None:
        statement = statement.where(_in_state(query.state))
    if query.after is not None:
        name, key = decode_cursor(query.after, tuple[str, int])
        statement = statement.where(sa.tuple_(Agent.name, Agent.id) > sa.tuple_(sa.literal(name), sa.literal(key)))
    rows = tx.execute(statement).scalars().all()
    return page_of(rows, query.limit, item=staff_view, cursor=lambda row: (row.name, row.id))


def staff_member(tx: Session, agent: str) -> StaffView:
    return staff_view(agent_by_id(tx, agent))


def staff_view(row: Agent) -> StaffView:
    return StaffView(
        id=row.public_id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        locale=row.locale,
        chat_limit=row.chat_limit,
        state=state_of(row),
        created_at=row.created_at,
    )


def state_of(row: Agent) -> StaffState:
    if row.disabled_at is not None:
        return "disabled"
    return "invited" if row.password_hash is None else "active"


def _in_state(state: StaffState) -> sa.ColumnElement[bool]:
    if state == "disabled":
        return Agent.disabled_at.is_not(None)
    has_password = Agent.password_hash.is_not(None)
    return sa.and_(Agent.disabled_at.is_(None), has_password if state == "active" else sa.not_(has_password))


def sessions(tx: Session, principal: Principal, *, now: datetime, idle: timedelta) -> list[SessionView]:
    """Those that still hold, the last used first."""
    rows = tx.execute(
        sa.select(StaffSession)
        .where(
            StaffSession.agent_id == principal.agent_id,
            StaffSession.expires_at > now,
            StaffSession.last_seen_at > now - idle,
        )
        .order_by(StaffSession.last_seen_at.desc(), StaffSession.id.desc())
        .limit(MAX_LISTED)
    ).scalars()
    return [
        SessionView(
            id=row.public_id,
            current=row.id == principal.session_id,
            user_agent=row.user_agent,
            address=row.address,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
        )
        for row in rows
    ]


def tokens(tx: Session, agent_id: int) -> list[TokenView]:
    rows = tx.execute(
        sa.select(ApiToken).where(ApiToken.agent_id == agent_id).order_by(ApiToken.id.desc()).limit(MAX_LISTED)
    ).scalars()
    return [token_view(row) for row in rows]


def token_view(row: ApiToken) -> TokenView:
    return TokenView(
        id=row.public_id,
        name=row.name,
        scopes=row.scopes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )

"""State changes of the staff: create, invite, change, disable, enable, set a password."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
import sqlalchemy as sa
from msgspec import UNSET
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center import mail
from contact_center.agents import links, mails, queries, sessions
from contact_center.agents.schemas import Invitation, MeChange, Preferences, StaffChange, StaffView
from contact_center.auth import Principal
from contact_center.db import Signal, emit
from contact_center.errors import Conflict
from contact_center.events import (
    Fact,
    InvitationRenewed,
    PasswordChanged,
    StaffChanged,
    StaffCreated,
    StaffDisabled,
    StaffEnabled,
    StaffInvited,
)
from contact_center.models import Agent, record
from contact_center.values import Role


def create(
    tx: Session, *, email: str, name: str, role: Role, password_hash: str | None, locale: str, by: str, now: datetime
) -> StaffView:
    """Somebody who can sign in at once; without a password, by a link. Raises Conflict where the address is taken."""
    agent = _insert(tx, email=email, name=name, role=role, password_hash=password_hash, locale=locale, now=now)
    record(tx, "agent", agent.id, StaffCreated(role), by=by, at=now)
    emit(tx, Signal(sessions.STAFF, agent.id))
    return queries.staff_view(agent)


def invite(tx: Session, invitation: Invitation, principal: Principal, *, base_url: str, now: datetime) -> StaffView:
    """Somebody who will choose a password by a link in a mail. Raises Conflict where the address is taken."""
    agent = _insert(
        tx,
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        password_hash=None,
        locale=invitation.locale,
        chat_limit=invitation.chat_limit,
        now=now,
    )
    _record(tx, agent, StaffInvited(invitation.role), principal, now)
    _send_invitation(tx, agent, principal.name, base_url=base_url, now=now)
    return queries.staff_view(agent)


def invite_again(tx: Session, agent_id: str, principal: Principal, *, base_url: str, now: datetime) -> None:
    """Send another link; the former one no longer works. Raises Conflict for whoever has a password already."""
    agent = queries.agent_by_id(tx, agent_id)
    if queries.state_of(agent) != "invited":
        raise Conflict("Only somebody who has not accepted yet can be invited again.", code="not_invited")
    _record(tx, agent, InvitationRenewed(), principal, now)
    _send_invitation(tx, agent, principal.name, base_url=base_url, now=now)


def change(tx: Session, agent_id: str, wanted: StaffChange, principal: Principal, *, now: datetime) -> StaffView:
    """Raises Conflict for one's own role and for the role of the last administrator."""
    agent = queries.agent_by_id(tx, agent_id)
    if wanted.role not in (UNSET, agent.role):
        _keep_an_administrator(tx, agent, principal)
    given = {"name": wanted.name, "role": wanted.role, "chat_limit": wanted.chat_limit}
    _apply(tx, agent, given, principal, now)
    return queries.staff_view(agent)


def change_me(tx: Session, wanted: MeChange, principal: Principal, *, now: datetime) -> None:
    agent = tx.get_one(Agent, principal.agent_id)
    _apply(tx, agent, {"name": wanted.name, "locale": wanted.locale}, principal, now)


def prefer(tx: Session, wanted: Preferences, principal: Principal) -> None:
    """Keep how somebody likes their console. It is nobody else's affair: no fact is recorded."""
    given = msgspec.to_builtins(wanted)
    tx.execute(sa.update(Agent).where(Agent.id == principal.agent_id).values(preferences=given))


def disable(tx: Session, agent_id: str, principal: Principal, *, now: datetime) -> StaffView:
    """Nobody signs in with this account, its sessions end and its tokens stop working, until it is enabled again.

    Raises Conflict for oneself and for the last administrator. Again is harmless.
    """
    agent = queries.agent_by_id(tx, agent_id)
    if agent.disabled_at is None:
        _keep_an_administrator(tx, agent, principal)
        agent.disabled_at = now
        agent.version += 1
        links.revoke_all(tx, agent.id)
        sessions.end_all(tx, agent.id, reason="disabled", by=principal.actor, now=now)
        _record(tx, agent, StaffDisabled(), principal, now)
    return queries.staff_view(agent)


def enable(tx: Session, agent_id: str, principal: Principal, *, now: datetime) -> StaffView:
    agent = queries.agent_by_id(tx, agent_id)
    if agent.disabled_at is not None:
        agent.disabled_at = None
        agent.version += 1
        _record(tx, agent, StaffEnabled(), principal, now)
    return queries.staff_view(agent)


def set_password(
    tx: Session,
    agent_id: int,
    password_hash: str,
    *,
    how: str,
    by: str,
    now: datetime,
    keep_session: int | None = None,
) -> None:
    """Whoever else is signed in with the old password is signed out, and links sent before no longer work."""
    tx.execute(sa.update(Agent).where(Agent.id == agent_id).values(password_hash=password_hash))
    links.revoke_all(tx, agent_id)
    record(tx, "agent", agent_id, PasswordChanged(how), by=by, at=now)
    sessions.end_all(tx, agent_id, keep=keep_session, reason="password", by=by, now=now)


def renew_hash(tx: Session, agent_id: int, password_hash: str) -> None:
    """The same password with today's parameters."""
    tx.execute(sa.update(Agent).where(Agent.id == agent_id).values(password_hash=password_hash))


def _insert(
    tx: Session,
    *,
    email: str,
    name: str,
    role: Role,
    password_hash: str | None,
    locale: str,
    now: datetime,
    chat_limit: int | None = None,
) -> Agent:
    agent = Agent(
        email=queries.normal_email(email),
        name=name.strip(),
        role=role,
        password_hash=password_hash,
        locale=locale,
        chat_limit=chat_limit,
        created_at=now,
    )
    tx.add(agent)
    try:
        tx.flush()
    except exc.IntegrityError:
        raise Conflict("Somebody has this e-mail address already.", code="email_taken", field="email") from None
    return agent


def _send_invitation(tx: Session, agent: Agent, inviter: str, *, base_url: str, now: datetime) -> None:
    link = links.make(tx, links.Purpose.INVITATION, agent.id, base_url=base_url, now=now)
    text = mails.invitation(agent.locale, name=agent.name, inviter=inviter, link=link)
    mail.queue(tx, to=agent.email, subject=text.subject, text=text.text, locale=agent.locale, now=now)


def _apply(tx: Session, agent: Agent, given: Mapping[str, object], principal: Principal, now: datetime) -> None:
    """Store what is given and differs, with one fact for all of it."""
    if isinstance(name := given.get("name"), str):
        given = {**given, "name": name.strip()}
    changed = [name for name, value in given.items() if value is not UNSET and value != getattr(agent, name)]
    for name in changed:
        setattr(agent, name, given[name])
    if changed:
        agent.version += 1
        _record(tx, agent, StaffChanged(changed, agent.role if "role" in changed else None), principal, now)


def _keep_an_administrator(tx: Session, agent: Agent, principal: Principal) -> None:
    """Refuse what would leave the installation without an administrator, or somebody locked out by themselves."""
    if agent.id == principal.agent_id:
        raise Conflict("Ask another administrator to do this to your own account.", code="own_account")
    if agent.role != Role.ADMINISTRATOR:
        return
    # Locked, so that two administrators cannot take the role from each other at the same time.
    active = tx.execute(
        sa.select(Agent.id)
        .where(Agent.role == Role.ADMINISTRATOR, Agent.disabled_at.is_(None), Agent.password_hash.is_not(None))
        .order_by(Agent.id)
        .with_for_update()
    ).scalars()
    if set(active) <= {agent.id}:
        raise Conflict("This is the last administrator.", code="last_administrator")


def _record(tx: Session, agent: Agent, fact: Fact, principal: Principal, now: datetime) -> None:
    record(tx, "agent", agent.id, fact, by=principal.actor, at=now)
    emit(tx, Signal(sessions.STAFF, agent.id))

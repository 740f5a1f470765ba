"""What happens behind the one-time links: ask for a reset, accept, set up the first administrator, hand one on."""

from datetime import datetime

from sqlalchemy.orm import Session

from contact_center import attempts, mail
from contact_center.agents import links, mails, queries, service
from contact_center.agents.schemas import FirstAdministrator, Invitation
from contact_center.auth import Principal
from contact_center.errors import Conflict, NotFound
from contact_center.events import InvitationAccepted, PasswordResetRequested
from contact_center.models import Agent, actor, record
from contact_center.values import Role


def request_reset(tx: Session, email: str, *, whom: attempts.Whom, limit: int, base_url: str, now: datetime) -> None:
    """Mail a link to an active account; for any other address nothing happens, and nothing tells the difference.

    Raises TooManyRequests where the account or the address asked too often.
    """
    attempts.check_allowed(tx, whom, limit=limit, now=now)
    attempts.note(tx, whom, now=now)
    agent = queries.agent_by_email(tx, email)
    if agent is None or queries.state_of(agent) != "active":
        return
    _send_reset(tx, agent, by=actor("system"), base_url=base_url, now=now)


def send_reset(tx: Session, agent_id: str, principal: Principal, *, base_url: str, now: datetime) -> None:
    """An administrator has a link sent to a colleague. Raises NotFound, or Conflict for whoever has no password."""
    agent = queries.agent_by_id(tx, agent_id)
    if queries.state_of(agent) != "active":
        raise Conflict("Only somebody who can sign in can choose a new password.", code="not_active")
    _send_reset(tx, agent, by=principal.actor, base_url=base_url, now=now)


def _send_reset(tx: Session, agent: Agent, *, by: str, base_url: str, now: datetime) -> None:
    link = links.make(tx, links.Purpose.RESET, agent.id, base_url=base_url, now=now)
    text = mails.password_reset(agent.locale, name=agent.name, link=link)
    mail.queue(tx, to=agent.email, subject=text.subject, text=text.text, locale=agent.locale, now=now)
    record(tx, "agent", agent.id, PasswordResetRequested(), by=by, at=now)


def accept(tx: Session, token: str, purpose: links.Purpose, password_hash: str, *, now: datetime) -> None:
    """Set the password of the link's owner. Raises InvalidInput where the link does not work."""
    agent_id = links.take(tx, token, purpose, now=now)
    assert agent_id is not None, "only the first administrator's link has no owner"
    by = actor("agent", agent_id)
    if purpose is links.Purpose.INVITATION:
        record(tx, "agent", agent_id, InvitationAccepted(), by=by, at=now)
    service.set_password(tx, agent_id, password_hash, how="link", by=by, now=now)


def invite_by_hand(tx: Session, wanted: Invitation, *, base_url: str, now: datetime) -> str:
    """Somebody new, and the link that the operator hands on instead of a mail. Raises Conflict."""
    made = service.create(
        tx,
        email=wanted.email,
        name=wanted.name,
        role=wanted.role,
        password_hash=None,
        locale=wanted.locale,
        by=actor("system"),
        now=now,
    )
    agent = queries.agent_by_id(tx, made.id)
    return links.make(tx, links.Purpose.INVITATION, agent.id, base_url=base_url, now=now)


def reset_by_hand(tx: Session, email: str, *, base_url: str, now: datetime) -> str:
    """A link to choose a password by, for the operator to hand on. Raises NotFound, and Conflict where disabled."""
    agent = queries.agent_by_email(tx, email)
    if agent is None:
        raise NotFound(f"Nobody of the staff has the address {email}.")
    if agent.disabled_at is not None:
        raise Conflict(f"{agent.email} is disabled. An administrator can enable the account.", code="disabled")
    invited = agent.password_hash is None
    record(tx, "agent", agent.id, PasswordResetRequested(), by=actor("system"), at=now)
    purpose = links.Purpose.INVITATION if invited else links.Purpose.RESET
    return links.make(tx, purpose, agent.id, base_url=base_url, now=now)


def first_administrator_link(tx: Session, *, base_url: str, now: datetime) -> str:
    """A link that makes the first administrator. Raises Conflict where there is one."""
    _only_without_administrator(tx)
    return links.make(tx, links.Purpose.FIRST_ADMINISTRATOR, None, base_url=base_url, now=now)


def set_up(tx: Session, wanted: FirstAdministrator, password_hash: str, *, now: datetime) -> None:
    """Make the first administrator. Raises Conflict where there is one, InvalidInput where the link does not work."""
    _only_without_administrator(tx)
    links.take(tx, wanted.token, links.Purpose.FIRST_ADMINISTRATOR, now=now)
    service.create(
        tx,
        email=wanted.email,
        name=wanted.name,
        role=Role.ADMINISTRATOR,
        password_hash=password_hash,
        locale=wanted.locale,
        by=actor("system"),
        now=now,
    )


def _only_without_administrator(tx: Session) -> None:
    if queries.has_administrator(tx):
        raise Conflict("There is an administrator already. Ask for an invitation.", code="has_administrator")

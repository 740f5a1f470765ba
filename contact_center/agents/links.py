"""One-time links: invitations, password resets and the first administrator. Only a hash of each is kept."""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import hash_of, new_secret
from contact_center.errors import InvalidInput
from contact_center.models import Agent, OneTimeLink


class Purpose(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"
    FIRST_ADMINISTRATOR = "first_administrator"


_LIFETIME = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
    Purpose.FIRST_ADMINISTRATOR: timedelta(days=1),
}
_PAGE = {
    Purpose.INVITATION: "/console/welcome/",
    Purpose.RESET: "/console/reset/",
    Purpose.FIRST_ADMINISTRATOR: "/console/setup/",
}


def make(tx: Session, purpose: Purpose, agent_id: int | None, *, base_url: str, now: datetime) -> str:
    """A new link as a full address; earlier unused ones for the same purpose no longer work.

    It carries the language of its owner's account, so that the page behind it speaks as the mail did."""
    same_agent = OneTimeLink.agent_id.is_not_distinct_from(agent_id)
    tx.execute(sa.delete(OneTimeLink).where(same_agent, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None)))
    secret = new_secret()
    tx.add(
        OneTimeLink(agent_id=agent_id, purpose=purpose, token_hash=hash_of(secret), expires_at=now + _LIFETIME[purpose])
    )
    tx.flush()
    language = "" if agent_id is None else "?lang=" + tx.get_one(Agent, agent_id).locale
    return base_url + _PAGE[purpose] + secret + language


def owner_email(tx: Session, token: str, purpose: Purpose, *, now: datetime) -> str | None:
    """Whose link it is; none for the first administrator's. Raises InvalidInput where the link does not work."""
    link = tx.execute(sa.select(OneTimeLink).where(_works(token, purpose, now))).scalar_one_or_none()
    if link is None:
        raise _invalid()
    return None if link.agent_id is None else tx.get_one(Agent, link.agent_id).email


def take(tx: Session, token: str, purpose: Purpose, *, now: datetime) -> int | None:
    """Use the link up; returns its agent's key. Raises InvalidInput where it does not work (any more)."""
    taken = tx.execute(
        sa.update(OneTimeLink).where(_works(token, purpose, now)).values(used_at=now).returning(OneTimeLink.agent_id)
    ).scalars()
    owners = list(taken)
    if not owners:
        raise _invalid()
    return owners[0]


def revoke_all(tx: Session, agent_id: int) -> None:
    """The agent's unused links no longer work."""
    tx.execute(sa.delete(OneTimeLink).where(OneTimeLink.agent_id == agent_id, OneTimeLink.used_at.is_(None)))


def _works(token: str, purpose: Purpose, now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        OneTimeLink.token_hash == hash_of(token),
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
    )


def _invalid() -> InvalidInput:
    return InvalidInput("This link was used already or is too old.", code="link_invalid", field="token")

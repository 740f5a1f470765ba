"""Sign-ins at providers, from the first click until their tokens are a mailbox's: each can be used once."""

import secrets as randomness
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import Secrets
from channels.email.failures import Failure
from channels.email.oauth.providers import Asked, Provider
from contact_center.auth import hash_of, new_secret
from contact_center.errors import Conflict, NotFound
from contact_center.models import MailboxSignIn
from contact_center.sealing import seal, unseal

WAITS = timedelta(minutes=15)
"""For the provider to send the browser back, and then for the mailbox to be saved."""
MOST = 20
"""Of one session: the oldest gives way."""


class Begun(NamedTuple):
    public_id: str
    state: str
    asked: Asked


class Answered(NamedTuple):
    """A sign-in whose browser has come back."""

    id: int
    public_id: str
    provider: Provider
    mailbox_id: int | None
    expected: str | None
    asked: Asked


class Granted(NamedTuple):
    """What came of a sign-in, for a mailbox that is about to be saved."""

    id: int
    provider: Provider
    account: str
    secrets: Secrets


def begin(
    tx: Session,
    provider: Provider,
    *,
    redirect_url: str,
    mailbox_id: int | None,
    expected: str | None,
    agent_id: int,
    session_id: int,
    key: str,
    now: datetime,
) -> Begun:
    """key: the installation's secret."""
    forget_expired(tx, now=now)
    _make_room(tx, session_id)
    asked = Asked(redirect_url=redirect_url, verifier=randomness.token_urlsafe(48), nonce=new_secret())
    state = new_secret()
    row = MailboxSignIn(
        agent_id=agent_id,
        session_id=session_id,
        mailbox_id=mailbox_id,
        provider=provider,
        expected=expected,
        state_hash=hash_of(state),
        state="begun",
        sealed="",
        created_at=now,
        expires_at=now + WAITS,
    )
    tx.add(row)
    tx.flush()
    row.sealed = seal(msgspec.json.encode(asked), key=key, purpose=_purpose(row))
    tx.flush()
    return Begun(row.public_id, state, asked)


def take_answer(tx: Session, state: str, *, session_id: int, key: str, now: datetime) -> Answered | None:
    """The sign-in that a browser comes back from, once. None where it has expired or belongs to another browser.

    Raises SealBroken.
    """
    mine = MailboxSignIn.state_hash == hash_of(state), MailboxSignIn.session_id == session_id
    fresh = MailboxSignIn.state == "begun", MailboxSignIn.expires_at > now
    row = tx.execute(sa.select(MailboxSignIn).where(*mine, *fresh).with_for_update()).scalar_one_or_none()
    if row is None:
        return None
    asked = msgspec.json.decode(unseal(row.sealed, key=key, purpose=_purpose(row)), type=Asked)
    row.state = "answered"
    provider = msgspec.convert(row.provider, Provider)
    return Answered(row.id, row.public_id, provider, row.mailbox_id, row.expected, asked)


def fail(tx: Session, sign_in_id: int, why: Failure) -> None:
    """It has come to nothing; why is kept to be shown."""
    row = tx.get_one(MailboxSignIn, sign_in_id)
    row.state, row.failure, row.sealed = "failed", msgspec.to_builtins(why), ""


def keep(tx: Session, sign_in_id: int, account: str, secrets: Secrets, *, key: str, now: datetime) -> None:
    """The tokens wait until the mailbox is saved."""
    row = tx.get_one(MailboxSignIn, sign_in_id)
    row.state, row.account, row.expires_at = "done", account, now + WAITS
    row.sealed = seal(msgspec.json.encode(secrets), key=key, purpose=_purpose(row))


def end(tx: Session, sign_in_id: int, account: str) -> None:
    """The tokens are a mailbox's now."""
    row = tx.get_one(MailboxSignIn, sign_in_id)
    row.state, row.account, row.sealed = "used", account, ""


def granted(tx: Session, public_id: str, *, agent_id: int, key: str, now: datetime) -> Granted:
    """What one's own sign-in has brought. Raises Conflict oauth_expired where it is no more, or was used."""
    mine = MailboxSignIn.public_id == public_id, MailboxSignIn.agent_id == agent_id
    fresh = MailboxSignIn.state == "done", MailboxSignIn.expires_at > now
    row = tx.execute(sa.select(MailboxSignIn).where(*mine, *fresh)).scalar_one_or_none()
    if row is None:
        raise _expired()
    secrets = msgspec.json.decode(unseal(row.sealed, key=key, purpose=_purpose(row)), type=Secrets)
    return Granted(row.id, msgspec.convert(row.provider, Provider), row.account or "", secrets)


def use(tx: Session, given: Granted) -> None:
    """Once: raises Conflict where somebody was faster."""
    row = tx.get(MailboxSignIn, given.id, with_for_update=True)
    if row is None or row.state != "done":
        raise _expired()
    end(tx, given.id, given.account)


def of_agent(tx: Session, public_id: str, *, agent_id: int) -> MailboxSignIn:
    """Raises NotFound."""
    mine = MailboxSignIn.public_id == public_id, MailboxSignIn.agent_id == agent_id
    row = tx.execute(sa.select(MailboxSignIn).where(*mine)).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such sign-in.")
    return row


def forget_expired(tx: Session, *, now: datetime) -> None:
    tx.execute(sa.delete(MailboxSignIn).where(MailboxSignIn.expires_at <= now))


def _make_room(tx: Session, session_id: int) -> None:
    mine = sa.select(MailboxSignIn.id).where(MailboxSignIn.session_id == session_id)
    keys = tx.execute(mine.order_by(MailboxSignIn.id.desc()).offset(MOST - 1)).scalars().all()
    if keys:
        tx.execute(sa.delete(MailboxSignIn).where(MailboxSignIn.id.in_(keys)))


def _expired() -> Conflict:
    return Conflict("This sign-in has expired, or was used already. Sign in again.", code="mailbox_oauth_expired")


def _purpose(row: MailboxSignIn) -> str:
    return f"mailbox sign-in:{row.public_id}"

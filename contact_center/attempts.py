"""How often something may be tried, by account and by address, counted in the database for all processes."""

import hashlib
import hmac
import math
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import TooManyRequests
from contact_center.models import SignInAttempt

WINDOW = timedelta(minutes=15)
ADDRESS_SHARE = 4
"""An address may be an office: it may try so many times as often as one account."""


class Whom(NamedTuple):
    """Whom an attempt counts against, as keyed hashes."""

    account: str
    address: str


def whom(secret_key: str, *, purpose: str, account: str, address: str) -> Whom:
    """The account and the address of an attempt. purpose: what is counted apart, such as sign-in."""
    plain = (f"{purpose} account {account.strip().lower()}", f"{purpose} address {address}")
    return Whom(*(hmac.new(secret_key.encode(), each.encode(), hashlib.sha256).hexdigest() for each in plain))


def wait(tx: Session, whom: Whom, *, limit: int, now: datetime, window: timedelta = WINDOW) -> int:
    """Seconds until another may follow: 0 unless the account has `limit` in the last window, or the address more."""
    for subject, allowed in ((whom.account, limit), (whom.address, limit * ADDRESS_SHARE)):
        oldest_that_counts = tx.execute(
            sa.select(SignInAttempt.at)
            .where(SignInAttempt.subject == subject, SignInAttempt.at > now - window)
            .order_by(SignInAttempt.at.desc())
            .offset(allowed - 1)
            .limit(1)
        ).scalar_one_or_none()
        if oldest_that_counts is not None:
            return math.ceil((oldest_that_counts + window - now).total_seconds())
    return 0


def check_allowed(tx: Session, whom: Whom, *, limit: int, now: datetime) -> None:
    """Raises TooManyRequests where the account has `limit` attempts in the last 15 minutes, or the address more."""
    if seconds := wait(tx, whom, limit=limit, now=now):
        raise TooManyRequests("Too many attempts. Wait a while.", retry_after=seconds)


def note(tx: Session, whom: Whom, *, now: datetime, window: timedelta = WINDOW) -> None:
    """Count an attempt against each of them, and forget those that count no more."""
    tx.execute(sa.delete(SignInAttempt).where(SignInAttempt.subject.in_(whom), SignInAttempt.at <= now - window))
    tx.execute(sa.insert(SignInAttempt), [{"subject": subject, "at": now} for subject in whom])


def clear(tx: Session, whom: Whom) -> None:
    """The account proved itself: its failures no longer count."""
    tx.execute(sa.delete(SignInAttempt).where(SignInAttempt.subject == whom.account))

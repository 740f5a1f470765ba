"""The rate limit of sign-ins and resets, by account and by address, counted in the database for all processes."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import TooManyRequests
from contact_center.models import SignInAttempt

WINDOW = timedelta(minutes=15)


def subjects(secret_key: str, *, purpose: str, email: str, address: str) -> list[str]:
    """Whom an attempt counts against: the account and the address, as keyed hashes."""
    plain = (f"{purpose} account {email.strip().lower()}", f"{purpose} address {address}")
    return [hmac.new(secret_key.encode(), each.encode(), hashlib.sha256).hexdigest() for each in plain]


def check_allowed(tx: Session, whom: Sequence[str], *, limit: int, now: datetime) -> None:
    """Raises TooManyRequests where one of them has `limit` attempts in the last 15 minutes."""
    for subject in whom:
        oldest_that_counts = tx.execute(
            sa.select(SignInAttempt.at)
            .where(SignInAttempt.subject == subject, SignInAttempt.at > now - WINDOW)
            .order_by(SignInAttempt.at.desc())
            .offset(limit - 1)
            .limit(1)
        ).scalar_one_or_none()
        if oldest_that_counts is not None:
            wait = oldest_that_counts + WINDOW - now
            raise TooManyRequests("Too many attempts. Wait a while.", retry_after=max(1, round(wait.total_seconds())))


def note(tx: Session, whom: Sequence[str], *, now: datetime) -> None:
    """Count an attempt against each of them, and forget those that count no more."""
    tx.execute(sa.delete(SignInAttempt).where(SignInAttempt.subject.in_(whom), SignInAttempt.at <= now - WINDOW))
    tx.execute(sa.insert(SignInAttempt), [{"subject": subject, "at": now} for subject in whom])


def clear(tx: Session, subject: str) -> None:
    """The account proved itself: its failures no longer count."""
    tx.execute(sa.delete(SignInAttempt).where(SignInAttempt.subject == subject))

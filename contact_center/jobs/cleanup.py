"""Deletes what nobody needs any more, a little at a time so that the writer is never held for long."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from contact_center.db import Database
from contact_center.jobs.store import TakenJob
from contact_center.models import (
    IdempotentReply,
    Job,
    MailReplyWindow,
    OneTimeLink,
    ProofCode,
    SignInAttempt,
    StaffSession,
    UsedIdentityToken,
)
from contact_center.values import JobState, utc_now

KIND = "cleanup"
DONE_JOBS_KEPT = timedelta(days=7)
DEAD_JOBS_KEPT = timedelta(days=90)
REPLIES_KEPT = timedelta(hours=24)
ATTEMPTS_KEPT = timedelta(hours=24)
LINKS_KEPT = timedelta(days=7)
USED_TOKENS_KEPT = timedelta(hours=1)
"""Longer than the clocks of a shop and ours may be apart."""
CODES_KEPT = timedelta(hours=24)
"""Longer than what was proved by one holds."""
REPLY_WINDOWS_KEPT = timedelta(days=31)
"""Longer than any window in which a sender gets one automatic answer."""
BATCH = 1_000

Expired = tuple[InstrumentedAttribute[int], tuple[sa.ColumnElement[bool], ...]]


async def clean_up(db: Database, _: TakenJob) -> None:
    """The handler of the kind cleanup; see JobRunner."""
    await delete_expired(db, now=utc_now())


async def delete_expired(db: Database, *, now: datetime) -> int:
    """Delete all that is past its time; returns how many rows."""
    total = 0
    for key, conditions in _expired(now):
        while deleted := await db.write(_delete_some, key, conditions):
            total += deleted
            if deleted < BATCH:
                break
    return total


def _expired(now: datetime) -> tuple[Expired, ...]:
    return (
        (Job.id, (Job.state == JobState.DONE, Job.ended_at < now - DONE_JOBS_KEPT)),
        (Job.id, (Job.state == JobState.DEAD, Job.ended_at < now - DEAD_JOBS_KEPT)),
        (IdempotentReply.id, (IdempotentReply.created_at < now - REPLIES_KEPT,)),
        (SignInAttempt.id, (SignInAttempt.at < now - ATTEMPTS_KEPT,)),
        (StaffSession.id, (StaffSession.expires_at < now,)),
        (OneTimeLink.id, (OneTimeLink.expires_at < now - LINKS_KEPT,)),
        (ProofCode.id, (ProofCode.expires_at < now - CODES_KEPT,)),
        (MailReplyWindow.id, (MailReplyWindow.starts_at < now - REPLY_WINDOWS_KEPT,)),
        (UsedIdentityToken.id, (UsedIdentityToken.expires_at < now - USED_TOKENS_KEPT,)),
    )


def _delete_some(tx: Session, key: InstrumentedAttribute[int], conditions: tuple[sa.ColumnElement[bool], ...]) -> int:
    some = sa.select(key).where(*conditions).limit(BATCH)
    result: Any = tx.execute(sa.delete(key.class_).where(key.in_(some)).execution_options(synchronize_session=False))
    return int(result.rowcount)

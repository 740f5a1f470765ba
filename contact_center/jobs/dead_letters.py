"""Jobs that were given up: an administrator sees them, and has them tried again or discarded."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.errors import NotFound
from contact_center.events import JobDiscarded, JobRetried
from contact_center.jobs.store import TOPIC, Due
from contact_center.models import Job, record
from contact_center.values import JobState


def dead_jobs(tx: Session, *, before: tuple[datetime, int] | None, limit: int) -> Sequence[Job]:
    """Dead jobs, the latest first; before is the ended_at and id of the last one already seen."""
    query = sa.select(Job).where(Job.state == JobState.DEAD)
    if before is not None:
        query = query.where(sa.tuple_(Job.ended_at, Job.id) < before)
    return tx.execute(query.order_by(Job.ended_at.desc(), Job.id.desc()).limit(limit)).scalars().all()


def retry_dead(tx: Session, public_id: str, *, by: str, now: datetime) -> None:
    """Let a dead job run again from its first attempt; if one with its key waits already, that one is enough."""
    job = _dead(tx, public_id)
    record(tx, "job", job.id, JobRetried(kind=job.kind), by=by, at=now)
    try:
        with tx.begin_nested():
            job.state, job.run_at, job.attempts = JobState.QUEUED, now, 0
            job.leased_until = job.ended_at = None
    except exc.IntegrityError:
        job.state, job.payload = JobState.DONE, {}
        return
    emit(tx, Signal(TOPIC, 0, local=Due(job.kind, now)))


def discard_dead(tx: Session, public_id: str, *, by: str, now: datetime) -> None:
    """Give a dead job up for good; its row and error stay until the clean-up."""
    job = _dead(tx, public_id)
    record(tx, "job", job.id, JobDiscarded(kind=job.kind), by=by, at=now)
    job.state, job.ended_at, job.payload = JobState.DONE, now, {}


def _dead(tx: Session, public_id: str) -> Job:
    """Locked, so that of two administrators one is told that it is gone."""
    query = sa.select(Job).where(Job.public_id == public_id, Job.state == JobState.DEAD).with_for_update()
    job = tx.execute(query).scalar_one_or_none()
    if job is None:
        raise NotFound("There is no dead job with this id.")
    return job

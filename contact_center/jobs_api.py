"""The administrators' routes to jobs that were given up."""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.jobs import dead_letters
from contact_center.models import Job
from contact_center.paging import Page, PageQuery, decode_cursor, page_of


class DeadJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that was given up. What it carries is not shown: it may be private."""

    id: str
    kind: str
    attempts: int
    error: str
    created_at: datetime
    ended_at: datetime


async def list_dead_jobs(call: Call, query: PageQuery) -> Page[DeadJob]:
    """Jobs that were given up, the latest first."""
    return await call.db.read(_page, query)


async def retry_job(call: Call, job: str) -> None:
    """Try a dead job again, from its first attempt."""
    await call.db.write(dead_letters.retry_dead, job, by=call.principal.actor, now=call.now)


async def discard_job(call: Call, job: str) -> None:
    """Give a dead job up for good."""
    await call.db.write(dead_letters.discard_dead, job, by=call.principal.actor, now=call.now)


def _page(tx: Session, query: PageQuery) -> Page[DeadJob]:
    before = decode_cursor(query.after, tuple[datetime, int]) if query.after else None
    rows = dead_letters.dead_jobs(tx, before=before, limit=query.limit + 1)
    return page_of(rows, query.limit, item=_view, cursor=lambda job: (job.ended_at, job.id))


def _view(job: Job) -> DeadJob:
    return DeadJob(
        id=job.public_id,
        kind=job.kind,
        attempts=job.attempts,
        error=job.last_error or "",
        created_at=job.created_at,
        ended_at=job.ended_at or job.created_at,
    )


ROUTES = (
    route("GET", "/jobs/dead", list_dead_jobs, Scope.JOBS_MANAGE),
    route("POST", "/jobs/{job}/retry", retry_job, Scope.JOBS_MANAGE),
    route("POST", "/jobs/{job}/discard", discard_job, Scope.JOBS_MANAGE),
)

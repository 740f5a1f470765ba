"""The changes to job rows: put in, taken, renewed, finished, failed, given back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.models import Base, Job
from contact_center.values import JobState, new_id

TOPIC = "jobs"
LEASE = timedelta(seconds=60)
"""How long a job belongs to a process that gives no sign of life, where its kind has no lease of its own."""

_TABLE = Base.metadata.tables[Job.__tablename__]
_WAITING = sa.text("state = 'queued' AND unique_key IS NOT NULL")


class NewJob(NamedTuple):
    payload: dict[str, Any]
    unique_key: str | None = None


class Due(NamedTuple):
    """The local part of the signal: which kind has a new job, and for when."""

    kind: str
    run_at: datetime


class TakenJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that this process holds by a lease. attempt counts from 1."""

    id: int
    public_id: str
    kind: str
    payload: dict[str, Any]
    unique_key: str | None
    attempt: int
    created_at: datetime


def enqueue(
    tx: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> None:
    """Put in a job, to run after the commit and not before run_at.

    With a unique_key, at most one waiting job of the kind has it: where there is one, it stays, with its payload, and
    runs at the earlier of the two times. So jobs with the same key must be interchangeable.
    """
    enqueue_all(tx, kind, [NewJob(payload, unique_key)], now=now, run_at=run_at)


def enqueue_all(
    tx: Session, kind: str, jobs: Iterable[NewJob], *, now: datetime, run_at: datetime | None = None
) -> None:
    """Put in several jobs of a kind by one statement; see enqueue."""
    when = run_at or now
    rows = [
        {
            "public_id": new_id(),
            "kind": kind,
            "payload": job.payload,
            "unique_key": job.unique_key,
            "state": JobState.QUEUED.value,
            "run_at": when,
            "attempts": 0,
            "created_at": now,
        }
        for job in jobs
    ]
    if not rows:
        return
    tx.connection().execute(_INSERT[tx.get_bind().dialect.name], rows)
    emit(tx, Signal(TOPIC, 0, local=Due(kind, when)))


def take(tx: Session, kind: str, limit: int, *, now: datetime, lease: timedelta = LEASE) -> list[TakenJob]:
    """Take up to limit jobs of a kind that are due, those of dead processes first."""
    rows = _rows_to_take(tx, Job.kind == kind, Job.state == JobState.RUNNING, Job.leased_until <= now, limit=limit)
    if len(rows) < limit:
        queued = (Job.kind == kind, Job.state == JobState.QUEUED, Job.run_at <= now)
        rows = [*rows, *_rows_to_take(tx, *queued, limit=limit - len(rows))]
    if not rows:
        return []
    tx.execute(
        sa.update(_TABLE)
        .where(_TABLE.c.id.in_([row.id for row in rows]))
        .values(state=JobState.RUNNING, attempts=_TABLE.c.attempts + 1, leased_until=now + lease)
    )
    return [
        TakenJob(
            id=row.id,
            public_id=row.public_id,
            kind=row.kind,
            payload=row.payload,
            unique_key=row.unique_key,
            attempt=row.attempts + 1,
            created_at=row.created_at,
        )
        for row in rows
    ]


def renew(tx: Session, ids: Sequence[int], *, now: datetime, lease: timedelta = LEASE) -> None:
    """A sign of life: these jobs are still being worked on."""
    held = (_TABLE.c.id.in_(ids), _TABLE.c.state == JobState.RUNNING)
    tx.execute(sa.update(_TABLE).where(*held).values(leased_until=now + lease))


def finish(tx: Session, job: TakenJob, *, now: datetime) -> bool:
    """Mark a job as done and forget its payload; False when somebody else holds it, because the lease had passed."""
    return _close(tx, job, state=JobState.DONE, ended_at=now, payload={}, last_error=None)


def bury(tx: Session, job: TakenJob, error: str, *, now: datetime) -> bool:
    """Make a job a dead letter, for an administrator to see; False when somebody else holds it now."""
    return _close(tx, job, state=JobState.DEAD, ended_at=now, last_error=error)


def put_off(tx: Session, job: TakenJob, error: str | None, *, run_at: datetime, attempts: int) -> None:
    """Let a job wait for its next attempt. If another with its key waits already, that one is the next attempt."""
    state = {"leased_until": None, "last_error": error}
    try:
        with tx.begin_nested():
            _close(tx, job, state=JobState.QUEUED, run_at=run_at, attempts=attempts, **state)
    except exc.IntegrityError:
        _close(tx, job, state=JobState.DONE, ended_at=run_at, **state)
    emit(tx, Signal(TOPIC, 0, local=Due(job.kind, run_at)))


def give_back(tx: Session, jobs: Iterable[TakenJob], *, now: datetime) -> None:
    """Return unfinished jobs of a stopping process, so that the next one need not wait for the lease."""
    for job in jobs:
        put_off(tx, job, None, run_at=now, attempts=job.attempt - 1)


def next_times(tx: Session, kinds: Sequence[str]) -> dict[str, datetime]:
    """For each kind that has any: when its next waiting job is due or its next lease ends."""
    times = [
        sa.select(sa.literal(kind).label("kind"), sa.func.min(column).label("at")).where(
            Job.kind == kind, Job.state == state
        )
        for kind in kinds
        for state, column in ((JobState.QUEUED, Job.run_at), (JobState.RUNNING, Job.leased_until))
    ]
    found: dict[str, datetime] = {}
    for kind, at in tx.execute(sa.union_all(*times)):
        if at is not None:
            found[kind] = min(at, found.get(kind, at))
    return found


def _rows_to_take(tx: Session, *conditions: sa.ColumnElement[bool], limit: int) -> Sequence[sa.Row[Any]]:
    """Rows that nobody else can take: PostgreSQL skips those locked by others, SQLite has one writer."""
    columns = (Job.id, Job.public_id, Job.kind, Job.payload, Job.unique_key, Job.attempts, Job.created_at)
    query = sa.select(*columns).where(*conditions).order_by(Job.run_at, Job.id).limit(limit)
    return tx.execute(query.with_for_update(skip_locked=True)).all()


def _close(tx: Session, job: TakenJob, **values: Any) -> bool:
    """Change a job's row if this process still holds it: another taker would have counted the attempts up."""
    held = (_TABLE.c.id == job.id, _TABLE.c.state == JobState.RUNNING, _TABLE.c.attempts == job.attempt)
    result = tx.execute(sa.update(_TABLE).where(*held).values(**values))
    assert isinstance(result, sa.CursorResult)
    return result.rowcount == 1


def _insert(module: Any) -> Any:
    """On a conflict the waiting row is locked and kept: a runner that has not taken it yet will see this change."""
    statement = module.insert(_TABLE)
    earlier = sa.case((statement.excluded.run_at < _TABLE.c.run_at, statement.excluded.run_at), else_=_TABLE.c.run_at)
    return statement.on_conflict_do_update(
        index_elements=[_TABLE.c.kind, _TABLE.c.unique_key], index_where=_WAITING, set_={"run_at": earlier}
    )


_INSERT = {"sqlite": _insert(sqlite), "postgresql": _insert(postgresql)}

"""What the clean-up deletes and what it leaves, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.jobs import cleanup
from contact_center.models import IdempotentReply, Job, SignInAttempt
from contact_center.values import JobState

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def fill(tx: Session) -> None:
    def job(state: JobState, age: timedelta) -> Job:
        ended = NOW - age if state in {JobState.DONE, JobState.DEAD} else None
        return Job(kind="mail", payload={}, state=state, run_at=NOW - age, created_at=NOW - age, ended_at=ended)

    tx.add_all([job(JobState.DONE, 8 * DAY), job(JobState.DONE, 6 * DAY), job(JobState.DEAD, 80 * DAY)])
    tx.add_all([job(JobState.QUEUED, 100 * DAY), job(JobState.RUNNING, 100 * DAY), job(JobState.DEAD, 91 * DAY)])
    for number in range(7):
        age = timedelta(hours=22 + number)
        reply = {"principal": "agent:1", "key": str(number), "request_hash": "", "status": 200, "body": ""}
        tx.add(IdempotentReply(**reply, created_at=NOW - age))
        tx.add(SignInAttempt(subject="someone", at=NOW - age))


def left(tx: Session) -> tuple[list[str], int, int]:
    states = tx.execute(sa.select(Job.state).order_by(Job.id)).scalars().all()
    counts = [tx.execute(sa.select(sa.func.count(key))).scalar_one() for key in (IdempotentReply.id, SignInAttempt.id)]
    return list(states), counts[0], counts[1]


async def test_only_what_is_past_its_time_is_deleted(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup, "BATCH", 3)
    await database.write(fill)
    assert await cleanup.delete_expired(database, now=NOW) == 2 + 4 + 4
    states = [JobState.DONE, JobState.DEAD, JobState.QUEUED, JobState.RUNNING]
    assert await database.read(left) == (states, 3, 3)

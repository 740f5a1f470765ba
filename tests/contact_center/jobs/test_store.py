"""Job rows, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database, Signal
from contact_center.errors import NotFound
from contact_center.jobs import NewJob, store
from contact_center.jobs.dead_letters import dead_jobs, discard_dead, retry_dead
from contact_center.jobs.store import LEASE, TOPIC, Due, TakenJob
from contact_center.models import Job
from contact_center.values import JobState

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def all_jobs(tx: Session) -> list[Job]:
    return list(tx.execute(sa.select(Job).order_by(Job.id)).scalars())


async def take_one(db: Database, kind: str = "mail", now: datetime = NOW) -> TakenJob:
    (job,) = await db.write(store.take, kind, 1, now=now)
    return job


async def test_a_job_is_stored_with_its_change_and_signalled(database: Database, signals: list[Signal]) -> None:
    await database.write(store.enqueue, "mail", {"to": "a@b.example"}, now=NOW, run_at=LATER)
    (job,) = await database.read(all_jobs)
    assert (job.kind, job.payload, job.state, job.run_at) == ("mail", {"to": "a@b.example"}, JobState.QUEUED, LATER)
    assert signals == [Signal(TOPIC, 0, local=Due("mail", LATER))]


async def test_a_unit_that_fails_leaves_no_job(database: Database, signals: list[Signal]) -> None:
    def unit(tx: Session) -> None:
        store.enqueue(tx, "mail", {}, now=NOW)
        raise ValueError("the change failed")

    with pytest.raises(ValueError, match="the change failed"):
        await database.write(unit)
    assert await database.read(all_jobs) == []
    assert signals == []


async def test_one_waiting_job_of_a_key_keeps_the_earlier_time(database: Database) -> None:
    await database.write(store.enqueue, "dispatch", {"n": 1}, now=NOW, run_at=LATER, unique_key="7")
    await database.write(store.enqueue, "dispatch", {"n": 2}, now=NOW, unique_key="7")
    await database.write(store.enqueue, "dispatch", {"n": 3}, now=NOW, run_at=LATER, unique_key="7")
    (job,) = await database.read(all_jobs)
    assert (job.payload, job.run_at) == ({"n": 1}, NOW)


async def test_keys_are_per_kind_and_jobs_without_a_key_are_all_kept(database: Database) -> None:
    await database.write(store.enqueue_all, "a", [NewJob({}, "k"), NewJob({}, "k"), NewJob({}), NewJob({})], now=NOW)
    await database.write(store.enqueue, "b", {}, now=NOW, unique_key="k")
    assert [(job.kind, job.unique_key) for job in await database.read(all_jobs)] == [
        ("a", "k"),
        ("a", None),
        ("a", None),
        ("b", "k"),
    ]


async def test_while_a_job_runs_its_key_may_wait_again(database: Database) -> None:
    await database.write(store.enqueue, "mail", {}, now=NOW, unique_key="k")
    await take_one(database)
    await database.write(store.enqueue, "mail", {}, now=NOW, unique_key="k")
    assert [job.state for job in await database.read(all_jobs)] == [JobState.RUNNING, JobState.QUEUED]


async def test_due_jobs_of_the_kind_are_taken_in_order_up_to_the_limit(database: Database) -> None:
    await database.write(store.enqueue, "mail", {"n": 1}, now=NOW)
    await database.write(store.enqueue, "other", {"n": 2}, now=NOW)
    await database.write(store.enqueue, "mail", {"n": 3}, now=NOW, run_at=LATER)
    await database.write(store.enqueue, "mail", {"n": 4}, now=NOW - timedelta(seconds=1))
    await database.write(store.enqueue, "mail", {"n": 5}, now=NOW)
    taken = await database.write(store.take, "mail", 2, now=NOW)
    assert [(job.payload["n"], job.attempt) for job in taken] == [(4, 1), (1, 1)]
    assert [job.payload["n"] for job in await database.write(store.take, "mail", 9, now=NOW)] == [5]
    assert await database.write(store.take, "mail", 9, now=NOW) == []


async def test_a_dead_process_s_job_is_taken_after_its_lease(database: Database) -> None:
    await database.write(store.enqueue, "mail", {}, now=NOW)
    first = await take_one(database)
    assert await database.write(store.take, "mail", 1, now=NOW + LEASE - timedelta(seconds=1)) == []
    again = await take_one(database, now=NOW + LEASE)
    assert (again.id, again.attempt) == (first.id, 2)


async def test_a_renewed_lease_keeps_the_job(database: Database) -> None:
    await database.write(store.enqueue, "mail", {}, now=NOW)
    job = await take_one(database)
    await database.write(store.renew, [job.id], now=NOW + LEASE / 2)
    assert await database.write(store.take, "mail", 1, now=NOW + LEASE) == []


async def test_only_the_holder_can_finish(database: Database) -> None:
    await database.write(store.enqueue, "mail", {"text": "hello"}, now=NOW)
    first = await take_one(database)
    second = await take_one(database, now=NOW + LEASE)
    assert not await database.write(store.finish, first, now=LATER)
    assert not await database.write(store.bury, first, "too late", now=LATER)
    assert await database.write(store.finish, second, now=LATER)
    (job,) = await database.read(all_jobs)
    assert (job.state, job.ended_at, job.payload) == (JobState.DONE, LATER, {})


async def test_a_job_put_off_is_superseded_by_a_waiting_one_of_its_key(database: Database) -> None:
    await database.write(store.enqueue, "mail", {}, now=NOW, unique_key="k")
    job = await take_one(database)
    await database.write(store.enqueue, "mail", {}, now=NOW, unique_key="k")
    await database.write(store.put_off, job, "failed", run_at=LATER, attempts=1)
    assert [job.state for job in await database.read(all_jobs)] == [JobState.DONE, JobState.QUEUED]


async def test_a_job_given_back_does_not_lose_an_attempt(database: Database) -> None:
    await database.write(store.enqueue, "mail", {}, now=NOW)
    await database.write(store.give_back, [await take_one(database)], now=NOW)
    assert (await take_one(database)).attempt == 1


async def test_the_next_times_are_the_next_run_or_the_end_of_a_lease(database: Database) -> None:
    await database.write(store.enqueue, "mail", {}, now=NOW)
    await take_one(database)
    await database.write(store.enqueue, "sweep", {}, now=NOW, run_at=LATER)
    found = await database.read(store.next_times, ["mail", "sweep", "none"])
    assert found == {"mail": NOW + LEASE, "sweep": LATER}


async def bury(db: Database, number: int, *, key: str | None = None) -> str:
    await db.write(store.enqueue, "mail", {"n": number}, now=NOW, unique_key=key)
    job = await take_one(db)
    await db.write(store.bury, job, f"error {number}", now=NOW + timedelta(seconds=number))
    return job.public_id


async def test_dead_jobs_are_listed_page_by_page_the_latest_first(database: Database) -> None:
    for number in range(5):
        await bury(database, number)
    first = await database.read(dead_jobs, before=None, limit=3)
    assert [job.last_error for job in first] == ["error 4", "error 3", "error 2"]
    assert first[-1].ended_at
    rest = await database.read(dead_jobs, before=(first[-1].ended_at, first[-1].id), limit=3)
    assert [job.last_error for job in rest] == ["error 1", "error 0"]


async def test_a_dead_job_is_tried_again_from_its_first_attempt(database: Database, signals: list[Signal]) -> None:
    dead = await bury(database, 1)
    signals.clear()
    await database.write(retry_dead, dead, by="agent:1", now=NOW)
    assert signals == [Signal(TOPIC, 0, local=Due("mail", NOW))]
    job = await take_one(database)
    assert (job.public_id, job.attempt, job.payload) == (dead, 1, {"n": 1})


async def test_trying_again_what_already_waits_is_enough_once(database: Database) -> None:
    dead = await bury(database, 1, key="k")
    await database.write(store.enqueue, "mail", {"n": 2}, now=NOW, unique_key="k")
    await database.write(retry_dead, dead, by="agent:1", now=NOW)
    assert [job.state for job in await database.read(all_jobs)] == [JobState.DONE, JobState.QUEUED]


async def test_a_discarded_job_is_no_longer_dead(database: Database) -> None:
    dead = await bury(database, 1)
    await database.write(discard_dead, dead, by="agent:1", now=NOW)
    assert await database.read(dead_jobs, before=None, limit=3) == []
    with pytest.raises(NotFound):
        await database.write(retry_dead, dead, by="agent:1", now=NOW)

"""Processes of one installation, within the test's own, and handlers that tests watch."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.bus import open_bus
from contact_center.db import Database, Signal, open_database
from contact_center.jobs import JobRunner, Schedule, TakenJob, enqueue, store
from contact_center.jobs.runner import Handler
from contact_center.models import Job
from contact_center.ports import Bus
from contact_center.settings import Settings
from contact_center.values import utc_now

WAIT = 20


class Process:
    """What one process of an installation has; its clock can be set forward."""

    def __init__(self, settings: Settings) -> None:
        self.bus: Bus = open_bus(settings)
        self.db: Database = open_database(settings, self.bus.publish)
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return utc_now() + self.ahead

    async def enqueue(self, kind: str, number: int = 0, **options: object) -> None:
        await self.db.write(enqueue, kind, {"n": number}, now=self.now(), **options)  # type: ignore[arg-type]

    def forward(self, by: timedelta) -> None:
        self.ahead += by
        self.bus.publish([Signal(store.TOPIC, 0)])

    @contextlib.asynccontextmanager
    async def running(
        self,
        *,
        drain: float = 5.0,
        schedules: dict[str, Schedule] | None = None,
        leases: dict[str, timedelta] | None = None,
        **handlers: Handler,
    ) -> AsyncIterator[JobRunner]:
        jobs = JobRunner(self.db, self.bus, handlers, schedules or {}, self.now, leases=leases, drain_seconds=drain)
        async with asyncio.TaskGroup() as group:
            group.create_task(jobs.run())
            yield jobs
            jobs.stop()


class Handled:
    """A handler that remembers what it did."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.done: asyncio.Queue[TakenJob] = asyncio.Queue()

    async def __call__(self, db: Database, job: TakenJob) -> None:
        self.done.put_nowait(job)
        if self.errors:
            raise self.errors.pop(0)

    async def next(self) -> TakenJob:
        async with asyncio.timeout(WAIT):
            return await self.done.get()


class Held:
    """A handler that works until it is let go."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[TakenJob] = asyncio.Queue()
        self.go = asyncio.Event()

    async def __call__(self, db: Database, job: TakenJob) -> None:
        self.begun.put_nowait(job)
        await self.go.wait()

    async def begins(self) -> TakenJob:
        async with asyncio.timeout(WAIT):
            return await self.begun.get()


def rows(tx: Session) -> list[tuple[str, str | None, int]]:
    return [(job.state, job.last_error, job.attempts) for job in tx.execute(sa.select(Job).order_by(Job.id)).scalars()]


def lease(tx: Session) -> datetime:
    until = tx.execute(sa.select(Job.leased_until)).scalar_one()
    assert until
    return until


async def until(process: Process, holds: Callable[[Session], bool]) -> None:
    """The runner writes down how a job went after its handler has returned, so a test looks again and again."""
    async with asyncio.timeout(WAIT):
        while not await process.db.read(holds):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def wait_for(process: Process, expected: list[tuple[str, str | None, int]]) -> None:
    await until(process, lambda tx: rows(tx) == expected)

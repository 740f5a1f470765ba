"""Runs jobs: a lane for each kind, so that none waits behind another, with leases kept while handlers work."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from contact_center.db import Database, Signal
from contact_center.errors import StorageUnavailable
from contact_center.jobs import store
from contact_center.jobs.rules import LaterError, PermanentFailureError, Schedule, describe, next_attempt, next_run
from contact_center.jobs.store import Due, TakenJob
from contact_center.ports import RESYNC, Bus
from contact_center.values import utc_now

T = TypeVar("T")
Handler = Callable[[Database, TakenJob], Awaitable[None]]
"""Does one job. It may run twice (after a crash), so doing it again must be harmless."""

LANE_SLOTS = 4
"""Jobs of one kind that one process works on at once."""
LONGEST_SLEEP = timedelta(seconds=30)
"""How often the table is looked at even if every signal is lost."""
HANDLER_SECONDS = 300.0
STORAGE_PAUSE = timedelta(seconds=1)
GIVE_BACK_SECONDS = 1.5
SCHEDULE_KEY = "schedule:"

log = logging.getLogger(__name__)


class _Lane:
    """One kind of job: its handler, its free slots, and whether more may be waiting than was taken."""

    def __init__(self, handler: Handler, lease: timedelta) -> None:
        self.handler, self.lease = handler, lease
        self.free = LANE_SLOTS
        self.more = False
        self.wake = asyncio.Event()


class JobRunner:
    """Takes and runs due jobs of the kinds that have a handler, until stopped.

    Several processes may each have one over the same database: a job, and a turn of a schedule, is run by one of them.
    """

    def __init__(
        self,
        db: Database,
        bus: Bus,
        handlers: Mapping[str, Handler],
        schedules: Mapping[str, Schedule],
        clock: Callable[[], datetime] = utc_now,
        *,
        leases: Mapping[str, timedelta] | None = None,
        drain_seconds: float = 8.0,
    ) -> None:
        """leases: how long jobs of a kind belong to a process that gives no sign of life; others: store.LEASE."""
        self._db = db
        self._clock = clock
        self._drain_seconds = drain_seconds
        self._lanes = {kind: _Lane(each, (leases or {}).get(kind, store.LEASE)) for kind, each in handlers.items()}
        self._schedules = {SCHEDULE_KEY + name: schedule for name, schedule in schedules.items()}
        self._running: dict[asyncio.Task[None], TakenJob] = {}
        self._look = asyncio.Event()
        self._stopping = asyncio.Event()
        bus.subscribe(store.TOPIC, self._hear)
        bus.subscribe(RESYNC, self._hear)

    def stop(self) -> None:
        """Take nothing more; run() returns when the jobs in hand are done, or given back after the drain time."""
        self._stopping.set()

    async def run(self) -> None:
        """Run jobs until stop() or cancellation; those that are not finished by then are given back."""
        try:
            async with asyncio.TaskGroup() as group:
                leases = {lane.lease for lane in self._lanes.values()}
                renewing = [group.create_task(self._renew_leases(lease)) for lease in leases]
                taking = [group.create_task(self._serve(kind, group)) for kind in self._lanes]
                taking.append(group.create_task(self._keep_time()))
                await self._stopping.wait()
                for task in taking:
                    task.cancel()
                await asyncio.wait(taking)
                if self._running:
                    await asyncio.wait(self._running, timeout=self._drain_seconds)
                for task in (*renewing, *self._running):
                    task.cancel()
        finally:
            await self._give_back()

    def _hear(self, signal: Signal) -> None:
        """Wake the lane that has something to do; what another process signals is looked up."""
        due = signal.local
        if not isinstance(due, Due) or due.run_at > self._clock():
            self._look.set()
        elif lane := self._lanes.get(due.kind):
            lane.wake.set()

    async def _keep_time(self) -> None:
        """Plant the schedules; then wake lanes when something is due, looking again at least every LONGEST_SLEEP."""
        await self._write(self._plant, list(self._schedules))
        while True:
            self._look.clear()
            pause = await self._wake_due()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause.total_seconds()):
                    await self._look.wait()

    async def _wake_due(self) -> timedelta:
        """Wake the lanes that have something due; returns the time until the next thing will be."""
        try:
            times = await self._db.read(store.next_times, list(self._lanes))
        except StorageUnavailable as error:
            log.warning("jobs cannot be read", extra={"error": describe(error)})
            return STORAGE_PAUSE
        now = self._clock()
        for kind, at in times.items():
            if at <= now:
                self._lanes[kind].wake.set()
        return min((at - now for at in times.values() if at > now), default=LONGEST_SLEEP)

    async def _serve(self, kind: str, group: asyncio.TaskGroup) -> None:
        lane = self._lanes[kind]
        while True:
            await lane.wake.wait()
            lane.wake.clear()
            lane.more = True
            while lane.more and (wanted := lane.free):
                jobs = await self._write(partial(store.take, lease=lane.lease), kind, wanted)
                lane.more = len(jobs) == wanted
                for job in jobs:
                    lane.free -= 1
                    self._running[group.create_task(self._work(lane, job))] = job

    async def _work(self, lane: _Lane, job: TakenJob) -> None:
        """Do one job and write down how it went. When cancelled, the job stays among those to give back."""
        error = await self._handle(lane.handler, job)
        await self._write(self._settle, job, error)
        task = asyncio.current_task()
        assert task
        del self._running[task]
        lane.free += 1
        if lane.more:
            lane.wake.set()

    async def _handle(self, handler: Handler, job: TakenJob) -> Exception | None:
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                await handler(self._db, job)
        except Exception as error:  # whatever a handler raises, its job must be tried again or shown to somebody
            return error
        return None

    def _settle(self, tx: Session, job: TakenJob, error: Exception | None, *, now: datetime) -> None:
        """Done, to be tried again, or dead; a schedule's next turn is planted with its last."""
        pause = None if isinstance(error, PermanentFailureError) else next_attempt(job.attempt, random.random())
        about = {"job": job.public_id, "kind": job.kind, "attempt": job.attempt}
        if error is None:
            store.finish(tx, job, now=now)
        elif pause is None:
            log.error("job is dead", extra={**about, "error": describe(error)})
            store.bury(tx, job, describe(error), now=now)
        else:
            log.warning("job failed", extra={**about, "error": describe(error)})
            at = error.at if isinstance(error, LaterError) else now + pause
            store.put_off(tx, job, describe(error), run_at=at, attempts=job.attempt)
            return
        if job.unique_key in self._schedules:
            self._plant(tx, [job.unique_key], now=now)

    def _plant(self, tx: Session, keys: Sequence[str], *, now: datetime) -> None:
        for key in keys:
            kind, when = self._schedules[key]
            store.enqueue(tx, kind, {}, now=now, run_at=next_run(when, now), unique_key=key)

    async def _renew_leases(self, lease: timedelta) -> None:
        """Of the lanes that have this one."""
        while True:
            await asyncio.sleep(lease.total_seconds() / 3)
            if mine := [job.id for job in self._running.values() if self._lanes[job.kind].lease == lease]:
                await self._write(partial(store.renew, lease=lease), mine)

    async def _write(self, unit: Callable[..., T], *args: Any) -> T:
        """Write with the time of each try, however long the storage stays away."""
        while True:
            try:
                return await self._db.write(unit, *args, now=self._clock())
            except StorageUnavailable as error:
                log.warning("jobs cannot be written", extra={"error": describe(error)})
            await asyncio.sleep(STORAGE_PAUSE.total_seconds())

    async def _give_back(self) -> None:
        """Last, so never waiting long: what cannot be given back now is taken by others after its lease."""
        if not self._running:
            return
        try:
            async with asyncio.timeout(GIVE_BACK_SECONDS):
                await self._db.write(store.give_back, list(self._running.values()), now=self._clock())
        except (StorageUnavailable, TimeoutError) as error:
            log.warning("jobs could not be given back", extra={"error": describe(error)})

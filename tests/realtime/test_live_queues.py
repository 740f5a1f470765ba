"""The live queues are read once for all who watch, and not at all where nobody does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
import pytest
from sqlalchemy.orm import Session

from contact_center.db import Database, Signal
from contact_center.realtime import staff_frames as frames
from contact_center.realtime.client import Client
from contact_center.realtime.live_queues import LiveQueues
from contact_center.work.live import QueuesLive
from contact_center.work.signals import ROUTING
from tests.api import Clock

SECONDS = 5.0


class Console:
    """A client that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[datetime] = []
        self._heard = asyncio.Event()
        self.client = Client(self._take, limit=10)

    async def _take(self, text: str) -> None:
        self.told += [frame.live.at for frame in msgspec.json.decode(text, type=list[frames.Queues])]
        self._heard.set()

    async def count(self, wanted: int) -> None:
        async with asyncio.timeout(SECONDS):
            while len(self.told) < wanted:
                self._heard.clear()
                await self._heard.wait()


class Reader:
    """Counts the readings; each is as of another second."""

    def __init__(self) -> None:
        self.times: list[datetime] = []

    def __call__(self, tx: Session, now: datetime) -> QueuesLive:
        self.times.append(now)
        return QueuesLive(at=now, since=now, queues=[], agents=[])


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def queues(database: Database, reader: Reader) -> LiveQueues:
    clock = Clock()

    def later() -> datetime:
        clock.advance(seconds=1)
        return clock.now

    return LiveQueues(database, reader, later)


@pytest.fixture
async def consoles() -> AsyncIterator[list[Console]]:
    consoles = [Console(), Console()]
    tasks = [asyncio.create_task(each.client.run()) for each in consoles]
    yield consoles
    for each in consoles:
        each.client.drop()
    await asyncio.gather(*tasks)


async def test_two_consoles_are_told_of_one_reading(
    queues: LiveQueues, reader: Reader, consoles: list[Console]
) -> None:
    one, two = consoles
    queues.watch(one.client)
    await one.count(1)
    queues.watch(two.client)
    await two.count(1)
    assert one.told == two.told == reader.times
    queues.on_change(Signal(ROUTING, 1))
    await asyncio.gather(one.count(2), two.count(2))
    assert one.told == two.told == reader.times
    for each in consoles:
        queues.unwatch(each.client)


async def test_nothing_is_read_before_anybody_watches_nor_after(
    queues: LiveQueues, reader: Reader, consoles: list[Console]
) -> None:
    one, two = consoles
    queues.on_change(Signal(ROUTING, 1))
    queues.watch(one.client)
    await one.count(1)
    queues.unwatch(one.client)
    queues.on_change(Signal(ROUTING, 2))
    queues.unwatch(one.client)
    queues.watch(two.client)
    await two.count(1)
    assert (len(reader.times), two.told) == (2, reader.times[1:])
    queues.unwatch(two.client)

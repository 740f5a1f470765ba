"""Keeps the indexes up to date beside everything else: woken by signals, a little later than the messages."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from contact_center.db import Database, Signal
from contact_center.errors import ContactCenterError
from contact_center.ports import RESYNC, Bus
from contact_center.realtime.changes import CONVERSATION
from contact_center.search import indexing

COLLECT_SECONDS = 0.3
"""Messages that come within this time are indexed together, which costs a third of one by one."""
LOOK_SECONDS = 2.0
"""How often to look without a signal: customers send none, and signals may be lost."""
BREATH_SECONDS = 0.005
"""Between two units of a long catching-up, in which others get the writer."""
PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


class Indexer:
    """One per working process; of several at once one indexes and the others pass."""

    def __init__(self, *, db: Database, bus: Bus, clock: Callable[[], datetime]) -> None:
        self._db, self._clock = db, clock
        self._wake = asyncio.Event()
        for topic in (CONVERSATION, RESYNC):
            bus.subscribe(topic, self._hear)

    def _hear(self, _: Signal) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Index until cancelled. Whatever goes wrong once, what is missing is in storage and is looked at again."""
        while True:
            if not await self._survives():
                await asyncio.sleep(PAUSE_SECONDS)
                self._wake.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wake.wait()
            await asyncio.sleep(COLLECT_SECONDS)
            self._wake.clear()

    async def _survives(self) -> bool:
        try:
            await self.catch_up()
        except ContactCenterError as error:
            log.warning("the search index has to try again: %s", error)
        except Exception:
            log.exception("the search index failed and tries again")
        else:
            return True
        return False

    async def catch_up(self) -> int:
        """Index all that there is now; returns how much that was."""
        total = 0
        if not await self._db.read(indexing.behind):
            return total
        for index in (self._messages, self._customers):
            more = True
            while more:
                step = await index()
                total, more = total + step.indexed, step.more
                if more:
                    await asyncio.sleep(BREATH_SECONDS)
        return total

    async def _messages(self) -> indexing.Step:
        gathered = await self._db.read(indexing.gather_messages)
        return await self._db.write(indexing.index_messages, gathered, now=self._clock())

    async def _customers(self) -> indexing.Step:
        return await self._db.write(indexing.index_customers, now=self._clock())

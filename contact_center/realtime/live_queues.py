"""The live queues of a process's supervisors: read once for all of them, soon after a change and every few seconds."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from contact_center.db import Database, Signal
from contact_center.errors import ContactCenterError
from contact_center.realtime import staff_frames as staff
from contact_center.realtime.client import Client, encode
from contact_center.work.live import QueuesLive

logger = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
"""At most so often are they read."""
BEAT_SECONDS = 3.0
"""So often also without a change: leases end and queues open by time alone, and consoles see that it is not stale."""
PAUSE_SECONDS = 0.1
"""So much is left between two readings, however long one takes."""


class LiveQueues:
    """Those who watch. Nothing is read while nobody does. read: all of it, as of a time."""

    def __init__(
        self, db: Database, read: Callable[[Session, datetime], QueuesLive], clock: Callable[[], datetime]
    ) -> None:
        self._db, self._read, self._clock = db, read, clock
        self._watchers: set[Client] = set()
        self._asked = asyncio.Event()
        self._last: bytes | None = None
        self._task: asyncio.Task[None] | None = None

    def watch(self, client: Client) -> None:
        """Tell a console at once what the others know, or what is read now, and then all that comes."""
        self._watchers.add(client)
        if self._last is not None:
            client.push(self._last)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="live queues")

    def unwatch(self, client: Client) -> None:
        self._watchers.discard(client)
        if not self._watchers and self._task is not None:
            self._task.cancel()
            self._task = self._last = None

    def on_change(self, _: Signal) -> None:
        """Bus callback: work, an offer, a presence or the setup has changed, or signals were lost."""
        self._asked.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            self._asked.clear()
            try:
                self._tell(await self._db.read(self._read, self._clock()))
            except ContactCenterError as error:  # consoles see by the age of what they have that nothing comes
                logger.warning("the live queues could not be read: %s", error)
            await asyncio.sleep(max(PAUSE_SECONDS, began + EVERY_SECONDS - loop.time()))
            try:
                async with asyncio.timeout(BEAT_SECONDS - EVERY_SECONDS):
                    await self._asked.wait()
            except TimeoutError:
                pass

    def _tell(self, found: QueuesLive) -> None:
        self._last = encode(staff.Queues(found))
        for client in self._watchers:
            client.push(self._last)

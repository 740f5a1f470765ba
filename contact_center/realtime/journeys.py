"""What customers look at, to the staff who watch their conversations: at most once a second for each of them."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from contact_center.db import Database, Signal
from contact_center.errors import ContactCenterError
from contact_center.realtime.client import encode
from contact_center.realtime.hub import Hub
from contact_center.realtime.staff_frames import JourneyChanged
from contact_center.visits.queries import journeys

EVERY_SECONDS = 1.0
COLLECT_SECONDS = 0.1
MOST = 20
"""Journeys of one read, so that none holds a reader for long."""

logger = logging.getLogger(__name__)


class Journeys:
    """Reads a journey when it has changed and somebody watches, and not again before the second is over.

    What is due within a moment is read at once, by one reader: beside a busy event loop each thread that works costs.
    """

    def __init__(self, db: Database, hub: Hub, clock: Callable[[], datetime]) -> None:
        self._db, self._hub, self._clock = db, hub, clock
        self._resting: dict[int, bool] = {}
        """Conversations told of within the last second, and whether there is more to tell."""
        self._due: list[int] = []
        self._task: asyncio.Task[None] | None = None

    def on_journey(self, signal: Signal) -> None:
        """Bus callback: the customer of a conversation has gone on."""
        if signal.id in self._resting:
            self._resting[signal.id] = True
            return
        _, watching = self._hub.staff_of(signal.id)
        if watching:
            self._tell(signal.id)

    def on_resync(self, _: Signal) -> None:
        """Bus callback: signals may have been lost."""
        for conversation_id in self._hub.watched_by_staff():
            self.on_journey(Signal("", conversation_id))

    def _tell(self, conversation_id: int) -> None:
        self._resting[conversation_id] = False
        asyncio.get_running_loop().call_later(EVERY_SECONDS, self._rested, conversation_id)
        self._due.append(conversation_id)
        if self._task is None:
            self._task = asyncio.create_task(self._push_all(), name="journeys")

    def _rested(self, conversation_id: int) -> None:
        if self._resting.pop(conversation_id):
            self.on_journey(Signal("", conversation_id))

    async def _push_all(self) -> None:
        try:
            while self._due:
                await asyncio.sleep(COLLECT_SECONDS)
                due, self._due = self._due[:MOST], self._due[MOST:]
                await self._push(due)
        finally:
            self._task = None

    async def _push(self, due: list[int]) -> None:
        try:
            found = await self._db.read(journeys, due, now=self._clock())
        except ContactCenterError as error:
            logger.warning("consoles could not be told of a journey: %s", error)
            return
        for conversation_id, journey in found.items():
            public_id, watching = self._hub.staff_of(conversation_id)
            if public_id and watching:
                frame = encode(JourneyChanged(public_id, journey))
                for client in watching:
                    client.push(frame)

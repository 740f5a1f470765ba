"""Gives waiting work to agents: reads, decides outside any transaction, claims each in a unit of its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from contact_center.db import Database, Signal
from contact_center.errors import ApiError, ContactCenterError
from contact_center.ports import RESYNC, Bus
from contact_center.realtime import presence
from contact_center.realtime.changes import PRESENCE
from contact_center.settings import Settings
from contact_center.values import Presence
from contact_center.work.service import DEFAULT_QUEUE, ROUTING
from routing import claims
from routing.strategies import Candidate, Waiting, longest_idle

logger = logging.getLogger(__name__)

BATCH = 200
PAUSE_SECONDS = 1.0
SWEEP_SECONDS = 2.0
"""How often leases that have ended are looked for; on the main path nothing waits for it."""


class Router:
    """One per process; any number of them may decide at once."""

    def __init__(self, *, db: Database, bus: Bus, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._db, self._settings, self._clock = db, settings, clock
        self._asked = asyncio.Event()
        for topic in (ROUTING, PRESENCE, RESYNC):
            bus.subscribe(topic, self._ask)

    def _ask(self, _: Signal) -> None:
        self._asked.set()

    async def enqueue(self, conversation_id: int) -> bool:
        """The dispatch step: a conversation that nobody answers becomes a work item. True: nothing else to do."""
        return await self._db.write(claims.enqueue, conversation_id, queue=DEFAULT_QUEUE, now=self._clock())

    async def run(self) -> None:
        """Drain the queue whenever work, room or presence has changed, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._sweep(), name="router-sweep")
            self._asked.set()
            while True:
                await self._asked.wait()
                self._asked.clear()
                if not await self._survives(self._drain_all):
                    await asyncio.sleep(PAUSE_SECONDS)
                    self._asked.set()

    async def _drain_all(self) -> None:
        while await self.drain():
            pass

    @staticmethod
    async def _survives(work: Callable[[], Awaitable[None]]) -> bool:
        """Routing goes on whatever goes wrong once: what waits is in storage, and is looked at again."""
        try:
            await work()
        except ContactCenterError as error:
            logger.warning("routing has to try again: %s", error)
        except Exception:
            logger.exception("routing failed and tries again")
        else:
            return True
        return False

    async def drain(self) -> int:
        """One round of decisions; returns how many items were given."""
        waiting = await self._db.read(claims.waiting_items, BATCH)
        if not waiting:
            return 0
        candidates = await self._candidates()
        given = 0
        for item, agent in longest_idle(waiting, candidates):
            given += await self._claim(item, agent)
        return given

    async def _claim(self, item: Waiting, agent: Candidate) -> bool:
        limit, now = self._settings.chat_limit, self._clock()
        try:
            return await self._db.write(claims.claim, item.item_id, agent.agent_id, chat_limit=limit, now=now)
        except ApiError as error:  # one that cannot be given must not keep the others waiting
            logger.warning("work item %s could not be given: %s", item.item_id, error)
            return False

    async def _candidates(self) -> list[Candidate]:
        now = self._clock()
        return [
            Candidate(row.id, row.chats, row.chat_limit or self._settings.chat_limit, row.last_work_at)
            for row in await self._db.read(presence.staff_with_load)
            if presence.effective(row.presence, row.lease_until, now) is Presence.AVAILABLE
        ]

    async def _sweep(self) -> None:
        """Note who has gone, and give back what waits on them past the grace time."""
        while True:
            if await self._survives(self.sweep):
                self._asked.set()  # a process may have died between its commit and its signal
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        now = self._clock()
        for agent_id in await self._db.read(presence.lapsed_agents, now):
            await self._db.write(presence.lapse, agent_id, now=now)
        absent_since = now - timedelta(seconds=self._settings.requeue_grace)
        for conversation_id, agent_id in await self._db.read(
            claims.waiting_on_absent, absent_since=absent_since, limit=BATCH
        ):
            await self._db.write(claims.give_back, conversation_id, agent_id, now=now)

"""Tells the visitors of this process who wait where they stand, and routing whether they are still there."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from contact_center.db import Database, Signal
from contact_center.errors import ContactCenterError
from contact_center.ports import RESYNC, Bus
from contact_center.realtime.board import Throttle
from contact_center.realtime.changes import PRESENCE
from contact_center.realtime.client import Client, encode
from contact_center.realtime.service import InLine, Realtime
from contact_center.realtime.visitor_frames import VisitorQueue
from contact_center.settings import Settings
from contact_center.work import waiting
from contact_center.work.signals import OFFERS, ROUTING, SETUP
from routing import abandoning, line
from routing.expected import said
from routing.line import Stand

logger = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two readings, at least."""
SLOWLY = 30.0
"""Seconds until it is looked again though nothing is signalled: items age, and waits grow while nobody is released."""
BEGINNING = timedelta(seconds=5)
"""Who hears of the line for the first time later than this after its beginning is not told how long a wait began."""


class Waits:
    """One per process. It reads only while a conversation waits that a visitor's socket here is watching."""

    def __init__(
        self, *, db: Database, bus: Bus, realtime: Realtime, settings: Settings, clock: Callable[[], datetime]
    ) -> None:
        self._db, self._settings, self._clock = db, settings, clock
        self._hub, self._in_line = realtime.hub, realtime.in_line
        self._asked: set[int] = set()
        """Conversations that may wait as well."""
        self._look = Throttle(EVERY, self.look)
        self._again: asyncio.TimerHandle | None = None
        realtime.hub.watch_waits(self._came)
        bus.subscribe(ROUTING, self._on_item)
        for topic in (OFFERS, PRESENCE, SETUP, RESYNC):
            bus.subscribe(topic, self._on_change)

    async def run(self) -> None:
        """Say again and again whose visitors are here, until cancelled."""
        while True:
            await asyncio.sleep(abandoning.SEEN_SECONDS)
            try:
                await self.say_who_is_here()
            except ContactCenterError as error:
                logger.warning("who waits here could not be said: %s", error)

    async def say_who_is_here(self) -> None:
        """For the router of whatever process, to which this one may cease to speak at any moment."""
        here = {*self._in_line, *self._hub.watched_by_visitors()}
        if here and (mine := sorted(here & await self._db.read(line.waiting))):
            await self._db.write(waiting.seen, mine, at=self._clock())

    def _came(self, conversation_id: int, client: Client) -> None:
        """The hub's callback: a visitor watches a conversation that nobody has."""
        if known := self._in_line.get(conversation_id):
            client.push(encode(known.told))
        self._asked.add(conversation_id)
        self._look.ask()

    def _on_item(self, signal: Signal) -> None:
        """Bus callback: a work item has changed."""
        if signal.note and self._hub.has_visitors(int(signal.note)):
            self._asked.add(int(signal.note))
        self._on_change(signal)

    def _on_change(self, _: Signal) -> None:
        """Bus callback: what decides about places and waits has changed."""
        if self._in_line or self._asked:
            self._look.ask()

    async def look(self) -> None:
        """Read how everybody stands, and tell those for whom that has changed."""
        asked, self._asked = self._asked, set()
        wanted = {*self._in_line, *asked}
        if not wanted:
            return
        now, limit = self._clock(), self._settings.chat_limit
        try:
            found = await self._db.read(line.look, wanted, now=now, chat_limit=limit)
        except BaseException:
            self._asked |= asked
            raise
        # Who has left meanwhile is told nothing, and is not asked for again.
        here = [each for each in found.stands if each.conversation_id in self._in_line or self._watched(each)]
        stands = {each.conversation_id: each for each in here}
        new = [each for each in here if each.conversation_id not in self._in_line]
        for key in wanted:
            self._tell(key, stands.get(key))
        self._look_again_slowly()
        await self._keep(found, new, now)

    def _look_again_slowly(self) -> None:
        if self._again:
            self._again.cancel()
        self._again = asyncio.get_running_loop().call_later(SLOWLY, self._look.ask) if self._in_line else None

    def _watched(self, stand: Stand) -> bool:
        return self._hub.has_visitors(stand.conversation_id)

    def _tell(self, key: int, stand: Stand | None) -> None:
        before = self._in_line.get(key)
        if stand is None:
            if before is None:
                return
            del self._in_line[key]
            told = VisitorQueue(before.told.conversation, None)
        else:
            told = VisitorQueue(stand.conversation, stand.state, stand.place, said(stand.wait), stand.staffed)
            self._in_line[key] = InLine(stand.customer_id, told)
        if before is None or told != before.told:
            frame = encode(told)
            for client in self._hub.visitors_of(key):
                client.push(frame)

    async def _keep(self, found: line.Look, new: list[Stand], now: datetime) -> None:
        """What is known only here: who is back, and what was said to those who have just begun to wait."""
        if back := [each.item for each in found.stands if each.gone and self._watched(each)]:
            await self._db.write(waiting.back, back)
        for key in found.dropped:
            if self._hub.has_visitors(key):
                await self._db.write(abandoning.dispatch_again, key, now=now)
        fresh = [each for each in new if not each.estimated and each.since > now - BEGINNING]
        if waits := {each.item: each.wait for each in fresh if each.wait is not None}:
            await self._db.write(waiting.told, waits)

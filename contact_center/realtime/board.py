"""What every open console sees at its edge: changed list rows, counts and the presence of the staff.

Nothing here is numbered: a row carries its version, and a console reads its lists afresh when it connects. Changes are
gathered, so that a busy conversation costs a few rows a second however many messages it has.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database, Signal
from contact_center.errors import ContactCenterError
from contact_center.models import Conversation
from contact_center.realtime import staff_frames as staff
from contact_center.realtime.client import Client, encode
from contact_center.realtime.queries import rows_by_id
from contact_center.values import Owner, Status

logger = logging.getLogger(__name__)

ROWS_EVERY = 0.2
COUNTS_EVERY = 1.0
PEOPLE_EVERY = 0.2
ROWS_PER_FRAME = 100
BOT = 0
"""Among the keys of agents, which begin with 1."""

Clock = Callable[[], datetime]


class Throttle:
    """Runs an async action soon after being asked, at most once in an interval, and once more for what came since."""

    def __init__(self, interval: float, action: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._interval, self._action = interval, action
        self._asked = False
        self._task: asyncio.Task[None] | None = None

    def ask(self) -> None:
        self._asked = True
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._asked:
                self._asked = False
                try:
                    await self._action()
                except ContactCenterError as error:
                    logger.warning("a list could not be read: %s", error)
                    self._asked = True
                await asyncio.sleep(self._interval)
        finally:
            self._task = None


class Board:
    """The consoles of this process that show lists. people: reads everybody of the staff with presence and load."""

    def __init__(self, db: Database, people: Callable[[Session, datetime], list[staff.Person]], clock: Clock) -> None:
        self._db, self._read_people, self._clock = db, people, clock
        self._watchers: dict[Client, int] = {}
        self._dirty: set[int] = set()
        self._rows = Throttle(ROWS_EVERY, self._push_rows)
        self._counts = Throttle(COUNTS_EVERY, self._push_counts)
        self._people = Throttle(PEOPLE_EVERY, self._push_people)
        self._last_counts: dict[Client, staff.Counts] = {}
        self._online_watchers: set[Callable[[bool], None]] = set()
        self.online = False
        """Whether any agent is available."""

    def watch(self, client: Client, agent_id: int) -> None:
        self._watchers[client] = agent_id
        self._counts.ask()
        self._people.ask()

    def unwatch(self, client: Client) -> None:
        self._watchers.pop(client, None)
        self._last_counts.pop(client, None)

    def on_conversation(self, signal: Signal) -> None:
        """Bus callback: a conversation has changed."""
        if self._watchers:
            self._dirty.add(signal.id)
            self._rows.ask()
            self._counts.ask()

    def on_person(self, _: Signal) -> None:
        """Bus callback: presence or load of somebody has changed."""
        self._people.ask()

    def on_resync(self, _: Signal) -> None:
        """Bus callback: signals may have been lost. Consoles connect again and read their lists afresh."""
        for client in list(self._watchers):
            client.drop()
        self._people.ask()

    def watch_online(self, told: Callable[[bool], None]) -> Callable[[], None]:
        """Call `told` whenever it changes whether an agent is available; returns how to stop it."""
        self._online_watchers.add(told)
        return lambda: self._online_watchers.discard(told)

    async def refresh_online(self) -> None:
        self._set_online(await self._db.read(self._read_people, self._clock()))

    async def _push_rows(self) -> None:
        taken, self._dirty = sorted(self._dirty), set()
        for start in range(0, len(taken), ROWS_PER_FRAME):
            try:
                rows = await self._db.read(rows_by_id, taken[start : start + ROWS_PER_FRAME])
            except ContactCenterError:
                self._dirty.update(taken[start:])
                raise
            self._to_all(staff.Rows(rows))

    async def _push_counts(self) -> None:
        if not self._watchers:
            return
        by_agent = await self._db.read(open_counts)
        everything, unassigned, bot = sum(by_agent.values()), by_agent.get(None, 0), by_agent.get(BOT, 0)
        for client, agent_id in self._watchers.items():
            counts = staff.Counts(by_agent.get(agent_id, 0), unassigned, bot, everything)
            if self._last_counts.get(client) != counts:
                self._last_counts[client] = counts
                client.push(encode(counts))

    async def _push_people(self) -> None:
        people = await self._db.read(self._read_people, self._clock())
        self._set_online(people)
        self._to_all(staff.PresenceChanged(people))

    def _set_online(self, people: Sequence[staff.Person]) -> None:
        online = any(person.presence == "available" for person in people)
        if online != self.online:
            self.online = online
            for told in list(self._online_watchers):
                told(online)

    def _to_all(self, frame: staff.AnyStaffFrame) -> None:
        if self._watchers:
            encoded = encode(frame)
            for client in self._watchers:
                client.push(encoded)


def open_counts(tx: Session) -> dict[int | None, int]:
    """How many open conversations each agent has; none stands for nobody, BOT for the bot."""
    has_it = Conversation.agent_id, Conversation.owner == Owner.BOT
    query = sa.select(*has_it, sa.func.count()).where(Conversation.status == Status.OPEN)
    grouped = tx.execute(query.group_by(Conversation.agent_id, Conversation.owner))
    return {BOT if by_bot else agent_id: count for agent_id, by_bot, count in grouped}

"""Watchers of a hub without sockets: clients that apply every frame they are sent, and readings that wait."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from contact_center.db import Database
from contact_center.realtime.client import Client
from contact_center.realtime.hub import Hub
from contact_center.realtime.staff_frames import AnyStaffFrame
from contact_center.realtime.visitor_frames import AnyVisitorFrame
from tests.chat_states import Shown, staff_shows, visitor_shows

_STAFF = msgspec.json.Decoder(list[AnyStaffFrame])
_VISITOR = msgspec.json.Decoder(list[AnyVisitorFrame])


class Watcher:
    """Somebody who shows a conversation, and comes back with what they show after having been dropped."""

    def __init__(self, hub: Hub, conversation_id: int, *, staff: bool, limit: int = 512) -> None:
        self.hub, self.conversation_id, self.staff, self.limit = hub, conversation_id, staff, limit
        self.state = Shown()
        self.frames: list[Any] = []
        self.reads = asyncio.Event()
        """Unset: the client reads nothing."""
        self.reads.set()
        self.client: Client | None = None
        self._running: asyncio.Task[None] | None = None

    async def join(self) -> None:
        self.client = Client(self._receive, limit=self.limit)
        self._running = asyncio.create_task(self.client.run())
        join = self.hub.join_staff if self.staff else self.hub.join_visitor
        await join(self.client, self.conversation_id, self.state.seq or None)

    async def leave(self) -> None:
        if self.client is None or self._running is None:
            return
        self.hub.leave_all(self.client)
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        self.client = None

    async def _receive(self, text: str) -> None:
        await self.reads.wait()
        frames: list[Any] = list((_STAFF if self.staff else _VISITOR).decode(text))
        for frame in frames:
            self.frames.append(frame)
            self.state = staff_shows(self.state, frame) if self.staff else visitor_shows(self.state, frame)
            assert not self.state.hole, frame

    @property
    def shown(self) -> Shown:
        """What can be compared with another watcher's."""
        receipts = {by: marks for by, marks in self.state.receipts.items() if marks != (0, 0)}
        return replace(self.state, receipts=receipts, sent={})


class SlowReads:
    """A database whose readings are done at once but answered when the test says so."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.answers: list[asyncio.Future[None]] = []
        self.fails = False

    async def read(self, query: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        found = await self._db.read(query, *args, **kwargs)
        answer = asyncio.get_running_loop().create_future()
        self.answers.append(answer)
        await answer
        return found

"""The batcher before append_messages: the only edge through which chat messages are stored."""

import asyncio
from collections.abc import Sequence

from contact_center.conversations.appending import Appended, append_messages
from contact_center.db import Database
from contact_center.errors import ContactCenterError, StorageBusy
from contact_center.values import NewMessage

MAX_SET = 500
MAX_WAITING = 5_000


class Appender:
    """Collects what arrives while the last set is being stored.

    One set is in flight at a time, so that messages of one sender keep their order. If a set fails for a reason of
    its own, its members run alone.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[NewMessage, asyncio.Future[Appended]]] = []
        self._task: asyncio.Task[None] | None = None

    async def append(self, message: NewMessage) -> Appended:
        """Store a message; returns after the commit that holds it.

        Raises NotFound where the conversation is gone, StorageUnavailable where nothing was stored.
        """
        return await self.submit(message)

    def submit(self, message: NewMessage) -> asyncio.Future[Appended]:
        """As append, for a caller that goes on meanwhile. Messages are stored in the order of the calls."""
        if len(self._waiting) >= MAX_WAITING:
            raise StorageBusy("Too many messages are waiting to be stored. Try again in a moment.")
        future: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, future))
        if self._task is None:
            self._task = asyncio.create_task(self._drain(), name="appender")
        return future

    async def _drain(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_SET], self._waiting[MAX_SET:]
                await self._store(batch)
        finally:
            self._task = None

    async def _store(self, batch: list[tuple[NewMessage, asyncio.Future[Appended]]]) -> None:
        try:
            results: Sequence[Appended | Exception] = await self._db.write(append_messages, [m for m, _ in batch])
        except ContactCenterError as error:
            # what came after it must not be stored before it: its senders send again, in order
            batch, self._waiting = batch + self._waiting, []
            results = [error] * len(batch)
        except Exception as error:
            if len(batch) > 1:
                for member in batch:
                    await self._store([member])
                return
            results = [error]
        for (_, future), result in zip(batch, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Appended):
                future.set_result(result)
            else:
                future.set_exception(result)

"""The batcher before append_messages: the only edge through which chat messages are stored."""

import asyncio
from collections.abc import Sequence

from contact_center.batching import Batcher
from contact_center.conversations.appending import Appended, append_messages
from contact_center.conversations.sending import append_one
from contact_center.db import Database
from contact_center.errors import StorageBusy
from contact_center.values import NewMessage

MAX_SET = 500
MAX_WAITING = 5_000


class Appender:
    """Stores messages in sets, those of one sender in their order."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._batcher: Batcher[NewMessage, Appended] = Batcher(
            self._store, name="appender", most=MAX_SET, room=MAX_WAITING, busy=_busy, in_order=True
        )

    async def append(self, message: NewMessage) -> Appended:
        """Store a message, one with files in a unit of its own; returns after the commit that holds it.

        Raises what append_one raises, StorageUnavailable where nothing was stored.
        """
        if message.files is not None:
            return await self._db.write(append_one, message)
        return await self.submit(message)

    def submit(self, message: NewMessage) -> asyncio.Future[Appended]:
        """As append, for a caller that goes on meanwhile; the message has no files.

        Messages are stored in the order of the calls.
        """
        return self._batcher.submit(message)

    async def _store(self, messages: list[NewMessage]) -> Sequence[Appended | Exception]:
        return await self._db.write(append_messages, messages)


def _busy() -> StorageBusy:
    return StorageBusy("Too many messages are waiting to be stored. Try again in a moment.")

"""From the bytes of fetched mails to rows that wait: into the file store first, then noted in one unit."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from channels.email.arrivals import Arrival, dedupe_by_number, dedupe_key, store
from channels.email.imap.choosing import BATCH_BYTES, Wanted
from channels.email.imap.connection import Connection
from channels.email.state import Progress
from contact_center.db import Database
from contact_center.errors import StorageUnavailable
from contact_center.files.arriving import Arrived
from contact_center.files.store import FileStore

Do = Callable[..., Awaitable[Any]]
"""Runs a blocking call of the connection in its thread."""


class Keeping:
    """mail_bytes: the largest mail that is fetched whole."""

    def __init__(self, db: Database, files: FileStore, clock: Callable[[], datetime], *, mail_bytes: int) -> None:
        self._db, self._files, self._clock, self._mail_bytes = db, files, clock, mail_bytes

    async def fetch(self, do: Do, connected: Connection, batch: Sequence[Wanted], uidvalidity: int) -> list[Arrival]:
        """The mails of a batch in the file store; those that are gone at the server are left out."""
        if len(batch) == 1 and batch[0].size > BATCH_BYTES:
            return await self._large(do, connected, batch[0], uidvalidity)
        raws = await do(connected.fetch, [each.uid for each in batch])
        there = [(each, raw) for each in batch if (raw := raws.get(each.uid))]
        arrived = await self._files.put_all([raw for _, raw in there])
        return [
            self._arrival(each, found, uidvalidity, dedupe_key(raw))
            for (each, raw), found in zip(there, arrived, strict=True)
        ]

    async def store(self, mailbox_id: int, found: Sequence[Arrival], *, progress: Progress | None = None) -> set[str]:
        """Note them; those that were had before are forgotten again. Returns the keys of the new ones."""
        try:
            taken = await self._db.write(store, mailbox_id, found, progress=progress, now=self._clock())
        except BaseException:
            await self._discard(found)
            raise
        if taken:
            await self._files.keep(*taken)
        await self._discard([each for each in found if each.key not in taken])
        return taken

    def unreadable(self, each: Wanted, uidvalidity: int, words: str) -> Arrival:
        """Of which the server's answer cannot be understood."""
        return Arrival(
            key=None,
            size=each.size,
            sha256="",
            dedupe=dedupe_by_number(uidvalidity, each.uid),
            at=each.arrived or self._clock(),
            uid=each.uid,
            uidvalidity=uidvalidity,
            history=each.history,
            error=f"The mail server's answer cannot be understood: {words}",
        )

    async def _large(self, do: Do, connected: Connection, each: Wanted, uidvalidity: int) -> list[Arrival]:
        """In pieces; of one that is larger than is taken, the header alone."""
        header = await do(connected.header, each.uid)
        if each.size > self._mail_bytes:
            error = f"The mail has {each.size} bytes, of which at most {self._mail_bytes} are taken (CC_MAIL_BYTES)."
            dedupe = dedupe_by_number(uidvalidity, each.uid)
            return [await self._put(header, each, uidvalidity, dedupe, error=error)]
        pieces = connected.pieces(each.uid)
        raw = b"".join([piece async for piece in _each(do, pieces)])
        return [await self._put(raw, each, uidvalidity, dedupe_key(raw))] if raw else []

    async def _put(
        self, raw: bytes, each: Wanted, uidvalidity: int, dedupe: str, *, error: str | None = None
    ) -> Arrival:
        arrived = await self._files.put(raw, limit=2 * self._mail_bytes)
        return self._arrival(each, arrived, uidvalidity, dedupe, error=error)

    def _arrival(
        self, each: Wanted, arrived: Arrived, uidvalidity: int, dedupe: str, *, error: str | None = None
    ) -> Arrival:
        return Arrival(
            key=arrived.key,
            size=each.size if error else arrived.size,
            sha256=arrived.sha256,
            dedupe=dedupe,
            at=each.arrived or self._clock(),
            uid=each.uid,
            uidvalidity=uidvalidity,
            history=each.history,
            error=error,
        )

    async def _discard(self, found: Sequence[Arrival]) -> None:
        for each in found:
            if each.key is not None:
                with suppress(StorageUnavailable):  # what cannot be deleted now is swept later
                    await self._files.discard(each.key)


async def _each(do: Do, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while piece := await do(next, pieces, None):
        yield piece

"""Fetches the mail of every mailbox: each is fetched by one process, whichever holds its lease."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from channels.email import state
from channels.email.imap.fetcher import FIRST_PAUSE, IDLE_SECONDS, Fetcher
from channels.email.imap.keeping import Keeping
from contact_center.db import Database, Signal
from contact_center.errors import StorageUnavailable
from contact_center.files.store import FileStore
from contact_center.leases import hold, let_go
from contact_center.ports import RESYNC, Bus
from contact_center.settings import Settings
from contact_center.values import new_id

MAILBOXES = "mailboxes"
"""The topic of what people change in mailboxes."""
LOOK_SECONDS = 5.0
"""How often leases are renewed and mailboxes looked at without a signal."""
LEASE = timedelta(seconds=20)
STOP_SECONDS = 3.0

log = logging.getLogger(__name__)


class Fetching:
    """One per working process."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        bus: Bus,
        files: FileStore,
        clock: Callable[[], datetime],
        *,
        idle_seconds: float = IDLE_SECONDS,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._db, self._clock, self._key = db, clock, settings.secret_key
        self._keeping = Keeping(db, files, clock, mail_bytes=settings.mail_bytes)
        self._idle_seconds, self._first_pause = idle_seconds, first_pause
        self._alone = db.dialect == "sqlite"
        """The embedded database has one process, which needs to ask nobody."""
        self._holder = new_id()
        self._running: dict[int, tuple[int, asyncio.Task[None]]] = {}
        """By the mailbox's key: the version of it that is fetched by, and who fetches."""
        self._changed = asyncio.Event()
        bus.subscribe(MAILBOXES, self._hear)
        bus.subscribe(RESYNC, self._hear)

    def _hear(self, _: Signal) -> None:
        self._changed.set()

    async def run(self) -> None:
        """Fetch until cancelled."""
        try:
            while True:
                self._changed.clear()
                try:
                    await self.look()
                except StorageUnavailable as error:
                    log.warning("mailboxes cannot be read: %s", error)
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._changed.wait()
        finally:
            await self._end(list(self._running))

    async def look(self) -> None:
        """Begin to fetch what nobody fetches, anew what was changed, and end what is another's or nobody's now."""
        wanted = dict(await self._db.read(state.fetched))
        mine = {key for key in wanted if await self._hold(key)}
        await self._end(
            [key for key, (version, _) in self._running.items() if wanted.get(key) != version or key not in mine]
        )
        for key in mine - self._running.keys():
            fetcher = Fetcher(
                key, db=self._db, keeping=self._keeping, clock=self._clock, secret_key=self._key,
                idle_seconds=self._idle_seconds, first_pause=self._first_pause,
            )  # fmt: skip
            self._running[key] = wanted[key], asyncio.create_task(fetcher.run(), name=f"mailbox {key}")

    async def _hold(self, key: int) -> bool:
        if self._alone:
            return True
        return await self._db.write(hold, _name(key), self._holder, now=self._clock(), length=LEASE) is not None

    async def _end(self, keys: list[int]) -> None:
        """Stop fetching these, and let another process begin at once."""
        tasks = [self._running.pop(key)[1] for key in keys]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for key in keys if not self._alone else ():
            with suppress(StorageUnavailable):  # the lease ends by itself
                await self._db.write(let_go, _name(key), self._holder, now=self._clock())


def _name(key: int) -> str:
    return f"mailbox:{key}"

"""Who decides, of several processes: the holder of a row in the database, as long as it renews its hold."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from contact_center.db import Database
from contact_center.leases import hold, let_go

NAME = "router"
LENGTH = timedelta(seconds=2.5)
"""So long after its last renewal a dead holder keeps others out."""
RENEW_SECONDS = 0.5
"""How often the holder renews, and the others ask."""


class Hold(Protocol):
    """What says whether this process decides. term: counts the holders."""

    term: int

    @property
    def held(self) -> bool: ...
    async def renew(self) -> bool: ...
    async def let_go(self) -> None: ...


class Lease:
    """One process's side of it. The embedded database has one process, which needs to ask nobody."""

    def __init__(self, db: Database, holder: str, clock: Callable[[], datetime]) -> None:
        self._db, self._holder, self._clock = db, holder, clock
        self._alone = db.dialect == "sqlite"
        self._asked_at, self._until = -RENEW_SECONDS, 0.0
        self.term = 0

    @property
    def held(self) -> bool:
        """Whether nobody else can hold it now, by the clock that no setting of the time changes."""
        return self._alone or asyncio.get_running_loop().time() < self._until

    async def renew(self) -> bool:
        """Take it or renew it, where that is due; returns whether it is held."""
        asked_at = asyncio.get_running_loop().time()
        if self._alone or (self.held and asked_at < self._asked_at + RENEW_SECONDS):
            return True
        self._asked_at = asked_at
        term = await self._db.write(hold, NAME, self._holder, now=self._clock(), length=LENGTH)
        if term is None:
            self._until = 0.0
            return False
        self.term, self._until = term, asked_at + LENGTH.total_seconds()
        return True

    async def let_go(self) -> None:
        """A process that ends in order leaves nobody waiting."""
        if not self._alone and self.held:
            self._until = 0.0
            await self._db.write(let_go, NAME, self._holder, now=self._clock())

"""The batcher before record_hits: collects what arrives within a moment, so that a busy shop costs few commits."""

import math
from collections.abc import Sequence

from contact_center.batching import Batcher
from contact_center.db import Database
from contact_center.errors import TooManyRequests
from contact_center.visits.recording import Hit, record_hits

COLLECT_SECONDS = 0.05
MAX_SET = 40
"""So that no set holds the writer, through which chat goes too, for longer than a few milliseconds."""
MAX_WAITING = 2_000


class Recorder:
    """Stores what visitors' pages report, in sets."""

    def __init__(self, db: Database, *, collect: float = COLLECT_SECONDS) -> None:
        self._db, self._collect = db, collect
        self._batcher: Batcher[Hit, None] = Batcher(
            self._store, name="visits", most=MAX_SET, room=MAX_WAITING, busy=self._busy, collect=collect
        )

    async def record(self, hit: Hit) -> None:
        """Store a report; returns after the commit that holds it.

        Raises Forbidden without the visitor's consent, TooManyRequests where too many wait, StorageUnavailable where
        nothing was stored.
        """
        await self._batcher.submit(hit)

    async def _store(self, hits: list[Hit]) -> Sequence[Exception | None]:
        return await self._db.write(record_hits, hits)

    def _busy(self) -> TooManyRequests:
        seconds = max(1, math.ceil(MAX_WAITING / MAX_SET * self._collect))
        return TooManyRequests("Too many visits are waiting to be stored.", retry_after=seconds)

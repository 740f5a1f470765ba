"""Whether this process can do its work: asked by balancers and people, answered by a real write."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from contact_center.db import Database
from contact_center.errors import StorageUnavailable
from contact_center.http import State
from contact_center.models import WriteProbe

KEPT_SECONDS = 1.0
"""So long an answer serves everybody who asks: asking must not become a way to keep the disk busy."""
ONLY = 1


def probe(tx: Session, now: datetime) -> None:
    """Write the one row of the probe."""
    written = tx.execute(sa.update(WriteProbe).where(WriteProbe.id == ONLY).values(at=now).returning(WriteProbe.id))
    if written.scalar() is None:
        tx.execute(sa.insert(WriteProbe), {"id": ONLY, "at": now})


class Readiness:
    """The answer of this process, at most KEPT_SECONDS old."""

    def __init__(self) -> None:
        self._asking = asyncio.Lock()
        self._until = 0.0
        self._status, self._body = 503, {"status": "starting"}

    async def answer(self, db: Database, clock: Callable[[], datetime]) -> Response:
        loop = asyncio.get_running_loop()
        async with self._asking:
            if loop.time() >= self._until:
                self._status, self._body = await self._ask(db, clock())
                self._until = loop.time() + KEPT_SECONDS
        return JSONResponse(self._body, self._status)

    @staticmethod
    async def _ask(db: Database, now: datetime) -> tuple[int, dict[str, str]]:
        try:
            await db.write(probe, now)
            return 200, {"status": "ready", "synchronous": await db.durability()}
        except StorageUnavailable as error:
            return 503, {"status": "unavailable", "reason": str(error)}


async def readyz(request: Request[State]) -> Response:
    """GET /readyz: the database takes writes, and how a commit reaches the disk."""
    services = request.state["services"]
    readiness: Readiness = services.extra.readiness
    return await readiness.answer(services.db, services.clock)


async def healthz(_: Request) -> Response:
    """The process lives."""
    return JSONResponse({"status": "ok"})

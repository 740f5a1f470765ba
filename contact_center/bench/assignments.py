"""The part of `bench router` that goes through storage: one router empties a queue, on each of the two databases."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import migrations
from contact_center.bench import waiting_room
from contact_center.bench.ledger import Ledger, Line
from contact_center.bench.postgres import Postgres
from contact_center.bench.server import BenchError
from contact_center.bus import open_bus
from contact_center.db import open_database
from contact_center.models import Event
from contact_center.settings import Settings
from contact_center.values import utc_now
from routing.router import Router

LIMIT = 4
SECONDS = 120.0


def measure(ledger: Ledger, *, items: int) -> None:
    """Empty a queue of so many items on either database. Raises BenchError."""
    with TemporaryDirectory(prefix="contact-center-bench-") as name:
        _on("sqlite", ledger, Settings(data_dir=Path(name)), items)
        server = Postgres()
        try:
            _on("postgresql", ledger, Settings(data_dir=Path(name), database_url=server.url()), items)
        finally:
            server.close()


def _on(name: str, ledger: Ledger, settings: Settings, items: int) -> None:
    migrations.upgrade(settings.url)
    asyncio.run(_empty(name, ledger, settings, items))


async def _empty(name: str, ledger: Ledger, settings: Settings, items: int) -> None:
    bus = open_bus(settings)
    db = open_database(settings, bus.publish)
    await bus.start()
    router = Router(db=db, bus=bus, settings=settings, clock=utc_now)
    try:
        await db.write(waiting_room.fill, agents=-(-items // LIMIT), limit=LIMIT, items=items, now=utc_now())
        running = asyncio.create_task(router.run())
        began = ledger.note("emptying", by=name, seq=items)
        try:
            async with asyncio.timeout(SECONDS):
                while router.carried_out < items:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise BenchError(f"Of {items} items {router.carried_out} were given in {SECONDS:.0f} s.") from None
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        for at, item, agent in await db.read(assigned):
            ledger.lines.append(Line(at, "assigned", str(item), f"a{agent}", conversation=name, value=began))
    finally:
        await bus.stop()
        await db.close()


def assigned(tx: Session) -> list[tuple[float, int, int]]:
    """Every fact of an assignment, oldest first: when (seconds since 1970), the item, the agent."""
    query = sa.select(Event.at, Event.entity_id, Event.data).where(Event.type == "WorkItemAssigned")
    return [(at.timestamp(), item, data["agent_id"]) for at, item, data in tx.execute(query.order_by(Event.id))]


def figures(lines: Sequence[Line]) -> dict[str, Any]:
    """Of each database: assignments a second between the first and the last, and what was given twice. Pure."""
    found: dict[str, Any] = {}
    for name in ("sqlite", "postgresql"):
        mine = [line for line in lines if line.what == "assigned" and line.conversation == name]
        took = max(line.t for line in mine) - min(line.t for line in mine)
        found[name] = {
            "assignments": len(mine),
            "assignments_per_second": round((len(mine) - 1) / took, 1),
            "assigned_twice": len(mine) - len({line.id for line in mine}),
        }
    return found

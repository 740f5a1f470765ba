"""`bench routers`: several routers on one PostgreSQL, racing without a lease, then under it, each holder killed."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg

from contact_center import migrations
from contact_center.bench import waiting_room
from contact_center.bench.company import own_database
from contact_center.bench.floor import until_done
from contact_center.bench.ledger import Ledger, Line
from contact_center.bench.options import Options
from contact_center.bench.routers_figures import LEASED, RACED, figures
from contact_center.db import open_database
from contact_center.settings import Settings
from contact_center.values import utc_now

LIMIT = 4
"""Chats of each agent; there is room for every item and for no other."""
KILLS = 6
SECONDS = 900.0
TAKEOVER_SECONDS = 30.0
STOP_SECONDS = 20.0
_ASSIGNED = "SELECT count(*) FROM work_item WHERE state = 'active'"
_HOLDER = "SELECT holder FROM lease WHERE name = 'router' AND until > $1"
_FACTS = "SELECT entity_id, at, data FROM event WHERE type = 'WorkItemAssigned' ORDER BY id"
_HELD = "SELECT id, agent_id FROM work_item WHERE state = 'active'"


class Routers:
    """The processes, by name. conversation of every ledger line: the part of the measurement."""

    def __init__(self, part: str, ledger: Ledger, settings: Settings) -> None:
        self.part, self.ledger, self.settings = part, ledger, settings
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._last = 0

    def start(self) -> None:
        """Start one more."""
        self._last += 1
        name = f"router-{self._last}"
        environment = {**os.environ, "CC_DATABASE_URL": self.settings.database_url, "CC_DATABASE_POOL": "8"}
        environment["CC_DATA_DIR"] = str(self.settings.data_dir)
        command = [sys.executable, "-m", "contact_center.bench.router_process", name]
        command += ["always"] if self.part == RACED else []
        self._running[name] = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    def kill(self, name: str) -> None:
        """Without a chance to say anything."""
        process = self._running.pop(name)
        process.kill()
        self.ledger.note("killed", name, conversation=self.part)
        process.wait()
        if process.stdout:
            process.stdout.close()

    def stop(self) -> None:
        """End all that run, and note what they say of themselves."""
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for name, process in self._running.items():
            try:
                said, _ = process.communicate(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                said, _ = process.communicate()
            for what, count in json.loads(said or "{}").items():
                self.ledger.note(what, name, conversation=self.part, seq=count)
        self._running.clear()


def run(options: Options, *, processes: int, items: int) -> dict[str, Any]:
    """Both parts, each on a database of its own."""
    for part in (RACED, LEASED):
        with ExitStack() as stack:
            folder = stack.enter_context(TemporaryDirectory(prefix="contact-center-bench-"))
            url = stack.enter_context(own_database(options.database_url or "start"))
            settings = Settings(data_dir=Path(folder), database_url=url)
            migrations.upgrade(settings.url)
            routers = stack.enter_context(_stopped(Routers(part, options.ledger, settings)))
            asyncio.run(_part(routers, random.Random(options.seed), processes=processes, items=items))
    return {"database": "postgresql", "processes": processes, **figures(options.ledger.lines)}


@contextmanager
def _stopped(routers: Routers) -> Iterator[Routers]:
    try:
        yield routers
    finally:
        routers.stop()


async def _part(routers: Routers, rng: random.Random, *, processes: int, items: int) -> None:
    ledger, part = routers.ledger, routers.part
    await _fill(routers, items)
    look = await asyncpg.connect(routers.settings.database_url, timeout=10)
    try:
        ledger.note("began", conversation=part)
        for _ in range(processes):
            routers.start()
        for share in sorted(rng.uniform(0.02, 0.85) for _ in range(KILLS if part == LEASED else 0)):
            await _until_assigned(look, int(share * items))
            await _kill_holder(routers, look)
        await _until_assigned(look, items)
        ledger.note("ended", conversation=part)
        await asyncio.to_thread(routers.stop)
        await _note_facts(ledger, part, look)
    finally:
        await look.close()


async def _fill(routers: Routers, items: int) -> None:
    agents = -(-items // LIMIT)
    db = open_database(routers.settings, lambda _: None)
    try:
        await db.write(waiting_room.fill, agents=agents, limit=LIMIT, items=items, now=utc_now())
    finally:
        await db.close()
    for item in range(1, items + 1):
        routers.ledger.note("queued", str(item), conversation=routers.part)
    for agent in range(1, agents + 1):
        routers.ledger.note("there", by=f"a{agent}", conversation=routers.part, seq=LIMIT)


async def _until_assigned(look: Any, count: int) -> None:
    async def enough() -> bool:
        return int(await look.fetchval(_ASSIGNED)) >= count

    await until_done(enough, f"{count} items are assigned", seconds=SECONDS)


async def _kill_holder(routers: Routers, look: Any) -> None:
    """Kill whoever decides, start another in its place, and wait until one of the others decides."""
    holders: list[str] = []

    async def somebody_else() -> bool:
        found = await look.fetchval(_HOLDER, _now())
        if found is not None and found not in holders:
            holders.append(found)
            return True
        return False

    await until_done(somebody_else, "one of them decides", seconds=TAKEOVER_SECONDS)
    routers.kill(holders[0])
    routers.start()
    await until_done(somebody_else, "another takes over", seconds=TAKEOVER_SECONDS)
    routers.ledger.note("took_over", holders[1], conversation=routers.part)


def _now() -> int:
    return int(utc_now().timestamp() * 1e6)


async def _note_facts(ledger: Ledger, part: str, look: Any) -> None:
    """Every assignment that there ever was, and who has what in the end."""
    for item, at, data in await look.fetch(_FACTS):
        agent = json.loads(data)["agent_id"]
        ledger.lines.append(Line(at / 1e6, "assigned", str(item), f"a{agent}", conversation=part))
    for item, agent in await look.fetch(_HELD):
        ledger.note("held", str(item), by=f"a{agent}", conversation=part)

"""`bench connections`: what an idle visitor costs in memory, and all of them together in processor time."""

import asyncio
import resource
import sys
from typing import Any

from contact_center.bench.company import Company, company
from contact_center.bench.ledger import Ledger, Line
from contact_center.bench.options import Options
from contact_center.bench.people import Visitor
from contact_center.bench.processes import processor_seconds, proportional_bytes
from contact_center.bench.server import BenchError

WARM = 50
"""Visitors before the first reading, so that what the server loads once is not counted."""
AT_ONCE = 25
SETTLE_SECONDS = 3.0
SPARE_FILES = 200


def run(options: Options, *, count: int, seconds: float) -> dict[str, Any]:
    """The figures of so many visitors who sit idle for so many seconds."""
    _allow_files(count + WARM + SPARE_FILES)
    with company(agents=1, database_url=options.database_url) as place:
        asyncio.run(_measure(place, options.ledger, count, seconds))
        return figures(options.ledger.lines) | {"settings": place.shown_settings}


async def _measure(company: Company, ledger: Ledger, count: int, seconds: float) -> None:
    pid = company.server.pid
    visitors = [Visitor(f"v{n}", company, ledger, str) for n in range(1, count + WARM + 1)]
    gate = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        try:
            await _connect(group, visitors[:WARM], gate, ledger)
            await asyncio.sleep(SETTLE_SECONDS)
            ledger.note("memory", value=proportional_bytes(pid))
            await _connect(group, visitors[WARM:], gate, ledger)
            await asyncio.sleep(SETTLE_SECONDS)
            ledger.note("memory", value=proportional_bytes(pid))
            print(f"{count} visitors are connected", file=sys.stderr)
            ledger.note("processor", value=processor_seconds(pid))
            await asyncio.sleep(seconds)
            ledger.note("processor", value=processor_seconds(pid))
            if not all(visitor.online.is_set() for visitor in visitors):
                raise BenchError("The server has closed idle connections.")
        finally:
            await asyncio.gather(*(visitor.close() for visitor in visitors), return_exceptions=True)


async def _connect(group: asyncio.TaskGroup, visitors: list[Visitor], gate: asyncio.Semaphore, ledger: Ledger) -> None:
    """Open the sockets, a few at a time, each up to the answer to its hello."""

    async def one(visitor: Visitor) -> None:
        async with gate, asyncio.timeout(30):
            group.create_task(visitor.run())
            await visitor.welcome.wait()
        ledger.note("connected", visitor.name)

    await asyncio.gather(*(one(visitor) for visitor in visitors))


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        if hard != resource.RLIM_INFINITY and hard < wanted:
            raise BenchError(f"This many connections need {wanted} open files, and the limit is {hard}.")
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def figures(lines: list[Line]) -> dict[str, Any]:
    """From the ledger alone: memory by connection between the two readings, processor time while all were idle."""
    (first, second) = (at for at, line in enumerate(lines) if line.what == "memory")
    connected = sum(line.what == "connected" for line in lines[first:second])
    before, after = (line for line in lines if line.what == "processor")
    grown = lines[second].value - lines[first].value
    return {
        "connections": connected,
        "kb_per_connection": round(grown / connected / 1024, 1),
        "idle_cpu_percent": round(100 * (after.value - before.value) / (after.t - before.t), 2),
        "idle_seconds": round(after.t - before.t, 1),
    }

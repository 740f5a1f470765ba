"""`bench visits`: page views kept over HTTP, a row for each, beside a chat that must not feel them."""

import asyncio
import math
import random
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from contact_center.bench.company import Company, company
from contact_center.bench.floor import Floor, floor, until
from contact_center.bench.options import Options
from contact_center.bench.server import BenchError
from contact_center.bench.storage import look_into
from contact_center.bench.trackers import Tracker
from contact_center.bench.visits_figures import figures

CHATTING, AGENTS, CHATS = 100, 20, 5
LOOKING = 400
"""Visitors who do not chat; with those who do, each looks at a page a second when the rate is 500."""
CHAT_RATE = 100
"""Messages a second."""
OFFERED = 1.02
"""So much more than the rate is sent, so that a rate that is kept is seen to be: the time counts from the first view
sent to the last one acknowledged."""
MOST_WAITING = 5_000
PHASES = 3
"""The machine disturbs: the best phase tells what the product does."""


def run(options: Options, *, rate: int, seconds: float) -> dict[str, Any]:
    """rate: page views a second. seconds: of each phase."""
    settings = {"CC_CHAT_LIMIT": str(CHATS)}
    with company(agents=AGENTS, database_url=options.database_url, settings=settings) as place:
        asyncio.run(_measure(place, options, rate, seconds))
        return {"rate": rate, **figures(options.ledger.lines), "settings": place.shown_settings}


async def _measure(company: Company, options: Options, rate: int, seconds: float) -> None:
    ledger, rng = options.ledger, random.Random(options.seed)
    async with AsyncExitStack() as stack:
        people = await stack.enter_async_context(floor(company, ledger, rng, visitors=CHATTING, agents=AGENTS))
        tokens = [visitor.token for visitor in people.visitors]
        tokens += [secrets.token_urlsafe(32) for _ in range(LOOKING)]
        trackers = [Tracker(f"t{number}", company, ledger, token) for number, token in enumerate(tokens)]
        for tracker in trackers:
            stack.push_async_callback(tracker.close)
        await asyncio.gather(*(tracker.agree() for tracker in trackers))
        rng.shuffle(trackers)
        for phase in range(PHASES):
            ledger.note("views began", value=phase + 1)
            async with asyncio.TaskGroup() as group:
                group.create_task(_look(trackers, rate, seconds, first=phase * math.ceil(rate * OFFERED * seconds)))
                group.create_task(_chat(people, seconds))
            ledger.note("views ended", value=phase + 1)
    storage = await look_into(company.settings)
    stored = await storage.page_views()
    await storage.close()
    for name in [line.id for line in ledger.lines if line.what == "kept"]:
        ledger.note("found" if name in stored else "missing", name)


async def _look(trackers: list[Tracker], rate: int, seconds: float, *, first: int) -> None:
    """Page views at an even rate, of each visitor in turn. first: the number of the first one."""
    waiting: set[asyncio.Task[None]] = set()

    async def one(number: int) -> None:
        if len(waiting) > MOST_WAITING:
            raise BenchError(f"The server is {MOST_WAITING} page views behind.")
        task = asyncio.create_task(trackers[number % len(trackers)].view(first + number))
        waiting.add(task)
        task.add_done_callback(waiting.discard)

    await _evenly(one, rate * OFFERED, seconds)
    await asyncio.gather(*waiting)


async def _chat(people: Floor, seconds: float) -> None:
    """Messages at an even rate; returns when the agents have them all."""
    heard = sum(agent.heard for agent in people.agents) + round(CHAT_RATE * seconds)

    async def one(_: int) -> None:
        await people.rng.choice(people.visitors).write_next()

    await _evenly(one, CHAT_RATE, seconds)
    await until(lambda: people.unacknowledged == 0, "every message is acknowledged")
    await until(lambda: sum(agent.heard for agent in people.agents) >= heard, "the agents have every message")


async def _evenly(one: Callable[[int], Awaitable[None]], rate: float, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for number in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + number / rate - loop.time()))
        await one(number)

"""`bench crash`: kill the server in the middle of its work, again and again, and look for what it broke.

Nothing that was acknowledged may be lost, doubled or out of order: in the database, for the visitors, for the agents.
"""

import asyncio
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

from contact_center.bench.company import Company, company
from contact_center.bench.floor import Floor, floor, until
from contact_center.bench.ledger import Ledger, Line
from contact_center.bench.options import Options
from contact_center.bench.server import BenchError
from contact_center.bench.storage import look_into

VISITORS, AGENTS, CHATS = 20, 4, 5
MESSAGES_PER_SECOND = 600
ACKS_PER_ROUND = 1050
ROUND_SECONDS = 60.0
TICK = 0.01
BURST = 3
"""Messages from everybody at once, shortly before the kill."""
BURST_SECONDS = 0.04
MAX_PENDING = 50
"""Unacknowledged messages of one sender at which it waits."""
VISITORS_SHARE = 0.75


def run(options: Options, *, rounds: int) -> dict[str, Any]:
    """The figures of so many rounds."""
    settings = {"CC_CHAT_LIMIT": str(CHATS)}
    with company(agents=AGENTS, database_url=options.database_url, settings=settings) as place:
        asyncio.run(_rounds(place, options.ledger, random.Random(options.seed), rounds))
        return figures(options.ledger.lines) | {"settings": place.shown_settings}


async def _rounds(company: Company, ledger: Ledger, rng: random.Random, rounds: int) -> None:
    async with floor(company, ledger, rng, visitors=VISITORS, agents=AGENTS) as people:
        load = asyncio.create_task(_load(people))
        try:
            for number in range(1, rounds + 1):
                await _round(people, str(number))
                print(f"round {number}: killed and resumed", file=sys.stderr)
        finally:
            load.cancel()
            await asyncio.gather(load, return_exceptions=True)
        await until(lambda: people.unacknowledged == 0, "every message is acknowledged")
        await _note_stored(people)


async def _round(people: Floor, number: str) -> None:
    """Work, kill at a random moment with messages in flight, restart, and wait until everybody is back."""
    ledger, rng, server = people.ledger, people.rng, people.company.server
    await people.everybody_online()
    begun = len(ledger.lines)
    ledger.note("began", number)
    await until(
        lambda: sum(line.what == "acked" for line in ledger.lines[begun:]) >= ACKS_PER_ROUND,
        f"{ACKS_PER_ROUND} messages are acknowledged",
        seconds=ROUND_SECONDS,
    )
    await asyncio.sleep(rng.uniform(0, 1))
    while True:
        for person in people.people:
            for _ in range(BURST):
                await person.write_next()
        await asyncio.sleep(rng.uniform(0, BURST_SECONDS))
        if people.unacknowledged:
            break
    ledger.note("killed", number, value=people.unacknowledged)
    server.kill()
    server.launch()
    await asyncio.to_thread(server.wait_ready)
    ledger.note("ready", number)


async def _load(people: Floor) -> None:
    """Everybody writes, at an even rate, whoever has a connection; the rest wait for theirs."""
    clock = asyncio.get_running_loop()
    due, written = clock.time(), 0
    while True:
        await asyncio.sleep(TICK)
        wanted = round((clock.time() - due) * MESSAGES_PER_SECOND)
        for _ in range(min(wanted - written, MESSAGES_PER_SECOND)):
            group = people.visitors if people.rng.random() < VISITORS_SHARE else people.agents
            person = people.rng.choice(group)
            if person.online.is_set() and len(person.pending) < MAX_PENDING:
                await person.write_next()
        written = wanted


async def _note_stored(people: Floor) -> None:
    """Write down what the database holds in the end, and wait until everybody shows it."""
    storage = await look_into(people.company.settings)
    try:
        stored = await storage.messages()
    finally:
        await storage.close()
    newest = {conversation: (staff_seq, public_seq) for conversation, staff_seq, public_seq, *_ in stored}
    with suppress(BenchError):  # what they do not show counts as lost
        await until(lambda: _level(people, newest), "everybody shows everything", seconds=10)
    for conversation, staff_seq, _, _, body in stored:
        people.ledger.note("stored", body.partition(" ")[0], by="database", conversation=conversation, seq=staff_seq)


def _level(people: Floor, newest: dict[str, tuple[int, int]]) -> bool:
    """Whether everybody shows their conversations up to the newest (staff_seq, public_seq) message."""
    agents = (
        (view.last or 0) >= newest[conversation][0]
        for agent in people.agents
        for conversation, view in agent.views.items()
    )
    visitors = ((each.view.last or 0) >= newest[each.conversation][1] for each in people.visitors)
    return all(agents) and all(visitors)


# The figures -----------------------------------------------------------------------------------------------------


def figures(lines: Sequence[Line]) -> dict[str, Any]:
    """Everything that the bench says, from the ledger alone."""
    acked = {line.id: line for line in lines if line.what == "acked"}
    stored = [line for line in lines if line.what == "stored"]
    due: dict[str, set[str]] = defaultdict(set)
    for line in [*stored, *acked.values()]:
        due[line.conversation].add(line.id)
    shown: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.what == "watches":
            shown[line.by, line.conversation] = []
        elif line.what == "received":
            shown[line.by, line.conversation].append(line)
    sides = {
        "visitors": {key: got for key, got in shown.items() if key[0].startswith("v")},
        "agents": {key: got for key, got in shown.items() if key[0].startswith("a")},
    }
    by_conversation: dict[str, list[Line]] = defaultdict(list)
    for line in stored:
        by_conversation[line.conversation].append(line)
    in_flight = [int(line.value) for line in lines if line.what == "killed"]
    return {
        "rounds": len(in_flight),
        "acknowledged": len(acked),
        "lost": {"database": len(acked.keys() - {line.id for line in stored})}
        | {side: sum(_missing(got, due[key[1]]) for key, got in seen.items()) for side, seen in sides.items()},
        "duplicated": {"database": _doubled(stored)}
        | {side: sum(_doubled(got) for got in seen.values()) for side, seen in sides.items()},
        "reordered": {"database": sum(_disordered(each) for each in by_conversation.values())}
        | {side: sum(_disordered(got) for got in seen.values()) for side, seen in sides.items()},
        "messages_per_second": min(_rates(lines), default=0.0),
        "in_flight_at_kill": {"least": min(in_flight, default=0), "most": max(in_flight, default=0)},
    }


def _missing(got: Iterable[Line], due: set[str]) -> int:
    return len(due - {line.id for line in got})


def _doubled(lines: Iterable[Line]) -> int:
    return sum(count - 1 for count in Counter(line.id for line in lines).values())


def _disordered(lines: Sequence[Line]) -> int:
    """Neighbours in the wrong order: by place in the conversation, or by the number their sender gave them."""
    by_sender: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        sender, _, number = line.id.rpartition("-")
        by_sender[sender].append(int(number))
    places = sum(after.seq <= before.seq for before, after in pairwise(lines))
    return places + sum(b < a for numbers in by_sender.values() for a, b in pairwise(numbers))


def _rates(lines: Sequence[Line]) -> list[float]:
    """Acknowledged messages a second in each round, from when everybody was online until the kill."""
    rates, began, count = [], 0.0, 0
    for line in lines:
        if line.what == "began":
            began, count = line.t, 0
        elif line.what == "acked":
            count += 1
        elif line.what == "killed":
            rates.append(round(count / (line.t - began), 1))
    return rates

"""`bench chat`: what a chat message costs, from a visitor to storage, back as acknowledgement and to the agent."""

import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from contact_center.bench import chat_figures, server
from contact_center.bench.company import Company, company
from contact_center.bench.floor import Floor, floor, until
from contact_center.bench.ledger import Ledger
from contact_center.bench.options import Options
from contact_center.bench.processes import parent_of, processor_seconds
from contact_center.bench.server import Http, Process
from contact_center.bench.sockets import Load, Peer
from contact_center.bench.storage import Storage, look_into
from contact_center.realtime.visitor_commands import VisitorSend

VISITORS, AGENTS, CHATS = 100, 20, 5
WINDOW = 4
"""Unacknowledged messages that each visitor keeps in the closed loop."""
CHECKED = 2_000
"""Messages of a closed loop that is not measured: the database is asked for each as its acknowledgement comes."""
CALM_PHASES = 3
RATE = 100
"""Messages a second while latencies are taken."""
QUIET_SECONDS, QUIET_SHARE, DRAIN_SECONDS = 0.5, 0.04, 15.0
"""Drained: no job of the load waits, and so little processor time was used for so long."""


class Size(msgspec.Struct, frozen=True):
    """How much is done: rounds, messages of the product and of the echo in each, seconds of each latency phase."""

    rounds: int = 3
    messages: int = 20_000
    echoed: int = 60_000
    seconds: float = 10.0


def run(options: Options, size: Size) -> dict[str, Any]:
    """The figures of chat and echo, measured in turn."""
    settings = {"CC_CHAT_LIMIT": str(CHATS)}
    with (
        company(agents=AGENTS, database_url=options.database_url, settings=settings) as place,
        tempfile.TemporaryDirectory() as folder,
        server.echo(Path(folder)) as bare,
    ):
        bare.start()
        asyncio.run(_measure(place, bare, options, size))
        with Http(place.server.port) as http:
            synchronous = http.get("/readyz").json()["synchronous"]
        return chat_figures.figures(options.ledger.lines) | {
            "synchronous": synchronous,
            "settings": place.shown_settings,
        }


async def _measure(company: Company, bare: Process, options: Options, size: Size) -> None:
    ledger, rng = options.ledger, random.Random(options.seed)
    async with AsyncExitStack() as stack:
        people = await stack.enter_async_context(floor(company, ledger, rng, visitors=VISITORS, agents=AGENTS))
        storage = await look_into(company.settings)
        stack.push_async_callback(storage.close)
        echoes = [Echo(f"e{n}", bare.port, ledger, people.write) for n in range(1, VISITORS + AGENTS + 1)]
        group = await stack.enter_async_context(asyncio.TaskGroup())
        tasks = [group.create_task(each.run()) for each in echoes]
        for each in echoes:
            await each.online.wait()
        bench = Bench(people, storage, company.server, bare)
        for number in range(1, size.rounds + 1):
            await bench.echo_round(str(number), echoes[:VISITORS], size.echoed)
            await bench.product_round(str(number), size.messages)
        await bench.checked_burst(CHECKED)
        for number in range(1, CALM_PHASES + 1):
            await bench.latencies(str(number), size.seconds)
        for each in echoes:
            await each.close()
        await asyncio.gather(*tasks)


class Echo(Peer):
    """A visitor of the bare echo: the same client, and what the product's visitors send."""

    def __init__(self, name: str, port: int, ledger: Ledger, write: Any) -> None:
        super().__init__(name, ledger)
        self._port, self._write = port, write

    def address(self) -> str:
        return f"ws://127.0.0.1:{self._port}/echo"

    async def greeting(self) -> list[msgspec.Struct]:
        return []

    async def write_next(self) -> None:
        client_id = self.next_id()
        await self.send(client_id, VisitorSend(client_id, self._write(client_id), _CONVERSATION), conversation="")

    def receive(self, text: str | bytes) -> None:
        self.acknowledged(_decode(text).client_id, conversation="", seq=0)


_CONVERSATION = "00000000-0000-7000-8000-000000000000"
_decode = msgspec.json.Decoder(VisitorSend).decode


class Bench:
    """The phases, each between its lines in the ledger."""

    def __init__(self, people: Floor, storage: Storage, product: Process, bare: Process) -> None:
        self._people, self._storage, self._product, self._bare = people, storage, product, bare
        self._ledger = people.ledger
        self._looks: set[asyncio.Future[None]] = set()

    async def echo_round(self, number: str, echoes: Sequence[Peer], messages: int) -> None:
        self._ledger.note("echo began", number, value=processor_seconds(self._bare.pid))
        await _closed_loop(echoes, messages)
        self._ledger.note("echo ended", number, value=processor_seconds(self._bare.pid))
        self._ledger.note("echoed", number, value=messages)

    async def product_round(self, number: str, messages: int) -> None:
        visitors, agents = self._people.visitors, self._people.agents
        print(f"round {number}: {messages} messages", file=sys.stderr, flush=True)
        heard = sum(agent.heard for agent in agents) + messages
        await self._note_processors("began", number)
        await _closed_loop(visitors, messages)
        await until(lambda: sum(agent.heard for agent in agents) >= heard, "the agents have every message")
        self._ledger.note("delivered", number)
        await self._drained()
        await self._note_processors("drained", number)

    async def _note_processors(self, what: str, number: str) -> None:
        self._ledger.note(what, number, by="server", value=processor_seconds(self._product.pid))
        backend = await self._storage.backend()
        if backend is not None:
            self._ledger.note(what, number, by="database", value=processor_seconds(parent_of(backend)))

    async def _drained(self) -> None:
        """Wait until every queue is empty and the processes rest."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DRAIN_SECONDS
        while loop.time() < deadline:
            before = processor_seconds(self._product.pid)
            await asyncio.sleep(QUIET_SECONDS)
            used = processor_seconds(self._product.pid) - before
            if used <= QUIET_SHARE * QUIET_SECONDS and not await self._storage.jobs_waiting():
                return

    async def checked_burst(self, messages: int) -> None:
        with self._looking():
            await _closed_loop(self._people.visitors, messages)
        await until(lambda: not self._looks, "the database has answered")

    async def latencies(self, number: str, seconds: float) -> None:
        """Messages at an even rate; the database is asked for each at the moment of its acknowledgement."""
        loop, people = asyncio.get_running_loop(), self._people
        heard = sum(agent.heard for agent in people.agents) + round(seconds * RATE)
        with self._looking():
            self._ledger.note("calm began", number)
            begun = loop.time()
            for count in range(round(seconds * RATE)):
                await asyncio.sleep(max(0.0, begun + count / RATE - loop.time()))
                await people.rng.choice(people.visitors).write_next()
            await until(lambda: people.unacknowledged == 0, "every message is acknowledged")
        await until(lambda: sum(agent.heard for agent in people.agents) >= heard, "the agents have every message")
        await until(lambda: not self._looks, "the database has answered")
        self._ledger.note("calm ended", number)

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """Within it, the database is asked for every message at the moment of its acknowledgement."""
        for visitor in self._people.visitors:
            visitor.on_acknowledged = self._look
        yield
        for visitor in self._people.visitors:
            visitor.on_acknowledged = None

    def _look(self, conversation: str, client_id: str) -> None:
        task = asyncio.ensure_future(self._look_now(conversation, client_id))
        self._looks.add(task)
        task.add_done_callback(self._looks.discard)

    async def _look_now(self, conversation: str, client_id: str) -> None:
        found = await self._storage.holds(conversation, client_id)
        self._ledger.note("found" if found else "missing", client_id, conversation=conversation)


async def _closed_loop(senders: Sequence[Peer], messages: int) -> None:
    load = Load(messages, WINDOW)
    for sender in senders:
        sender.load = load
        await sender.keep_loaded()
    await until(
        lambda: load.left == 0 and not any(each.pending for each in senders), "all is acknowledged", seconds=120
    )
    for sender in senders:
        sender.load = None

"""`bench search`: how long a signed-in agent waits for what is found, and how soon a new message is found."""

import asyncio
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from contact_center.bench import search_archive
from contact_center.bench.company import Company, company
from contact_center.bench.floor import floor, until
from contact_center.bench.ledger import Ledger, Line, percentile
from contact_center.bench.lists import forget_files
from contact_center.bench.options import Options
from contact_center.bench.server import BenchError, Http, expect
from contact_center.bench.wording import COMMON, RARE, Wording
from contact_center.folding import fold

CHATS = 5
"""Of each agent, at the same time."""
RATE = 100
"""Messages a second that arrive while it is searched."""
ASKED = 10
"""Of so many messages that arrive, one is looked for until it is found."""
POLL_SECONDS, CATCH_UP_SECONDS = 0.05, 3_600.0
PASSES = ("cold", "warm", "busy")

Make = Callable[[Wording, random.Random], str]


def _plain(make: Make) -> Make:
    return lambda wording, rng: fold(make(wording, rng))


def _word(ranks: tuple[int, int]) -> Make:
    return lambda wording, _: wording.word(ranks)


def _words(*ranks: tuple[int, int]) -> Make:
    return lambda wording, _: " ".join(wording.word(each) for each in ranks)


def _beginning(length: int) -> Make:
    return lambda wording, rng: fold(rng.choice([word for word in wording.words[:3000] if len(fold(word)) > length]))[
        :length
    ]


SEARCHES: dict[str, Make] = {
    "rare": _word(RARE),
    "rare plain": _plain(_word(RARE)),
    "common": _word(COMMON),
    "common plain": _plain(_word(COMMON)),
    "two common": _words(COMMON, COMMON),
    "rare and common": _words(RARE, COMMON),
    "phrase": lambda wording, _: f'"{wording.word(COMMON)} {wording.word(COMMON)}"',
    "nothing": _words(RARE, RARE, RARE),
    "two letters": _beginning(2),
    "three letters": _beginning(3),
    "four letters": _beginning(4),
}
"""What is typed, by kind; each kind is looked for in all inboxes and in one."""
PATHS = {"": "/api/v1/search", " in an inbox": "/api/v1/search", "customers": "/api/v1/search/customers"}


def run(options: Options, *, messages: int, calls: int, seconds: float, agents: int) -> dict[str, Any]:
    """The figures of so many calls of each kind in each pass, over so many messages. agents: at least two search."""
    with company(agents=agents, database_url=options.database_url, settings={"CC_CHAT_LIMIT": str(CHATS)}) as place:
        rng = random.Random(options.seed)
        wording = Wording(rng)
        place.server.stop()
        inboxes = asyncio.run(search_archive.fill(place.settings, rng, wording, messages))
        place.server.start()
        _wait_until_indexed(place, options.ledger)
        place.server.stop()
        forget_files(place)
        place.server.start()
        caller = Caller(place, inboxes, wording, rng, options.ledger)
        for name in PASSES[:2]:
            caller.call_all(name, calls)
            print(f"{name} searches done", file=sys.stderr)
        asyncio.run(_busy(place, caller, options, seconds))
        caller.close()
        return figures(options.ledger.lines) | {"messages": messages, "settings": place.shown_settings}


def _wait_until_indexed(place: Company, ledger: Ledger) -> None:
    """The product catches up with a past that it did not see, as after an update."""
    ledger.note("indexing began")
    deadline = time.monotonic() + CATCH_UP_SECONDS
    with Http(place.server.port) as http:
        while _lag(http) > 0:
            if time.monotonic() > deadline:
                raise BenchError("The index has not caught up.")
            time.sleep(0.5)
    ledger.note("indexing ended")


def _lag(http: Http) -> float:
    """Seconds, as operators see them."""
    shown = expect(http.get("/metrics"), 200, "read the figures").body.decode()
    found = re.search(r"^contact_center_search_indexed_lag_seconds (\S+)", shown, re.MULTILINE)
    if found is None:
        raise BenchError("The server does not say how far its index lags.")
    return float(found[1])


class Caller:
    """A signed-in agent who searches, one call after the other."""

    def __init__(
        self, place: Company, inboxes: Sequence[str], wording: Wording, rng: random.Random, ledger: Ledger
    ) -> None:
        self.http = Http(place.server.port, cookie=place.sign_in(0))
        self._inboxes, self._wording, self._rng, self._ledger = inboxes, wording, rng, ledger

    def call_all(self, name: str, calls: int) -> None:
        """So many calls of every kind, mixed."""
        order = [(kind, where) for kind in SEARCHES for where in ("", " in an inbox") for _ in range(calls)]
        order += [("part of a name", "customers")] * calls
        self._rng.shuffle(order)
        for kind, where in order:
            self.call(name, kind, where)

    def call(self, name: str, kind: str, where: str) -> None:
        query = {"q": self._typed(kind)}
        if where == " in an inbox":
            query["inbox"] = self._rng.choice(self._inboxes)
        begun = time.perf_counter()
        answer = self.http.get(f"{PATHS[where]}?{urlencode(query)}")
        taken = time.perf_counter() - begun
        found = len(expect(answer, 200, f"search {kind}").json()["items"])
        self._ledger.note("searched", kind + where, by=name, seq=found, value=taken)

    def _typed(self, kind: str) -> str:
        if kind in SEARCHES:
            return SEARCHES[kind](self._wording, self._rng)
        return self._rng.choice(("binh", "giang", "ann", "sofi", "customer1", "mail"))

    def close(self) -> None:
        self.http.close()


async def _busy(place: Company, caller: Caller, options: Options, seconds: float) -> None:
    """Messages arrive at an even rate; some of them are looked for from their acknowledgement on."""
    ledger, rng = options.ledger, random.Random(options.seed)
    size = {"visitors": CHATS * len(place.staff), "agents": len(place.staff)}
    async with floor(place, ledger, rng, **size) as people, asyncio.TaskGroup() as group:
        finder = Finder(place, ledger, group)
        for visitor in people.visitors:
            visitor.on_acknowledged = finder.acknowledged
        loop = asyncio.get_running_loop()
        begun = loop.time()
        caller.close()  # the server ends connections that were quiet for long; the next call opens another
        ledger.note("busy began")
        searching = group.create_task(_keep_searching(caller, rng, begun + seconds))
        for count in range(round(seconds * RATE)):
            await asyncio.sleep(max(0.0, begun + count / RATE - loop.time()))
            await rng.choice(people.visitors).write_next()
        await until(lambda: people.unacknowledged == 0, "every message is acknowledged")
        await searching
        await until(lambda: not finder.looking, "every message that is looked for is found")
        ledger.note("busy ended")


async def _keep_searching(caller: Caller, rng: random.Random, end: float) -> None:
    kinds = [(kind, where) for kind in SEARCHES for where in ("", " in an inbox")]
    while asyncio.get_running_loop().time() < end:
        await asyncio.to_thread(caller.call, "busy", *rng.choice(kinds))


class Finder:
    """Looks for messages from their acknowledgement on, over HTTP, until they are found."""

    def __init__(self, place: Company, ledger: Ledger, group: asyncio.TaskGroup) -> None:
        self._port, self._cookie = place.server.port, place.sign_in(1)
        self._ledger, self._group = ledger, group
        self._count = 0
        self.looking = 0

    def acknowledged(self, _: str, client_id: str) -> None:
        self._count += 1
        if self._count % ASKED == 0:
            self.looking += 1
            self._group.create_task(self._look(client_id, time.monotonic()))

    async def _look(self, client_id: str, acknowledged: float) -> None:
        path = "/api/v1/search?" + urlencode({"q": f'"{client_id}"', "limit": 1})
        with Http(self._port, cookie=self._cookie) as http:
            found: list[Any] = []
            while not found:
                await asyncio.sleep(POLL_SECONDS)
                answer = await asyncio.to_thread(http.get, path)
                found = expect(answer, 200, "look for a message").json()["items"]
        self._ledger.note("found", client_id, value=time.monotonic() - acknowledged)
        self.looking -= 1


def figures(lines: Sequence[Line]) -> dict[str, Any]:
    """From the ledger alone: the searches' 95th percentile (ms), and the longest until a message was found (s)."""
    taken: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        if line.what == "searched":
            for group in ("all", line.by, line.id):
                taken[group].append(line.value * 1e3)
    p95 = {group: round(percentile(values, 0.95), 2) for group, values in taken.items()}
    lags = [line.value for line in lines if line.what == "found"]
    times = {line.what: line.t for line in lines}
    return {
        "p95_ms": p95.pop("all"),
        **{f"{name}_p95_ms": p95.pop(name) for name in PASSES},
        "p50_ms": round(percentile(taken["all"], 0.5), 2),
        "indexed_lag_s": round(max(lags), 3),
        "indexed_lag_p50_s": round(percentile(lags, 0.5), 3),
        "looked_for": len(lags),
        "indexing_s": round(times["indexing ended"] - times["indexing began"], 1),
        "searches": len(taken["all"]),
        "p95_ms_by_kind": p95,
    }

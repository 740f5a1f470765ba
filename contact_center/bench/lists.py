"""`bench list`: how long a signed-in agent waits for a page of conversations, by view, cold and warm."""

import asyncio
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from contact_center.bench import archive
from contact_center.bench.company import Company, company
from contact_center.bench.ledger import Ledger, Line, percentile
from contact_center.bench.options import Options
from contact_center.bench.server import Http, expect

AGENTS, CALLERS = 25, 8
"""So many agents share the past, and so many of them, drawn by lot, sign in and look at it."""
PASSES = ("cold", "warm")
VIEWS: dict[str, dict[str, str]] = {
    "mine open": {"view": "mine", "status": "open"},
    "mine resolved": {"view": "mine", "status": "resolved"},
    "unassigned open": {"view": "unassigned", "status": "open"},
    "unassigned resolved": {"view": "unassigned", "status": "resolved"},
    "all open": {"view": "all", "status": "open"},
    "all resolved": {"view": "all", "status": "resolved"},
    "inbox open": {"view": "all", "status": "open", "inbox": ""},
    "inbox resolved": {"view": "all", "status": "resolved", "inbox": ""},
    "agent resolved": {"view": "all", "status": "resolved", "agent": ""},
    "channel resolved": {"view": "all", "status": "resolved", "channel": "webchat"},
    "common label resolved": {"view": "all", "status": "resolved", "label": "common"},
    "rare label resolved": {"view": "all", "status": "resolved", "label": "rare"},
    "old label resolved": {"view": "all", "status": "resolved", "label": "old"},
    "old label channel": {"view": "all", "status": "resolved", "label": "old", "channel": "webchat"},
    "rare label open": {"view": "all", "status": "open", "label": "rare"},
    "deep all resolved": {"view": "all", "status": "resolved"},
    "deep inbox resolved": {"view": "all", "status": "resolved", "inbox": ""},
}
"""Query of each view. An empty inbox or agent is drawn anew for each call, a label is named by how rare it is; a deep
view follows the cursor page after page."""


def run(options: Options, *, conversations: int, calls: int) -> dict[str, Any]:
    """The figures of so many calls a view, once on a fresh process and once more."""
    with company(agents=AGENTS, database_url=options.database_url) as place:
        rng = random.Random(options.seed)
        place.server.stop()
        inboxes = asyncio.run(archive.fill(place.settings, rng, conversations))
        labels = asyncio.run(archive.put_labels(place.settings))
        print(f"{conversations} conversations are stored", file=sys.stderr)
        forget_files(place)
        place.server.start()
        caller = Caller(place, {"inbox": inboxes}, labels, rng, options.ledger)
        for name in PASSES:
            caller.call_all(name, calls)
            print(f"{name} calls done", file=sys.stderr)
        caller.close()
        return figures(options.ledger.lines) | {"conversations": conversations, "settings": place.shown_settings}


def forget_files(company: Company) -> None:
    """Let the system drop the database's pages from memory, so that the first calls read the disk."""
    for path in company.settings.data_dir.glob("contact-center.db*"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Caller:
    """Signed-in agents, one call after the other on kept connections."""

    def __init__(
        self,
        company: Company,
        choices: dict[str, Sequence[str]],
        labels: dict[str, str],
        rng: random.Random,
        ledger: Ledger,
    ) -> None:
        port = company.server.port
        self._agents = [Http(port, cookie=company.sign_in(number)) for number in rng.sample(range(AGENTS), CALLERS)]
        agents = [str(agent.get("/api/v1/session").json()["id"]) for agent in self._agents]
        self._choices, self._labels = choices | {"agent": agents}, labels
        self._rng, self._ledger = rng, ledger
        self._cursors: dict[str, dict[str, str]] = {}

    def call_all(self, name: str, calls: int) -> None:
        """So many calls of every view, mixed as people mix them."""
        order = [view for view in VIEWS for _ in range(calls)]
        self._rng.shuffle(order)
        for view in order:
            self._call(name, view)

    def _call(self, name: str, view: str) -> None:
        query = self._cursors.get(view) or self._first_page(view)
        path = f"/api/v1/conversations?{urlencode(query)}"
        agent = self._rng.choice(self._agents)
        begun = time.perf_counter()
        answer = agent.get(path)
        taken = time.perf_counter() - begun
        self._ledger.note("listed", view, by=name, value=taken)
        following = expect(answer, 200, f"list {view}").json()["next"]
        if view.startswith("deep") and following:
            self._cursors[view] = query | {"after": following}
        else:
            self._cursors.pop(view, None)

    def _first_page(self, view: str) -> dict[str, str]:
        query = dict(VIEWS[view])
        for name, values in self._choices.items():
            if name in query:
                query[name] = self._rng.choice(values)
        if "label" in query:
            query["label"] = self._labels[query["label"]]
        return query

    def close(self) -> None:
        for agent in self._agents:
            agent.close()


def figures(lines: Sequence[Line]) -> dict[str, Any]:
    """From the ledger alone: the 95th percentile of every call, in milliseconds."""
    taken: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        if line.what == "listed":
            for group in ("all calls", line.by, line.id):
                taken[group].append(line.value * 1e3)
    p95 = {group: round(percentile(values, 0.95), 2) for group, values in taken.items()}
    return {
        "p95_ms": p95.pop("all calls"),
        **{f"{name}_p95_ms": p95.pop(name) for name in PASSES},
        "p50_ms": round(percentile(taken["all calls"], 0.5), 2),
        "calls": len(taken["all calls"]),
        "p95_ms_by_view": p95,
    }

"""`bench erlang`: calls and calm agents through the engine, beside what Erlang C says of them (M/M/c)."""

import random
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any

from contact_center.bench.erlang_figures import Figures, name
from contact_center.bench.ledger import Line
from contact_center.bench.options import Options
from routing.engine.engine import Engine
from routing.records import SECOND, AgentState, ChannelLimit, Limits, Membership, QueueRules, State, WaitingItem

LOADS = {0.5: 1, 0.6: 1, 0.7: 1, 0.8: 2, 0.85: 4}
"""With how many times the replications: the busier, the longer one wait resembles the last, and the more it takes."""
SERVERS = 4
HANDLING = 180.0
"""Mean seconds of a contact."""
CHANNEL = "voice"
LIMITS = Limits((ChannelLimit(CHANNEL, 1, 100),))
STATE = State(
    queues=(QueueRules(id=1, channels=frozenset({CHANNEL}), ageing_seconds=86_400),),
    memberships=tuple(Membership(agent=number, queue=1) for number in range(1, SERVERS + 1)),
    agents=tuple(
        AgentState(id=number, limits=LIMITS, accepts=frozenset({CHANNEL})) for number in range(1, SERVERS + 1)
    ),
)
WARM_UP = 2_000
"""Contacts at the beginning of each replication that count nowhere: the floor is empty then."""


def run(options: Options, *, contacts: int, replications: int) -> dict[str, Any]:
    """contacts: of each replication. Every load has at least so many replications."""
    figures = Figures(SERVERS, HANDLING)
    for load, times in LOADS.items():
        for replication in range(replications * times):
            rng = random.Random(f"{options.seed} {load} {replication}")
            run_name = name(load, replication)
            options.ledger.lines.extend(_day(rng, load, contacts, run_name))
            figures.add(options.ledger.lines)
            options.ledger.spill()
    return figures.found()


def _day(rng: random.Random, load: float, contacts: int, run_name: str) -> Iterator[Line]:
    """A replication: arrivals and ends of work in the order of their times, microseconds from 0; its ledger."""
    engine = Engine(STATE, now=0)
    between, handling = HANDLING / (SERVERS * load) * SECOND, HANDLING * SECOND
    ends: list[tuple[int, int, int]] = []
    arrives, last = round(rng.expovariate(1) * between), WARM_UP + contacts
    item = given = 0
    while given < last:
        if ends and ends[0][0] <= arrives:
            at, agent, done = heappop(ends)
            engine.advance(at)
            engine.released(agent, done)
        else:
            item += 1
            engine.advance(arrives)
            engine.put_item(WaitingItem(id=item, queue=1, channel=CHANNEL, eligible_at=arrives))
            arrives += round(rng.expovariate(1) * between)
        for decision in engine.decide():
            given += 1
            heappush(ends, (engine.now + round(rng.expovariate(1) * handling), decision.agents[0], decision.item))
            what = "decided" if given > WARM_UP else "decided early"
            waited = decision.waited / SECOND
            by = f"a{decision.agents[0]}"
            yield Line(engine.now / SECOND, what, str(decision.item), by, conversation=run_name, value=waited)

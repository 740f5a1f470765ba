"""`bench fairness`: equal items to equal agents, under each strategy that promises to share them out evenly."""

import random
from typing import Any

from contact_center.bench.fairness_figures import figures
from contact_center.bench.options import Options
from routing.engine.engine import Engine
from routing.records import (
    SECOND,
    AgentState,
    ChannelLimit,
    Limits,
    Membership,
    QueueRules,
    State,
    Strategy,
    WaitingItem,
)

CHANNEL = "webchat"
LIMITS = Limits((ChannelLimit(CHANNEL, 4, 25),))
START = 1_800_000_000 * SECOND
EVEN = (
    Strategy.LONGEST_IDLE,
    Strategy.ROUND_ROBIN,
    Strategy.LEAST_ACTIVE,
    Strategy.MOST_SPARE_CAPACITY,
    Strategy.LEAST_HANDLED_TODAY,
)


def run(options: Options, *, items: int, agents: int) -> dict[str, Any]:
    """items: under each strategy. agents: all alike."""
    for strategy in EVEN:
        _share_out(options, strategy, items=items, agents=agents)
    return figures(options.ledger.lines)


def _share_out(options: Options, strategy: Strategy, *, items: int, agents: int) -> None:
    """Items come one each second, and each takes as long as agents need to be busy by three quarters."""
    rng, taking = random.Random(options.seed), 3 * agents
    staff = rng.sample(range(1, 10 * agents), agents)
    state = State(
        queues=(QueueRules(id=1, channels=frozenset({CHANNEL}), strategy=strategy),),
        memberships=tuple(Membership(agent=agent, queue=1) for agent in staff),
        agents=tuple(AgentState(id=agent, limits=LIMITS, accepts=frozenset({CHANNEL})) for agent in staff),
    )
    engine, held = Engine(state, now=START, seed=options.seed), dict[int, int]()
    for agent in staff:
        options.ledger.note("there", by=f"a{agent}", conversation=strategy)
    for item in range(1, items + 1):
        engine.advance(START + item * SECOND)
        if item - taking in held:
            engine.released(held.pop(item - taking), item - taking)
        engine.put_item(WaitingItem(id=item, queue=1, channel=CHANNEL, eligible_at=engine.now))
        for decision in engine.decide():
            held[decision.item] = decision.agents[0]
            engine.accepted(decision.agents[0], decision.item)
            options.ledger.note("decided", str(decision.item), by=f"a{decision.agents[0]}", conversation=strategy)

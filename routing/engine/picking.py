"""Which of those who may have an item gets it: ring by ring, tier by tier, in each by the queue's strategy. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from routing.engine.agents import Agent, Floor
from routing.engine.lines import Key, Line, Lottery
from routing.engine.queues import Queue, Signature, Spot
from routing.ordering import agent_key, draw
from routing.records import Candidate, Membership, Strategy

BROADCAST = Strategy.BROADCAST
TOP = 10
OF_MEMBERS = (Strategy.ROUND_ROBIN, Strategy.ORDERED)
"""Whose keys say something of the membership, so that each queue has a line of its own."""


class Picking:
    """A line for each strategy in use, or for each queue where its members' keys are its own."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self._floor, self._seed = floor, seed
        self._queues: Mapping[int, Queue] = {}
        self._lines: dict[tuple[Strategy, int | None], Line] = {}
        self._of: dict[int, Line] = {}

    def configure(self, queues: Mapping[int, Queue]) -> None:
        """Go by these queues; every agent has to enter anew."""
        self._queues = queues
        self._lines, self._of = {}, {}
        for queue in queues.values():
            name = _line_of(queue)
            if name is not None:
                if name not in self._lines:
                    self._lines[name] = Line(_key(queue), self._floor.by_bit)
                self._of[queue.rules.id] = self._lines[name]

    def enter(self, agent: Agent) -> None:
        """Put an agent into the lines of their queues, and note where they look for work."""
        queues = [queue for queue in self._queues.values() if agent.id in queue.memberships]
        names = {name for queue in queues if (name := _line_of(queue))}
        agent.lines = tuple(self._lines[name] for name in sorted(names, key=str))
        for line in agent.lines:
            line.stale.add(agent.bit)
        agent.spots = _spots(agent, queues)

    def leave(self, agent: Agent) -> None:
        """Take an agent out of every line."""
        for line in agent.lines:
            line.stale.add(agent.bit)
        agent.lines = ()

    def first(self, signature: Signature, ready: int, item_id: int) -> list[Candidate]:
        """The first ten of the ready ones; under broadcast all."""
        queue = signature.queue
        wanted = ready.bit_count() if queue.rules.strategy is BROADCAST else TOP
        line = self._of.get(queue.rules.id) or Lottery(self._lot(queue, item_id), self._floor.by_bit)
        found: list[Candidate] = []
        for ring, tier, group in signature.groups:
            if mask := group & ready:
                found += [Candidate(agent.id, ring, tier, key) for key, agent in line.first(mask, wanted - len(found))]
                ready ^= mask
                if not ready or len(found) == wanted:
                    break
        return found

    def _lot(self, queue: Queue, item_id: int) -> Key:
        def key(agent: Agent) -> tuple[int, ...]:
            weight = queue.memberships[agent.id].weight
            drawn = draw(self._seed, item_id, agent.id, weight)
            return agent_key(queue.rules.strategy, agent, drawn=drawn)

        return key


def _spots(agent: Agent, queues: Iterable[Queue]) -> list[tuple[int, dict[str, list[Spot]]]]:
    """Where the agent's work may wait, by how high its queue ranks for the agent, and by channel."""
    found: dict[int, dict[str, list[Spot]]] = defaultdict(lambda: defaultdict(list))
    for queue in queues:
        stages = queue.reached_by(agent.id, agent.skills)
        for channel in agent.profile.channels:
            found[queue.ranks_by_agent[agent.id]][channel] += [(queue.rules.id, channel, stage) for stage in stages]
    return sorted(found.items())


def _line_of(queue: Queue) -> tuple[Strategy, int | None] | None:
    """The name of the queue's line; None where lots are drawn."""
    strategy = queue.rules.strategy
    if strategy is Strategy.WEIGHTED_RANDOM:
        return None
    return strategy, queue.rules.id if strategy in OF_MEMBERS else None


def _key(queue: Queue) -> Callable[[Agent], tuple[int, ...]]:
    strategy, turns = queue.rules.strategy, queue.turns
    if strategy not in OF_MEMBERS:
        return partial(agent_key, strategy)
    members: Mapping[int, Membership] = queue.memberships

    def key(agent: Agent) -> tuple[int, ...]:
        return agent_key(strategy, agent, position=members[agent.id].position, turn=turns[agent.id])

    return key

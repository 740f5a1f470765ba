"""Random companies and random days: configurations, and what happens in them one thing after another."""

from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

from routing.engine.engine import Engine
from routing.records import (
    SECOND,
    AgentState,
    ChannelLimit,
    Held,
    Holding,
    ItemOrder,
    Limits,
    Membership,
    Need,
    QueueRules,
    State,
    Step,
    Strategy,
    Until,
    WaitingItem,
)
from tests.routing.reference import Reference

CHANNELS = ("voice", "webchat", "email", "task")
SKILLS = ("billing", "returns")
LANGUAGES = ("en", "vi")
QUEUES = (1, 2, 3)
AGENTS = range(1, 7)
START = 1_000_000 * SECOND
T = TypeVar("T")


def some(rng: Random, values: Sequence[T], most: int) -> tuple[T, ...]:
    """So many different ones at most, and perhaps none."""
    return tuple(rng.sample(list(values), rng.randint(0, min(most, len(values)))))


def needs(rng: Random) -> tuple[Need, ...]:
    return tuple(Need(skill, rng.randint(1, 3)) for skill in some(rng, SKILLS, 2))


def steps(rng: Random) -> tuple[Step, ...]:
    return tuple(
        Step(rng.choice((None, 5, 20, 30, 60)), tuple(found for _ in range(rng.randint(0, 2)) if (found := needs(rng))))
        for _ in range(rng.randint(0, 3))
    )


def limits(rng: Random) -> Limits:
    named = rng.sample(CHANNELS, rng.choice((1, 3, 4, 4)))
    channels = tuple(ChannelLimit(each, rng.randint(1, 4), rng.choice((10, 25, 40, 100))) for each in named)
    return Limits(channels, rng.choice((100, 100, 60)))


def rules(rng: Random, queue: int) -> QueueRules:
    return QueueRules(
        id=queue,
        channels=frozenset(CHANNELS) if rng.random() < 0.8 else frozenset(some(rng, CHANNELS, 3)),
        steps=steps(rng),
        strategy=rng.choice(list(Strategy)),
        order=rng.choice(list(ItemOrder)),
        rank=rng.randint(0, 2),
        ageing_seconds=rng.choice((60, 120, 3600)),
        version=rng.randint(1, 3),
    )


def queues(rng: Random) -> tuple[QueueRules, ...]:
    return tuple(rules(rng, queue) for queue in QUEUES)


def membership(rng: Random, agent: int, queue: int) -> Membership:
    return Membership(
        agent=agent,
        queue=queue,
        rank=rng.choice((None, None, 0, 1, 2)),
        tier=rng.randint(0, 1),
        position=rng.randint(0, 2),
        delay=rng.choice((0, 0, 0, 20, 45)),
        weight=rng.randint(1, 3),
    )


def memberships(rng: Random) -> tuple[Membership, ...]:
    return tuple(membership(rng, agent, queue) for agent in AGENTS for queue in QUEUES if rng.random() < 0.7)


def agent(rng: Random, key: int) -> AgentState:
    return AgentState(
        id=key,
        limits=limits(rng),
        accepts=frozenset(CHANNELS) if rng.random() < 0.7 else frozenset(some(rng, CHANNELS, 4)),
        skills={skill: rng.randint(1, 5) for skill in some(rng, SKILLS, 2)},
        languages=frozenset(some(rng, LANGUAGES, 2)),
        released_at=rng.choice((None, START - rng.randint(1, 99) * SECOND)),
        handled_today=rng.randint(0, 2),
    )


def until(rng: Random, now: int) -> Until:
    return Until(rng.choice(AGENTS), now + rng.randint(-5, 60) * SECOND)


def item(rng: Random, key: int, now: int) -> WaitingItem:
    return WaitingItem(
        id=key,
        queue=rng.choice(QUEUES),
        channel=rng.choice(CHANNELS),
        eligible_at=now - rng.choice((0, 0, rng.randint(0, 60))) * SECOND,
        language=rng.choice((None, None, *LANGUAGES)),
        needs=needs(rng) if rng.random() < 0.3 else (),
        priority=rng.randint(0, 9),
        promise_at=rng.choice((None, now + rng.randint(0, 100) * SECOND)),
        preferred=until(rng, now) if rng.random() < 0.2 else None,
        excluded=tuple(until(rng, now) for _ in range(rng.choice((0, 0, 0, 1, 2)))),
    )


def state(rng: Random) -> State:
    return State(
        queues=queues(rng),
        memberships=memberships(rng),
        agents=tuple(agent(rng, key) for key in AGENTS),
        items=tuple(item(rng, key, START) for key in range(1, 6)),
        closed=frozenset(some(rng, QUEUES, 1)) if rng.random() < 0.2 else frozenset(),
    )


Router = Engine | Reference
WORK = ("pass", "pass", "item", "item", "item", "end", "end", "end", "change", "accept", "decline", "present")
HAPPENS = (*WORK, "leave", "agent", "agent goes", "close", "configure", "give")


class Day:
    """What happens, to one router or to several alike."""

    def __init__(self, rng: Random, *routers: Router) -> None:
        self.rng, self.routers = rng, routers
        self.next_id = 100
        self.eligible: dict[int, int] = {each.id: each.eligible_at for each in routers[0].waiting()}

    @property
    def now(self) -> int:
        return self.routers[0].now

    def agents(self) -> list[AgentState]:
        found = []
        for key in AGENTS:
            try:
                found.append(self.routers[0].agent(key))
            except KeyError:
                continue
        return found

    def do(self, verb: str, *args: Any) -> None:
        for router in self.routers:
            getattr(router, verb)(*args)

    def happen(self) -> None:
        """The next thing."""
        what = self.rng.choice(HAPPENS)
        held = [(agent.id, holding) for agent in self.agents() for holding in agent.holdings]
        if what == "pass":
            self.do("advance", self.now + self.rng.randint(1, 40) * SECOND)
        elif what == "item":
            self.next_id += 1
            self._put(item(self.rng, self.next_id, self.now))
        elif what == "leave" and (waiting := self.routers[0].waiting()):
            self.do("remove_item", self.rng.choice(waiting).id)
        elif what in ("end", "change", "accept", "decline") and held:
            self._go_on(what, *self.rng.choice(held))
        elif what == "present" and (present := self.agents()):
            self.do("present", self.rng.choice(present).id, frozenset(some(self.rng, CHANNELS, 4)))
        elif what in ("agent", "agent goes"):
            self._staff(what, self.rng.choice(AGENTS))
        elif what == "close":
            self.do("set_closed", self.rng.choice(QUEUES), self.rng.random() < 0.4)
        elif what == "configure":
            self.do("configure", queues(self.rng), memberships(self.rng))
        elif what == "give" and (present := self.agents()):
            self.next_id += 1
            holding = Holding(self.next_id, self.rng.choice(CHANNELS))
            self.do("give", self.rng.choice(present).id, holding)

    def _put(self, new: WaitingItem) -> None:
        self.eligible[new.id] = new.eligible_at
        self.do("put_item", new)

    def _go_on(self, what: str, agent_id: int, holding: Holding) -> None:
        if what == "end":
            self.do("released", agent_id, holding.item)
        elif what == "change":
            states = (Held.ACTIVE, Held.IDLE, Held.WRAPPING) if holding.channel == "webchat" else (Held.WRAPPING,)
            self.do("hold", agent_id, holding.item, self.rng.choice(states))
        elif what == "accept":
            self.do("accepted", agent_id, holding.item)
        else:
            self.do("dropped", agent_id, holding.item)

    def _staff(self, what: str, key: int) -> None:
        if what == "agent":
            self.do("put_agent", agent(self.rng, key))
        elif key in [agent.id for agent in self.agents()]:
            self.do("remove_agent", key)

"""`bench router`: the engine alone among many agents and much that waits, with mixed skills and every explanation."""

import random
import time
from typing import Any

from contact_center.bench import assignments
from contact_center.bench.ledger import Line
from contact_center.bench.options import Options
from contact_center.bench.router_figures import figures
from routing.engine.engine import Engine
from routing.records import (
    SECOND,
    AgentState,
    ChannelLimit,
    Decision,
    Limits,
    Membership,
    Need,
    QueueRules,
    State,
    Step,
    Strategy,
    WaitingItem,
)

QUEUES, SKILLS, LANGUAGES = 12, tuple(f"skill {number}" for number in range(10)), ("en", "vi")
CHAT, MAIL, CALL = ChannelLimit("webchat", 4, 25), ChannelLimit("email", 10, 10), ChannelLimit("voice", 1, 100)
LIMITS = (Limits((CALL,)), Limits((CHAT,)), Limits((CHAT,)), Limits((CHAT, MAIL)))
"""A quarter of the agents is called, half chats, a quarter chats and writes mails, which chats interrupt."""
MIX = ("webchat",) * 7 + ("email",) * 2 + ("voice",)
STRATEGIES = (Strategy.LONGEST_IDLE,) * 3 + (Strategy.LEAST_ACTIVE, Strategy.ROUND_ROBIN, Strategy.MOST_SPARE_CAPACITY)
START = 1_800_000_000 * SECOND
WARM_UP, PHASES = 4, 20
"""The machine disturbs: the best phase tells what the product does."""
EACH_ENDS = 10 * SECOND
"""How often an agent ends something, on average: a busy floor, many times as busy as people can be."""
BEHIND = 180
"""Seconds of waiting that work may have behind it when it comes, so that it is in every step from the beginning."""


def run(options: Options, *, waiting: int, agents: int, decisions: int, items: int) -> dict[str, Any]:
    """waiting: items that wait at any time. decisions: of each phase. What comes first, to warm up, counts nowhere.

    items: given through storage afterwards, on each of the databases.
    """
    day = Day(random.Random(options.seed), waiting=waiting, agents=agents)
    day.fill()
    day.work(WARM_UP * decisions)
    lines = options.ledger.lines
    for phase in range(PHASES):
        options.ledger.note("began", value=phase + 1)
        lines.extend(day.work(decisions))
    assignments.measure(options.ledger, items=items)
    return {"agents": agents, **figures(lines), **assignments.figures(lines)}


class Day:
    """A floor on which work ends and new work comes, one for one; beyond what is to wait, the first leave."""

    def __init__(self, rng: random.Random, *, waiting: int, agents: int) -> None:
        self._rng, self._waiting, self._last = rng, waiting, 0
        self._between = EACH_ENDS // agents
        self._held: list[tuple[int, int]] = []
        self._waits: dict[int, None] = {}
        queues = tuple(_queue(rng, number) for number in range(1, QUEUES + 1))
        staff = tuple(_agent(rng, number) for number in range(1, agents + 1))
        memberships = tuple(
            Membership(agent=agent.id, queue=queue, rank=rank, tier=rng.randrange(2))
            for agent in staff
            for rank, queue in enumerate(rng.sample(range(1, QUEUES + 1), 3))
        )
        self.engine = Engine(State(queues=queues, memberships=memberships, agents=staff), now=START, seed=1)

    def fill(self) -> None:
        """Let work come until so much of it waits."""
        while len(self._waits) < self._waiting:
            for new in self._missing():
                self.engine.put_item(new)
            self._note(self.engine.decide())

    def work(self, decisions: int) -> list[Line]:
        """End work and let new work come until so many decisions have been made; returns the ledger of it."""
        lines: list[Line] = []
        while decisions > 0:
            (agent, item), come = self._end(), self._missing()
            began = time.perf_counter()
            self.engine.advance(self.engine.now + self._between)
            self.engine.released(agent, item)
            found = self.engine.decide()
            decided = time.perf_counter()
            for new in come:
                self.engine.put_item(new)
            more = self.engine.decide()
            ended = time.perf_counter()
            self._note(found + more)
            lines += [_line(began, decision, decided - began) for decision in found]
            lines += [_line(decided, decision, ended - decided) for decision in more]
            lines.append(Line(began, "worked", value=ended - began, seq=len(self._waits)))
            self._leave()
            decisions -= len(found) + len(more)
        return lines

    def _missing(self) -> list[WaitingItem]:
        """New work: one item, and what is missing of those that are to wait."""
        found = []
        for _ in range(1 + max(0, self._waiting - len(self._waits))):
            self._last += 1
            self._waits[self._last] = None
            found.append(_item(self._rng, self._last, self.engine.now + self._between))
        return found

    def _end(self) -> tuple[int, int]:
        """Some work in hand."""
        held = self._held
        place = self._rng.randrange(len(held))
        held[place], held[-1] = held[-1], held[place]
        return held.pop()

    def _note(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            self._held.append((decision.agents[0], decision.item))
            del self._waits[decision.item]

    def _leave(self) -> None:
        while len(self._waits) > self._waiting:
            item = next(iter(self._waits))
            self.engine.remove_item(item)
            del self._waits[item]


def _line(began: float, decision: Decision, taken: float) -> Line:
    return Line(began, "decided", str(decision.item), f"a{decision.agents[0]}", seq=decision.eligible, value=taken)


def _queue(rng: random.Random, number: int) -> QueueRules:
    skill = rng.choice(SKILLS)
    steps = (Step(60, ((Need(skill, 3),),)), Step(60, ((Need(skill, 1),),)), Step())
    return QueueRules(id=number, channels=frozenset(MIX), steps=steps, strategy=rng.choice(STRATEGIES))


def _agent(rng: random.Random, number: int) -> AgentState:
    return AgentState(
        id=number,
        limits=LIMITS[number % len(LIMITS)],
        accepts=frozenset(MIX),
        skills={skill: rng.randint(1, 5) for skill in rng.sample(SKILLS, 4)},
        languages=frozenset(rng.sample(LANGUAGES, rng.randint(1, 2))),
    )


def _item(rng: random.Random, number: int, now: int) -> WaitingItem:
    return WaitingItem(
        id=number,
        queue=rng.randint(1, QUEUES),
        channel=rng.choice(MIX),
        eligible_at=now - rng.randrange(BEHIND * SECOND),
        language=rng.choice((None, None, *LANGUAGES)),
        needs=(Need(rng.choice(SKILLS[:4]), rng.randint(1, 2)),) if rng.random() < 0.2 else (),
        priority=rng.choice((0, 0, 0, 3, 9)),
        promise_at=now + rng.choice((60, 300)) * SECOND if rng.random() < 0.5 else None,
    )

"""Decides the demonstration's past: who wrote what when, from scripts, a random source and the time now. Pure."""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, timezone
from enum import Enum, auto
from typing import NamedTuple

from contact_center.demo.past.scripts import Line, Script, Sign
from contact_center.demo.people import CITIES, VISITORS, Visitor
from contact_center.demo.shop.catalog import PRODUCTS

VIETNAM = timezone(timedelta(hours=7))
DAYS = 27
CONVERSATIONS = 140
"""That have ended; those of open.txt come on top."""
LONGEST = timedelta(hours=2)
"""What a conversation takes at most, beside its pauses."""
SHIFT = time(8, 0), time(20, 0)
FIRST_VISITS = time(8, 10), time(18, 0)


class Act(Enum):
    """What happens in a step; in this order where two have the same time."""

    ARRIVE = auto()
    CUSTOMER = auto()
    CLAIM = auto()
    TRANSFER = auto()
    AGENT = auto()
    NOTE = auto()
    SEEN = auto()
    RESOLVE = auto()
    SNOOZE = auto()
    LEAVE = auto()


class Step(NamedTuple):
    """visit: which conversation. agent: which of the agents, by place. until: for a snooze."""

    at: datetime
    act: Act
    visit: int = 0
    agent: int = 0
    text: str = ""
    until: datetime | None = None


class Visit(NamedTuple):
    """A customer's conversation, before it is played."""

    number: int
    visitor: Visitor
    steps: tuple[Step, ...]


class Plan(NamedTuple):
    visits: tuple[Visit, ...]
    steps: tuple[Step, ...]
    """Everything in order of time, the agents' shifts included."""


def plan(past: Sequence[Script], now_open: Sequence[Script], *, agents: Sequence[str], now: datetime) -> Plan:
    """agents: their given names. The same scripts and time give the same plan."""
    rng = random.Random(20260)
    scripts = [*_shuffled_rounds(past, CONVERSATIONS, rng), *now_open]
    begin = _begin_of_today(now)
    callers = _Callers(rng)
    visits = [_visit(number, script, agents, rng, callers, begin, now) for number, script in enumerate(scripts)]
    steps = [step for visit in visits for step in visit.steps]
    steps += _shifts(len(agents), begin, now)
    steps.sort(key=lambda step: (step.at, step.act.value))
    return Plan(tuple(visits), tuple(steps))


def _shuffled_rounds(scripts: Sequence[Script], count: int, rng: random.Random) -> list[Script]:
    """Each script about equally often, in another order each time round."""
    found: list[Script] = []
    while len(found) < count:
        found += rng.sample(scripts, len(scripts))
    return found[:count]


def _begin_of_today(now: datetime) -> datetime:
    """When the shift began that lasts until now: six hours ago, but after yesterday's has ended."""
    local = now.astimezone(VIETNAM)
    yesterday = datetime.combine(local.date() - timedelta(days=1), SHIFT[1], VIETNAM)
    return max(now - timedelta(hours=6), yesterday + timedelta(minutes=1))


def _shifts(agents: int, begin: datetime, now: datetime) -> Iterator[Step]:
    today = now.astimezone(VIETNAM).date()
    for agent in range(agents):
        for back in range(1, DAYS + 4):
            first, last = (datetime.combine(today - timedelta(days=back), hour, VIETNAM) for hour in SHIFT)
            yield Step(first, Act.ARRIVE, agent=agent, until=last)
            yield Step(last, Act.LEAVE, agent=agent)
        yield Step(begin, Act.ARRIVE, agent=agent, until=now)
        yield Step(now, Act.LEAVE, agent=agent)


class _Callers:
    """Who is free to write: people come back, but nobody has two conversations at a time."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._busy: dict[Visitor, list[tuple[datetime, datetime]]] = {}

    def take(self, script: Script, start: datetime) -> Visitor:
        end = start + LONGEST + sum((line.pause for line in script.lines), timedelta())
        if script.state != "resolved":
            end += timedelta(days=DAYS)
        free = [each for each in VISITORS[script.locale] if self._is_free(each, start, end)]
        visitor = self._rng.choice(free)
        self._busy.setdefault(visitor, []).append((start, end))
        return visitor

    def _is_free(self, visitor: Visitor, start: datetime, end: datetime) -> bool:
        return all(end < other_start or other_end < start for other_start, other_end in self._busy.get(visitor, ()))


def _visit(
    number: int,
    script: Script,
    agents: Sequence[str],
    rng: random.Random,
    callers: _Callers,
    begin: datetime,
    now: datetime,
) -> Visit:
    first, second = rng.sample(range(len(agents)), 2) if script.state == "resolved" else _pair(number, len(agents))
    start = _start(script, rng, begin, now)
    visitor = callers.take(script, start)
    words = _words(script, visitor, rng)
    steps = tuple(_steps(number, script, start, (first, second), agents, words, rng, now))
    return Visit(number, visitor, steps)


def _pair(number: int, agents: int) -> tuple[int, int]:
    """What is open is spread evenly."""
    return number % agents, (number + 1) % agents


def _start(script: Script, rng: random.Random, begin: datetime, now: datetime) -> datetime:
    if script.state == "waiting":
        return now - timedelta(seconds=rng.randint(90, 1_500))
    if script.state == "held":
        return begin + (now - begin) * rng.uniform(0.55, 0.85)
    local = now.astimezone(VIETNAM).date()
    latest = 2 if any(line.pause >= timedelta(days=1) for line in script.lines) else 1
    back = rng.randint(1, 2) if script.state == "snoozed" else rng.randint(latest, DAYS)
    day = local - timedelta(days=back)
    if day.weekday() == 6 and rng.random() < 0.5:
        day -= timedelta(days=1)  # Sundays are quieter
    first, last = (datetime.combine(day, hour, VIETNAM) for hour in FIRST_VISITS)
    quietest = last - max((line.pause for line in script.lines if line.pause < timedelta(days=1)), default=timedelta())
    return first + (quietest - first) * rng.betavariate(2, 2)


def _words(script: Script, visitor: Visitor, rng: random.Random) -> dict[str, str]:
    product = rng.choice(PRODUCTS)
    return {
        "product": product.spoken[script.locale],
        "order": f"S{rng.randint(20_000, 39_999)}",
        "city": rng.choice(CITIES),
        "name": visitor.given_name,
        "x": visitor.address,
        "X": visitor.address.capitalize(),
    }


def _steps(
    number: int,
    script: Script,
    start: datetime,
    pair: tuple[int, int],
    agents: Sequence[str],
    words: dict[str, str],
    rng: random.Random,
    now: datetime,
) -> Iterator[Step]:
    """The lines with their times; whoever is written to and has no agent gets one after a wait."""
    at, agent, held = start, pair[0], False
    for line in script.lines:
        at += _pause_before(line, rng)
        if line.sign in (Sign.AGENT, Sign.NOTE, Sign.TRANSFER) and not held:
            yield Step(at, Act.CLAIM, number, agent)
            held = True
            at += timedelta(seconds=rng.randint(15, 60))
        if line.sign is Sign.TRANSFER:
            agent = pair[1]
        if line.sign is Sign.RESOLVED:
            yield Step(at, Act.RESOLVE, number, agent)
            held = False
        elif line.sign is not Sign.PAUSE:
            said = _fill(line.text, words | {"agent": agents[agent]})
            yield Step(at, _ACTS[line.sign], number, agent, said)
    if held:
        at += timedelta(seconds=rng.randint(20, 60))
        yield Step(at, Act.SEEN, number, agent)
    if script.state == "resolved":
        yield Step(at + timedelta(seconds=rng.randint(60, 400)), Act.RESOLVE, number, agent)
    elif script.state == "snoozed":
        until = now + timedelta(hours=rng.randint(14, 50))
        yield Step(at + timedelta(seconds=90), Act.SNOOZE, number, agent, until=until)


_ACTS = {
    Sign.CUSTOMER: Act.CUSTOMER,
    Sign.AGENT: Act.AGENT,
    Sign.NOTE: Act.NOTE,
    Sign.TRANSFER: Act.TRANSFER,
}


def _pause_before(line: Line, rng: random.Random) -> timedelta:
    if line.pause:
        return line.pause
    longest = {Sign.CUSTOMER: 90, Sign.NOTE: 40, Sign.RESOLVED: 200}.get(line.sign, 20 + len(line.text))
    return timedelta(seconds=rng.randint(8, longest), milliseconds=rng.randint(0, 999))


def _fill(text: str, words: dict[str, str]) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda found: words[found[1]], text)
    return filled[:1].upper() + filled[1:]

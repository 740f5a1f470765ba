"""Decides the demonstration's past: who wrote what when, from scripts, a random source and the time now. Pure."""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, timezone
from enum import Enum, auto
from typing import NamedTuple

from contact_center.demo.past.browsing import Browse, browse
from contact_center.demo.past.opinions import opinion
from contact_center.demo.past.scripts import Line, Script, Sign
from contact_center.demo.people import CITIES, VISITORS, Visitor
from contact_center.demo.shop.catalog import PRODUCTS, Product
from contact_center.folding import fold

VIETNAM = timezone(timedelta(hours=7))
DAY = timedelta(days=1)
DAYS = 27
CONVERSATIONS = 140
"""That have ended; those of open.txt come on top."""
LONGEST = timedelta(hours=2)
"""What a conversation takes at most, beside its pauses."""
STUDIO = "studio"
"""The label of what people write to the studio's inbox, whose pages nobody looks at here."""
CONSENTING = 0.75
"""So many of the customers let staff see what they look at."""
SHIFT = time(8, 0), time(20, 0)
FIRST_VISITS = time(8, 10), time(18, 0)


class Act(Enum):
    """What happens in a step; in this order where two have the same time."""

    ARRIVE = auto()
    BROWSE = auto()
    CUSTOMER = auto()
    CLAIM = auto()
    LABEL = auto()
    TRANSFER = auto()
    AGENT = auto()
    NOTE = auto()
    DRAFT = auto()
    SEEN = auto()
    RESOLVE = auto()
    RATE = auto()
    SNOOZE = auto()
    LEAVE = auto()


ANSWERS = (Sign.AGENT, Sign.NOTE, Sign.TRANSFER)
ACTS = {
    Sign.CUSTOMER: Act.CUSTOMER,
    Sign.AGENT: Act.AGENT,
    Sign.NOTE: Act.NOTE,
    Sign.TRANSFER: Act.TRANSFER,
    Sign.DRAFT: Act.DRAFT,
}


class Step(NamedTuple):
    """visit: which conversation. agent: which of the agents, by place. until: for a snooze.

    named: whom a note names, by place. score: of a rating, whose comment is the text.
    """

    at: datetime
    act: Act
    visit: int = 0
    agent: int = 0
    text: str = ""
    until: datetime | None = None
    named: int | None = None
    score: int = 0


class Visit(NamedTuple):
    """A customer's conversation, before it is played. browse: what led to it; none without the customer's consent."""

    number: int
    visitor: Visitor
    labels: tuple[str, ...]
    browse: Browse | None
    steps: tuple[Step, ...]


class Plan(NamedTuple):
    visits: tuple[Visit, ...]
    steps: tuple[Step, ...]
    """Everything in order of time, the agents' shifts included."""


def plan(past: Sequence[Script], now_open: Sequence[Script], *, agents: Sequence[str], now: datetime) -> Plan:
    """agents: their names. The same scripts and time give the same plan."""
    planner = _Planner(agents, now)
    scripts = [*planner.rounds(past, CONVERSATIONS), *now_open]
    visits = with_doubles([planner.visit(number, script) for number, script in enumerate(scripts)])
    steps = [step for visit in visits for step in visit.steps]
    steps += planner.shifts()
    steps.sort(key=_in_time)
    return Plan(tuple(visits), tuple(steps))


def with_doubles(visits: list[Visit]) -> list[Visit]:
    """Two customers wrote for the first time from another browser, without tone marks, and were taken for others.

    Of the one every conversation has ended, the other has one that goes on.
    """
    by_visitor: dict[Visitor, list[int]] = {}
    for visit in visits:
        if visit.visitor.locale == "vi":
            by_visitor.setdefault(visit.visitor, []).append(visit.number)
    several = [numbers for numbers in by_visitor.values() if len(numbers) > 1]
    for goes_on in (False, True):
        first = next((numbers[0] for numbers in several if (numbers[-1] >= CONVERSATIONS) is goes_on), None)
        if first is not None:
            visitor = visits[first].visitor
            visits[first] = visits[first]._replace(visitor=visitor._replace(name=fold(visitor.name).title()))
    return visits


def _in_time(step: Step) -> tuple[datetime, int]:
    return step.at, step.act.value


class _Planner:
    """Decides one thing after the other from its random source."""

    def __init__(self, agents: Sequence[str], now: datetime) -> None:
        self._agents, self._now = agents, now
        self._today = now.astimezone(VIETNAM).date()
        self._begin = self._begin_of_today()
        self._random = random.Random(20260)
        self._beside = random.Random(20261)
        """For what stands beside the conversations, so that it changes none of them."""
        self._agreed: dict[Visitor, bool] = {}
        self._busy: dict[Visitor, list[tuple[datetime, datetime]]] = {}
        """When whom writes: people come back, but nobody has two conversations at a time."""

    def rounds(self, scripts: Sequence[Script], count: int) -> list[Script]:
        """Each script about equally often, in another order each time round."""
        found: list[Script] = []
        while len(found) < count:
            found += self._random.sample(scripts, len(scripts))
        return found[:count]

    def shifts(self) -> Iterator[Step]:
        for agent in range(len(self._agents)):
            for back in range(1, DAYS + 4):
                first, last = self._hours(back, SHIFT)
                yield Step(first, Act.ARRIVE, agent=agent, until=last)
                yield Step(last, Act.LEAVE, agent=agent)
            yield Step(self._begin, Act.ARRIVE, agent=agent, until=self._now)
            yield Step(self._now, Act.LEAVE, agent=agent)

    def visit(self, number: int, script: Script) -> Visit:
        start = self._start(script)
        visitor = self._visitor(script, start)
        product = self._random.choice(PRODUCTS)
        steps = list(self._steps(number, script, start, self._words(script, visitor, product)))
        stay = self._browse(script, visitor, product, [step.at for step in steps if step.act is Act.CUSTOMER])
        if stay:
            ends = {min(self._now, look.at + timedelta(seconds=look.seconds)) for look in stay.looks}
            steps += [Step(at, Act.BROWSE, number) for at in (steps[0].at, max(ends)) if at >= steps[0].at]
        steps.sort(key=_in_time)
        return Visit(number, visitor, script.labels, stay, tuple(steps))

    def _browse(self, script: Script, visitor: Visitor, product: Product, wrote: Sequence[datetime]) -> Browse | None:
        """Whoever agreed once is not asked again."""
        agreed = self._agreed.setdefault(visitor, self._beside.random() < CONSENTING)
        stay = browse(self._beside, product, script.locale, wrote)
        return stay if agreed and STUDIO not in script.labels else None

    def _begin_of_today(self) -> datetime:
        """When the shift began that lasts until now: six hours ago, but after yesterday's has ended."""
        _, yesterday = self._hours(1, SHIFT)
        return max(self._now - timedelta(hours=6), yesterday + timedelta(minutes=1))

    def _hours(self, back: int, hours: tuple[time, time]) -> tuple[datetime, datetime]:
        """From when to when on the day so many days ago."""
        day = self._today - timedelta(days=back)
        return datetime.combine(day, hours[0], VIETNAM), datetime.combine(day, hours[1], VIETNAM)

    def _start(self, script: Script) -> datetime:
        if script.state == "waiting":
            return self._now - timedelta(seconds=self._random.randint(90, 1_500))
        if script.state == "held":
            return self._begin + (self._now - self._begin) * self._random.uniform(0.55, 0.85)
        latest = 2 if any(line.pause >= DAY for line in script.lines) else 1
        back = self._random.randint(1, 2) if script.state == "snoozed" else self._random.randint(latest, DAYS)
        first, last = self._hours(back, FIRST_VISITS)
        last -= max((line.pause for line in script.lines if line.pause < DAY), default=timedelta())
        return first + (last - first) * self._random.betavariate(2, 2)

    def _visitor(self, script: Script, start: datetime) -> Visitor:
        """Somebody who does not write to us at that time already; what is open now is the last we hear of them."""
        end = start + LONGEST + sum((line.pause for line in script.lines), timedelta())
        if script.state != "resolved":
            end += timedelta(days=DAYS)
        visitor = self._random.choice([each for each in VISITORS[script.locale] if self._is_free(each, start, end)])
        self._busy.setdefault(visitor, []).append((start, end))
        return visitor

    def _is_free(self, visitor: Visitor, start: datetime, end: datetime) -> bool:
        return all(end < other_start or other_end < start for other_start, other_end in self._busy.get(visitor, ()))

    def _words(self, script: Script, visitor: Visitor, product: Product) -> dict[str, str]:
        return {
            "product": product.spoken[script.locale],
            "order": f"S{self._random.randint(20_000, 39_999)}",
            "city": self._random.choice(CITIES),
            "name": visitor.given_name,
            "x": visitor.address,
            "X": visitor.address.capitalize(),
        }

    def _pair(self, number: int, script: Script) -> tuple[int, int]:
        """Who answers, and to whom it may be transferred; what is open is spread evenly."""
        count = len(self._agents)
        if script.state != "resolved":
            return number % count, (number + 1) % count
        first, second = self._random.sample(range(count), 2)
        return first, second

    def _steps(self, number: int, script: Script, start: datetime, words: dict[str, str]) -> Iterator[Step]:
        """The lines with their times; whoever is written to and has no agent gets one after a wait."""
        at, held = start, False
        agent, other = self._pair(number, script)
        for line in script.lines:
            at += self._pause_before(line)
            if line.sign in ANSWERS and not held:
                yield Step(at, Act.CLAIM, number, agent)
                held = True
                if script.labels:
                    yield Step(at, Act.LABEL, number, agent)
                at += self._seconds(15, 60)
            if line.sign is Sign.TRANSFER:
                agent = other
            if line.sign is Sign.RESOLVED:
                yield Step(at, Act.RESOLVE, number, agent)
                held = False
            elif line.sign is not Sign.PAUSE:
                said = fill(line.text, words | {"agent": _given(self._agents[agent]), "other": self._agents[other]})
                yield Step(at, ACTS[line.sign], number, agent, said, named=other if "{other}" in line.text else None)
        yield from self._end(number, script, at, agent, held=held)

    def _end(self, number: int, script: Script, at: datetime, agent: int, *, held: bool) -> Iterator[Step]:
        """Both have read it; then it is resolved, or snoozed beyond now, or goes on."""
        if held:
            at += self._seconds(20, 60)
            yield Step(at, Act.SEEN, number, agent)
        if script.state == "resolved":
            at += self._seconds(60, 400)
            yield Step(at, Act.RESOLVE, number, agent)
            if said := opinion(self._beside, script.locale, script.labels):
                at += timedelta(seconds=self._beside.randint(20, 300))
                yield Step(at, Act.RATE, number, agent, said.comment or "", score=said.score)
        elif script.state == "snoozed":
            until = self._now + timedelta(hours=self._random.randint(14, 50))
            yield Step(at + self._seconds(60, 120), Act.SNOOZE, number, agent, until=until)

    def _pause_before(self, line: Line) -> timedelta:
        """People write and read for a while; agents longer where they write more."""
        if line.pause:
            return line.pause
        longest = {Sign.CUSTOMER: 90, Sign.NOTE: 40, Sign.RESOLVED: 200}.get(line.sign, 20 + len(line.text))
        return self._seconds(8, longest)

    def _seconds(self, least: int, most: int) -> timedelta:
        return timedelta(seconds=self._random.randint(least, most), milliseconds=self._random.randint(0, 999))


def _given(name: str) -> str:
    return name.rpartition(" ")[2]


def fill(text: str, words: dict[str, str]) -> str:
    """The text with its gaps filled, and a capital at its beginning."""
    filled = re.sub(r"\{(\w+)\}", lambda found: words[found[1]], text)
    return filled[:1].upper() + filled[1:]

"""A day through the engine: contacts come, are offered, answered, handled, wrapped up, or go. Pure.

Nothing here decides who gets what: the engine does, as it does live. Every choice that is left to chance is drawn from
the seed, the contact and how often it was offered, so that two configurations meet the same luck.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from msgspec.structs import replace

from routing.eligibility import returned
from routing.engine.engine import Engine
from routing.records import SECOND, Decision, Held
from routing.simulate.building import Company
from routing.simulate.contacts import Progress
from routing.simulate.outcomes import Outcome, Result
from routing.simulate.records import Configuration, Contact, Day, microseconds
from routing.simulate.staff import Staff

NEVER = 1 << 62


def simulate(day: Day, configuration: Configuration, *, seed: int) -> Result:
    """The whole day. The same seed, the same result. The day has to fit the configuration (reading.require_fit)."""
    running = Running(day, configuration, seed=seed)
    while running.step():
        pass
    return running.result()


class Running:
    """A day that goes on by `step`. engine: the floor as of now; its times are microseconds of the day."""

    def __init__(self, day: Day, configuration: Configuration, *, seed: int) -> None:
        self._company, self._seed = Company(configuration), seed
        self.engine = Engine(self._company.state, now=0, seed=seed)
        self._staff = Staff(self.engine, self._company)
        self._progress: dict[int, Progress] = {}
        self._events: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = count()
        self._decisions = 0
        for agent, plan in self._company.agents.items():
            for shift in plan.shifts:
                self._at(microseconds(shift.begins), self._shift, agent, True)
                self._at(microseconds(shift.ends), self._shift, agent, False)
        for number, contact in enumerate(day.contacts, 1):
            self._at(microseconds(contact.at), self._arrive, number, contact)

    def step(self) -> bool:
        """Go on to the next moment at which something happens; False where nothing is left to happen."""
        if not self._events:
            return False
        change = self.engine.next_change()
        now = min(self._events[0][0], NEVER if change is None else change)
        self.engine.advance(now)
        while self._events and self._events[0][0] <= now:
            _, _, happen, about = heappop(self._events)
            happen(*about)
        for decision in self.engine.decide():
            self._offer(decision)
        return True

    def result(self) -> Result:
        """What came of the day. Who waits still has done so in vain."""
        for item in self.engine.waiting():
            self._progress[item.id].end(item.id, Outcome.UNANSWERED, self.engine.now)
        ended = [progress.ended for _, progress in sorted(self._progress.items())]
        assert None not in ended
        contacts = tuple(each for each in ended if each)
        return Result(contacts=contacts, agents=tuple(self._staff.days()), decisions=self._decisions)

    def _at(self, at: int, happen: Callable[..., None], *about: Any) -> None:
        heappush(self._events, (at, next(self._order), happen, about))

    def _after(self, seconds: float, happen: Callable[..., None], *about: Any) -> None:
        self._at(self.engine.now + round(seconds * SECOND), happen, *about)

    def _shift(self, agent: int, on: bool) -> None:
        self._staff.shift(agent, on=on)

    def _arrive(self, number: int, contact: Contact) -> None:
        progress = Progress(contact, self._company.item(number, contact, self.engine.now))
        self._progress[number] = progress
        if contact.patience is not None:
            self._after(contact.patience, self._give_up, progress)
        self._wait(progress)

    def _wait(self, progress: Progress) -> None:
        """Into the queue, for the first time or again."""
        self.engine.put_item(progress.item)
        queue = progress.item.queue
        overflow = self._company.queues[queue].overflow
        if overflow and self._company.numbers[overflow.to] not in progress.visited:
            due = progress.entered + round(overflow.after * SECOND)
            self._at(max(due, self.engine.now), self._overflow, progress, queue)

    def _overflow(self, progress: Progress, queue: int) -> None:
        """On to another queue, with the time that it has waited."""
        overflow = self._company.queues[queue].overflow
        if progress.waits and progress.item.queue == queue and overflow:
            target = self._company.numbers[overflow.to]
            progress.item, progress.entered = replace(progress.item, queue=target), self.engine.now
            progress.visited.add(target)
            self._wait(progress)

    def _give_up(self, progress: Progress) -> None:
        if progress.unanswered:
            self.engine.remove_item(progress.item.id)
            self._withdraw(progress)
            progress.end(progress.item.id, Outcome.ABANDONED, self.engine.now)

    def _withdraw(self, progress: Progress, but: int | None = None) -> None:
        """Take the offer away from everybody, or from everybody but one."""
        agents, progress.offered = progress.offered, ()
        for agent in agents:
            if agent != but:
                self.engine.dropped(agent, progress.item.id)
                self._follow(agent)

    def _offer(self, decision: Decision) -> None:
        """Who is asked takes it after a moment, or misses it. Of several who would, the fastest has it."""
        self._decisions += 1
        progress, answering = self._progress[decision.item], self._company.answering
        progress.offered = decision.agents
        progress.attempts += 1
        lasts = float(self._company.queues[decision.queue].offer_seconds)
        takers = []
        for place, agent in enumerate(decision.agents):
            rng = Random(f"{self._seed} {decision.item} {progress.attempts} {place}")
            missed, seconds = rng.random() < answering.missed, answering.seconds * rng.uniform(0.5, 1.5)
            if not missed and seconds < lasts:
                takers.append((seconds, agent))
            self._follow(agent)
        if takers:
            seconds, agent = min(takers)
            self._after(seconds, self._accept, progress, progress.attempts, agent)
        else:
            self._after(lasts, self._miss, progress, progress.attempts)

    def _accept(self, progress: Progress, attempt: int, agent: int) -> None:
        if attempt != progress.attempts or not progress.offered:
            return
        self._withdraw(progress, but=agent)
        progress.agent, progress.answered_at = agent, self.engine.now
        self.engine.accepted(agent, progress.item.id)
        self._staff.accepted(agent)
        self._follow(agent)

    def _miss(self, progress: Progress, attempt: int) -> None:
        """Back to the queue, keeping its time, and for a while not again to those who missed it."""
        if attempt != progress.attempts or not progress.offered:
            return
        now, answering, agents = self.engine.now, self._company.answering, progress.offered
        self._withdraw(progress)
        until = now + answering.excluded_seconds * SECOND
        for agent in agents:
            progress.missed += 1
            progress.item = returned(progress.item, agent, until=until, now=now)
            if self._staff.missed(agent, progress.item.channel):
                self._after(answering.away_seconds, self._staff.come_back, agent)
        self._wait(progress)

    def _follow(self, agent: int) -> None:
        """After a change of what an agent has in hand: clocks of handling stop for what is suspended, and go on."""
        for holding in self._staff.stand(agent).holdings:
            if holding.state is Held.ACTIVE:
                progress = self._progress[holding.item]
                ends = progress.pause_or_go_on(self.engine.now, suspended=holding.suspended)
                if ends is not None:
                    self._at(ends, self._handled, progress)

    def _handled(self, progress: Progress) -> None:
        """The handling is over, unless it was suspended in between."""
        agent = progress.agent
        if progress.ends_at != self.engine.now or agent is None:
            return
        progress.ends_at = None
        if progress.contact.wrap_up:
            self.engine.hold(agent, progress.item.id, Held.WRAPPING)
            self._follow(agent)
            self._after(progress.contact.wrap_up, self._release, progress, agent)
        else:
            self._release(progress, agent)

    def _release(self, progress: Progress, agent: int) -> None:
        self.engine.released(agent, progress.item.id)
        self._staff.handled(agent)
        self._follow(agent)
        progress.end(progress.item.id, Outcome.ANSWERED, self.engine.now, self._staff.name(agent))

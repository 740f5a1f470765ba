"""Gives waiting work to agents: of several processes one decides, each decision is carried out in a unit of its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from contact_center.db import Database, Signal
from contact_center.errors import ApiError, ContactCenterError
from contact_center.inboxes.opening import INBOXES
from contact_center.ports import RESYNC, Bus
from contact_center.realtime import presence
from contact_center.realtime.changes import PRESENCE
from contact_center.settings import Settings
from contact_center.values import from_micros, new_id
from contact_center.work import waiting
from contact_center.work.signals import OFFERS, ROUTING, SETUP
from routing import abandoning, answers, claims, due, intake, overflowing, picture, unfit
from routing.holding import resumable
from routing.lease import RENEW_SECONDS, Hold, Lease
from routing.picture import Picture
from routing.records import AgentState, Decision

logger = logging.getLogger(__name__)
T = TypeVar("T")

PAUSE_SECONDS = 1.0
SWEEP_SECONDS = 2.0
"""How often is looked for what no signal told: leases that have ended, signals that were lost with their process."""
AT_ONCE = 200
"""Decisions that are carried out before the lease is renewed."""
ABREAST = 16
"""Units that are carried out at the same time."""


class Router:
    """One per process, of which the holder of the lease decides; any number of them may at once and do no harm.

    carried_out, refused: how many decisions were, and how many could not be since things had changed meanwhile.
    """

    def __init__(
        self, *, db: Database, bus: Bus, settings: Settings, clock: Callable[[], datetime], lease: Hold | None = None
    ) -> None:
        self._db, self._settings, self._clock = db, settings, clock
        self.lease: Hold = lease or Lease(db, new_id(), clock)
        self.carried_out = self.refused = 0
        self._picture: Picture | None = None
        self._setups = 0
        """How often the setup was said to have changed."""
        self._listening = False
        self._outline = picture.Outline(frozenset(), {}, {})
        self._asked = asyncio.Event()
        self._items: set[int] = set()
        self._agents: set[int] = set()
        self._refused: set[int] = set()
        self._next_due: datetime | None = None
        for topic, heard in (
            (ROUTING, self._item_changed), (OFFERS, self._agent_changed), (PRESENCE, self._agent_changed),
            (SETUP, self._all_changed), (INBOXES, self._all_changed), (RESYNC, self._all_changed),
        ):  # fmt: skip
            bus.subscribe(topic, heard)

    def _item_changed(self, signal: Signal) -> None:
        if self._listening:
            self._items.add(signal.id)
            self._asked.set()

    def _agent_changed(self, signal: Signal) -> None:
        if self._listening:
            self._agents.add(signal.id)
            self._asked.set()

    def _all_changed(self, _: Signal) -> None:
        self._picture = None
        self._setups += 1
        self._asked.set()

    async def enqueue(self, conversation_id: int, since: datetime) -> bool:
        """The dispatch step: a conversation that nobody answers becomes a work item. True: nothing else to do."""
        return await self._db.write(intake.enter, conversation_id, now=self._clock(), since=since)

    async def run(self) -> None:
        """Decide while this process holds the lease, until cancelled."""
        try:
            while True:
                if not await self._survives(self._reign):
                    await asyncio.sleep(PAUSE_SECONDS)
                elif not self.lease.held:
                    await asyncio.sleep(RENEW_SECONDS)
        finally:
            await self._survives(self.lease.let_go)

    async def _survives(self, work: Callable[[], Awaitable[object]]) -> bool:
        """Routing goes on whatever goes wrong once: what waits is in storage, and is looked at again."""
        try:
            await work()
        except ContactCenterError as error:
            logger.warning("routing has to try again: %s", error)
        except Exception:
            logger.exception("routing failed and tries again")
        else:
            return True
        self._picture = None
        return False

    async def _reign(self) -> None:
        """Take the lease, if it is free, and decide whenever something has changed, as long as it is held."""
        loop = asyncio.get_running_loop()
        swept_at, before = -SWEEP_SECONDS, self.lease.term
        while await self._renew():
            if self.lease.term != before:
                logger.info("this process decides from now on", extra={"term": self.lease.term})
                before, self._picture = self.lease.term, None
            if loop.time() >= swept_at + SWEEP_SECONDS:
                swept_at = loop.time()
                await self.sweep()
            self._asked.clear()
            if await self.drain():
                continue
            await self._wait(min(swept_at + SWEEP_SECONDS, loop.time() + self._pause()) - loop.time())

    async def _renew(self) -> bool:
        """Whether this process decides; one that does not needs to hear nothing, and begins anew when it does."""
        if await self.lease.renew():
            return True
        self._picture, self._listening = None, False
        self._items.clear()
        self._agents.clear()
        return False

    async def _wait(self, seconds: float) -> None:
        """Until something is asked, and at most so long."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._asked.wait()
        except TimeoutError:
            pass

    def _pause(self) -> float:
        """Seconds until time alone changes something, or the lease is to be renewed."""
        at = [RENEW_SECONDS]
        wakes = self._picture.engine.next_change() if self._picture else None
        moments = (self._next_due, from_micros(wakes) if wakes is not None else None)
        at += [(moment - self._clock()).total_seconds() for moment in moments if moment is not None]
        return min(at)

    async def drain(self) -> int:
        """Look at what has changed, decide, and carry it out; returns how many items were given or offered."""
        now = self._clock()
        if self._next_due is not None and self._next_due <= now:
            await self._end_what_is_due(now)
        mine = await self._look_again(now)
        mine.advance(now)
        decisions, given = mine.decide(), 0
        for start in range(0, len(decisions), AT_ONCE):
            if not await self.lease.renew():
                break
            given += sum(await self._abreast(self._carry_out, decisions[start : start + AT_ONCE]))
        if given:
            self._next_due = await self._db.read(due.next_at, now)
        return given

    async def _look_again(self, now: datetime) -> Picture:
        items, agents = self._items, self._agents
        self._items, self._agents = set(), set()
        mine = self._picture
        if mine is None:
            return await self._look_at_all(now)
        if items or agents:
            agents |= mine.holders(items)
            limit = self._settings.chat_limit
            changed = await self._db.read(picture.changes, items, agents, now=now, chat_limit=limit)
            if not mine.knows(changed.agents):
                return await self._look_at_all(now)
            mine.advance(now)
            mine.apply(items, agents, changed)
            await self._resume(changed.agents, now)
            self._next_due = await self._db.read(due.next_at, now)
        return mine

    async def _resume(self, agents: Sequence[AgentState], now: datetime) -> None:
        """Who has room again goes on with what was put aside for something more urgent."""
        for agent in agents:
            if any(holding.suspended for holding in agent.holdings) and resumable(agent.limits, agent.holdings):
                await self._db.write(claims.resume, agent.id, chat_limit=self._settings.chat_limit, now=now)

    async def _look_at_all(self, now: datetime) -> Picture:
        self._listening = True  # from before the look: what is signalled meanwhile is looked at again
        before = self._setups
        await self._withdraw(now)
        found = await self._db.read(picture.everything, now=now, chat_limit=self._settings.chat_limit)
        mine = Picture(found, now=now)
        if self._setups == before:  # else good for this round alone: the setup has changed while it was read
            self._picture = mine
        self._next_due = await self._db.read(due.next_at, now)
        return mine

    async def _carry_out(self, decision: Decision) -> bool:
        limit, now = self._settings.chat_limit, self._clock()
        try:
            if await self._db.write(claims.carry_out, decision, chat_limit=limit, now=now):
                self.carried_out += 1
                return True
        except ApiError as error:  # one that cannot be given must not keep the others waiting
            logger.warning("work item %s could not be given: %s", decision.item, error)
        self.refused += 1
        self._agents.update(decision.agents)
        if decision.item not in self._refused:  # once more at once, then with the next sweep
            self._refused.add(decision.item)
            self._items.add(decision.item)
            self._asked.set()
        return False

    async def _abreast(self, work: Callable[[T], Awaitable[bool]], things: Sequence[T]) -> list[bool]:
        """Do the same with each, several at a time; those that succeeded are true."""
        room = asyncio.Semaphore(ABREAST)

        async def one(thing: T) -> bool:
            async with room:
                return await work(thing)

        return await asyncio.gather(*map(one, things))

    async def _withdraw(self, now: datetime) -> None:
        """Take back what rings at somebody who may not have it any more, now that the setup is another."""
        for offer in await self._db.read(unfit.offers, now):
            await self._each(answers.withdraw, offer, now)

    async def sweep(self) -> None:
        """Note who has gone, end what is due, and find what no signal told of."""
        now = self._clock()
        for agent_id in await self._db.read(presence.lapsed_agents, now):
            await self._db.write(presence.lapse, agent_id, now=now)
        absent_since = now - timedelta(seconds=self._settings.requeue_grace)
        for conversation_id, agent_id in await self._db.read(
            due.waiting_on_absent, absent_since=absent_since, limit=due.BATCH
        ):
            await self._db.write(claims.give_back, conversation_id, agent_id, now=now)
        for item_id, idle in await self._db.read(due.restless, now):
            await self._db.write(due.set_idle, item_id, idle=idle, now=now)
        for offer in await self._db.read(due.lost_offers, now):
            await self._each(answers.lose, offer, now)
        if unseen := await self._db.read(abandoning.unseen, now):
            await self._db.write(waiting.gone, unseen, at=now)
        await self._withdraw(now)
        for conversation_id in await self._db.read(abandoning.gone_visitors, now):
            await self._each(abandoning.abandon, conversation_id, now)
        await self._end_what_is_due(now)
        await self._compare(now)

    async def _end_what_is_due(self, now: datetime) -> None:
        for offer in await self._db.read(due.expired_offers, now):
            await self._each(answers.miss, offer, now)
        for item_id in await self._db.read(due.past_wrap_ups, now):
            await self._each(due.end_wrap_up, item_id, now)
        for item_id in await self._db.read(overflowing.due, now):
            await self._each(overflowing.go_on, item_id, now)
        self._next_due = await self._db.read(due.next_at, now)

    async def _each(self, unit: Callable[..., Any], thing: object, now: datetime) -> None:
        """Whether or not one can be ended, the others are."""
        try:
            await self._db.write(unit, thing, now=now)
        except ApiError as error:
            logger.warning("%s of %s was not possible: %s", unit.__name__, thing, error)

    async def _compare(self, now: datetime) -> None:
        """See by outlines what has changed since the last time."""
        before, self._outline = self._outline, await self._db.read(picture.outline, now)
        if self._outline.setup != before.setup:
            self._picture = None
        agents = self._outline.agents.items() ^ before.agents.items()
        self._agents.update({key for key, _ in agents})
        self._items.update(self._outline.waiting ^ before.waiting, self._refused)
        self._refused.clear()

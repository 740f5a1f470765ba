"""Each waiting item's place in the line: how many go before it to whoever could have it too. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from routing.capacity import places_for
from routing.engine.agents import ABSENT, READY, Agent, Floor, Profile
from routing.engine.queues import Queue, skilled
from routing.interrupting import DEFAULT, Blending
from routing.ordering import ItemKey, item_key
from routing.records import SECOND, AgentState, Held, Membership, Need, QueueRules, WaitingItem
from routing.steps import starts

Wish = tuple[int, str, str | None, tuple[Need, ...]]
"""Queue, channel, language and needs: all that decides who could ever have an item."""


class Asked(NamedTuple):
    """after: microseconds of waiting, by the queue's steps and the member's tier."""

    agent: Agent
    after: int


class Company:
    """Who could ever have what, with agents as bits; of whom now and of the steps and times of waiting, nothing."""

    def __init__(
        self,
        queues: Iterable[QueueRules],
        memberships: Iterable[Membership],
        agents: Iterable[AgentState],
        blending: Blending = DEFAULT,
    ) -> None:
        self._floor = Floor(blending)
        for agent in agents:
            self._floor.add(agent)
        members: dict[int, list[Membership]] = defaultdict(list)
        for each in memberships:
            members[each.queue].append(each)
        self._queues = {rules.id: Queue(rules, members[rules.id], closed=False) for rules in queues}
        for queue in self._queues.values():
            queue.look(self._floor)
        self._able: dict[Wish, int] = {}
        self._room: dict[tuple[Profile, str, int], int] = {}
        self._asking: dict[Wish, list[Asked]] = {}

    def able(self, item: WaitingItem) -> int:
        """Who could have the item at some step of its waiting; one whose queue is gone, nobody."""
        wish = (item.queue, item.channel, item.language, item.needs)
        found = self._able.get(wish)
        if found is None:
            found = self._able[wish] = self._who(item)
        return found

    def _who(self, item: WaitingItem) -> int:
        queue, floor = self._queues.get(item.queue), self._floor
        if queue is None or item.channel not in queue.rules.channels:
            return 0
        able = queue.members & floor.enabled[item.channel] & skilled(floor, item.needs)
        if item.language is not None:
            able &= floor.speaking[item.language]
        return able & sum(queue.rings)  # which have no agent in common

    def free(self, item: WaitingItem, now: int) -> list[int]:
        """For each item more that those who could have it have room for, in how many seconds they may be asked."""
        ready = self.able(item) & self._floor.towards[item.channel][READY]
        return sorted(
            wait
            for each in self._asked(item)
            if each.agent.mask & ready
            for wait in [_wait(item, each, now)]
            for _ in range(self._room_of(each.agent, item.channel))
        )

    def first(self, item: WaitingItem, now: int) -> int:
        """In how many seconds the first may be asked of those who are there, be it with room or without."""
        there = self._there(item)
        return min((_wait(item, each, now) for each in self._asked(item) if each.agent.mask & there), default=0)

    def at_once(self, item: WaitingItem) -> int:
        """How many items of its channel those who are there and could have it can have in hand, as things stand."""
        channel, there = item.channel, self._there(item)
        return sum(
            sum(each.channel == channel and each.state is not Held.IDLE for each in agent.holdings)
            + self._room_of(agent, channel)
            for agent in self._floor.by_id.values()
            if agent.mask & there
        )

    def _there(self, item: WaitingItem) -> int:
        return self.able(item) & ~self._floor.towards[item.channel][ABSENT]

    def _room_of(self, agent: Agent, channel: str) -> int:
        if not agent.mask & self._floor.towards[channel][READY]:
            return 0
        kind = (agent.profile, channel, agent.load)
        found = self._room.get(kind)
        if found is None:
            limits = agent.profile.limits
            found = self._room[kind] = places_for(channel, limits, agent.holdings, self._floor.blending)
        return found

    def _asked(self, item: WaitingItem) -> list[Asked]:
        """Those who could have it, with when its queue lets them be asked."""
        wish = (item.queue, item.channel, item.language, item.needs)
        found = self._asking.get(wish)
        if found is None:
            queue, able = self._queues[item.queue], self.able(item)
            classes = [
                (able & members & within, max(start, delay))
                for start, members in zip(starts(queue.rules), queue.rings, strict=True)
                for delay, within in queue.delays
            ]
            agents = [agent for agent in self._floor.by_id.values() if agent.mask & able]
            found = self._asking[wish] = [
                Asked(agent, after) for mask, after in classes if mask for agent in agents if agent.mask & mask
            ]
        return found

    def anybody_there(self, item: WaitingItem) -> bool:
        """Whether one of those who could have it takes work of its channel now, be it with room or without."""
        return bool(self._there(item))

    def has(self, mask: int, agent: int) -> bool:
        """Whether the agent is among these."""
        found = self._floor.by_id.get(agent)
        return found is not None and bool(found.mask & mask)

    def gives_way(self, channel: str, to: str) -> bool:
        """Whether what is in hand of the channel is put aside for an item of the other one."""
        return (to, channel) in self._floor.blending.interrupts

    def key(self, item: WaitingItem, now: int) -> ItemKey:
        """The item's place among all, its queue's rank being the best that it has for anybody who could have it."""
        queue, able = self._queues[item.queue], self.able(item)
        rank = next((rank for rank, within in queue.ranks if within & able), queue.rules.rank)
        return item_key(item, queue.rules, rank=rank, now=now)

    def knows(self, item: WaitingItem) -> bool:
        """Whether the item's queue is there."""
        return item.queue in self._queues


def _wait(item: WaitingItem, asked: Asked, now: int) -> int:
    """In how many seconds the agent may be asked: when the queue says so, and nothing else bars the agent any more."""
    at, agent, kept = item.eligible_at + asked.after, asked.agent.id, item.preferred
    barred = [each.until for each in item.excluded if each.agent == agent]
    if kept and kept.agent != agent:
        barred.append(kept.until)
    return max(0, -((now - max(at, *barred, at)) // SECOND))


def places(items: Iterable[WaitingItem], company: Company, now: int) -> dict[int, int]:
    """By item 1 + the number of those that go before it and that somebody could have who could have it as well.

    What would be put aside for it, as mails are for chats, takes nobody from it and does not count. Items of a channel
    for which the same agents come into question are counted together, so that this takes as many steps as there are
    items times such groups, of which there are few.
    """
    line = sorted((item for item in items if company.knows(item)), key=lambda item: company.key(item, now))
    ahead = dict.fromkeys(((company.able(item), item.channel) for item in line), 0)
    rivals = {
        (able, channel): [
            (other, its) for other, its in ahead if other & able and not company.gives_way(channel, to=its)
        ]
        for able, channel in ahead
    }
    found: dict[int, int] = {}
    for item in line:
        kind = company.able(item), item.channel
        found[item.id] = 1 + ahead[kind]
        for rival in rivals[kind]:
            ahead[rival] += 1
    return found

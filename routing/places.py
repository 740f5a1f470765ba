"""Each waiting item's place in the line: how many go before it to whoever could have it too. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from routing.engine.agents import ABSENT, READY, Floor
from routing.engine.queues import Queue, skilled
from routing.interrupting import DEFAULT, Blending
from routing.ordering import ItemKey, item_key
from routing.records import AgentState, Membership, Need, QueueRules, WaitingItem

Wish = tuple[int, str, str | None, tuple[Need, ...]]
"""Queue, channel, language and needs: all that decides who could ever have an item."""


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

    def free(self, item: WaitingItem) -> int:
        """How many of those who could have it have room for it now."""
        return (self.able(item) & self._floor.towards[item.channel][READY]).bit_count()

    def anybody_there(self, item: WaitingItem) -> bool:
        """Whether one of those who could have it takes work of its channel now, be it with room or without."""
        return bool(self.able(item) & ~self._floor.towards[item.channel][ABSENT])

    def has(self, mask: int, agent: int) -> bool:
        """Whether the agent is among these."""
        found = self._floor.by_id.get(agent)
        return found is not None and bool(found.mask & mask)

    def key(self, item: WaitingItem, now: int) -> ItemKey:
        """The item's place among all, its queue's rank being the best that it has for anybody who could have it."""
        queue, able = self._queues[item.queue], self.able(item)
        rank = next((rank for rank, within in queue.ranks if within & able), queue.rules.rank)
        return item_key(item, queue.rules, rank=rank, now=now)

    def knows(self, item: WaitingItem) -> bool:
        """Whether the item's queue is there."""
        return item.queue in self._queues


def places(items: Iterable[WaitingItem], company: Company, now: int) -> dict[int, int]:
    """By item 1 + the number of those that go before it and that somebody could have who could have it as well.

    Items for which the same agents come into question are counted together, so that this takes as many steps as there
    are items times such groups, of which there are few.
    """
    line = sorted((item for item in items if company.knows(item)), key=lambda item: company.key(item, now))
    ahead = dict.fromkeys((company.able(item) for item in line), 0)
    rivals = {able: [other for other in ahead if other & able] for able in ahead}
    found: dict[int, int] = {}
    for item in line:
        able = company.able(item)
        found[item.id] = 1 + ahead[able]
        for rival in rivals[able]:
            ahead[rival] += 1
    return found

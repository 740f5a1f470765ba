"""Keeps the state of the floor and decides who gets what: the decisions of eligibility and ordering, at once.

Between two calls of `decide` nothing that waits has anybody who could have it, so only what has changed since is
looked at: agents with new room, and kinds of items that have come to wait. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heapreplace

from routing.engine.agents import READY, Agent, Floor
from routing.engine.contending import Contender, Contest
from routing.engine.picking import BROADCAST, Picking
from routing.engine.queues import Queue, Signature
from routing.engine.waiting import Book
from routing.explain import Waits
from routing.holding import change
from routing.interrupting import DEFAULT, Blending
from routing.records import (
    AgentState,
    Decision,
    Held,
    Holding,
    Membership,
    QueueRules,
    State,
    WaitingItem,
)

MANY = 64
"""Of fewer contenders those who have nobody left are sorted out at once, of more one by one."""

OFFERED = Held.OFFERED
"""By a name of its own, because members of enums are slow to read in Python 3.11."""


class Engine:
    """now: the time as of which is decided; it moves by `advance` alone. seed: decides weighted_random.

    Every method that names an agent, a queue or an item raises KeyError where there is none such.
    """

    def __init__(self, state: State, *, now: int, seed: int = 0, blending: Blending = DEFAULT) -> None:
        self.now = now
        self._floor = Floor(blending)
        self._book = Book(self._floor)
        self._contest = Contest(self._floor, self._book)
        self._picking = Picking(self._floor, seed)
        self._stale = True
        for agent in state.agents:
            self._floor.add(agent)
        self.configure(state.queues, state.memberships, closed=state.closed)
        for item in state.items:
            self.put_item(item)

    def configure(
        self, queues: Iterable[QueueRules], memberships: Iterable[Membership], *, closed: Iterable[int] = ()
    ) -> None:
        """Go by these queues from now on, with items and agents as they are. Whoever has had a later turn keeps it."""
        members: dict[int, list[Membership]] = defaultdict(list)
        for membership in memberships:
            members[membership.queue].append(membership)
        shut = set(closed)
        before = self._book.queues
        self._book.queues = {rules.id: Queue(rules, members[rules.id], closed=rules.id in shut) for rules in queues}
        for queue_id, queue in self._book.queues.items():
            if queue_id in before:
                queue.go_on_from(before[queue_id])
        self._picking.configure(self._book.queues)
        for agent in self._floor.by_id.values():
            self._picking.enter(agent)
        self._book.place_all(self.now)
        self._stale = True

    def set_closed(self, queue_id: int, closed: bool) -> None:
        """Close a queue or open it."""
        self._book.queues[queue_id].closed = closed
        self._stale = True

    def put_item(self, item: WaitingItem) -> None:
        """Let an item wait, anew or changed."""
        self._book.put(item, self.now)

    def remove_item(self, item_id: int) -> WaitingItem | None:
        """Let an item wait no more; returns it if it did."""
        return self._book.remove(item_id)

    def put_agent(self, state: AgentState) -> None:
        """Have an agent on the floor, anew or changed."""
        if state.id in self._floor.by_id:
            self.remove_agent(state.id)
        self._picking.enter(self._floor.add(state))
        self._stale = True

    def update_agent(self, state: AgentState) -> None:
        """The same as put_agent, but in microseconds where only presence, work in hand and times are others."""
        agent = self._floor.by_id.get(state.id)
        if agent is None or not self._floor.update(agent, state):
            self.put_agent(state)

    def remove_agent(self, agent_id: int) -> None:
        agent = self._floor.by_id[agent_id]
        self._picking.leave(agent)
        self._floor.remove(agent)
        self._stale = True

    def present(self, agent_id: int, accepts: frozenset[str]) -> None:
        """Let an agent's presence take work of these channels."""
        self._floor.accept(self._floor.by_id[agent_id], accepts)

    def accepted(self, agent_id: int, item_id: int) -> None:
        """An offer was accepted."""
        self._floor.by_id[agent_id].handled_today += 1
        self.hold(agent_id, item_id, Held.ACTIVE)

    def hold(self, agent_id: int, item_id: int, state: Held) -> None:
        """An item in hand comes into another state."""
        agent = self._floor.by_id[agent_id]
        limits, blending = agent.profile.limits, self._floor.blending
        self._floor.hold(agent, change(limits, agent.holdings, item_id, state, blending))

    def give(self, agent_id: int, holding: Holding) -> None:
        """An agent takes an item otherwise than by a decision: by hand, or by being called."""
        self._floor.take(self._floor.by_id[agent_id], holding)

    def released(self, agent_id: int, item_id: int) -> None:
        """An agent has ended work on an item: the idle time begins."""
        self._floor.by_id[agent_id].released_at = self.now
        self.dropped(agent_id, item_id)

    def dropped(self, agent_id: int, item_id: int) -> None:
        """An item goes from an agent who did not work on it: declined, missed, or accepted by another."""
        self._floor.release(self._floor.by_id[agent_id], item_id)

    def advance(self, now: int) -> None:
        """Let time pass. Decide before each `next_change`, else what would have happened there happens late."""
        self.now = now
        self._book.wake(now)

    def next_change(self) -> int | None:
        """The next time at which waiting alone changes something; None where nothing waits for a time."""
        return self._book.next_change()

    def agent(self, agent_id: int) -> AgentState:
        return self._floor.state(self._floor.by_id[agent_id])

    def waiting(self) -> list[WaitingItem]:
        """What waits, by id."""
        return [place.item for _, place in sorted(self._book.places.items())]

    def turn(self, agent_id: int, queue_id: int) -> int:
        """The number of the agent's last turn in the queue."""
        return self._book.queues[queue_id].turns[agent_id]

    def why_waiting(self, item_id: int) -> Waits:
        """Why nobody has the item as of now."""
        self._look()
        place = self._book.places[item_id]
        signature, rules = place.signature, place.signature.queue.rules
        waited = max(0, self.now - place.item.eligible_at)
        return Waits(
            item=item_id,
            queue=rules.id,
            waited=waited,
            step=signature.step,
            aged=not place.entry[0],
            reasons=signature.why(),
            eligible=signature.eligible().bit_count(),
            changes_at=place.wakes,
            version=rules.version,
        )

    def decide(self) -> list[Decision]:
        """Offer what can be offered as of now, best item first, each to the best agent who may have it."""
        self._look()
        freed, moved = self._floor.freed, self._book.moved
        moved_kinds = [kind for kind in moved if kind.mask & kind.ready[READY] and kind.live] if moved else []
        if len(freed) == 1 and not moved_kinds:
            ((agent, channels),) = freed.items()
            decisions = self._serve(agent, channels)
        elif freed or moved_kinds:
            decisions = self._share_out(self._contest.contenders(moved_kinds))
        else:
            decisions = []
        moved.clear()
        freed.clear()
        return decisions

    def _serve(self, agent: Agent, channels: Iterable[str]) -> list[Decision]:
        """Offer to the one agent who has got room, on these channels, what they may have, best first."""
        decisions = []
        towards, mask = self._floor.towards, agent.mask
        while free := [channel for channel in channels if towards[channel][READY] & mask]:
            kind = self._contest.best_for(agent, free)
            if kind is None:
                break
            decisions.append(self._offer(kind, aged=not kind.heap[0][0]))
        return decisions

    def _share_out(self, contenders: list[Contender]) -> list[Decision]:
        """Offer what contends, best item first, to several agents."""
        decisions = []
        heapify(contenders)
        while contenders:
            key, signature = contenders[0]
            found = self._contest.contender(signature)
            if found is None and len(contenders) < MANY:
                contenders = [each for each in contenders[1:] if each[1].mask & each[1].ready[READY]]
                heapify(contenders)
            elif found is None:
                heappop(contenders)
            elif found[0] != key:  # the item has gone, or its best agents have
                heapreplace(contenders, found)
            else:
                decisions.append(self._offer(signature, aged=not key[0]))
        return decisions

    def _look(self) -> None:
        if self._stale:
            self._book.look()
            self._stale = False

    def _offer(self, signature: Signature, *, aged: bool) -> Decision:
        """Offer the first item of the kind."""
        item = self._book.places[signature.heap[0][4]].item
        rules, reasons, ready = signature.queue.rules, signature.why(), signature.eligible()
        candidates = self._picking.first(signature, ready, item.id)
        chosen = candidates if rules.strategy is BROADCAST else candidates[:1]
        self._book.remove(item.id)
        agents = tuple([candidate.agent for candidate in chosen])
        aside: list[int] = []
        for key in agents:
            agent = self._floor.by_id[key]
            agent.offered_at = self.now
            aside += self._floor.take(agent, Holding(item.id, item.channel, OFFERED))
        turn = signature.queue.take_turn(agents)
        waited = max(0, self.now - item.eligible_at)
        return Decision(
            item=item.id,
            queue=rules.id,
            at=self.now,
            waited=waited,
            step=signature.step,
            aged=aged,
            strategy=rules.strategy,
            agents=agents,
            candidates=tuple(candidates[:10]),
            eligible=ready.bit_count(),
            reasons=reasons,
            version=rules.version,
            suspends=tuple(aside),
            turn=turn,
        )

"""The router as its rules read, without any haste: the engine has to decide the same."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from routing.eligibility import why_not
from routing.explain import count
from routing.holding import change, release, take
from routing.interrupting import DEFAULT, in_work
from routing.ordering import agent_key, draw, item_key, rank_of
from routing.records import (
    AgentState,
    Candidate,
    Decision,
    Held,
    Holding,
    Membership,
    QueueRules,
    Reason,
    State,
    Strategy,
    WaitingItem,
)
from routing.steps import ring, step_at


class Seen(NamedTuple):
    """An agent as strategies see one."""

    id: int
    held: int
    units: int
    spare: int
    released_at: int | None
    offered_at: int | None
    handled_today: int


def seen(agent: AgentState) -> Seen:
    units = in_work(agent.limits, agent.holdings)
    spare = agent.limits.total - units
    held = len(agent.holdings)
    return Seen(agent.id, held, units, spare, agent.released_at, agent.offered_at, agent.handled_today)


class Reference:
    """The same verbs as the engine's."""

    def __init__(self, state: State, *, now: int, seed: int = 0) -> None:
        self.now, self.seed = now, seed
        self.agents = {agent.id: agent for agent in state.agents}
        self.items = {item.id: item for item in state.items}
        self.members: dict[tuple[int, int], Membership] = {}
        self.configure(state.queues, state.memberships, closed=state.closed)

    def configure(
        self, queues: Iterable[QueueRules], memberships: Iterable[Membership], *, closed: Iterable[int] = ()
    ) -> None:
        self.queues = {rules.id: rules for rules in queues}
        self.members = {(each.agent, each.queue): self._with_turn(each) for each in memberships}
        self.closed = set(closed)

    def _with_turn(self, membership: Membership) -> Membership:
        before = self.members.get((membership.agent, membership.queue))
        return replace(membership, turn=max(membership.turn, before.turn)) if before else membership

    def set_closed(self, queue_id: int, closed: bool) -> None:
        (self.closed.add if closed else self.closed.discard)(queue_id)

    def put_item(self, item: WaitingItem) -> None:
        self.items[item.id] = item

    def remove_item(self, item_id: int) -> WaitingItem | None:
        return self.items.pop(item_id, None)

    def put_agent(self, state: AgentState) -> None:
        self.agents[state.id] = state

    def remove_agent(self, agent_id: int) -> None:
        del self.agents[agent_id]

    def present(self, agent_id: int, accepts: frozenset[str]) -> None:
        self.agents[agent_id] = replace(self.agents[agent_id], accepts=accepts)

    def accepted(self, agent_id: int, item_id: int) -> None:
        self.agents[agent_id] = replace(self.agents[agent_id], handled_today=self.agents[agent_id].handled_today + 1)
        self.hold(agent_id, item_id, Held.ACTIVE)

    def hold(self, agent_id: int, item_id: int, state: Held) -> None:
        agent = self.agents[agent_id]
        self._has(agent, change(agent.limits, agent.holdings, item_id, state, DEFAULT))

    def give(self, agent_id: int, holding: Holding) -> None:
        agent = self.agents[agent_id]
        self._has(agent, take(agent.limits, agent.holdings, holding, DEFAULT))

    def released(self, agent_id: int, item_id: int) -> None:
        self.agents[agent_id] = replace(self.agents[agent_id], released_at=self.now)
        self.dropped(agent_id, item_id)

    def dropped(self, agent_id: int, item_id: int) -> None:
        agent = self.agents[agent_id]
        self._has(agent, release(agent.limits, agent.holdings, item_id))

    def _has(self, agent: AgentState, holdings: tuple[Holding, ...]) -> None:
        self.agents[agent.id] = replace(agent, holdings=holdings)

    def advance(self, now: int) -> None:
        self.now = now

    def agent(self, agent_id: int) -> AgentState:
        return self.agents[agent_id]

    def waiting(self) -> list[WaitingItem]:
        return [item for _, item in sorted(self.items.items())]

    def turn(self, agent_id: int, queue_id: int) -> int:
        return self.members[agent_id, queue_id].turn

    def why_not(self, item: WaitingItem, agent: AgentState) -> Reason | None:
        membership = self.members.get((agent.id, item.queue))
        closed = item.queue in self.closed
        return why_not(item, agent, membership, self.queues[item.queue], now=self.now, closed=closed)

    def reasons(self, item_id: int) -> dict[Reason, int]:
        return count(self.why_not(self.items[item_id], agent) for agent in self.agents.values())

    def decide(self) -> list[Decision]:
        decisions = []
        while (decision := self._next()) is not None:
            decisions.append(decision)
        return decisions

    def _next(self) -> Decision | None:
        pairs = []
        for item in self.items.values():
            eligible = [agent for agent in self.agents.values() if self.why_not(item, agent) is None]
            if eligible:
                rules = self.queues[item.queue]
                rank = min(rank_of(rules, self.members[agent.id, item.queue]) for agent in eligible)
                pairs.append((item_key(item, rules, rank=rank, now=self.now), item, eligible))
        return self._offer(*min(pairs, key=lambda pair: pair[0])) if pairs else None

    def _offer(self, key: tuple[int, ...], item: WaitingItem, eligible: list[AgentState]) -> Decision:
        rules = self.queues[item.queue]
        candidates = sorted((self._candidate(item, agent) for agent in eligible), key=_place)
        chosen = candidates if rules.strategy is Strategy.BROADCAST else candidates[:1]
        waited = max(0, self.now - item.eligible_at)
        turn = max(each.turn for (_, queue), each in self.members.items() if queue == item.queue) + 1
        reasons = self.reasons(item.id)
        del self.items[item.id]
        suspends = tuple(aside for each in chosen for aside in self._take(each.agent, item, turn))
        return Decision(
            item=item.id, queue=rules.id, at=self.now, waited=waited, step=step_at(rules, waited), aged=key[0] == 0,
            strategy=rules.strategy, agents=tuple(each.agent for each in chosen), candidates=tuple(candidates[:10]),
            eligible=len(eligible), reasons=reasons, version=rules.version, suspends=suspends, turn=turn,
        )  # fmt: skip

    def _candidate(self, item: WaitingItem, agent: AgentState) -> Candidate:
        rules, member = self.queues[item.queue], self.members[agent.id, item.queue]
        drawn = draw(self.seed, item.id, agent.id, member.weight)
        key = agent_key(rules.strategy, seen(agent), position=member.position, turn=member.turn, drawn=drawn)
        return Candidate(agent.id, ring(rules, agent.skills) or 0, member.tier, key)

    def _take(self, agent_id: int, item: WaitingItem, turn: int) -> list[int]:
        self.members[agent_id, item.queue] = replace(self.members[agent_id, item.queue], turn=turn)
        agent = replace(self.agents[agent_id], offered_at=self.now)
        was = {holding.item for holding in agent.holdings if holding.suspended}
        self._has(agent, take(agent.limits, agent.holdings, Holding(item.id, item.channel, Held.OFFERED), DEFAULT))
        held = self.agents[agent_id].holdings
        return [holding.item for holding in held if holding.suspended and holding.item not in was]


def _place(candidate: Candidate) -> tuple[int, int, tuple[int, ...]]:
    return candidate.ring, candidate.tier, candidate.key

"""The engine with what storage holds, kept up by looking again at what has changed."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Agent, BusinessCalendar, Offer, Queue, WorkItem
from contact_center.values import HOLDING, WorkState, to_micros
from routing import loading
from routing.engine.engine import Engine
from routing.records import AgentState, Decision, State, WaitingItem


class Everything(msgspec.Struct, frozen=True):
    """All that decisions depend on, as of one moment."""

    setup: loading.Setup
    agents: list[AgentState]
    items: list[WaitingItem]


class Changes(msgspec.Struct, frozen=True):
    """How things stand by now with the items and agents that were asked for; those that are not here wait, or are, no
    more.
    """

    items: list[WaitingItem]
    agents: list[AgentState]


class Outline(msgspec.Struct, frozen=True):
    """Enough to see what has changed without a signal: what waits, and of each agent what changes with every work.

    setup: of each queue, its version, which changes with its members too, and that of its calendar.
    """

    waiting: frozenset[int]
    agents: dict[int, tuple[object, ...]]
    setup: dict[int, tuple[object, ...]]


def everything(tx: Session, *, now: datetime, chat_limit: int) -> Everything:
    found = loading.setup(tx)
    return Everything(
        found, loading.agents(tx, now=now, chat_limit=chat_limit, since=loading.day_began(tx, now)), loading.waiting(tx)
    )


def changes(
    tx: Session, item_ids: Collection[int], agent_ids: Collection[int], *, now: datetime, chat_limit: int
) -> Changes:
    """The items and the agents, and those who by now have one of the items or are offered it."""
    holders = sa.select(WorkItem.agent_id).where(WorkItem.id.in_(item_ids), WorkItem.state.in_(HOLDING))
    asked = sa.select(Offer.agent_id).where(Offer.work_item_id.in_(item_ids), Offer.ended_at.is_(None))
    involved = {*agent_ids, *tx.execute(holders).scalars(), *tx.execute(asked).scalars()} - {None}
    since = loading.day_began(tx, now)
    ids = {key for key in involved if key is not None}
    return Changes(
        loading.waiting(tx, item_ids) if item_ids else [],
        loading.agents(tx, now=now, chat_limit=chat_limit, ids=ids, since=since) if ids else [],
    )


def outline(tx: Session, now: datetime) -> Outline:
    queued = tx.execute(sa.select(WorkItem.id).where(WorkItem.state == WorkState.QUEUED)).scalars()
    columns = (
        Agent.id, Agent.presence, Agent.presence_channels, Agent.lease_until > now, Agent.disabled_at,
        Agent.last_work_at, Agent.last_offered_at, Agent.version,
    )  # fmt: skip
    setup = sa.select(Queue.id, Queue.version, Queue.removed_at, Queue.calendar_id, BusinessCalendar.version)
    return Outline(
        frozenset(queued),
        {row[0]: tuple(map(repr, row[1:])) for row in tx.execute(sa.select(*columns))},
        {row[0]: tuple(row[1:]) for row in tx.execute(setup.outerjoin(BusinessCalendar))},
    )


class Picture:
    """What the holder of the lease goes by. It may be behind: every claim looks at storage itself."""

    def __init__(self, found: Everything, *, now: datetime) -> None:
        self.setup = found.setup
        state = State(
            queues=tuple(queue.rules for queue in found.setup.queues.values()),
            memberships=found.setup.memberships,
            agents=tuple(found.agents),
            items=tuple(item for item in found.items if item.queue in found.setup.queues),
            closed=found.setup.closed(now),
        )
        self.engine = Engine(state, now=to_micros(now))
        self._closed = state.closed
        self._agents: set[int] = set()
        self._holders: dict[int, set[int]] = defaultdict(set)
        self._held: dict[int, frozenset[int]] = {}
        for agent in found.agents:
            self._note(agent)

    def holders(self, item_ids: Collection[int]) -> set[int]:
        """Who had the items in hand when they were last looked at."""
        return {agent for item in item_ids for agent in self._holders.get(item, ())}

    def knows(self, agents: Collection[AgentState]) -> bool:
        """Whether the setup that it goes by has been read since these agents came; else they have no memberships."""
        return all(agent.id in self._agents for agent in agents)

    def apply(self, item_ids: Collection[int], agent_ids: Collection[int], found: Changes) -> None:
        """Take over how things stand with what was asked for."""
        waiting = {item.id: item for item in found.items}
        for item_id in item_ids:
            item = waiting.get(item_id)
            if item is None or item.queue not in self.setup.queues:
                self.engine.remove_item(item_id)
            else:
                self.engine.put_item(item)
        there = {agent.id for agent in found.agents}
        for agent_id in set(agent_ids) - there:
            if agent_id in self._agents:
                self.engine.remove_agent(agent_id)
                self._forget(agent_id)
        for agent in found.agents:
            self.engine.update_agent(agent)
            self._note(agent)

    def advance(self, now: datetime) -> None:
        """Let time pass, and queues open and close."""
        closed = self.setup.closed(now)
        for queue_id in closed ^ self._closed:
            self.engine.set_closed(queue_id, queue_id in closed)
        self._closed = closed
        self.engine.advance(max(self.engine.now, to_micros(now)))

    def decide(self) -> list[Decision]:
        return self.engine.decide()

    def _note(self, agent: AgentState) -> None:
        self._forget(agent.id)
        self._agents.add(agent.id)
        held = frozenset(holding.item for holding in agent.holdings)
        self._held[agent.id] = held
        for item in held:
            self._holders[item].add(agent.id)

    def _forget(self, agent_id: int) -> None:
        self._agents.discard(agent_id)
        for item in self._held.pop(agent_id, ()):
            self._holders[item].discard(agent_id)
            if not self._holders[item]:
                del self._holders[item]

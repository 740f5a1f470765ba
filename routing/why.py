"""Why a work item is where it is: what was decided about it, whom it was offered to, and what it waits for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import NotFound
from contact_center.models import Agent, Event, Offer, Queue, RoutingDecision, Skill, WorkItem
from contact_center.realtime.projections import agent_ref
from contact_center.realtime.staff_frames import AgentRef
from contact_center.values import WorkState, to_micros
from routing import loading
from routing.desk_schemas import (
    AskedAgent,
    ComparedAgent,
    DecisionView,
    WaitingView,
    WantedSkill,
    Why,
    WorkItemView,
)
from routing.engine.engine import Engine
from routing.explain import Explanation
from routing.ordering import item_key
from routing.records import SECOND, Need, Reason, State, WaitingItem

MOST = 20
"""Decisions and offers that are told, and work items of a conversation."""
Names = dict[int, AgentRef]
GONE = AgentRef("", "")
"""In the place of somebody who is no more."""


def why(tx: Session, item_id: str, *, chat_limit: int, now: datetime) -> Why:
    """Raises NotFound. Whoever decides: it is computed from what is stored, so that any process can answer."""
    row = tx.execute(_items().where(WorkItem.public_id == item_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such work item.")
    explained = _explanations(tx, row.id)
    asked = _asked(tx, row.id)
    names = _names(tx, explained)
    return Why(
        item=_view(row),
        taken_by=_taken_by(tx, row.id),
        decisions=[_decision(each, _queues(tx, explained), names) for each in explained],
        offers=[AskedAgent(agent=agent_ref(r.public_id, r.name) or GONE, at=r.at, outcome=r.outcome, reason=r.reason)
                for r in asked],
        waits=_waits(tx, row.id, chat_limit, now) if row.state == WorkState.QUEUED else None,
    )  # fmt: skip


def of_conversation(tx: Session, conversation_id: int) -> list[WorkItemView]:
    """A conversation's work items, the newest first."""
    query = _items().where(WorkItem.conversation_id == conversation_id).order_by(WorkItem.id.desc()).limit(MOST)
    return [_view(row) for row in tx.execute(query)]


def _items() -> sa.Select[Any]:
    return (
        sa.select(
            *WorkItem.__table__.c,
            Queue.name.label("queue"),
            Agent.public_id.label("agent_public_id"),
            Agent.name.label("agent_name"),
        )
        .join(Queue, Queue.id == WorkItem.queue_id)
        .outerjoin(Agent, Agent.id == WorkItem.agent_id)
    )


def _view(row: Any) -> WorkItemView:
    return WorkItemView(
        id=row.public_id,
        queue=row.queue,
        channel=row.channel,
        state=row.state,
        priority=row.priority,
        language=row.language,
        agent=agent_ref(row.agent_public_id, row.agent_name),
        over_capacity=row.over_capacity,
        waiting_since=row.eligible_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
    )


def _explanations(tx: Session, item_key: int) -> list[Explanation]:
    query = sa.select(RoutingDecision.explanation).where(RoutingDecision.work_item_id == item_key)
    found = tx.execute(query.order_by(RoutingDecision.id.desc()).limit(MOST)).scalars()
    return [msgspec.convert(each, Explanation) for each in found]


def _asked(tx: Session, item_key: int) -> Iterable[Any]:
    query = sa.select(Agent.public_id, Agent.name, Offer.at, Offer.outcome, Offer.reason).join(
        Agent, Agent.id == Offer.agent_id
    )
    return tx.execute(query.where(Offer.work_item_id == item_key).order_by(Offer.id.desc()).limit(MOST)).all()


def _names(tx: Session, explained: Iterable[Explanation]) -> Names:
    keys = {compared.agent for each in explained for compared in each.compared}
    rows = tx.execute(sa.select(Agent.id, Agent.public_id, Agent.name).where(Agent.id.in_(keys)))
    return {row.id: AgentRef(row.public_id, row.name) for row in rows}


def _queues(tx: Session, explained: Iterable[Explanation]) -> dict[int, str]:
    query = sa.select(Queue.id, Queue.name).where(Queue.id.in_({each.queue for each in explained}))
    return {row.id: row.name for row in tx.execute(query)}


def _taken_by(tx: Session, item_key: int) -> AgentRef | None:
    """The person by whose hand it came to its agent, where it did."""
    query = sa.select(Event.type, Event.actor, Event.data, Event.id).where(
        Event.entity == "work_item", Event.entity_id == item_key
    )
    facts = tx.execute(query.order_by(Event.id)).all()
    last = next((n for n in reversed(range(len(facts))) if facts[n].type == "WorkItemAssigned"), None)
    if last is None or not facts[last].actor.startswith("agent:"):
        return None
    before = facts[last - 1] if last else None
    if before is not None and before.type == "OfferEnded" and before.actor == facts[last].actor:
        return None  # who accepts an offer does not take it by hand
    key = int(facts[last].actor.removeprefix("agent:"))
    row = tx.execute(sa.select(Agent.public_id, Agent.name).where(Agent.id == key)).one_or_none()
    return AgentRef(row.public_id, row.name) if row else None


def _decision(each: Explanation, queues: dict[int, str], names: Names) -> DecisionView:
    return DecisionView(
        at=loading.instant(each.at),
        queue=queues.get(each.queue, ""),
        waited=each.waited // SECOND,
        step=each.step,
        aged=each.aged,
        strategy=each.strategy,
        decided_by=each.decided_by,
        eligible=each.eligible,
        compared=[
            ComparedAgent(
                agent=names.get(one.agent, GONE), chosen=one.agent in each.chosen, step=one.ring, tier=one.tier,
                parts=one.parts,
            )
            for one in each.compared
        ],
        reasons=_counted(each.reasons),
    )  # fmt: skip


def _counted(reasons: dict[Reason, int]) -> dict[str, int]:
    return {reason.value: count for reason, count in reasons.items()}


def _waits(tx: Session, item_key: int, chat_limit: int, now: datetime) -> WaitingView | None:
    """As the rules see it at this moment; none where it is being given away just now."""
    setup, waiting, at = loading.setup(tx), loading.waiting(tx), to_micros(now)
    item = next((each for each in waiting if each.id == item_key), None)
    if item is None or item.queue not in setup.queues:
        return None
    state = State(
        queues=tuple(queue.rules for queue in setup.queues.values()),
        memberships=setup.memberships,
        agents=tuple(loading.agents(tx, now=now, chat_limit=chat_limit)),
        items=(item,),
        closed=setup.closed(now),
    )
    found, queue = Engine(state, now=at).why_waiting(item.id), setup.queues[item.queue]
    beside = [each for each in waiting if each.queue == item.queue]
    return WaitingView(
        position=1 + sum(_place(each, queue, at) < _place(item, queue, at) for each in beside),
        waiting=len(beside),
        waited=found.waited // SECOND,
        step=found.step,
        steps=max(1, len(queue.rules.steps)),
        aged=found.aged,
        eligible=found.eligible,
        reasons=_counted(found.reasons),
        needs=_needs(tx, item.needs),
        changes_at=None if found.changes_at is None else loading.instant(found.changes_at),
    )


def _place(item: WaitingItem, queue: loading.LoadedQueue, now: int) -> tuple[int, ...]:
    return item_key(item, queue.rules, rank=0, now=now)


def _needs(tx: Session, needs: Iterable[Need]) -> list[WantedSkill]:
    levels = {need.skill: need.level for need in needs}
    rows = tx.execute(sa.select(Skill.public_id, Skill.name).where(Skill.public_id.in_(levels)).order_by(Skill.name))
    return [WantedSkill(row.name, levels[row.public_id]) for row in rows]

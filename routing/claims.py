"""Carrying out one decision, once: everything is checked again inside the transaction that offers the item."""

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.orm import Session

from contact_center.conversations import service as conversations
from contact_center.db import Signal, emit
from contact_center.models import Conversation, Queue, QueueTurn, RoutingDecision, WorkItem
from contact_center.values import Status, WorkState, to_micros
from contact_center.work import offers
from contact_center.work.signals import ROUTING
from routing import loading
from routing.eligibility import why_not
from routing.explain import why_this_agent
from routing.holding import resumable
from routing.records import Decision, QueueRules, Reason, Strategy, WaitingItem
from routing.setup.schemas import QueueSettings

BY = "system"


class Waits(NamedTuple):
    """An item that waits, as the transaction sees it."""

    row: WorkItem
    conversation: Conversation
    item: WaitingItem
    settings: QueueSettings
    rules: QueueRules


def carry_out(tx: Session, decision: Decision, *, chat_limit: int, now: datetime) -> bool:
    """Offer the item to the decision's agents, or give it to the agent at once where its queue says so.

    False where that is not possible any more. Safe with any number of deciders: the conversation and the agents are
    locked, in the order that every other change takes, while item, presence, skills and free units are looked at.
    """
    waits = locked(tx, decision.item)
    if waits is None:
        return False
    able = [key for key in sorted(decision.agents) if refusal(tx, waits, key, chat_limit=chat_limit, now=now) is None]
    if not able:
        return False
    if waits.settings.answer == "automatic":
        conversations.assign_locked(tx, waits.conversation, waits.row, agent_id=able[0], by=BY, at=now)
    else:
        expires_at = now + timedelta(seconds=waits.settings.offer_seconds)
        offers.make(tx, waits.row, able, expires_at=expires_at, by=BY, at=now)
    _remember(tx, decision, able, waits.rules, now=now)
    return True


def locked(tx: Session, item_id: int) -> Waits | None:
    """The item, if it waits and nobody has its conversation; the conversation is locked, as for every change of it."""
    found = tx.execute(_WAITING, {"item": item_id}, execution_options={"populate_existing": True}).one_or_none()
    if found is None:
        return None
    row, conversation, queue = found
    settings = loading.settings_of(queue)
    rules = loading.rules_of(queue.id, queue.version, settings)
    return Waits(row, conversation, loading.item_of(row), settings, rules)


_WAITING = (
    sa.select(WorkItem, Conversation, Queue)
    .join(Conversation, Conversation.id == WorkItem.conversation_id)
    .join(Queue, Queue.id == WorkItem.queue_id)
    .where(
        WorkItem.id == sa.bindparam("item"),
        WorkItem.state == WorkState.QUEUED,
        Conversation.status == Status.OPEN,
        Conversation.agent_id.is_(None),
    )
    .with_for_update(of=[Conversation, WorkItem])
)


def refusal(tx: Session, waits: Waits, agent_id: int, *, chat_limit: int, now: datetime) -> Reason | None:
    """Why the agent, locked from now on, may not have the item; none where nothing speaks against it.

    Whether the queue is open was for the decision to say: an item that is offered as it closes is still answered.
    """
    skilled = bool(waits.item.needs) or any(step.alternatives for step in waits.rules.steps)
    agent = loading.locked_agent(tx, agent_id, now=now, chat_limit=chat_limit, skilled=skilled)
    if agent is None:
        return Reason.ABSENT
    membership = loading.membership(tx, waits.item.queue, waits.settings, agent_id)
    return why_not(waits.item, agent, membership, waits.rules, now=to_micros(now))


def _remember(tx: Session, decision: Decision, able: list[int], rules: QueueRules, *, now: datetime) -> None:
    """Why it was so, whose turn it was, and what is put aside for it."""
    explanation = replace(why_this_agent(decision), chosen=tuple(able))
    row = {"work_item_id": decision.item, "at": now, "explanation": explanation}
    tx.connection().execute(_EXPLAIN, row)
    if decision.suspends:
        mine = WorkItem.id.in_(decision.suspends), WorkItem.agent_id.in_(able)
        tx.execute(sa.update(WorkItem).where(*mine).values(suspended=True))
    for agent_id in able if rules.strategy is Strategy.ROUND_ROBIN else ():
        _take_turn(tx, decision.queue, agent_id, decision.turn)


_EXPLAIN = sa.insert(RoutingDecision)


def _take_turn(tx: Session, queue_id: int, agent_id: int, turn: int) -> None:
    this = QueueTurn.queue_id == queue_id, QueueTurn.agent_id == agent_id
    if tx.execute(sa.update(QueueTurn).where(*this).values(turn=turn).returning(QueueTurn.turn)).scalar() is None:
        tx.execute(sa.insert(QueueTurn).values(queue_id=queue_id, agent_id=agent_id, turn=turn))


def resume(tx: Session, agent_id: int, *, chat_limit: int, now: datetime) -> bool:
    """Let the agent go on with what was put aside and fits again; False where nothing does."""
    agent = loading.locked_agent(tx, agent_id, now=now, chat_limit=chat_limit, skilled=False)
    if agent is None:
        return False
    resumed = [each.item for each in resumable(agent.limits, agent.holdings)]
    for item_id in resumed:
        tx.execute(sa.update(WorkItem).where(WorkItem.id == item_id).values(suspended=False))
        emit(tx, Signal(ROUTING, item_id))
    return bool(resumed)


def give_back(tx: Session, conversation_id: int, agent_id: int, *, now: datetime) -> bool:
    """Take an absent agent's conversation away, if it is still theirs and the customer still waits."""
    row = conversations.locked(tx, conversation_id)
    if row.agent_id != agent_id or row.status != Status.OPEN or row.waiting_since is None:
        return False
    conversations.release(tx, conversation_id, by=BY, at=now, reason="agent_absent")
    return True

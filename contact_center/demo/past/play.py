"""Plays a plan into an empty database, through the same state changes that people's actions run through."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.conversations.appending import DISPATCH, append_messages
from contact_center.demo.past.plan import Act, Plan, Step
from contact_center.jobs import store
from contact_center.models import Agent, Conversation, WorkItem
from contact_center.realtime import presence
from contact_center.values import (
    Address,
    Audience,
    Author,
    InboundMessage,
    NewMessage,
    Owner,
    Presence,
    WorkState,
    Writer,
    new_id,
)
from contact_center.work.service import DEFAULT_QUEUE
from routing import claims

KIND = "webchat"
SAME_TIME = 100
"""Chats that an agent of the past may hold at once."""


class Player:
    """What the plan's numbers mean in this database."""

    def __init__(self, tx: Session, plan: Plan, agents: Sequence[Agent], inbox_id: int) -> None:
        self._tx, self._plan, self._agents, self._inbox_id = tx, plan, agents, inbox_id
        self._conversations: dict[int, int] = {}
        self._salt = new_id()

    def play(self) -> None:
        for step in self._plan.steps:
            self._ACTS[step.act](self, step)

    def _arrive(self, step: Step) -> None:
        assert step.until is not None
        lease = step.until - step.at
        agent = self._agents[step.agent]
        if agent.presence != Presence.AVAILABLE:
            presence.choose(self._tx, agent.id, presence=Presence.AVAILABLE, reason=None, lease=lease, now=step.at)
        else:
            presence.arrive(self._tx, agent.id, lease=lease, now=step.at)

    def _leave(self, step: Step) -> None:
        presence.lapse(self._tx, self._agents[step.agent].id, now=step.at)

    def _customer(self, step: Step) -> None:
        visit = self._plan.visits[step.visit]
        token = hashlib.sha256(f"{self._salt}:{visit.visitor.name}".encode()).hexdigest()
        message = InboundMessage(
            inbox_id=self._inbox_id,
            sender=Address(KIND, token, name=visit.visitor.name),
            client_id=new_id(),
            body=step.text,
            locale=visit.visitor.locale,
            at=step.at,
            conversation_id=self._conversations.get(step.visit),
        )
        stored = service.receive(self._tx, message)
        self._conversations[step.visit] = stored.conversation_id
        if stored.owner is Owner.NONE:
            claims.enqueue(self._tx, stored.conversation_id, queue=DEFAULT_QUEUE, now=step.at)

    def _claim(self, step: Step) -> None:
        item = self._tx.execute(
            sa.select(WorkItem.id).where(
                WorkItem.conversation_id == self._conversations[step.visit], WorkItem.state == WorkState.QUEUED
            )
        ).scalar_one()
        agent = self._agents[step.agent]
        given = claims.claim(self._tx, item, agent.id, chat_limit=SAME_TIME, now=step.at)
        assert given, f"the plan gives work to {agent.name}, who is not there at {step.at}"

    def _transfer(self, step: Step) -> None:
        key, agent = self._conversations[step.visit], self._agents[step.agent]
        before = self._tx.execute(sa.select(Conversation.agent_id).where(Conversation.id == key)).scalar_one()
        service.assign(self._tx, key, agent_id=agent.id, by=f"agent:{before}", at=step.at, note=step.text)

    def _agent(self, step: Step) -> None:
        self._write(step, Audience.PUBLIC)

    def _note(self, step: Step) -> None:
        self._write(step, Audience.STAFF)

    def _write(self, step: Step, audience: Audience) -> None:
        agent = self._agents[step.agent]
        message = NewMessage(
            conversation_id=self._conversations[step.visit],
            writer=Writer(Author.AGENT, agent.id, agent.public_id, agent.name),
            body=step.text,
            client_id=new_id(),
            at=step.at,
            audience=audience,
        )
        append_messages(self._tx, [message])

    def _seen(self, step: Step) -> None:
        """Both have read to the end."""
        key = self._conversations[step.visit]
        row = self._tx.execute(
            sa.select(Conversation.customer_id, Conversation.public_seq).where(Conversation.id == key)
        ).one()
        upto = {"delivered": row.public_seq, "seen": row.public_seq, "at": step.at}
        service.advance_receipt(self._tx, key, agent_id=self._agents[step.agent].id, **upto)
        service.advance_receipt(self._tx, key, customer_id=row.customer_id, **upto)

    def _resolve(self, step: Step) -> None:
        by = f"agent:{self._agents[step.agent].id}"
        service.resolve(self._tx, self._conversations[step.visit], by=by, at=step.at)

    def _snooze(self, step: Step) -> None:
        assert step.until is not None
        by = f"agent:{self._agents[step.agent].id}"
        service.snooze(self._tx, self._conversations[step.visit], until=step.until, by=by, at=step.at)

    _ACTS = {  # noqa: RUF012
        Act.ARRIVE: _arrive,
        Act.LEAVE: _leave,
        Act.CUSTOMER: _customer,
        Act.CLAIM: _claim,
        Act.TRANSFER: _transfer,
        Act.AGENT: _agent,
        Act.NOTE: _note,
        Act.SEEN: _seen,
        Act.RESOLVE: _resolve,
        Act.SNOOZE: _snooze,
    }


def finish_dispatch(tx: Session, *, now: datetime) -> None:
    """The dispatch jobs of the past have been done: their work items are there."""
    while taken := store.take(tx, DISPATCH, 500, now=now):
        for job in taken:
            store.finish(tx, job, now=now)

"""An agent gives a conversation to another: who is asked has the last word, and keeps a place free meanwhile."""

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.orm import Session

from contact_center.agents.queries import agent_by_id
from contact_center.conversations import service as conversations
from contact_center.conversations.schemas import Assignment
from contact_center.errors import Conflict, NotFound
from contact_center.models import Agent, Conversation, Queue, WorkItem, actor
from contact_center.realtime.presence import effective
from contact_center.values import Author, Presence, Status
from contact_center.work import offers
from contact_center.work import service as work
from contact_center.work.schemas import Entry
from routing import intake, loading
from routing.capacity import room
from routing.eligibility import busy
from routing.holding import take
from routing.interrupting import DEFAULT
from routing.records import AgentState, Held, Holding, Reason


def assign(
    tx: Session, conversation_id: int, wanted: Assignment, *, giver_id: int, chat_limit: int, now: datetime
) -> None:
    """To whom the giver wants; wanted.over_capacity must be the giver's to ask for.

    Raises NotFound, and Conflict where somebody was faster or the agent cannot take it now.
    """
    agent, by = able(tx, wanted.agent), actor(Author.AGENT, giver_id)
    if wanted.instead_of is not msgspec.UNSET:
        owner = agent_by_id(tx, wanted.instead_of).id if wanted.instead_of else None
        conversations.owned_by(tx, conversation_id, owner)
    row = conversations.assignable(tx, conversation_id, agent.id)
    item = work.open_item(tx, row.id)
    if agent.id == giver_id:
        conversations.assign_locked(tx, row, item, agent_id=agent.id, by=by, at=now, note=wanted.note)
        return
    state = _locked(tx, agent.id, row.agent_id, item, chat_limit=chat_limit, now=now)
    if wanted.over_capacity:
        lacks = room(row.channel, state.limits, state.holdings)
        conversations.assign_locked(
            tx, row, item, agent_id=agent.id, by=by, at=now, note=wanted.note, over_capacity=lacks is not None
        )
        return
    _require_nobody_asked(tx, item)
    _require_able(agent, row.channel, state, now=now)
    item = _put(tx, row, item, agent.id, giver_id=giver_id, note=wanted.note, now=now)
    _make_way(tx, item, state)


def able(tx: Session, agent_id: str) -> Agent:
    """Somebody of the staff who can sign in, by public id. Raises NotFound."""
    agent = agent_by_id(tx, agent_id)
    if agent.disabled_at is not None or agent.password_hash is None:
        raise NotFound("This agent cannot sign in.")
    return agent


def _locked(
    tx: Session, agent_id: int, owner_id: int | None, item: WorkItem | None, *, chat_limit: int, now: datetime
) -> AgentState:
    """The agent, locked from now on with whoever has it, without what is offered of the item already."""
    both = sa.select(Agent.id).where(Agent.id.in_({agent_id, owner_id} - {None})).order_by(Agent.id)
    tx.execute(both.with_for_update())  # in one order, so that two who give to each other do not wait for each other
    state = loading.locked_agent(tx, agent_id, now=now, chat_limit=chat_limit, skilled=False)
    if state is None:
        raise NotFound("This agent cannot sign in.")
    return replace(state, holdings=tuple(each for each in state.holdings if item is None or each.item != item.id))


def _require_nobody_asked(tx: Session, item: WorkItem | None) -> None:
    name = offers.being_given(tx, item.id) if item is not None else None
    if name is not None:
        raise Conflict(f"{name} is being asked already: wait for the answer.", code="already_offered")


def _require_able(agent: Agent, channel: str, state: AgentState, *, now: datetime) -> None:
    """Whoever chooses a colleague need not mind queues and skills, but presence, wrap-up and room."""
    reason = busy(channel, state)
    if reason is None:
        return
    there = effective(agent.presence, agent.lease_until, now)
    why, code = {
        Reason.ABSENT: (ABSENCE[there], "agent_absent"),
        Reason.WRAPPING: ("has to finish a wrap-up first", "agent_wrapping"),
        Reason.CHANNEL_OFF: ("takes no work of this channel", "agent_channel_off"),
    }.get(reason, ("has no room for it", "agent_full"))
    raise Conflict(f"{agent.name} {why}: choose somebody else, or a queue.", code=code, field=reason)


ABSENCE = {
    Presence.AVAILABLE: "takes no work of this channel now",
    Presence.AWAY: "is away",
    Presence.OFFLINE: "is offline",
}


def _put(
    tx: Session, row: Conversation, item: WorkItem | None, agent_id: int, *, giver_id: int, note: str | None,
    now: datetime,
) -> WorkItem | None:  # fmt: skip
    """Ask the agent, where the queue asks and a customer may be waiting; else it is the agent's at once."""
    by = actor(Author.AGENT, giver_id)
    item = item or (_entered(tx, row, by=by, now=now) if row.status == Status.OPEN else None)
    queue = loading.settings_of(tx.get_one(Queue, item.queue_id)) if item is not None else None
    if item is None or queue is None or queue.answer == "automatic":
        conversations.assign_locked(tx, row, item, agent_id=agent_id, by=by, at=now, note=note)
        return item
    expires_at = now + timedelta(seconds=queue.offer_seconds)
    offers.give(tx, item, agent_id, giver_id=giver_id, note=note, expires_at=expires_at, at=now)
    return item


def _entered(tx: Session, row: Conversation, *, by: str, now: datetime) -> WorkItem | None:
    """The contact of an open conversation that had none yet."""
    if row.agent_id is not None:
        work.activate(tx, row.id, channel=row.channel, agent_id=row.agent_id, by=by, at=now)
    elif not intake.enter(tx, row.id, now=now):
        work.enqueue(tx, row.id, Entry(queue_id=work.default_queue(tx)), channel=row.channel, by=by, at=now)
    return work.open_item(tx, row.id)


def _make_way(tx: Session, item: WorkItem | None, state: AgentState) -> None:
    """What it interrupts is put aside, as when routing offers it."""
    if item is None:
        return
    before = {each.item for each in state.holdings if each.suspended}
    after = take(state.limits, state.holdings, Holding(item.id, item.channel, Held.OFFERED), DEFAULT)
    aside = [each.item for each in after if each.suspended and each.item not in before]
    if aside:
        tx.execute(sa.update(WorkItem).where(WorkItem.id.in_(aside)).values(suspended=True))

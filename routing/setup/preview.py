"""Who would get an item now, and why the others would not: also under settings that are not saved yet."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Agent, BusinessCalendar, Queue
from contact_center.values import to_micros
from routing import loading
from routing.eligibility import why_not
from routing.engine.engine import Engine
from routing.explain import why_this_agent
from routing.interrupting import in_work
from routing.loading import LoadedQueue
from routing.records import SECOND, AgentState, Decision, Membership, Reason, State, WaitingItem
from routing.setup.checks import check_needs, check_settings
from routing.setup.preview_schemas import PreviewAgent, PreviewAnswer, PreviewQuestion
from routing.setup.queries import queue_by_id, skill_keys
from routing.setup.schemas import QueueSettings
from routing.steps import ring, step_at


class Judged(NamedTuple):
    """An agent with what speaks against the item; none: nothing."""

    agent: AgentState
    membership: Membership | None
    reason: Reason | None


def preview(tx: Session, question: PreviewQuestion, *, public_id: str, chat_limit: int, now: datetime) -> PreviewAnswer:
    """As if the item were all that waits. Nothing is stored. Raises NotFound or InvalidInput."""
    queue = _queue(tx, public_id, question)
    item = _item(queue, question, now)
    members = {each.agent: each for each in loading.memberships(tx, [queue])}
    agents = loading.agents(tx, now=now, chat_limit=chat_limit, since=loading.day_began(tx, now))
    judged = judge(queue, item, members.values(), agents, now=now)
    decision = decide(queue, item, members.values(), agents, now=now)
    people = {row.id: row for row in tx.execute(sa.select(Agent.id, Agent.public_id, Agent.name))}
    return PreviewAnswer(
        chosen=[people[key].public_id for key in decision.agents] if decision else [],
        decided_by=why_this_agent(decision).decided_by if decision else None,
        step=step_at(queue.rules, question.waited * SECOND),
        agents=[
            _shown(each, queue, people[each.agent.id].public_id, people[each.agent.id].name)
            for each in ordered(judged, queue, decision)
        ],
    )


def judge(
    queue: LoadedQueue, item: WaitingItem, members: Iterable[Membership], agents: Iterable[AgentState], *, now: datetime
) -> list[Judged]:
    """Each agent by the rules alone. Pure."""
    by_agent, closed = {each.agent: each for each in members}, queue.closed(now)
    return [
        Judged(agent, by_agent.get(agent.id), reason)
        for agent in agents
        for reason in [why_not(item, agent, by_agent.get(agent.id), queue.rules, now=to_micros(now), closed=closed)]
    ]


def decide(
    queue: LoadedQueue, item: WaitingItem, members: Iterable[Membership], agents: Sequence[AgentState], *, now: datetime
) -> Decision | None:
    """What the engine makes of the item, were it all that waits; None: nobody gets it. Pure."""
    there = {agent.id for agent in agents}
    state = State(
        queues=(queue.rules,),
        memberships=tuple(each for each in members if each.agent in there),
        agents=tuple(agents),
        items=(item,),
        closed=frozenset({queue.id}) if queue.closed(now) else frozenset(),
    )
    return next(iter(Engine(state, now=to_micros(now)).decide()), None)


def ordered(judged: Iterable[Judged], queue: LoadedQueue, decision: Decision | None) -> list[Judged]:
    """The best first, as far as the decision compared them; then those who could, by ring; then those who cannot."""
    places = {each.agent: place for place, each in enumerate(decision.candidates)} if decision else {}
    reasons = list(Reason)

    def key(each: Judged) -> tuple[int, int, int, int]:
        if each.reason is not None:
            return (1, -reasons.index(each.reason), 0, each.agent.id)
        tier = each.membership.tier if each.membership else 0
        place = places.get(each.agent.id, len(places))
        return (0, place, (ring(queue.rules, each.agent.skills) or 0) * 1_000 + tier, each.agent.id)

    return sorted(judged, key=key)


def _queue(tx: Session, public_id: str, question: PreviewQuestion) -> LoadedQueue:
    row = queue_by_id(tx, public_id)
    skills = skill_keys(tx)
    check_needs(question.needs, skills, "needs")
    hours = tx.execute(sa.select(BusinessCalendar.hours).where(BusinessCalendar.id == row.calendar_id)).scalar()
    queue = loading.queue_of(row, hours)
    if question.settings is None:
        return queue
    settings = check_settings(question.settings, queues=_others(tx, row), skills=skills, default=row.is_default)
    return _under(queue, row, settings)


def _under(queue: LoadedQueue, row: Queue, settings: QueueSettings) -> LoadedQueue:
    return msgspec.structs.replace(queue, settings=settings, rules=loading.rules_of(row.id, row.version, settings))


def _others(tx: Session, row: Queue) -> Collection[str]:
    return tx.execute(sa.select(Queue.public_id).where(Queue.removed_at.is_(None), Queue.id != row.id)).scalars().all()


def _item(queue: LoadedQueue, question: PreviewQuestion, now: datetime) -> WaitingItem:
    eligible_at, promise = to_micros(now) - question.waited * SECOND, queue.settings.promise
    return WaitingItem(
        id=0,
        queue=queue.id,
        channel=question.channel,
        eligible_at=eligible_at,
        language=question.language,
        needs=question.needs,
        priority=question.priority,
        promise_at=eligible_at + promise.seconds * SECOND if promise else None,
    )


def _shown(each: Judged, queue: LoadedQueue, public_id: str, name: str) -> PreviewAgent:
    agent, membership, reason = each
    return PreviewAgent(
        agent=public_id,
        name=name,
        reason=reason,
        ring=ring(queue.rules, agent.skills),
        tier=membership.tier if membership else 0,
        units=in_work(agent.limits, agent.holdings),
        total=agent.limits.total,
    )

"""Reads what routing decides upon: storage's rows as the records of the rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.calendars.opening import is_open
from contact_center.models import (
    Agent,
    AgentSkill,
    BusinessCalendar,
    Conversation,
    Offer,
    Queue,
    QueueMember,
    QueueTurn,
    Skill,
    WorkItem,
)
from contact_center.realtime.presence import effective
from contact_center.values import EPOCH, HOLDING, Presence, WorkState, to_micros
from routing.limits import limits_of
from routing.records import AgentState, Held, Holding, Membership, Need, QueueRules, Until, WaitingItem
from routing.setup.schemas import Capacity, QueueSettings

OFFERED = WorkState.OFFERED.value
_MICROSECOND = timedelta(microseconds=1)


class LoadedQueue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue with its rules. hours: when it is open; none: always."""

    id: int
    public_id: str
    name: str
    settings: QueueSettings
    rules: QueueRules
    hours: Hours | None = None

    def closed(self, now: datetime) -> bool:
        return self.hours is not None and not is_open(self.hours, now)


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What administrators have set up, by key."""

    queues: dict[int, LoadedQueue]
    memberships: tuple[Membership, ...]

    def closed(self, now: datetime) -> frozenset[int]:
        return frozenset(queue.id for queue in self.queues.values() if queue.closed(now))


def micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)


def instant(value: int) -> datetime:
    """The time of so many microseconds, also where it was computed."""
    return EPOCH + value * _MICROSECOND


def settings_of(row: Any) -> QueueSettings:
    return msgspec.convert(row.settings, QueueSettings)


def rules_of(queue_id: int, version: int, settings: QueueSettings) -> QueueRules:
    """The settings as the rules have them. version: the queue's."""
    return QueueRules(
        id=queue_id,
        channels=frozenset(settings.channels),
        steps=settings.steps,
        strategy=settings.strategy,
        order=settings.order,
        rank=settings.rank,
        weights=settings.weights,
        ageing_seconds=settings.ageing_seconds,
        offer_seconds=settings.offer_seconds,
        promise_seconds=settings.promise.seconds if settings.promise else None,
        version=version,
    )


def setup(tx: Session) -> Setup:
    """All queues that are not removed, and who their members are."""
    found = queues(tx)
    return Setup(queues={queue.id: queue for queue in found}, memberships=tuple(memberships(tx, found)))


def queues(tx: Session, *where: sa.SQLColumnExpression[bool]) -> list[LoadedQueue]:
    """The queues that are not removed, or those of them for which something holds."""
    query = sa.select(Queue, BusinessCalendar.hours).outerjoin(BusinessCalendar)
    return [queue_of(row, hours) for row, hours in tx.execute(query.where(Queue.removed_at.is_(None), *where))]


def queue_of(row: Queue, hours: dict[str, Any] | None) -> LoadedQueue:
    settings = settings_of(row)
    return LoadedQueue(
        id=row.id, public_id=row.public_id, name=row.name, settings=settings,
        rules=rules_of(row.id, row.version, settings),
        hours=msgspec.convert(hours, Hours) if hours else None,
    )  # fmt: skip


def memberships(tx: Session, queues: Iterable[LoadedQueue]) -> Iterable[Membership]:
    """Who is a member of these queues."""
    turns = {(row.queue_id, row.agent_id): row.turn for row in tx.execute(sa.select(*QueueTurn.__table__.c))}
    open_to_all = [queue.id for queue in queues if queue.settings.members == "everybody"]
    if open_to_all:
        for agent in tx.execute(sa.select(Agent.id).where(*WORKING)).scalars():
            for queue in open_to_all:
                yield Membership(agent=agent, queue=queue, turn=turns.get((queue, agent), 0))
    chosen = [queue.id for queue in queues if queue.settings.members == "chosen"]
    for row in tx.execute(sa.select(*QueueMember.__table__.c).where(QueueMember.queue_id.in_(chosen))):
        yield _membership(row, turns.get((row.queue_id, row.agent_id), 0))


def _membership(row: Any, turn: int) -> Membership:
    return Membership(
        agent=row.agent_id, queue=row.queue_id, rank=row.rank, tier=row.tier,
        position=row.position, delay=row.delay, weight=row.weight, turn=turn,
    )  # fmt: skip


def membership(tx: Session, queue_id: int, settings: QueueSettings, agent_id: int) -> Membership | None:
    """The agent's membership in a queue; none where there is none. Turns are left out."""
    if settings.members == "everybody":
        return Membership(agent=agent_id, queue=queue_id)
    row = tx.execute(
        sa.select(*QueueMember.__table__.c).where(QueueMember.queue_id == queue_id, QueueMember.agent_id == agent_id)
    ).one_or_none()
    return None if row is None else _membership(row, 0)


WORKING = (Agent.disabled_at.is_(None), Agent.password_hash.is_not(None))
"""Who was invited and has not chosen a password cannot sign in, and so is nobody to give work to."""


def agents(
    tx: Session, *, now: datetime, chat_limit: int, ids: Collection[int] | None = None, since: datetime | None = None
) -> list[AgentState]:
    """Everybody who can be given work, or those of them who are named. since: when the day began, for handled_today."""
    wanted = [] if ids is None else [Agent.id.in_(ids)]
    rows = tx.execute(sa.select(*Agent.__table__.c).where(*WORKING, *wanted)).all()
    if not rows:
        return []
    keys = [row.id for row in rows] if ids is not None else None
    skills, held, handled = _skills(tx, keys), holdings(tx, keys), _handled(tx, keys, since)
    return [
        state_of(
            row, now=now, chat_limit=chat_limit, skills=skills[row.id], holdings=held[row.id], handled=handled[row.id]
        )
        for row in rows
    ]


def locked_agent(tx: Session, agent_id: int, *, now: datetime, chat_limit: int, skilled: bool) -> AgentState | None:
    """An agent who can be given work, locked until the unit ends. skilled: whether the skills matter."""
    row = tx.connection().execute(_LOCKED_AGENT, {"agent": agent_id}).one_or_none()
    if row is None:
        return None
    skills = _skills(tx, [agent_id])[agent_id] if skilled else {}
    return state_of(row, now=now, chat_limit=chat_limit, skills=skills, holdings=holdings(tx, [agent_id])[agent_id])


_LOCKED_AGENT = (
    sa.select(*Agent.__table__.c).where(Agent.id == sa.bindparam("agent"), *WORKING).with_for_update()
)  # fmt: skip


def state_of(
    row: Any, *, now: datetime, chat_limit: int, skills: dict[str, int], holdings: Iterable[Holding], handled: int = 0
) -> AgentState:
    """row: with an Agent's columns."""
    capacity = msgspec.convert(row.capacity, Capacity) if row.capacity else None
    limits = limits_of(capacity, row.chat_limit if row.chat_limit is not None else chat_limit)
    accepts: frozenset[str] = frozenset()
    if effective(row.presence, row.lease_until, now) is Presence.AVAILABLE:
        channels = frozenset(limit.channel for limit in limits.channels)
        accepts = channels if row.presence_channels is None else channels & frozenset(row.presence_channels)
    return AgentState(
        id=row.id, limits=limits, accepts=accepts, skills=skills, languages=frozenset(row.languages),
        holdings=tuple(holdings), released_at=micros(row.last_work_at), offered_at=micros(row.last_offered_at),
        handled_today=handled,
    )  # fmt: skip


def _skills(tx: Session, agent_ids: Collection[int] | None) -> dict[int, dict[str, int]]:
    query = sa.select(AgentSkill.agent_id, Skill.public_id, AgentSkill.level).join(Skill)
    if agent_ids is not None:
        query = query.where(AgentSkill.agent_id.in_(agent_ids))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for agent, skill, level in tx.execute(query):
        found[agent][skill] = level
    return found


@cache
def _held(of_all: bool) -> sa.CompoundSelect[Any]:
    """Made once: it is asked with every claim."""
    item, offer, conversation = WorkItem.__table__.c, Offer.__table__.c, Conversation.__table__.c
    working = (
        sa.select(
            item.agent_id, item.id, item.channel, item.state, item.suspended, item.idle_since,
            conversation.waiting_since, item.answered_at.label("at"),
        )
        .join_from(WorkItem.__table__, Conversation.__table__, conversation.id == item.conversation_id)
        .where(item.state.in_(HOLDING), item.agent_id.is_not(None))
    )  # fmt: skip
    offered = sa.select(
        offer.agent_id, offer.work_item_id, offer.channel, sa.literal(OFFERED),
        sa.false(), sa.null(), sa.null(), offer.at,
    ).where(offer.ended_at.is_(None))  # fmt: skip
    if not of_all:
        agents: sa.BindParameter[int] = sa.bindparam("agents", expanding=True)
        working, offered = working.where(item.agent_id.in_(agents)), offered.where(offer.agent_id.in_(agents))
    return sa.union_all(working, offered)


def holdings(tx: Session, agent_ids: Collection[int] | None) -> dict[int, list[Holding]]:
    """What agents have in hand, oldest first: what they work on, and what is offered to them."""
    rows: Sequence[Any] = tx.execute(_held(agent_ids is None), {"agents": agent_ids or ()}).all()
    found: dict[int, list[Holding]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.at or EPOCH, row.id)):
        found[row.agent_id].append(_holding(row))
    return found


def _holding(row: Any) -> Holding:
    """A chat that idled does so until its customer writes; from then on it has regained its cost."""
    state, regained = Held.ACTIVE, False
    if row.state == WorkState.OFFERED:
        state = Held.OFFERED
    elif row.state == WorkState.WRAPPING:
        state = Held.WRAPPING
    elif row.idle_since is not None:
        regained = row.waiting_since is not None
        state = Held.ACTIVE if regained else Held.IDLE
    return Holding(row.id, row.channel, state, suspended=row.suspended, regained=regained)


def zone_of(tx: Session) -> tzinfo:
    """Where days begin and end: the zone of the first business calendar; without one, UTC."""
    hours = tx.execute(sa.select(BusinessCalendar.hours).order_by(BusinessCalendar.id).limit(1)).scalar()
    return ZoneInfo(hours["zone"]) if hours else UTC


def day_began(tx: Session, now: datetime) -> datetime:
    """When today began, in the installation's zone."""
    return now.astimezone(zone_of(tx)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def _handled(tx: Session, agent_ids: Collection[int] | None, since: datetime | None) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    if since is not None:
        query = sa.select(WorkItem.agent_id, sa.func.count()).where(WorkItem.answered_at >= since)
        if agent_ids is not None:
            query = query.where(WorkItem.agent_id.in_(agent_ids))
        rows = tx.execute(query.where(WorkItem.agent_id.is_not(None)).group_by(WorkItem.agent_id))
        found.update({agent: count for agent, count in rows if agent is not None})
    return found


def waiting(tx: Session, ids: Collection[int] | None = None, *, limit: int | None = None) -> list[WaitingItem]:
    """What waits for an agent, oldest first."""
    query = sa.select(*WorkItem.__table__.c).where(WorkItem.state == WorkState.QUEUED)
    if ids is not None:
        query = query.where(WorkItem.id.in_(ids))
    query = query.order_by(WorkItem.eligible_at, WorkItem.id)
    return [item_of(row) for row in tx.execute(query.limit(limit) if limit else query)]


def item_of(row: Any) -> WaitingItem:
    """row: with a WorkItem's columns."""
    preferred = None
    if row.preferred_agent_id is not None and row.preferred_until is not None:
        preferred = Until(row.preferred_agent_id, to_micros(row.preferred_until))
    return WaitingItem(
        id=row.id,
        queue=row.queue_id,
        channel=row.channel,
        eligible_at=to_micros(row.eligible_at),
        language=row.language,
        needs=tuple(Need(need["skill"], need["level"]) for need in row.needs),
        priority=row.priority,
        promise_at=micros(row.promise_at),
        preferred=preferred,
        excluded=tuple(Until(each["agent"], each["until"]) for each in row.excluded),
    )

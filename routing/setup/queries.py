"""Reads of queues, skills and members, as administrators see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import InvalidInput, NotFound
from contact_center.models import Agent, AgentSkill, BusinessCalendar, Queue, QueueMember, Skill, WorkItem
from contact_center.paging import Page, PageQuery, decode_cursor, page_of
from contact_center.work.moving import WAITING
from contact_center.work.schemas import WrapUp
from routing.loading import WORKING, rules_of, settings_of
from routing.setup.schemas import MembersView, MemberView, QueueSettings, QueueView, SkillView
from routing.setup.warnings import circles, warnings

_THERE = Queue.removed_at.is_(None)


def locked_setup(tx: Session) -> dict[str, Queue]:
    """All queues, by public id, locked for the unit: of several who change the setup, one does so after the other.

    Work goes on entering them (a weaker lock than that of a change of the key).
    """
    query = sa.select(Queue).where(_THERE).order_by(Queue.id).with_for_update(key_share=True)
    return {row.public_id: row for row in tx.execute(query.execution_options(populate_existing=True)).scalars()}


def queue_by_id(tx: Session, public_id: str) -> Queue:
    """Raises NotFound."""
    queue = tx.execute(sa.select(Queue).where(Queue.public_id == public_id, _THERE)).scalar_one_or_none()
    if queue is None:
        raise no_such_queue()
    return queue


def no_such_queue() -> NotFound:
    return NotFound("There is no such queue.")


def queue_gone(field: str) -> InvalidInput:
    """An input names a queue that is not there."""
    return InvalidInput("There is no such queue any more.", code="queue_gone", field=field)


def queues(tx: Session, query: PageQuery) -> Page[QueueView]:
    """By name."""
    found = sa.select(Queue).where(_THERE).order_by(Queue.folded).limit(query.limit + 1)
    if query.after is not None:
        found = found.where(Queue.folded > decode_cursor(query.after, tuple[str])[0])
    rows = tx.execute(found).scalars().all()
    views = _queue_views(tx, rows)
    return page_of(rows, query.limit, item=lambda row: views[row.id], cursor=lambda row: (row.folded,))


def queue_view(tx: Session, queue: Queue) -> QueueView:
    return _queue_views(tx, [queue])[queue.id]


def _queue_views(tx: Session, rows: Sequence[Queue]) -> dict[int, QueueView]:
    keys = [row.id for row in rows]
    calendars = sa.select(BusinessCalendar.id, BusinessCalendar.public_id)
    by_key: dict[int, str] = dict(
        tx.execute(calendars.where(BusinessCalendar.id.in_([row.calendar_id for row in rows]))).all()
    )
    settings = {row.id: settings_of(row) for row in rows}
    waiting, members, circling = count_waiting(tx, keys), _members(tx, settings), _circling(tx, settings.values())
    return {
        row.id: QueueView(
            id=row.public_id,
            name=row.name,
            settings=settings[row.id],
            wrap_up=msgspec.convert(row.wrap_up, WrapUp),
            calendar=None if row.calendar_id is None else by_key[row.calendar_id],
            default=row.is_default,
            members=len(members[row.id]),
            waiting=waiting.get(row.id, 0),
            warnings=warnings(
                rules_of(row.id, row.version, settings[row.id]),
                settings[row.id],
                has_hours=row.calendar_id is not None,
                members=members[row.id],
                in_circle=row.public_id in circling,
            ),
            version=row.version,
        )
        for row in rows
    }


def count_waiting(tx: Session, queue_ids: Collection[int]) -> dict[int, int]:
    """How many items nobody has yet, by queue; those without any are left out."""
    query = sa.select(WorkItem.queue_id, sa.func.count()).where(
        WorkItem.queue_id.in_(queue_ids), WorkItem.state.in_(WAITING)
    )
    return dict(tx.execute(query.group_by(WorkItem.queue_id)).all())


def _members(tx: Session, settings: Mapping[int, QueueSettings]) -> dict[int, list[dict[str, int]]]:
    """By queue, the skills of each who answers it and can work."""
    query = sa.select(AgentSkill.agent_id, Skill.public_id, AgentSkill.level).join(Skill)
    skilled: dict[int, dict[str, int]] = defaultdict(dict)
    for agent, skill, level in tx.execute(query):
        skilled[agent][skill] = level
    staff = tx.execute(sa.select(Agent.id).where(*WORKING)).scalars().all()
    chosen = sa.select(QueueMember.queue_id, QueueMember.agent_id).where(QueueMember.queue_id.in_(settings))
    members: dict[int, list[int]] = defaultdict(list)
    for queue, agent in tx.execute(chosen.join(Agent, Agent.id == QueueMember.agent_id).where(*WORKING)):
        members[queue].append(agent)
    return {
        key: [skilled.get(agent, {}) for agent in (staff if each.members == "everybody" else members[key])]
        for key, each in settings.items()
    }


def _circling(tx: Session, settings: Iterable[QueueSettings]) -> set[str]:
    """The queues that overflow back to themselves, where any of these could."""
    if not any(overflow.queue for each in settings for overflow in each.overflow):
        return set()
    rows = tx.execute(sa.select(Queue.public_id, Queue.settings).where(_THERE)).all()
    return circles({row.public_id: {each.queue for each in settings_of(row).overflow if each.queue} for row in rows})


def members(tx: Session, queue: Queue) -> MembersView:
    """Those who were chosen, also who cannot work now: they are members again when they can."""
    query = (
        sa.select(QueueMember, Agent.public_id, Agent.name)
        .join(Agent, Agent.id == QueueMember.agent_id)
        .where(QueueMember.queue_id == queue.id)
        .order_by(QueueMember.tier, QueueMember.position, Agent.name, Agent.id)
    )
    found = [
        MemberView(
            agent=agent, name=name, rank=row.rank, tier=row.tier, position=row.position, delay=row.delay,
            weight=row.weight,
        )
        for row, agent, name in tx.execute(query)
    ]  # fmt: skip
    return MembersView(members=found, version=queue.version)


def skills(tx: Session, query: PageQuery) -> Page[SkillView]:
    """By name."""
    found = sa.select(Skill).order_by(Skill.folded).limit(query.limit + 1)
    if query.after is not None:
        found = found.where(Skill.folded > decode_cursor(query.after, tuple[str])[0])
    rows = tx.execute(found).scalars().all()
    counts = _count_skilled(tx, [row.id for row in rows])
    return page_of(
        rows, query.limit, item=lambda row: _skill_view(row, counts.get(row.id, 0)), cursor=lambda row: (row.folded,)
    )


def skill_view(tx: Session, skill: Skill) -> SkillView:
    return _skill_view(skill, _count_skilled(tx, [skill.id]).get(skill.id, 0))


def _skill_view(skill: Skill, agents: int) -> SkillView:
    return SkillView(id=skill.public_id, name=skill.name, agents=agents, version=skill.version)


def _count_skilled(tx: Session, skill_ids: Collection[int]) -> dict[int, int]:
    query = sa.select(AgentSkill.skill_id, sa.func.count()).join(Agent, Agent.id == AgentSkill.agent_id)
    query = query.where(AgentSkill.skill_id.in_(skill_ids), Agent.disabled_at.is_(None)).group_by(AgentSkill.skill_id)
    return dict(tx.execute(query).all())


def skill_keys(tx: Session) -> dict[str, int]:
    """Every skill's key, by public id."""
    return dict(tx.execute(sa.select(Skill.public_id, Skill.id)).all())

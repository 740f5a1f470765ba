"""Reads of queues, skills and members, as administrators see them."""

from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import InvalidInput, NotFound
from contact_center.models import Agent, AgentSkill, BusinessCalendar, Queue, QueueMember, Skill, WorkItem
from contact_center.paging import Page, PageQuery, decode_cursor, page_of
from contact_center.work.moving import WAITING
from contact_center.work.schemas import WrapUp
from routing.loading import WORKING, rules_of, settings_of
from routing.setup.schemas import MembersView, MemberView, QueueView, SkillView
from routing.steps import warnings

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
    waiting, chosen, everybody = count_waiting(tx, keys), _count_members(tx, keys), _count_staff(tx)
    return {
        row.id: _queue_view(
            row,
            calendar=None if row.calendar_id is None else by_key[row.calendar_id],
            members=chosen.get(row.id, 0) if row.settings.get("members", "chosen") == "chosen" else everybody,
            waiting=waiting.get(row.id, 0),
        )
        for row in rows
    }


def _queue_view(row: Queue, *, calendar: str | None, members: int, waiting: int) -> QueueView:
    settings = settings_of(row)
    return QueueView(
        id=row.public_id,
        name=row.name,
        settings=settings,
        wrap_up=msgspec.convert(row.wrap_up, WrapUp),
        calendar=calendar,
        default=row.is_default,
        members=members,
        waiting=waiting,
        warnings=warnings(rules_of(row.id, row.version, settings)),
        version=row.version,
    )


def count_waiting(tx: Session, queue_ids: Collection[int]) -> dict[int, int]:
    """How many items nobody has yet, by queue; those without any are left out."""
    query = sa.select(WorkItem.queue_id, sa.func.count()).where(
        WorkItem.queue_id.in_(queue_ids), WorkItem.state.in_(WAITING)
    )
    return dict(tx.execute(query.group_by(WorkItem.queue_id)).all())


def _count_members(tx: Session, queue_ids: Collection[int]) -> dict[int, int]:
    query = sa.select(QueueMember.queue_id, sa.func.count()).join(Agent, Agent.id == QueueMember.agent_id)
    query = query.where(QueueMember.queue_id.in_(queue_ids), *WORKING).group_by(QueueMember.queue_id)
    return dict(tx.execute(query).all())


def _count_staff(tx: Session) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(Agent).where(*WORKING)).scalar_one()


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

"""Reads of what routing knows of the staff: skills, languages, capacity and queues."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.agents.queries import agent_by_id
from contact_center.models import Agent, AgentSkill, Queue, QueueMember, Skill
from contact_center.paging import Page, PageQuery, decode_cursor, page_of
from routing.limits import usual
from routing.setup.schemas import USUAL_CAPS, AgentRoutingView, AgentSkillLevel, Capacity, ChannelCapacity
from routing.setup.warnings import too_costly


def agents(tx: Session, query: PageQuery, *, chat_limit: int) -> Page[AgentRoutingView]:
    """Everybody who is not disabled, by name, also who was only invited: they can be made ready for work."""
    found = sa.select(Agent).where(Agent.disabled_at.is_(None)).order_by(Agent.name, Agent.id).limit(query.limit + 1)
    if query.after is not None:
        name, key = decode_cursor(query.after, tuple[str, int])
        found = found.where(sa.tuple_(Agent.name, Agent.id) > sa.tuple_(sa.literal(name), sa.literal(key)))
    rows = tx.execute(found).scalars().all()
    views = _views(tx, rows, chat_limit)
    return page_of(rows, query.limit, item=lambda row: views[row.id], cursor=lambda row: (row.name, row.id))


def one_agent(tx: Session, public_id: str, *, chat_limit: int) -> AgentRoutingView:
    """Raises NotFound."""
    row = agent_by_id(tx, public_id)
    return _views(tx, [row], chat_limit)[row.id]


def _views(tx: Session, rows: Sequence[Agent], chat_limit: int) -> dict[int, AgentRoutingView]:
    keys = [row.id for row in rows]
    skills, queues = _skills(tx, keys), _queues(tx, keys)
    return {row.id: _view(row, skills[row.id], queues[row.id], chat_limit) for row in rows}


def _view(row: Agent, skills: list[AgentSkillLevel], queues: list[str], chat_limit: int) -> AgentRoutingView:
    own = msgspec.convert(row.capacity, Capacity) if row.capacity else None
    limits = filled(own, chat_limit if row.chat_limit is None else row.chat_limit)
    return AgentRoutingView(
        agent=row.public_id,
        name=row.name,
        role=row.role,
        skills=skills,
        languages=row.languages,
        capacity=own,
        limits=limits,
        too_costly=too_costly(limits),
        queues=queues,
        version=row.version,
    )


def filled(own: Capacity | None, chat_limit: int) -> Capacity:
    """A capacity in which every channel is named, as limits_of takes it."""
    capacity = own or Capacity()
    named = {each.channel: each for each in capacity.channels}
    channels = tuple(
        named.get(channel) or ChannelCapacity(channel=channel, cap=cap, cost=cost)
        for channel in USUAL_CAPS
        for cap, cost in [usual(channel, chat_limit, capacity.total)]
    )
    return msgspec.structs.replace(capacity, channels=channels)


def _skills(tx: Session, agent_ids: Sequence[int]) -> dict[int, list[AgentSkillLevel]]:
    query = sa.select(AgentSkill.agent_id, Skill.public_id, AgentSkill.level).join(Skill)
    found: dict[int, list[AgentSkillLevel]] = defaultdict(list)
    for agent, skill, level in tx.execute(query.where(AgentSkill.agent_id.in_(agent_ids)).order_by(Skill.folded)):
        found[agent].append(AgentSkillLevel(skill=skill, level=level))
    return found


def _queues(tx: Session, agent_ids: Sequence[int]) -> dict[int, list[str]]:
    """The public ids of the queues of which each is a member, by the queues' names."""
    chosen = sa.select(QueueMember.queue_id, QueueMember.agent_id).where(QueueMember.agent_id.in_(agent_ids))
    members: dict[int, set[int]] = defaultdict(set)
    for queue, agent in tx.execute(chosen):
        members[queue].add(agent)
    found: dict[int, list[str]] = defaultdict(list)
    for row in tx.execute(sa.select(Queue).where(Queue.removed_at.is_(None)).order_by(Queue.folded)).scalars():
        everybody = row.settings.get("members", "chosen") == "everybody"
        for agent in agent_ids if everybody else members[row.id] & set(agent_ids):
            found[agent].append(row.public_id)
    return found

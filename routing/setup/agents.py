"""State changes of what routing knows of an agent: skills, languages and capacity."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from msgspec import UNSET
from sqlalchemy.orm import Session

from contact_center.agents.queries import agent_by_id
from contact_center.db import Signal, emit
from contact_center.errors import Conflict, InvalidInput
from contact_center.events import AgentRoutingChanged
from contact_center.models import Agent, AgentSkill, record
from contact_center.work.signals import SETUP
from routing.setup.checks import skill_gone
from routing.setup.queries import locked_setup, skill_keys
from routing.setup.schemas import AgentRoutingPatch, AgentSkillLevel, Capacity


def change_agent(tx: Session, public_id: str, patch: AgentRoutingPatch, *, by: str, at: datetime) -> None:
    """Raises NotFound, InvalidInput, or Conflict changed_meanwhile."""
    locked_setup(tx)
    key = agent_by_id(tx, public_id).id
    agent = tx.get_one(Agent, key, with_for_update={"key_share": True}, populate_existing=True)
    if patch.version is not None and patch.version != agent.version:
        raise Conflict("Somebody else has changed this agent meanwhile. Look again.", code="changed_meanwhile")
    if patch.skills is not UNSET:
        _set_skills(tx, agent.id, patch.skills)
    if patch.languages is not UNSET:
        agent.languages = sorted(set(patch.languages))
    if patch.capacity is not UNSET:
        agent.capacity = None if patch.capacity is None else _capacity(patch.capacity)
    agent.version += 1
    tx.flush()
    fields = [name for name in ("skills", "languages", "capacity") if getattr(patch, name) is not UNSET]
    record(tx, "agent", agent.id, AgentRoutingChanged(fields), by=by, at=at)
    emit(tx, Signal(SETUP, agent.id))


def _set_skills(tx: Session, agent_id: int, wanted: Sequence[AgentSkillLevel]) -> None:
    keys, rows = skill_keys(tx), dict[int, int]()
    for number, each in enumerate(wanted):
        if each.skill not in keys:
            raise skill_gone(f"skills.{number}.skill")
        if keys[each.skill] in rows:
            raise InvalidInput("This skill is named twice.", code="skill_twice", field=f"skills.{number}.skill")
        rows[keys[each.skill]] = each.level
    tx.execute(sa.delete(AgentSkill).where(AgentSkill.agent_id == agent_id))
    if rows:
        values = [{"agent_id": agent_id, "skill_id": key, "level": level} for key, level in rows.items()]
        tx.execute(sa.insert(AgentSkill), values)


def _capacity(capacity: Capacity) -> dict[str, object]:
    named = [each.channel for each in capacity.channels]
    for number, channel in enumerate(named):
        if channel in named[:number]:
            place = f"capacity.channels.{number}.channel"
            raise InvalidInput("This channel is named twice.", code="channel_twice", field=place)
    found: dict[str, object] = msgspec.to_builtins(capacity)
    return found

"""State changes of skills: create and rename."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.errors import Conflict, NotFound
from contact_center.events import Fact, SkillChanged, SkillCreated
from contact_center.folding import fold
from contact_center.inboxes.checks import checked_name
from contact_center.models import Skill, record
from contact_center.work.signals import SETUP
from routing.setup.schemas import NewSkill, SkillPatch

MOST = 500
"""Skills of an installation."""


def create_skill(tx: Session, new: NewSkill, *, by: str, at: datetime) -> Skill:
    """Raises InvalidInput, or Conflict name_taken or too_many_skills."""
    if tx.execute(sa.select(sa.func.count()).select_from(Skill)).scalar_one() >= MOST:
        raise Conflict(f"There are {MOST} skills already. Delete some first.", code="too_many_skills")
    name = checked_name(new.name)
    skill = Skill(name=name, folded=fold(name), created_at=at)
    tx.add(skill)
    _flush(tx)
    note(tx, skill.id, SkillCreated(name), by=by, at=at)
    return skill


def change_skill(tx: Session, public_id: str, patch: SkillPatch, *, by: str, at: datetime) -> Skill:
    """Raises NotFound, InvalidInput, or Conflict changed_meanwhile or name_taken."""
    skill = skill_by_id(tx, public_id)
    if patch.version is not None and patch.version != skill.version:
        raise Conflict("Somebody else has changed this skill meanwhile. Look again.", code="changed_meanwhile")
    skill.name = checked_name(patch.name)
    skill.folded = fold(skill.name)
    skill.version += 1
    _flush(tx)
    note(tx, skill.id, SkillChanged(["name"]), by=by, at=at)
    return skill


def skill_by_id(tx: Session, public_id: str) -> Skill:
    """The skill, locked. Raises NotFound."""
    query = sa.select(Skill).where(Skill.public_id == public_id).with_for_update(key_share=True)
    skill = tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if skill is None:
        raise NotFound("There is no such skill.")
    return skill


def note(tx: Session, skill_id: int, fact: Fact, *, by: str, at: datetime) -> None:
    """Record a change of a skill, and have the router read anew after the commit."""
    record(tx, "skill", skill_id, fact, by=by, at=at)
    emit(tx, Signal(SETUP, skill_id))


def _flush(tx: Session) -> None:
    try:
        tx.flush()
    except exc.IntegrityError:
        raise Conflict("There is a skill with this name already.", code="name_taken", field="name") from None

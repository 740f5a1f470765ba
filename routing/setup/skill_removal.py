"""The end of a skill: refused while something asks for it, unless it is to be dropped there."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import Conflict
from contact_center.events import IntakeRuleChanged, QueueChanged, SkillDeleted
from contact_center.models import IntakeRule, Queue, Skill, WorkItem, record
from contact_center.work.moving import asking_for, drop_need
from routing.loading import settings_of
from routing.setup import queues, skills, uses
from routing.setup.queries import locked_setup
from routing.setup.schemas import Outcome


def delete_skill(tx: Session, public_id: str, *, drop: bool, by: str, at: datetime) -> None:
    """Nobody has it or needs it any more.

    drop: steps, rules and waiting items that ask for it do so no longer. Raises NotFound, or without it Conflict
    skill_in_use that names them.
    """
    there = locked_setup(tx)
    skill = skills.skill_by_id(tx, public_id)
    asking = [each for each in there.values() if uses.steps_ask_for(settings_of(each), public_id)]
    rules = [row for row in _rules(tx) if uses.outcome_needs(_outcome(row), public_id)]
    if not drop:
        _refuse_if_used(tx, skill, asking, rules)
    _drop(tx, skill, asking, rules, by=by, at=at)
    names = [*(queue.name for queue in asking), *(rule.name for rule in rules)]
    skills.note(tx, skill.id, SkillDeleted(skill.name, names), by=by, at=at)
    tx.delete(skill)
    tx.flush()


def _rules(tx: Session) -> Sequence[IntakeRule]:
    return tx.execute(sa.select(IntakeRule).order_by(IntakeRule.position)).scalars().all()


def _outcome(rule: IntakeRule) -> Outcome:
    return msgspec.convert(rule.outcome, Outcome)


def _refuse_if_used(tx: Session, skill: Skill, asking: Sequence[Queue], rules: Sequence[IntakeRule]) -> None:
    query = sa.select(sa.func.count()).select_from(WorkItem).where(asking_for(skill.public_id))
    waiting = tx.execute(query).scalar_one()
    others: Mapping[str, list[str]] = {
        "steps of": [each.name for each in asking],
        "intake rule": [rule.name for rule in rules],
    }
    if waiting or asking or rules:
        raise Conflict(uses.said(skill.name, others, {"waiting": waiting}), code="skill_in_use")


def _drop(
    tx: Session, skill: Skill, asking: Sequence[Queue], rules: Sequence[IntakeRule], *, by: str, at: datetime
) -> None:
    for queue in asking:
        queue.settings = msgspec.to_builtins(uses.without_skill(settings_of(queue), skill.public_id))
        queue.version += 1
        queues.note(tx, queue.id, QueueChanged(["steps"]), by=by, at=at)
    for rule in rules:
        outcome = _outcome(rule)
        kept = msgspec.structs.replace(outcome, needs=uses.dropped(outcome.needs, skill.public_id))
        rule.outcome = msgspec.to_builtins(kept)
        rule.version += 1
        record(tx, "intake_rule", rule.id, IntakeRuleChanged(["outcome"]), by=by, at=at)
    drop_need(tx, skill.public_id, name=skill.name, by=by, at=at)

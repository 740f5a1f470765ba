"""State changes of intake rules: create, change, delete, and the order in which they are asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec import UNSET
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.errors import Conflict, NotFound
from contact_center.events import Fact, IntakeRuleChanged, IntakeRuleCreated, IntakeRuleDeleted, IntakeRulesOrdered
from contact_center.inboxes.checks import checked_name
from contact_center.models import CustomField, Inbox, IntakeRule, Label, Queue, record
from contact_center.work.signals import SETUP
from routing.setup.checks import check_needs
from routing.setup.conditions import Known, check_conditions
from routing.setup.queries import locked_setup, queue_gone, skill_keys
from routing.setup.rule_schemas import NewRule, RuleOrder, RulePatch, RuleView
from routing.setup.schemas import Condition, Outcome

MOST = 500
"""Intake rules of an installation: each new contact is held against all of them."""


def create_rule(tx: Session, new: NewRule, *, by: str, at: datetime) -> IntakeRule:
    """It is asked after all others. Raises InvalidInput, or Conflict too_many_rules."""
    queues = locked_setup(tx)
    count, last = tx.execute(sa.select(sa.func.count(), sa.func.max(IntakeRule.position))).one()
    if count >= MOST:
        raise Conflict(f"There are {MOST} intake rules already. Delete some first.", code="too_many_rules")
    rule = IntakeRule(
        name=checked_name(new.name),
        position=(last or 0) + 1,
        conditions=_conditions(tx, new.conditions),
        outcome=_outcome(tx, new.outcome, queues),
        enabled=new.enabled,
        created_at=at,
    )
    tx.add(rule)
    tx.flush()
    _note(tx, rule.id, IntakeRuleCreated(rule.name), by=by, at=at)
    return rule


def change_rule(tx: Session, public_id: str, patch: RulePatch, *, by: str, at: datetime) -> IntakeRule:
    """Raises NotFound, InvalidInput, or Conflict changed_meanwhile."""
    queues = locked_setup(tx)
    rule = rule_by_id(tx, public_id)
    if patch.version is not None and patch.version != rule.version:
        raise Conflict("Somebody else has changed this rule meanwhile. Look again.", code="changed_meanwhile")
    if patch.name is not UNSET:
        rule.name = checked_name(patch.name)
    if patch.conditions is not UNSET:
        rule.conditions = _conditions(tx, patch.conditions)
    if patch.outcome is not UNSET:
        rule.outcome = _outcome(tx, patch.outcome, queues)
    if patch.enabled is not UNSET:
        rule.enabled = patch.enabled
    rule.version += 1
    tx.flush()
    fields = [name for name in ("name", "conditions", "outcome", "enabled") if getattr(patch, name) is not UNSET]
    _note(tx, rule.id, IntakeRuleChanged(fields), by=by, at=at)
    return rule


def delete_rule(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """Raises NotFound."""
    locked_setup(tx)
    rule = rule_by_id(tx, public_id)
    _note(tx, rule.id, IntakeRuleDeleted(rule.name), by=by, at=at)
    tx.delete(rule)
    tx.flush()


def order_rules(tx: Session, wanted: RuleOrder, *, by: str, at: datetime) -> None:
    """From now on they are asked in this order. Raises Conflict changed_meanwhile where these are not all of them."""
    locked_setup(tx)
    rules = {rule.public_id: rule for rule in all_rules(tx)}
    if sorted(wanted.rules) != sorted(rules):
        detail = "Somebody else has added or deleted a rule meanwhile. Look again."
        raise Conflict(detail, code="changed_meanwhile", field="rules")
    for position, public_id in enumerate(wanted.rules, start=1):
        rules[public_id].position = position
    tx.flush()
    keys = [rules[public_id].id for public_id in wanted.rules]
    record(tx, "installation", 0, IntakeRulesOrdered(keys), by=by, at=at)
    emit(tx, Signal(SETUP, 0))


def all_rules(tx: Session) -> Sequence[IntakeRule]:
    """In the order in which they are asked."""
    query = sa.select(IntakeRule).order_by(IntakeRule.position, IntakeRule.id)
    return tx.execute(query.execution_options(populate_existing=True)).scalars().all()


def rule_by_id(tx: Session, public_id: str) -> IntakeRule:
    """Raises NotFound."""
    query = sa.select(IntakeRule).where(IntakeRule.public_id == public_id)
    rule = tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if rule is None:
        raise NotFound("There is no such intake rule.")
    return rule


def rule_view(rule: IntakeRule) -> RuleView:
    return RuleView(
        id=rule.public_id,
        name=rule.name,
        conditions=msgspec.convert(rule.conditions, list[Condition]),
        outcome=msgspec.convert(rule.outcome, Outcome),
        enabled=rule.enabled,
        version=rule.version,
    )


def _conditions(tx: Session, conditions: list[Condition]) -> list[dict[str, Any]]:
    labels = sa.select(Label.public_id).where(Label.removed_at.is_(None))
    known = Known(
        inboxes=tx.execute(sa.select(Inbox.public_id)).scalars().all(),
        labels=tx.execute(labels).scalars().all(),
        fields=tx.execute(sa.select(CustomField.key)).scalars().all(),
    )
    found: list[dict[str, Any]] = msgspec.to_builtins(check_conditions(conditions, known))
    return found


def _outcome(tx: Session, outcome: Outcome, queues: Mapping[str, Queue]) -> dict[str, Any]:
    if outcome.queue is not None and outcome.queue not in queues:
        raise queue_gone("outcome.queue")
    check_needs(outcome.needs, skill_keys(tx), "outcome.needs")
    found: dict[str, Any] = msgspec.to_builtins(outcome)
    return found


def _note(tx: Session, rule_id: int, fact: Fact, *, by: str, at: datetime) -> None:
    record(tx, "intake_rule", rule_id, fact, by=by, at=at)
    emit(tx, Signal(SETUP, rule_id))

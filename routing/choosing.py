"""Reads of which queue a contact enters: by the intake rules, else the default one."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import IntakeRule, Queue
from routing import loading
from routing.intake_rules import Rule
from routing.loading import LoadedQueue
from routing.setup.schemas import Condition, Outcome

_ORDERED = sa.select(IntakeRule).order_by(IntakeRule.position, IntakeRule.id)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The queue that a rule's outcome leads to. gone: the rule names another, which is not there or of no use."""

    queue: LoadedQueue
    outcome: Outcome
    gone: bool


def rules(tx: Session) -> list[Rule]:
    """In the order in which they are asked."""
    return [
        Rule(
            id=row.public_id,
            name=row.name,
            conditions=msgspec.convert(row.conditions, tuple[Condition, ...]),
            outcome=msgspec.convert(row.outcome, Outcome),
            enabled=row.enabled,
        )
        for row in tx.execute(_ORDERED).scalars()
    ]


def choice_of(tx: Session, rule: Rule | None, *, channel: str) -> Choice:
    """Where the rule leads; without one, or where its queue is gone or takes nothing of the channel, to the default."""
    outcome = rule.outcome if rule else Outcome()
    if outcome.queue is not None:
        for queue in loading.queues(tx, Queue.public_id == outcome.queue):
            if channel in queue.settings.channels:
                return Choice(queue=queue, outcome=outcome, gone=False)
    (default,) = loading.queues(tx, Queue.is_default)
    return Choice(queue=default, outcome=outcome, gone=outcome.queue is not None)

"""The end of a queue: refused while something uses it, unless another one takes all that over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import Conflict
from contact_center.events import IntakeRuleChanged, QueueChanged, QueueRemoved
from contact_center.models import IntakeRule, Queue, QueueMember, record
from contact_center.work.moving import move_all
from routing.loading import settings_of
from routing.setup import uses
from routing.setup.queries import count_waiting, locked_setup, queue_gone
from routing.setup.queues import note, one_of


def remove_queue(tx: Session, public_id: str, *, move_to: str | None, by: str, at: datetime) -> None:
    """Nothing enters it any more; the row stays for what was handled in it.

    move_to: the queue in which waits from now on what waits in this one, and to which overflow and rules lead that led
    here. Raises NotFound, InvalidInput queue_gone, and Conflict default_queue or, naming what uses it, queue_in_use.
    """
    queues = locked_setup(tx)
    queue = one_of(queues, public_id)
    if queue.is_default:
        detail = f"{queue.name} takes what no rule sends elsewhere. Make another queue the default one first."
        raise Conflict(detail, code="default_queue")
    target = queues.get(move_to) if move_to else None
    if move_to and (target is None or target is queue):
        raise queue_gone("move_to")
    overflowing = [each for each in queues.values() if uses.overflows_to(settings_of(each), public_id)]
    rules = _rules_to(tx, public_id)
    moved = 0
    if target is None:
        _refuse_if_used(tx, queue, overflowing, rules)
    else:
        moved = move_all(tx, queue, target, speaks=settings_of(target).speaks, by=by, at=at)
        _redirect(tx, queue, target, [each for each in overflowing if each is not queue], rules, by=by, at=at)
    _close(tx, queue, at)
    note(tx, queue.id, QueueRemoved(queue.name, target.id if target else None, moved), by=by, at=at)


def _rules_to(tx: Session, queue: str) -> Sequence[IntakeRule]:
    rows = tx.execute(sa.select(IntakeRule).order_by(IntakeRule.position)).scalars()
    return [row for row in rows if row.outcome.get("queue") == queue]


def _refuse_if_used(tx: Session, queue: Queue, overflowing: Sequence[Queue], rules: Sequence[IntakeRule]) -> None:
    waiting = count_waiting(tx, [queue.id]).get(queue.id, 0)
    others: Mapping[str, list[str]] = {
        "overflow of": [each.name for each in overflowing],
        "intake rule": [rule.name for rule in rules],
    }
    if waiting or overflowing or rules:
        raise Conflict(uses.said(queue.name, others, {"waiting": waiting}), code="queue_in_use")


def _redirect(
    tx: Session, queue: Queue, target: Queue, overflowing: Sequence[Queue], rules: Sequence[IntakeRule],
    *, by: str, at: datetime,
) -> None:  # fmt: skip
    for each in overflowing:
        settings = uses.redirected(settings_of(each), queue.public_id, to=target.public_id, own=each.public_id)
        each.settings = msgspec.to_builtins(settings)
        each.version += 1
        note(tx, each.id, QueueChanged(["overflow"]), by=by, at=at)
    for rule in rules:
        rule.outcome = {**rule.outcome, "queue": target.public_id}
        rule.version += 1
        record(tx, "intake_rule", rule.id, IntakeRuleChanged(["outcome"]), by=by, at=at)


def _close(tx: Session, queue: Queue, at: datetime) -> None:
    """Its name is free again, and its calendar is not held by it."""
    queue.removed_at = at
    queue.folded = f"{queue.folded} {queue.public_id}"
    queue.calendar_id = None
    queue.version += 1
    tx.flush()
    tx.execute(sa.delete(QueueMember).where(QueueMember.queue_id == queue.id))

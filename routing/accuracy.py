"""How far the waits that visitors were told today were from those that came of it, by queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.models import Queue, WorkItem
from routing.loading import day_began
from routing.records import SECOND


class QueueWaits(msgspec.Struct, frozen=True, kw_only=True):
    """queue: the public id. Of those who were told a wait as they began to, and were answered today; in seconds.

    told, waited: the means of what was said, and of what came of it. error: by how much it was wrong on average,
    whichever way. bias: told less waited; above zero customers were told too much.
    """

    queue: str
    name: str
    count: int
    told: float
    waited: float
    error: float
    bias: float


class WaitAccuracy(msgspec.Struct, frozen=True):
    """since: when today began, in the first business calendar's zone. Queues without anybody to count are left out."""

    since: datetime
    queues: Sequence[QueueWaits]


async def wait_accuracy(call: Call) -> WaitAccuracy:
    """How good the expected waits are that visitors are told: mean absolute error and bias by queue, today."""
    return await call.db.read(accuracy, call.now)


def accuracy(tx: Session, now: datetime) -> WaitAccuracy:
    since = day_began(tx, now)
    answered, began = (sa.type_coerce(each, sa.BigInteger) for each in (WorkItem.answered_at, WorkItem.created_at))
    waited = (answered - began) / float(SECOND)
    wrong = WorkItem.expected_wait - waited
    query = (
        sa.select(
            Queue.public_id, Queue.name, sa.func.count().label("count"),
            sa.func.avg(WorkItem.expected_wait).label("told"), sa.func.avg(waited).label("waited"),
            sa.func.avg(sa.func.abs(wrong)).label("error"), sa.func.avg(wrong).label("bias"),
        )
        .join(Queue, Queue.id == WorkItem.queue_id)
        .where(WorkItem.answered_at >= since, WorkItem.expected_wait.is_not(None))
        .group_by(Queue.id)
        .order_by(Queue.folded)
    )  # fmt: skip
    return WaitAccuracy(since, [_line(row) for row in tx.execute(query)])


def _line(row: Any) -> QueueWaits:
    told, waited, error, bias = (round(float(value), 1) for value in (row.told, row.waited, row.error, row.bias))
    return QueueWaits(
        queue=row.public_id, name=row.name, count=row.count, told=told, waited=waited, error=error, bias=bias
    )


ROUTES = (route("GET", "/queues/wait-accuracy", wait_accuracy, Scope.REPORTS_READ),)

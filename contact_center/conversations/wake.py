"""Snoozed conversations come back by a job at their time."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.conversations import service
from contact_center.db import Database
from contact_center.models import Conversation
from contact_center.values import Status


def wake_handler(clock: Callable[[], datetime]) -> Callable[[Database, jobs.TakenJob], Awaitable[None]]:
    """The handler of `wake` jobs."""

    async def run(db: Database, job: jobs.TakenJob) -> None:
        await db.write(wake_if_due, job.payload["conversation_id"], now=clock())

    return run


def wake_if_due(tx: Session, conversation_id: int, *, now: datetime) -> None:
    """Wake a conversation whose time has come; one that was snoozed anew meanwhile gets a job for its new time."""
    row = tx.execute(
        sa.select(Conversation.status, Conversation.snoozed_until).where(Conversation.id == conversation_id)
    ).one_or_none()
    if row is None or row.status != Status.SNOOZED or row.snoozed_until is None:
        return
    if row.snoozed_until > now:
        service.plan_wake(tx, conversation_id, until=row.snoozed_until, now=now)
        return
    service.wake(tx, conversation_id, by="system", at=now, reason="time")

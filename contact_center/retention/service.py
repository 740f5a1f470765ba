"""The installation's retention: read, changed, and carried out once an hour."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec
from sqlalchemy.orm import Session

from contact_center import installation
from contact_center.db import Database
from contact_center.events import RetentionCarriedOut, RetentionChanged
from contact_center.jobs import Handler, TakenJob
from contact_center.models import record
from contact_center.retention import purge
from contact_center.retention.rules import Retention, cutoff
from contact_center.search import service as search
from contact_center.search.store import Index

KIND = "retention"
SETTING = "retention"
DROPPED_MAILS = timedelta(days=30)
"""For so long a mail that became no message can be looked at."""
BREATH = 0.02
"""Seconds between two units, in which others write."""

Step = Callable[[Session], int]


def current(tx: Session) -> tuple[Retention, int]:
    """What is set, with its version; the defaults have the version 0."""
    found, version = installation.stored(tx, SETTING, Retention)
    return found or Retention(), version


def change(tx: Session, kept: Retention, *, version: int, by: str, at: datetime) -> int:
    """Set it; returns the new version. Raises Conflict where somebody else has changed it since."""
    version = installation.store(tx, SETTING, kept, version=version)
    record(tx, "installation", 0, RetentionChanged(msgspec.to_builtins(kept)), by=by, at=at)
    return version


def carrier(clock: Callable[[], datetime]) -> Handler:
    """The handler of the kind retention. What it does not finish in its time, the next hour does."""

    async def handle(db: Database, _: TakenJob) -> None:
        await carry_out(db, now=clock())

    return handle


async def carry_out(db: Database, *, now: datetime) -> dict[str, int]:
    """Delete all that is past its time; returns how many of what, which is also recorded with every unit."""
    kept, _ = await db.read(current)
    deleted: dict[str, int] = {}
    for kind, step in steps(kept, now=now):
        while count := await db.write(_one, kind, step, now=now):
            deleted[kind] = deleted.get(kind, 0) + count
            await asyncio.sleep(BREATH)
    for index in (Index.MESSAGES, Index.CUSTOMERS) if "conversations" in deleted else ():
        begin = True
        while await db.write(search.tidy, index, begin=begin):
            begin = False
            await asyncio.sleep(BREATH)
    return deleted


def steps(kept: Retention, *, now: datetime) -> list[tuple[str, Step]]:
    """What is to be deleted, in the order in which one sets the other free."""
    found: list[tuple[str, Step]] = [("visits", partial(purge.delete_visits, before=_before(kept.visits, now)))]
    if before := cutoff(kept.conversations, now):
        found.append(("conversations", partial(purge.delete_conversations, before=before, now=now)))
        found.append(("customers", partial(purge.delete_customers, before=before)))
        found.append(("dead_jobs", partial(purge.delete_dead_jobs, before=before)))
        found.append(("quarantined_mails", partial(purge.erase_quarantined_mails, before=before, now=now)))
    if before := cutoff(kept.files, now):
        found.append(("files", partial(purge.delete_files, before=before, now=now)))
    if before := cutoff(kept.consents, now):
        found.append(("consents", partial(purge.delete_consents, before=before)))
    if before := cutoff(kept.blocks, now):
        found.append(("blocks", partial(purge.delete_blocks, before=before)))
    if before := cutoff(kept.feedback, now):
        found.append(("feedback", partial(purge.erase_feedback, before=before)))
    found.append(("searches", partial(purge.delete_searches, before=_before(kept.searches, now))))
    found.append(("dropped_mails", partial(purge.erase_dropped_mails, before=now - DROPPED_MAILS, now=now)))
    return found


def _one(tx: Session, kind: str, step: Step, *, now: datetime) -> int:
    """One step, with the fact of it in the same transaction."""
    count = step(tx)
    if count:
        record(tx, "installation", 0, RetentionCarriedOut({kind: count}), by="system", at=now)
    return count


def _before(days: int, now: datetime) -> datetime:
    before = cutoff(days, now)
    assert before
    return before

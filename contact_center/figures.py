"""The installation's own figures for /metrics: what waits, how long, and what is connected. Read when scraped."""

import math
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec
import sqlalchemy as sa
from prometheus_client import Gauge
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from contact_center.backup.last import last_backup
from contact_center.db import Database
from contact_center.errors import StorageUnavailable
from contact_center.models import Job, Mailbox, MailIn, WorkItem
from contact_center.observability import Metrics
from contact_center.realtime.service import Realtime
from contact_center.search import indexing as search
from contact_center.values import JobState, MailState, WorkState


class Waiting(msgspec.Struct, frozen=True):
    """Counts, and ages in seconds (0 where nothing waits)."""

    work_items: int
    work_oldest: float
    jobs_due: int
    jobs_oldest: float
    jobs_dead: int
    search_lag: float
    backup_age: float
    """Not a number where no backup is known."""
    mailboxes_failing: int
    mailbox_silence: float
    """Of the mailbox of which nothing was heard for the longest."""
    mails_waiting: int
    mails_oldest: float
    mails_quarantined: int


def waiting(tx: Session, now: datetime) -> Waiting:
    queued = sa.select(sa.func.count(), sa.func.min(WorkItem.eligible_at)).where(WorkItem.state == WorkState.QUEUED)
    due = sa.select(sa.func.count(), sa.func.min(Job.run_at)).where(Job.state == JobState.QUEUED, Job.run_at <= now)
    dead = sa.select(sa.func.count()).select_from(Job).where(Job.state == JobState.DEAD)
    items, eligible = tx.execute(queued).one()
    jobs, run_at = tx.execute(due).one()
    backup = last_backup(tx)
    boxes = tx.execute(_MAILBOXES).one()
    mails = tx.execute(_MAILS).one()
    aside = sa.select(sa.func.count()).select_from(MailIn).where(MailIn.state == MailState.QUARANTINED)
    return Waiting(
        work_items=items,
        work_oldest=_age(eligible, now),
        jobs_due=jobs,
        jobs_oldest=_age(run_at, now),
        jobs_dead=tx.execute(dead).scalar_one(),
        search_lag=search.lag(tx, now),
        backup_age=_age(backup.at, now) if backup else math.nan,
        mailboxes_failing=boxes.failing,
        mailbox_silence=_age(boxes.heard, now),
        mails_waiting=mails.waiting,
        mails_oldest=_age(mails.oldest, now),
        mails_quarantined=tx.execute(aside).scalar_one(),
    )


_MAILBOXES = sa.select(
    sa.func.count(Mailbox.failing_since).label("failing"),
    sa.func.min(sa.func.coalesce(Mailbox.last_contact_at, Mailbox.connected_at)).label("heard"),
).where(Mailbox.kind == "imap", Mailbox.disabled_at.is_(None))
_MAILS = sa.select(
    sa.func.count().label("waiting"),
    sa.func.min(MailIn.arrived_at).label("oldest"),
).where(MailIn.state == MailState.WAITING)


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


class Figures:
    """The gauges of one process."""

    def __init__(self, metrics: Metrics) -> None:
        def gauge(name: str, about: str) -> Gauge:
            return Gauge(f"contact_center_{name}", about, registry=metrics.registry)

        self._database_up = gauge("database_up", "1 if the database answered when this was read.")
        self._sockets = gauge("sockets", "Open sockets of visitors and staff in this process.")
        self._by_name = {
            "work_items": gauge("work_items_waiting", "Work items that wait for an agent."),
            "work_oldest": gauge("work_item_oldest_seconds", "How long the oldest of them has waited."),
            "jobs_due": gauge("jobs_due", "Jobs that are due and not taken yet."),
            "jobs_oldest": gauge("job_lag_seconds", "How long the oldest of them has been due."),
            "search_lag": gauge(
                "search_indexed_lag_seconds", "How long the oldest message that cannot be found yet has waited."
            ),
            "jobs_dead": gauge("jobs_dead", "Jobs that failed too often and wait for an administrator."),
            "mailboxes_failing": gauge("mailboxes_failing", "Mailboxes whose mail cannot be fetched now."),
            "mailbox_silence": gauge(
                "mailbox_silence_seconds", "How long nothing was heard of the mailbox with the longest silence."
            ),
            "mails_waiting": gauge("mails_waiting", "Mails that have come and are no messages yet."),
            "mails_oldest": gauge("mail_oldest_seconds", "How long ago the oldest of them has come."),
            "mails_quarantined": gauge("mails_quarantined", "Mails that could not be read and wait for somebody."),
            "backup_age": gauge("backup_age_seconds", "How old the last backup is; not a number without one."),
        }

    async def refresh(self, db: Database, realtime: Realtime, now: datetime) -> None:
        """Read the figures anew; a database that does not answer is a figure too."""
        self._sockets.set(len(realtime.clients))
        try:
            found = await db.read(waiting, now)
        except StorageUnavailable:
            self._database_up.set(0)
            return
        self._database_up.set(1)
        for name, gauge in self._by_name.items():
            gauge.set(getattr(found, name))


def endpoint(metrics: Metrics, token: str) -> Callable[[Request], Awaitable[Response]]:
    """GET /metrics, with the figures of the moment."""
    figures = Figures(metrics)
    answer = metrics.endpoint(token)

    async def read(request: Request) -> Response:
        services = request.state["services"]
        await figures.refresh(services.db, services.extra.realtime, services.clock())
        return await answer(request)

    return read

"""What is done later, and what comes round: the handlers of jobs by kind, and the schedules."""

from collections.abc import Callable
from datetime import datetime, timedelta

from channels.email import watch
from channels.email.outgoing import continuity
from contact_center import mail
from contact_center.conversations import inactivity
from contact_center.conversations.appending import DISPATCH
from contact_center.conversations.dispatch import DISPATCH_LEASE
from contact_center.conversations.service import WAKE
from contact_center.conversations.wake import wake_handler
from contact_center.customers.fields import INDEX_AGAIN
from contact_center.db import Database
from contact_center.files.cleanup import KIND as FILES_CLEANUP
from contact_center.jobs import Handler, JobRunner, Schedule, cleanup
from contact_center.labels.service import TAKE_OFF, take_off
from contact_center.ports import Bus
from contact_center.retention import service as retention
from contact_center.search.service import index_customers
from contact_center.settings import Settings
from faq_bot import settling
from routing import callbacks

SCHEDULES = {
    "cleanup": Schedule(cleanup.KIND, timedelta(hours=1)),
    "inactivity": Schedule(inactivity.KIND, timedelta(minutes=1)),
    "files": Schedule(FILES_CLEANUP, timedelta(hours=1)),
    "retention": Schedule(retention.KIND, timedelta(hours=1)),
    "bot": Schedule(settling.KIND, timedelta(hours=1)),
    "mailboxes": Schedule(watch.KIND, timedelta(minutes=1)),
    "chats left": Schedule(continuity.KIND, timedelta(minutes=1)),
}
"""What is done again and again, and how often."""


def job_runner(settings: Settings, db: Database, bus: Bus, clock: Callable[[], datetime], **own: Handler) -> JobRunner:
    """What happens later, and what comes round. own: handlers that need more than these, by kind."""
    return JobRunner(
        db,
        bus,
        handlers={
            WAKE: wake_handler(clock),
            TAKE_OFF: take_off,
            INDEX_AGAIN: index_customers,
            inactivity.KIND: inactivity.closer(clock),
            mail.KIND: mail.sender(settings),
            cleanup.KIND: cleanup.clean_up,
            retention.KIND: retention.carrier(clock),
            callbacks.KIND: callbacks.due_handler(clock),
            settling.KIND: settling.settler(clock),
            **own,
        },
        schedules=SCHEDULES,
        clock=clock,
        leases={DISPATCH: DISPATCH_LEASE},
        drain_seconds=settings.drain_seconds,
    )

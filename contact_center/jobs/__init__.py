"""Durable jobs: what must happen later, written in the transaction that made it necessary, done at least once."""

from contact_center.jobs.rules import LaterError, PermanentFailureError, Schedule
from contact_center.jobs.runner import Handler, JobRunner
from contact_center.jobs.store import NewJob, TakenJob, enqueue, enqueue_all

__all__ = [
    "Handler",
    "JobRunner",
    "LaterError",
    "NewJob",
    "PermanentFailureError",
    "Schedule",
    "TakenJob",
    "enqueue",
    "enqueue_all",
]

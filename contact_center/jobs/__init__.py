"""Durable jobs: what must happen later, written in the transaction that made it necessary, done at least once."""

from contact_center.jobs.rules import PermanentFailureError, Schedule
from contact_center.jobs.runner import Handler, JobRunner
from contact_center.jobs.store import NewJob, TakenJob, enqueue, enqueue_all

__all__ = [
    "Handler",
    "JobRunner",
    "NewJob",
    "PermanentFailureError",
    "Schedule",
    "TakenJob",
    "enqueue",
    "enqueue_all",
]

"""What happens with a conversation that nobody answers yet: the steps in order, until one has taken it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from contact_center.db import Database
from contact_center.jobs.store import TakenJob

DispatchStep = Callable[[int, datetime], Awaitable[bool]]
"""Takes a conversation's key and since when nobody answers; True where it has dealt with it.

Doing it again must be harmless.
"""
DISPATCH_LEASE = timedelta(seconds=5)
"""A customer waits: what a process that has died had taken is taken by another after so long."""


class Dispatcher:
    """The handler of `dispatch` jobs."""

    def __init__(self, steps: Sequence[DispatchStep]) -> None:
        self._steps = steps

    async def run(self, _: Database, job: TakenJob) -> None:
        for step in self._steps:
            if await step(job.payload["conversation_id"], job.created_at):
                return

"""What a process does when a part of it dies that it cannot do without."""

import asyncio
import logging
import os
import signal

log = logging.getLogger(__name__)


def end_with(task: asyncio.Task[None]) -> None:
    """A process whose jobs or routing have died would look healthy and do nothing: end, to be started again."""
    if task.cancelled() or task.exception() is None:
        return
    log.critical("%s ended unexpectedly; the process stops", task.get_name(), exc_info=task.exception())
    os.kill(os.getpid(), signal.SIGTERM)

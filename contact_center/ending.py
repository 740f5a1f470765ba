"""How processes end: what one does when a part of it dies that it cannot do without, and what another's code says."""

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


def how_it_ended(code: int) -> str:
    """In words, from subprocess's return code."""
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with code {code}"

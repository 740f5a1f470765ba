"""When a job is tried again, when a schedule comes round, and what is said of a failure. All pure."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from contact_center.errors import ContactCenterError

MAX_ATTEMPTS = 12
"""With the pauses below, the last attempt comes about five hours after the first."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
GROWTH = 3
ERROR_LENGTH = 500
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_IN_ADDRESS = re.compile(r"(://)[^@/\s]+@|(\?)\S+")
_LONG_WORD = re.compile(r"[A-Za-z0-9_\-]{32,}")


class PermanentFailureError(ContactCenterError):
    """Raised by a handler: trying again cannot help. The job becomes a dead letter at once, with these words."""


class LaterError(ContactCenterError):
    """Raised by a handler: it is worth another try, and at that time it is made unless this was the last one."""

    def __init__(self, detail: str, at: datetime) -> None:
        super().__init__(detail)
        self.at = at


class Schedule(NamedTuple):
    """A job that comes round: at every multiple of an interval since 1970, or at a time of day in UTC."""

    kind: str
    when: timedelta | time


def next_attempt(attempt: int, random: float) -> timedelta | None:
    """The pause after so many failed attempts, or None when there shall be no more; random is between 0 and 1.

    Grows threefold each time, and half of it is jitter, so that jobs that failed together do not return together.
    """
    if attempt >= MAX_ATTEMPTS:
        return None
    pause = min(FIRST_PAUSE * int(GROWTH ** (attempt - 1)), LONGEST_PAUSE)
    return pause * (0.5 + 0.5 * random)


def next_run(when: timedelta | time, after: datetime) -> datetime:
    """The first time strictly later than `after` at which a schedule comes round; the same in every process."""
    if isinstance(when, timedelta):
        return EPOCH + ((after - EPOCH) // when + 1) * when
    today = datetime.combine(after.date(), when, UTC)
    return today if today > after else today + timedelta(days=1)


def describe(error: BaseException) -> str:
    """A failure for people: class and message, shortened, without what may be a secret.

    A database error's message holds the values of its statement, so only the class is kept.
    """
    if type(error).__module__.startswith("sqlalchemy."):
        return type(error).__name__
    text = f"{type(error).__name__}: {error}".rstrip(": ").replace("\x00", "")
    text = _IN_ADDRESS.sub(lambda found: f"{found[1]}…@" if found[1] else "?…", text)
    return _LONG_WORD.sub("…", text)[:ERROR_LENGTH]

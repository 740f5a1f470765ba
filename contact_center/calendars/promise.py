"""By when an answer is promised. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from contact_center.calendars.hours import Hours
from contact_center.calendars.opening import is_open, next_open, open_spans

_DAY = timedelta(days=1)
_MOST_DAYS = 366


def promised(hours: Hours | None, at: datetime, promise: timedelta) -> datetime:
    """The time of an answer that is promised within so long of what came at `at`; hours: none where it is always open.

    It counts from when it is open, in days of 24 hours by the clock on the wall; days on which it does not open at all
    do not count. Where it would be closed then, the promise is the next time it opens. So 48 hours from Friday at
    10:00 end on Tuesday at 10:00 where the weekend is free. Where it never opens, time runs as if it always were.
    """
    begins = next_open(hours, at) if hours is not None else None
    if hours is None or begins is None:
        return at + promise
    zone = ZoneInfo(hours.zone)
    days, rest = divmod(promise, _DAY)
    local = begins.astimezone(zone).replace(tzinfo=None)
    for _ in range(days):
        local = _next_day(hours, local, zone)
    due = local.replace(tzinfo=zone).astimezone(begins.tzinfo) + rest
    return due if is_open(hours, due) else next_open(hours, due) or due


def _next_day(hours: Hours, local: datetime, zone: ZoneInfo) -> datetime:
    """The same hour of the next day on which it opens."""
    for _ in range(_MOST_DAYS):
        local += _DAY
        midnight = datetime.combine(local.date(), time(), zone)
        if next(open_spans(hours, midnight, midnight + _DAY), None) is not None:
            break
    return local

"""Whether a business is open, when it opens and closes, and how much business time lies between two times. Pure.

The rule: a business is open at an instant if the clock on its wall shows a time within its hours. So an hour that the
clock skips when summer time begins is no business time, and one that it shows twice when summer time ends counts twice
(local times by the IANA time zone database, see PEP 615). An interval belongs to the day on which it begins: what runs
over midnight into a holiday is not cut off, and a holiday's own hours may run over too.

Instants are aware; results are UTC. A day of which nobody knows yet, thirty years ahead, counts as never.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contact_center.calendars.hours import DAY, Hours, Interval

AT_MOST = timedelta(days=30 * 365)
"""How far ahead one looks. A calendar that opens at all does so within eight years after its last single holiday."""
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
_ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Open from start, no longer at end; UTC."""

    start: datetime
    end: datetime


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether it is open at this instant; at the end of an interval it no longer is."""
    local = at.astimezone(ZoneInfo(hours.zone)).replace(tzinfo=None)
    day = _Days(hours).open_on(local.date())
    since_midnight = local - datetime.combine(local.date(), time())
    return any(start * _MINUTE <= since_midnight < end * _MINUTE for start, end in day)


def next_open(hours: Hours, at: datetime) -> datetime | None:
    """The instant from which it is open: `at` itself while it is; None where it never opens."""
    for span in open_spans(hours, at, _later(at, AT_MOST)):
        return span.start
    return None


def next_close(hours: Hours, at: datetime) -> datetime | None:
    """The end of the stay that is going on, or of the next one; None where it never opens or never closes."""
    end: datetime | None = None
    last = _later(at, AT_MOST)
    for span in open_spans(hours, at, last):
        if end is not None and span.start > end:
            return end
        end = span.end
    return end if end is not None and end < last else None


def open_between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much business time lies from start up to end; nothing where end is not after start."""
    return sum((span.end - span.start for span in open_spans(hours, start, end)), timedelta())


def add_open(hours: Hours, at: datetime, duration: timedelta) -> datetime | None:
    """The first instant by which so much business time has passed since `at`; None where that never comes.

    Raises ValueError for a negative duration.
    """
    if duration < timedelta():
        raise ValueError("business time runs forward only")
    left = duration
    if not left:
        return at.astimezone(UTC)
    for span in open_spans(hours, at, _later(at, AT_MOST)):
        length = span.end - span.start
        if length >= left:
            return span.start + left
        left -= length
    return None


def open_spans(hours: Hours, start: datetime, end: datetime) -> Iterator[Span]:
    """When it is open from start up to end, in order; two may touch, none overlap.

    It goes by stretches in which the clock does not jump: there local times and instants differ by a constant.
    """
    days = _Days(hours)
    if days.never:
        return
    for since, until, offset in _steady(ZoneInfo(hours.zone), start.astimezone(UTC), end.astimezone(UTC)):
        day = (since + offset).date()
        last = (until + offset).date()
        while day <= last:
            midnight = datetime.combine(day, time(), UTC) - offset
            for opens, closes in days.open_on(day):
                span = Span(max(since, midnight + opens * _MINUTE), min(until, midnight + closes * _MINUTE))
                if span.start < span.end:
                    yield span
            day += _ONE_DAY


class _Days:
    """Which minutes of a date are open."""

    def __init__(self, hours: Hours) -> None:
        self._week = hours.week
        self._once = {each.date: each.intervals for each in hours.holidays if not each.yearly}
        self._yearly = {(each.date.month, each.date.day): each.intervals for each in hours.holidays if each.yearly}
        own = [*self._week, *self._once.values(), *self._yearly.values()]
        self.never = not any(own)

    def open_on(self, day: date) -> list[tuple[int, int]]:
        """In minutes after midnight, in order, without overlap; with what runs over from the day before."""
        before = [(0, each.end - DAY) for each in self._begun(day - _ONE_DAY) if each.end > DAY]
        open_ = sorted(before + [(each.start, min(each.end, DAY)) for each in self._begun(day)])
        joined: list[tuple[int, int]] = []
        for start, end in open_:
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def _begun(self, day: date) -> list[Interval]:
        if day in self._once:
            return self._once[day]
        return self._yearly.get((day.month, day.day), self._week[day.weekday()])


def _steady(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The time from start to end, cut at each UTC midnight and wherever the zone's offset changes (once a day)."""
    while start < end:
        until = min(end, datetime.combine(start.date() + _ONE_DAY, time(), UTC))
        offset = _offset(zone, start)
        if _offset(zone, until) != offset:
            changed = _change(zone, start, until)
            yield start, changed, offset
            start, offset = changed, _offset(zone, changed)
        if start < until:
            yield start, until, offset
        start = until


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset changes between the two, by halving."""
    first = _offset(zone, before)
    low, high = 0, -((before - after) // _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, before + middle * _SECOND) == first:
            low = middle
        else:
            high = middle
    return min(after, (before + high * _SECOND).replace(microsecond=0))


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _later(at: datetime, by: timedelta) -> datetime:
    """So much later, or the last year that can be reckoned with."""
    last = datetime(9990, 1, 1, tzinfo=UTC)
    return min(at.astimezone(UTC), last - by) + by

"""The shape of business hours, and what makes them fit to be kept. Pure."""

import zoneinfo
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Annotated

import msgspec

from contact_center.errors import InvalidInput

DAY = 1440
"""Minutes of a day."""
MAX_INTERVALS = 6
"""Of one day."""
MAX_HOLIDAYS = 200
_YEARS = range(2000, 2200)


class Interval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From start up to end, in minutes after midnight of the day it belongs to, by the clock on the wall.

    An end past 1440 runs over into the next day: 1320 to 1800 is 22:00 to 06:00.
    """

    start: Annotated[int, msgspec.Meta(ge=0, lt=DAY)]
    end: Annotated[int, msgspec.Meta(gt=0, le=2 * DAY)]


class Holiday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A date with hours of its own in place of its weekday's; without any the business stays closed.

    yearly: on this day and month of every year; one for a certain date goes before it.
    """

    date: date
    name: Annotated[str, msgspec.Meta(max_length=100)]
    intervals: list[Interval] = []
    yearly: bool = False


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a business is open. zone: a name of the IANA time zone database; week: Monday's intervals first."""

    zone: Annotated[str, msgspec.Meta(max_length=64)]
    week: Annotated[list[list[Interval]], msgspec.Meta(min_length=7, max_length=7)]
    holidays: list[Holiday] = []


@cache
def zones() -> frozenset[str]:
    """The time zones by their IANA names: this machine's, or tzdata's where it has none."""
    return frozenset(zoneinfo.available_timezones())


def check_hours(hours: Hours) -> None:
    """Raises InvalidInput whose field is the place, such as hours.week.0.1 or hours.holidays.3.date."""
    if hours.zone not in zones():
        raise InvalidInput("There is no such time zone.", code="zone_unknown", field="hours.zone")
    for day, intervals in enumerate(hours.week):
        _check_day(intervals, f"hours.week.{day}")
    _check_overnight(hours.week)
    _check_holidays(hours.holidays)


def _check_day(intervals: Sequence[Interval], field: str) -> None:
    if len(intervals) > MAX_INTERVALS:
        raise InvalidInput(f"A day takes at most {MAX_INTERVALS} intervals.", code="too_many_intervals", field=field)
    last = 0
    for index, each in enumerate(intervals):
        place = f"{field}.{index}"
        if each.end <= each.start:
            raise InvalidInput("The end must come after the start.", code="interval_backwards", field=place)
        if each.end > each.start + DAY:
            raise InvalidInput("An interval is at most 24 hours long.", code="interval_too_long", field=place)
        if index and each.start < last:
            raise _overlap(place)
        last = each.end


def _check_overnight(week: Sequence[Sequence[Interval]]) -> None:
    """What runs over midnight must end before the next day begins to be open."""
    for day, intervals in enumerate(week):
        following = (day + 1) % 7
        if intervals and week[following] and intervals[-1].end - DAY > week[following][0].start:
            raise _overlap(f"hours.week.{following}.0")


def _check_holidays(holidays: Sequence[Holiday]) -> None:
    if len(holidays) > MAX_HOLIDAYS:
        detail = f"A calendar takes at most {MAX_HOLIDAYS} holidays."
        raise InvalidInput(detail, code="too_many_holidays", field="hours.holidays")
    taken: set[tuple[int, int, int]] = set()
    for index, holiday in enumerate(holidays):
        place = f"hours.holidays.{index}"
        if not holiday.name.strip():
            raise InvalidInput("Give the holiday a name.", code="name_missing", field=f"{place}.name")
        if holiday.date.year not in _YEARS:
            raise InvalidInput("Give a date of this century.", code="date_far", field=f"{place}.date")
        on = (0 if holiday.yearly else holiday.date.year, holiday.date.month, holiday.date.day)
        if on in taken:
            raise InvalidInput("There are two holidays on this date.", code="holiday_twice", field=f"{place}.date")
        taken.add(on)
        _check_day(holiday.intervals, f"{place}.intervals")


def _overlap(field: str) -> InvalidInput:
    return InvalidInput("Two intervals overlap.", code="interval_overlap", field=field)

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contact_center.calendars.hours import Holiday, Hours, Interval, check_hours
from contact_center.calendars.opening import add_open, is_open, next_close, next_open, open_between, open_spans

MINUTE = timedelta(minutes=1)
CLOSED: list[list[Interval]] = [[] for _ in range(7)]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def hours(*days: list[Interval], zone: str = "Asia/Ho_Chi_Minh", holidays: list[Holiday] | None = None) -> Hours:
    """A week that begins with these days; the rest of it is closed."""
    return Hours(zone, [*days, *CLOSED[len(days) :]], holidays or [])


SHOP = hours(*[[Interval(8 * 60, 12 * 60), Interval(13 * 60, 18 * 60)]] * 5)
BAR = hours(*[[]] * 4, [Interval(22 * 60, 30 * 60)])
ALWAYS = hours(*[[Interval(0, 1440)]] * 7)


def local(text: str, zone: ZoneInfo = HANOI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


# The walk: minute by minute, by the clock on the wall alone -----------------------------------------------------------


def shows_open(calendar: Hours, at: datetime) -> bool:
    wall = at.astimezone(ZoneInfo(calendar.zone))
    minute = wall.hour * 60 + wall.minute
    today, yesterday = intervals(calendar, wall.date()), intervals(calendar, wall.date() - timedelta(days=1))
    return any(i.start <= minute < i.end for i in today) or any(i.start <= minute + 1440 < i.end for i in yesterday)


def intervals(calendar: Hours, day: date) -> list[Interval]:
    for holiday in calendar.holidays:
        if not holiday.yearly and holiday.date == day:
            return holiday.intervals
    for holiday in calendar.holidays:
        if holiday.yearly and (holiday.date.month, holiday.date.day) == (day.month, day.day):
            return holiday.intervals
    return calendar.week[day.weekday()]


def walk(start: datetime, minutes: int) -> Iterator[datetime]:
    return (start + n * MINUTE for n in range(minutes))


def days_of_intervals() -> st.SearchStrategy[list[Interval]]:
    quarter = 15
    marks = st.lists(st.integers(0, 1440 // quarter), max_size=6, unique=True).map(sorted)

    def pairs(found: list[int]) -> list[Interval]:
        return [Interval(a * quarter, b * quarter) for a, b in zip(found[::2], found[1::2], strict=False)]

    def longer(found: list[Interval], by: int) -> list[Interval]:
        return [*found[:-1], Interval(found[-1].start, min(found[-1].end + by, found[-1].start + 1440))]

    day = marks.map(pairs)
    return day | st.builds(longer, day.filter(bool), st.sampled_from([60, 240, 600]))


@st.composite
def calendars(draw: st.DrawFn, around: date) -> Hours:
    """Any hours, with holidays near a date; overlaps by night are let through, which must do no harm."""
    near = st.integers(-3, 3).map(lambda n: around + timedelta(days=n))
    holiday = st.builds(
        Holiday, date=near, name=st.just("Holiday"), intervals=days_of_intervals(), yearly=st.booleans()
    )
    zone = draw(st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"]))
    week = draw(st.lists(days_of_intervals(), min_size=7, max_size=7))
    by_date = st.lists(holiday, max_size=3, unique_by=lambda each: (each.yearly, each.date))
    return Hours(zone, week, draw(by_date))


CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 10, 4), date(2026, 3, 8)]
"""When clocks are put forward and back in one of the zones."""
starts = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + minutes * MINUTE,
    st.sampled_from(CHANGES) | st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.integers(-1440, 1440),
)


@settings(max_examples=60, deadline=None)
@given(st.data(), starts, st.integers(1, 4000))
def test_all_answers_are_those_of_a_walk_minute_by_minute(data: st.DataObject, start: datetime, minutes: int) -> None:
    calendar = data.draw(calendars(start.date()))
    end = start + minutes * MINUTE
    shown = [shows_open(calendar, at) for at in walk(start, minutes)]

    assert [is_open(calendar, at) for at in walk(start, minutes)] == shown
    assert open_between(calendar, start, end) == sum(shown) * MINUTE
    first = next((at for at, open_ in zip(walk(start, minutes), shown, strict=True) if open_), None)
    found = next_open(calendar, start)
    assert found == first if first is not None else (found is None or found >= end)
    if first is not None:
        after = shown[(first - start) // MINUTE :]
        closing = first + after.index(False) * MINUTE if False in after else None
        closed = next_close(calendar, start)
        assert closed == closing if closing is not None else (closed is None or closed >= end)


@settings(max_examples=100, deadline=None)
@given(st.data(), starts, st.integers(1, 100_000))
def test_added_business_time_is_the_time_between(data: st.DataObject, start: datetime, minutes: int) -> None:
    calendar = data.draw(calendars(start.date()))
    wanted = minutes * MINUTE
    reached = add_open(calendar, start, wanted)
    if reached is None:
        assert open_between(calendar, start, start + timedelta(days=3650)) < wanted
    else:
        assert open_between(calendar, start, reached) == wanted
        assert open_between(calendar, start, reached - MINUTE) < wanted


@settings(max_examples=60, deadline=None)
@given(st.data(), starts)
def test_spans_are_in_order_and_do_not_overlap(data: st.DataObject, start: datetime) -> None:
    calendar = data.draw(calendars(start.date()))
    end = start + timedelta(days=10)
    spans = list(open_spans(calendar, start, end))
    assert all(start <= span.start < span.end <= end for span in spans)
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))


# Table ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "opens", "closes"),
    [
        ("2026-11-23T07:59", "2026-11-23T08:00", "2026-11-23T12:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00", "2026-11-23T12:00"),
        ("2026-11-23T12:00", "2026-11-23T13:00", "2026-11-23T18:00"),
        ("2026-11-27T18:00", "2026-11-30T08:00", "2026-11-30T12:00"),
    ],
)
def test_a_shop_opens_and_closes_twice_a_day(at: str, opens: str, closes: str) -> None:
    assert next_open(SHOP, local(at)) == local(opens)
    assert next_close(SHOP, local(at)) == local(closes)


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    assert is_open(BAR, local("2026-11-28T05:59"))
    assert not is_open(BAR, local("2026-11-28T06:00"))
    assert next_close(BAR, local("2026-11-27T23:00")) == local("2026-11-28T06:00")
    saturday = [Holiday(date(2026, 11, 28), "Founding day")]
    assert is_open(Hours(BAR.zone, BAR.week, saturday), local("2026-11-28T05:59"))


def test_a_holiday_closes_or_has_hours_of_its_own() -> None:
    eve = Holiday(date(2020, 12, 24), "Christmas Eve", [Interval(8 * 60, 12 * 60)], yearly=True)
    shop = Hours(SHOP.zone, SHOP.week, [eve, Holiday(date(2026, 12, 25), "Christmas Day")])
    assert next_close(shop, local("2026-12-24T09:00")) == local("2026-12-24T12:00")
    assert next_open(shop, local("2026-12-24T12:00")) == local("2026-12-28T08:00")
    assert is_open(shop, local("2028-12-25T09:00"))


def test_a_holiday_of_one_date_goes_before_the_yearly_one() -> None:
    yearly = Holiday(date(2020, 9, 2), "National Day", yearly=True)
    once = Holiday(date(2026, 9, 2), "National Day", [Interval(540, 600)])
    shop = Hours(SHOP.zone, SHOP.week, [yearly, once])
    assert is_open(shop, local("2026-09-02T09:30"))
    assert not is_open(shop, local("2027-09-02T09:30"))


def test_an_hour_that_the_clock_skips_is_no_business_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    nights = hours(*[[Interval(60, 240)]] * 7, zone="Europe/Berlin")
    before, after = local("2026-03-29T00:00", berlin), local("2026-03-29T05:00", berlin)
    assert open_between(nights, before, after) == timedelta(hours=2)
    assert add_open(nights, before, timedelta(hours=1)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_an_hour_that_the_clock_shows_twice_counts_twice() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    nights = hours(*[[Interval(60, 240)]] * 7, zone="Europe/Berlin")
    before, after = local("2026-10-25T00:00", berlin), local("2026-10-25T05:00", berlin)
    assert open_between(nights, before, after) == timedelta(hours=4)


def test_who_is_always_open_never_closes() -> None:
    at = local("2026-11-23T03:00")
    assert next_open(ALWAYS, at) == at
    assert next_close(ALWAYS, at) is None
    assert open_between(ALWAYS, at, at + timedelta(days=3)) == timedelta(days=3)
    new_year = Hours(ALWAYS.zone, ALWAYS.week, [Holiday(date(2027, 1, 1), "New Year")])
    assert next_close(new_year, at) == local("2027-01-01T00:00")


@pytest.mark.parametrize(
    "never",
    [
        hours(),
        hours(holidays=[Holiday(date(2027, 1, 1), "New Year")]),
        hours(holidays=[Holiday(date(2020, 1, 1), "Opening day", [Interval(0, 60)])]),
    ],
)
def test_who_never_opens_says_so(never: Hours) -> None:
    at = local("2026-11-23T03:00")
    check_hours(never)
    assert not is_open(never, at)
    assert next_open(never, at) is None
    assert next_close(never, at) is None
    assert open_between(never, at, at + timedelta(days=3650)) == timedelta()
    assert add_open(never, at, MINUTE) is None


def test_a_day_that_comes_every_four_years_is_found() -> None:
    leap = hours(holidays=[Holiday(date(2024, 2, 29), "Leap day", [Interval(0, 60)], yearly=True)])
    assert next_open(leap, local("2026-11-23T03:00")) == local("2028-02-29T00:00")
    assert next_open(leap, local("2096-03-01T00:00")) == local("2104-02-29T00:00")


def test_the_end_of_time_is_never() -> None:
    last = datetime(9999, 12, 31, tzinfo=UTC)
    assert next_open(SHOP, last) is None
    assert next_close(SHOP, last) is None
    assert add_open(SHOP, last, MINUTE) is None


def test_business_time_does_not_run_backwards() -> None:
    at = local("2026-11-23T09:00")
    assert add_open(SHOP, at, timedelta()) == at
    assert open_between(SHOP, at, at - MINUTE) == timedelta()
    with pytest.raises(ValueError, match="forward"):
        add_open(SHOP, at, -MINUTE)


def test_seconds_count() -> None:
    at = local("2026-11-23T11:59:30")
    assert open_between(SHOP, at, at + MINUTE) == timedelta(seconds=30)
    assert add_open(SHOP, at, MINUTE) == local("2026-11-23T13:00:30")

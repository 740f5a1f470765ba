"""48 hours, by the calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.calendars.hours import Holiday, Hours, Interval
from contact_center.calendars.opening import is_open
from contact_center.calendars.promise import promised

OFFICE = Hours("Asia/Ho_Chi_Minh", [[Interval(8 * 60, 17 * 60)]] * 5 + [[], []])
LIBERATION = Holiday(date(2026, 4, 30), "Liberation Day")
START = datetime(2026, 1, 1, tzinfo=UTC)
TWO_DAYS = timedelta(hours=48)


def hanoi(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour - 7, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "hours", "expected"),
    [
        (hanoi(2, 10), OFFICE, hanoi(4, 10)),  # Monday to Wednesday
        (hanoi(6, 10), OFFICE, hanoi(10, 10)),  # Friday to Tuesday
        (hanoi(7, 12), OFFICE, hanoi(11, 8)),  # what comes on Saturday counts from Monday at 8
        (hanoi(2, 20), OFFICE, hanoi(5, 8)),
        (hanoi(28, 10, month=4), Hours(OFFICE.zone, OFFICE.week, [LIBERATION]), hanoi(1, 10, month=5)),
        (hanoi(6, 10), None, hanoi(8, 10)),
        (hanoi(6, 10), Hours("UTC", [[]] * 7), hanoi(8, 10)),
    ],
)
def test_an_answer_is_promised_for_when_somebody_is_there(
    at: datetime, hours: Hours | None, expected: datetime
) -> None:
    assert promised(hours, at, TWO_DAYS) == expected


def test_what_is_left_of_a_day_is_hours() -> None:
    assert promised(OFFICE, hanoi(2, 10), timedelta(hours=4)) == hanoi(2, 14)
    assert promised(OFFICE, hanoi(2, 15), timedelta(hours=4)) == hanoi(3, 8)
    assert promised(OFFICE, hanoi(6, 15), timedelta(hours=28)) == hanoi(10, 8)


@given(
    st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.timedeltas(timedelta(), timedelta(days=20)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Ho_Chi_Minh"]),
)
def test_the_promise_is_never_before_its_time_and_always_within_hours(
    at: datetime, promise: timedelta, zone: str
) -> None:
    hours = Hours(zone, OFFICE.week)
    due = promised(hours, at, promise)
    assert due - at >= promise - timedelta(hours=1)  # the clock may have been put forward between
    assert is_open(hours, due)

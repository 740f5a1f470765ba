from datetime import date

import msgspec
import pytest

from contact_center.calendars.hours import MAX_HOLIDAYS, Holiday, Hours, Interval, check_hours
from contact_center.errors import InvalidInput

WEEK: list[list[Interval]] = [[Interval(480, 720), Interval(780, 1080)], [], [], [], [], [], []]


def week(**days: list[Interval]) -> list[list[Interval]]:
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return [days.get(name, []) for name in names]


def refusal(hours: Hours) -> tuple[str, str | None]:
    with pytest.raises(InvalidInput) as refused:
        check_hours(hours)
    return refused.value.code, refused.value.field


def holidays(*given: Holiday) -> Hours:
    return Hours("Asia/Ho_Chi_Minh", WEEK, list(given))


def test_usual_hours_are_fit() -> None:
    check_hours(Hours("Asia/Ho_Chi_Minh", WEEK, [Holiday(date(2027, 2, 6), "Tết")]))
    check_hours(Hours("UTC", [[Interval(0, 1440)]] * 7))
    check_hours(Hours("UTC", week(sun=[Interval(1320, 1800)], mon=[Interval(360, 600)])))


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "Asia/Hanoi"])
def test_a_zone_that_nobody_knows_is_refused(zone: str) -> None:
    assert refusal(Hours(zone, WEEK)) == ("zone_unknown", "hours.zone")


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        (week(mon=[Interval(600, 600)]), "interval_backwards", "hours.week.0.0"),
        (week(tue=[Interval(600, 540)]), "interval_backwards", "hours.week.1.0"),
        (week(wed=[Interval(600, 2100)]), "interval_too_long", "hours.week.2.0"),
        (week(mon=[Interval(480, 720), Interval(700, 800)]), "interval_overlap", "hours.week.0.1"),
        (week(mon=[Interval(700, 800), Interval(480, 720)]), "interval_overlap", "hours.week.0.1"),
        (week(mon=[Interval(1320, 1800)], tue=[Interval(300, 600)]), "interval_overlap", "hours.week.1.0"),
        (week(sun=[Interval(1320, 1800)], mon=[Interval(300, 600)]), "interval_overlap", "hours.week.0.0"),
        (week(mon=[Interval(n * 60, n * 60 + 30) for n in range(7)]), "too_many_intervals", "hours.week.0"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused_with_its_place(
    given: list[list[Interval]], code: str, field: str
) -> None:
    assert refusal(Hours("UTC", given)) == (code, field)


def test_a_holiday_that_makes_no_sense_is_refused_with_its_place() -> None:
    day = date(2026, 9, 2)
    twice = holidays(Holiday(day, "National Day"), Holiday(day, "Again"))
    assert refusal(twice) == ("holiday_twice", "hours.holidays.1.date")
    yearly = holidays(Holiday(day, "One", yearly=True), Holiday(date(2020, 9, 2), "Two", yearly=True))
    assert refusal(yearly) == ("holiday_twice", "hours.holidays.1.date")
    assert refusal(holidays(Holiday(day, " "))) == ("name_missing", "hours.holidays.0.name")
    assert refusal(holidays(Holiday(date(1066, 1, 1), "Old"))) == ("date_far", "hours.holidays.0.date")
    overlap = Holiday(day, "Short", [Interval(0, 60), Interval(30, 90)])
    assert refusal(holidays(overlap)) == ("interval_overlap", "hours.holidays.0.intervals.1")
    many = [Holiday(date(2001 + n // 28, 1, 1 + n % 28), "Day") for n in range(MAX_HOLIDAYS + 1)]
    assert refusal(holidays(*many)) == ("too_many_holidays", "hours.holidays")


def test_a_yearly_holiday_and_one_of_a_single_date_go_together() -> None:
    check_hours(
        holidays(Holiday(date(2020, 9, 2), "National Day", yearly=True), Holiday(date(2026, 9, 2), "This year"))
    )


@pytest.mark.parametrize(
    "given",
    [
        {"zone": "UTC", "week": []},
        {"zone": "UTC", "week": [[]] * 8},
        {"zone": "UTC", "week": [[{"start": -1, "end": 60}], *[[]] * 6]},
        {"zone": "UTC", "week": [[{"start": 1440, "end": 1500}], *[[]] * 6]},
        {"zone": "UTC", "week": [[{"start": 0, "end": 2881}], *[[]] * 6]},
        {"zone": "UTC", "week": [[]] * 7, "holidays": [{"date": "2026-02-30", "name": "None"}]},
        {"zone": "UTC", "week": [[]] * 7, "open": True},
    ],
)
def test_what_is_not_of_the_shape_is_no_hours(given: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, Hours)

"""When somebody can be called: within the business hours, by the clock on its wall."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.calendars.hours import Holiday, Hours, Interval
from contact_center.calendars.opening import open_between
from faq_bot.flows import slots
from faq_bot.flows.records import Option

OFFICE = Hours(
    zone="Asia/Ho_Chi_Minh",
    week=[[Interval(510, 720), Interval(780, 1050)] for _ in range(5)] + [[], []],
    holidays=[Holiday(date=date(2026, 12, 1), name="Closed")],
)
"""8:30 to 12:00 and 13:00 to 17:30, Monday to Friday."""
MONDAY = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
"""9:00 in Vietnam."""


def test_a_day_s_slots_are_whole_hours_that_are_open_all_through() -> None:
    found = slots.slots_on(OFFICE, date(2026, 11, 30), now=MONDAY)
    assert [slots.time_option(each, OFFICE, "en").label for each in found] == [
        "10:00 to 11:00", "11:00 to 12:00", "13:00 to 14:00", "14:00 to 15:00", "15:00 to 16:00", "16:00 to 17:00",
    ]  # fmt: skip
    assert found[0].start == datetime(2026, 11, 30, 3, 0, tzinfo=UTC)


def test_days_are_offered_without_weekends_holidays_and_evenings_that_are_over() -> None:
    evening = MONDAY + timedelta(hours=8)
    found = slots.days_with_slots(OFFICE, now=evening)
    assert [day.isoformat() for day in found] == [
        "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-07", "2026-12-08",
    ]  # fmt: skip
    assert slots.day_option(found[0], "en") == Option("2026-12-02", "Wednesday, 2 December")
    assert slots.day_option(found[0], "vi") == Option("2026-12-02", "Thứ Tư, 2/12")


def test_a_slot_that_has_begun_is_not_there_any_more() -> None:
    assert slots.slot_of(OFFICE, "2026-11-30", "1000", now=MONDAY)
    assert slots.slot_of(OFFICE, "2026-11-30", "1000", now=MONDAY + timedelta(minutes=31)) is None


@pytest.mark.parametrize(("day", "key"), [("2026-11-30", "1230"), ("2026-11-29", "1000"), ("x", "1000"), ("", "")])
def test_what_was_never_offered_is_no_slot(day: str, key: str) -> None:
    assert slots.slot_of(OFFICE, day, key, now=MONDAY) is None


def test_nobody_is_called_where_it_never_opens() -> None:
    never = Hours(zone="UTC", week=[[] for _ in range(7)])
    assert slots.days_with_slots(never, now=MONDAY) == []


ROUND_THE_CLOCK = Hours(zone="Europe/Berlin", week=[[Interval(0, 1440)] for _ in range(7)])


@given(
    minutes=st.integers(0, 2 * 366 * 24 * 60),
    hours=st.sampled_from([OFFICE, ROUND_THE_CLOCK, slots.usual("UTC")]),
)
def test_each_slot_is_ahead_open_and_found_again_by_its_options(minutes: int, hours: Hours) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    for day in slots.days_with_slots(hours, now=now):
        found = slots.slots_on(hours, day, now=now)
        assert 0 < len(found) <= slots.MOST_TIMES
        for slot in found:
            assert slot.start >= now + slots.AHEAD
            assert open_between(hours, slot.start, slot.end) == slots.LENGTH
            key = slots.time_option(slot, hours, "vi").key
            assert slots.slot_of(hours, slots.day_option(day, "vi").key, key, now=now) == slot


@pytest.mark.parametrize(
    ("zone", "language", "name"),
    [
        ("Asia/Ho_Chi_Minh", "vi", "giờ Việt Nam"), ("Asia/Ho_Chi_Minh", "en", "Vietnam time"),
        ("America/New_York", "en", "New York time"), ("Europe/Berlin", "vi", "giờ Berlin"),
    ],
)  # fmt: skip
def test_a_zone_has_a_name_that_people_know(zone: str, language: str, name: str) -> None:
    assert slots.zone_name(zone, language) == name

"""When a customer can be called: whole hours within the business hours. Pure."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contact_center.calendars.hours import Hours, Interval
from contact_center.calendars.opening import open_between
from faq_bot.flows.records import Option

LENGTH = timedelta(hours=1)
AHEAD = timedelta(minutes=30)
"""The first slot begins no sooner."""
LOOK_AHEAD_DAYS = 21
VIETNAMESE = ("Asia/Ho_Chi_Minh", "Asia/Saigon")
MOST_DAYS, MOST_TIMES = 5, 12
_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def usual(zone: str) -> Hours:
    """Of a business that is always open: nobody is called at night."""
    return Hours(zone=zone, week=[[Interval(480, 1200)] for _ in range(7)])


def zone_name(zone: str, language: str) -> str:
    """As a customer knows it: Vietnam time, or by its city."""
    place = {"en": "Vietnam", "vi": "Việt Nam"}[language]
    if zone not in VIETNAMESE:
        place = zone.rpartition("/")[2].replace("_", " ")
    return f"giờ {place}" if language == "vi" else f"{place} time"


class Slot(NamedTuple):
    """In UTC."""

    start: datetime
    end: datetime


def slots_on(hours: Hours, day: date, *, now: datetime) -> list[Slot]:
    """The slots of a day by the clock of the business, that begin a while after now and are open all through."""
    zone = ZoneInfo(hours.zone)
    found = []
    for hour in range(24):
        start = datetime.combine(day, time(hour), zone).astimezone(now.tzinfo)
        if start.astimezone(zone).hour != hour:  # the clock skips it
            continue
        if start >= now + AHEAD and open_between(hours, start, start + LENGTH) == LENGTH:
            found.append(Slot(start, start + LENGTH))
    return found[:MOST_TIMES]


def days_with_slots(hours: Hours, *, now: datetime) -> list[date]:
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    days = (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS))
    return [day for day in days if slots_on(hours, day, now=now)][:MOST_DAYS]


def day_option(day: date, language: str) -> Option:
    """Tuesday, 1 December, or Thứ Ba, 1/12."""
    date_ = f"{day.day}/{day.month}" if language == "vi" else f"{day.day} {_MONTHS[day.month - 1]}"
    return Option(day.isoformat(), f"{_DAYS[language][day.weekday()]}, {date_}")


def time_option(slot: Slot, hours: Hours, language: str) -> Option:
    start, end = (each.astimezone(ZoneInfo(hours.zone)) for each in slot)
    to = "đến" if language == "vi" else "to"
    return Option(f"{start:%H%M}", f"{start.hour}:{start:%M} {to} {end.hour}:{end:%M}")


def slot_of(hours: Hours, day: str, key: str, *, now: datetime) -> Slot | None:
    """The slot behind two options; none where it is not there any more."""
    try:
        slots = slots_on(hours, date.fromisoformat(day), now=now)
    except ValueError:
        return None
    zone = ZoneInfo(hours.zone)
    return next((slot for slot in slots if f"{slot.start.astimezone(zone):%H%M}" == key), None)

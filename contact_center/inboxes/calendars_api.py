"""Business calendars over HTTP."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.calendars.hours import Hours, check_hours, zones
from contact_center.calendars.opening import is_open, next_close, next_open
from contact_center.http import Call, route
from contact_center.inboxes.calendars import calendar_by_id, change_calendar, create_calendar, delete_calendar, used_by
from contact_center.inboxes.schemas import CalendarPatch, CalendarView, HoursCheck, NewCalendar, Outlook, TimeZones
from contact_center.models import BusinessCalendar
from contact_center.paging import Page, PageQuery, decode_cursor, page_of

_AREAS = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/")


async def list_calendars(call: Call, query: PageQuery) -> Page[CalendarView]:
    """The business calendars by name."""
    return await call.db.read(_page, query, call.now)


def _page(tx: Session, query: PageQuery, now: datetime) -> Page[CalendarView]:
    table = BusinessCalendar
    rows = sa.select(table).order_by(table.name).limit(query.limit + 1)
    if query.after:
        rows = rows.where(table.name > decode_cursor(query.after, tuple[str])[0])
    found = list(tx.execute(rows).scalars())
    views = _views(tx, found, now)
    return page_of(found, query.limit, item=lambda row: views[row.id], cursor=lambda row: (row.name,))


def _views(tx: Session, calendars: Sequence[BusinessCalendar], now: datetime) -> dict[int, CalendarView]:
    names = used_by(tx, [calendar.id for calendar in calendars])
    return {calendar.id: _view(calendar, names.get(calendar.id, []), now) for calendar in calendars}


def _view(calendar: BusinessCalendar, inboxes: list[str], now: datetime) -> CalendarView:
    hours = msgspec.convert(calendar.hours, Hours)
    return CalendarView(
        id=calendar.public_id,
        name=calendar.name,
        hours=hours,
        outlook=outlook(hours, now),
        inboxes=inboxes,
        version=calendar.version,
    )


def outlook(hours: Hours, now: datetime) -> Outlook:
    """How the hours stand. Pure."""
    closes_at = next_close(hours, now)
    if not is_open(hours, now):
        return Outlook(open=False, opens_at=next_open(hours, now), closes_at=closes_at)
    return Outlook(open=True, opens_at=next_open(hours, closes_at) if closes_at else None, closes_at=closes_at)


async def get_calendar(call: Call, calendar: str) -> CalendarView:
    """One business calendar."""
    return await call.db.read(lambda tx: _one(tx, calendar_by_id(tx, calendar), call.now))


def _one(tx: Session, calendar: BusinessCalendar, now: datetime) -> CalendarView:
    return _views(tx, [calendar], now)[calendar.id]


async def add_calendar(call: Call, body: NewCalendar) -> CalendarView:
    """Make a business calendar."""

    def unit(tx: Session) -> CalendarView:
        return _one(tx, create_calendar(tx, body, by=call.principal.actor, at=call.now), call.now)

    return await call.db.write(unit)


async def patch_calendar(call: Call, calendar: str, body: CalendarPatch) -> CalendarView:
    """Change a business calendar; with a version, only where nobody has saved since."""

    def unit(tx: Session) -> CalendarView:
        return _one(tx, change_calendar(tx, calendar, body, by=call.principal.actor, at=call.now), call.now)

    return await call.db.write(unit)


async def remove_calendar(call: Call, calendar: str) -> None:
    """Delete a business calendar by which no inbox goes."""
    await call.db.write(delete_calendar, calendar, by=call.principal.actor, at=call.now)


async def check(call: Call, body: HoursCheck) -> Outlook:
    """Whether hours make sense, and how they stand now. Nothing is stored."""
    check_hours(body.hours)
    return outlook(body.hours, call.now)


async def list_zones(call: Call) -> TimeZones:  # noqa: ARG001
    """The time zones that calendars may be in: places, and UTC."""
    return TimeZones(sorted(name for name in zones() if name.startswith(_AREAS) or name == "UTC"))


ROUTES = (
    route("GET", "/calendars", list_calendars, Scope.INBOXES_READ),
    route("POST", "/calendars", add_calendar, Scope.INBOXES_MANAGE, status=201),
    route("POST", "/calendars/check", check, Scope.INBOXES_MANAGE, changes=False),
    route("GET", "/calendars/{calendar}", get_calendar, Scope.INBOXES_READ),
    route("PATCH", "/calendars/{calendar}", patch_calendar, Scope.INBOXES_MANAGE),
    route("DELETE", "/calendars/{calendar}", remove_calendar, Scope.INBOXES_MANAGE),
    route("GET", "/time-zones", list_zones, Scope.INBOXES_READ),
)

"""State changes of business calendars."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.calendars.hours import check_hours
from contact_center.db import Signal, emit
from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.events import CalendarChanged, CalendarCreated, CalendarDeleted
from contact_center.inboxes.checks import checked_name
from contact_center.inboxes.opening import INBOXES
from contact_center.inboxes.schemas import CalendarPatch, NewCalendar
from contact_center.models import BusinessCalendar, Inbox, Queue, record


def create_calendar(tx: Session, new: NewCalendar, *, by: str, at: datetime) -> BusinessCalendar:
    """Raises InvalidInput for hours that make no sense, Conflict where the name is taken."""
    check_hours(new.hours)
    calendar = BusinessCalendar(name=checked_name(new.name), hours=msgspec.to_builtins(new.hours), created_at=at)
    tx.add(calendar)
    _flush(tx)
    record(tx, "calendar", calendar.id, CalendarCreated(calendar.name), by=by, at=at)
    return calendar


def change_calendar(tx: Session, public_id: str, patch: CalendarPatch, *, by: str, at: datetime) -> BusinessCalendar:
    """Raises NotFound, Conflict changed_meanwhile or name_taken, or InvalidInput for hours that make no sense."""
    calendar = calendar_by_id(tx, public_id, lock=True)
    if patch.version is not None and patch.version != calendar.version:
        raise Conflict("Somebody else has changed this calendar meanwhile. Look again.", code="changed_meanwhile")
    if patch.name is not None:
        calendar.name = checked_name(patch.name)
    if patch.hours is not None:
        check_hours(patch.hours)
        calendar.hours = msgspec.to_builtins(patch.hours)
    calendar.version += 1
    _flush(tx)
    fields = [name for name in ("name", "hours") if getattr(patch, name) is not None]
    record(tx, "calendar", calendar.id, CalendarChanged(fields), by=by, at=at)
    emit(tx, Signal(INBOXES, calendar.id))
    return calendar


def delete_calendar(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """Raises NotFound, or Conflict calendar_used which names the inboxes and queues that go by it."""
    calendar = calendar_by_id(tx, public_id, lock=True)
    queues = sa.select(Queue.name).where(Queue.calendar_id == calendar.id).order_by(Queue.name)
    used = [*used_by(tx, [calendar.id]).get(calendar.id, []), *tx.execute(queues).scalars()]
    if used:
        raise Conflict(f"{', '.join(used)} goes by this calendar. Choose another there first.", code="calendar_used")
    record(tx, "calendar", calendar.id, CalendarDeleted(calendar.name), by=by, at=at)
    tx.delete(calendar)
    tx.flush()


def calendar_by_id(tx: Session, public_id: str, *, lock: bool = False, field: str | None = None) -> BusinessCalendar:
    """Raises NotFound; with a field, which an input named, InvalidInput."""
    found = sa.select(BusinessCalendar).where(BusinessCalendar.public_id == public_id)
    calendar = tx.execute(found.with_for_update() if lock else found).scalar_one_or_none()
    if calendar is not None:
        return calendar
    if field is not None:
        raise InvalidInput("There is no such calendar any more.", code="calendar_gone", field=field)
    raise NotFound("There is no such calendar.")


def used_by(tx: Session, calendar_ids: list[int]) -> dict[int, list[str]]:
    """The names of the inboxes that go by each calendar, in order; calendars without any are left out."""
    used = sa.select(BusinessCalendar.id, Inbox.name).join(Inbox, Inbox.calendar_id == BusinessCalendar.id)
    rows = tx.execute(used.where(BusinessCalendar.id.in_(calendar_ids)).order_by(Inbox.name))
    names: dict[int, list[str]] = {}
    for calendar_id, name in rows:
        names.setdefault(calendar_id, []).append(name)
    return names


def _flush(tx: Session) -> None:
    try:
        tx.flush()
    except exc.IntegrityError:
        raise Conflict("There is a calendar with this name already.", code="name_taken", field="name") from None

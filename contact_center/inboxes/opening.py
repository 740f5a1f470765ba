"""When the inboxes are open, as their calendars say."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.models import BusinessCalendar, Inbox

INBOXES = "inboxes"
"""The topic of signals about inboxes and calendars: look at their settings again."""


def hours_by_inbox(tx: Session) -> dict[int, Hours]:
    """The hours of each inbox that has a calendar, by the inbox's key; the others are always open."""
    rows = tx.execute(
        sa.select(Inbox.id, BusinessCalendar.hours).join(BusinessCalendar, BusinessCalendar.id == Inbox.calendar_id)
    )
    return {inbox_id: msgspec.convert(hours, Hours) for inbox_id, hours in rows}

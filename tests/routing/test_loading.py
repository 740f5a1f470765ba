"""What routing reads from storage, on both databases."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.db import Database
from contact_center.inboxes.calendars import create_calendar
from contact_center.inboxes.schemas import NewCalendar
from routing.loading import day_began
from tests.scene import START


async def test_the_day_begins_by_the_first_business_calendar_s_clock(database: Database) -> None:
    def unit(tx: Session) -> None:
        assert day_began(tx, START) == datetime(2026, 3, 2, tzinfo=UTC)
        hours = Hours(zone="Asia/Ho_Chi_Minh", week=[[] for _ in range(7)])
        create_calendar(tx, NewCalendar(name="Office", hours=hours), by="system", at=START)
        assert day_began(tx, START) == datetime(2026, 3, 1, 17, tzinfo=UTC)

    await database.write(unit)

"""What visitors are told of the business hours: at hello, and in the minute in which a business opens or closes."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from contact_center.calendars.hours import Hours
from contact_center.calendars.opening import is_open, next_open
from contact_center.db import Database, Signal
from contact_center.errors import ContactCenterError
from contact_center.inboxes.opening import hours_by_inbox
from contact_center.realtime.visitor_frames import PublicHours

MINUTE = timedelta(minutes=1)
Tell = Callable[[int, PublicHours], None]

logger = logging.getLogger(__name__)


def public_hours(hours: Hours | None, now: datetime) -> PublicHours:
    """Without a calendar a business is always open. Pure."""
    if hours is None or is_open(hours, now):
        return PublicHours()
    return PublicHours(open=False, next_open=next_open(hours, now))


class Opening:
    """One per process: the inboxes' hours, read each minute and when a signal says that they have changed."""

    def __init__(self, db: Database, clock: Callable[[], datetime], tell: Tell) -> None:
        self._db, self._clock, self._tell = db, clock, tell
        self._hours: dict[int, Hours] = {}
        self._told: dict[int, PublicHours] = {}
        self._changed = asyncio.Event()

    def of(self, inbox_id: int) -> PublicHours:
        """Whether the inbox is open now, and when it opens again."""
        return public_hours(self._hours.get(inbox_id), self._clock())

    def is_closed(self, inbox_id: int) -> bool:
        """As of() says, without a search for the next opening: asked with every message."""
        hours = self._hours.get(inbox_id)
        return hours is not None and not is_open(hours, self._clock())

    def on_change(self, _: Signal) -> None:
        self._changed.set()

    async def refresh(self) -> None:
        """Read the hours anew and tell of every inbox that has opened or closed since."""
        self._hours = await self._db.read(hours_by_inbox)
        now = self._clock()
        current = {inbox_id: public_hours(hours, now) for inbox_id, hours in self._hours.items()}
        for inbox_id in current.keys() | self._told.keys():
            shown = current.get(inbox_id, PublicHours())
            if shown != self._told.get(inbox_id, PublicHours()):
                self._tell(inbox_id, shown)
        self._told = current

    async def run(self) -> None:
        """Refresh at the beginning of each minute and at each change, until cancelled."""
        while True:
            self._changed.clear()
            try:
                await self.refresh()
            except ContactCenterError as error:
                logger.warning("the business hours could not be read", extra={"reason": str(error)})
            await self._next()

    async def _next(self) -> None:
        now = self._clock()
        left = now.replace(second=0, microsecond=0) + MINUTE - now
        try:
            async with asyncio.timeout(left.total_seconds()):
                await self._changed.wait()
        except TimeoutError:
            return

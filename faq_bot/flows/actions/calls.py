"""Calls that customers want from us: when they can be had, and that one is planned."""

from datetime import date, datetime
from functools import partial
from typing import Protocol

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.db import Database
from contact_center.inboxes.opening import hours_by_inbox
from contact_center.models import BusinessCalendar
from contact_center.work.schemas import NewCallback
from faq_bot.flows import slots
from faq_bot.flows.records import Ended, FlowContext, FlowState


class IsPlanned(Protocol):
    def __call__(self, tx: Session, phone: str, *, but: int) -> bool:
        """Whether another conversation than this has a call to the number planned."""


class Plan(Protocol):
    def __call__(self, tx: Session, new: NewCallback, *, now: datetime) -> None:
        """Note the call, in the unit that stores the reply."""


class Calls:
    """is_planned, plan: of whoever plans calls, which is routing."""

    def __init__(self, db: Database, *, is_planned: IsPlanned, plan: Plan) -> None:
        self._db, self._is_planned, self._plan = db, is_planned, plan

    async def days(self, _: FlowState, context: FlowContext) -> Ended:
        hours = await self._hours(context)
        found = slots.days_with_slots(hours, now=context.now)
        return Ended(
            results={"zone": slots.zone_name(hours.zone, context.language)},
            options={"days": tuple(slots.day_option(day, context.language) for day in found)},
        )

    async def times(self, state: FlowState, context: FlowContext) -> Ended:
        hours = await self._hours(context)
        day = date.fromisoformat(state.answers["day"])
        found = slots.slots_on(hours, day, now=context.now)
        return Ended(options={"times": tuple(slots.time_option(slot, hours, context.language) for slot in found)})

    async def plan(self, state: FlowState, context: FlowContext) -> Ended:
        """The call itself is noted when the reply is stored."""
        answers, hours = state.answers, await self._hours(context)
        slot = slots.slot_of(hours, answers["day"], answers["time"], now=context.now)
        if slot is None:
            return Ended(status="not_found")
        if await self._db.read(self._is_planned, answers["phone"], but=context.conversation_id):
            return Ended(status="not_allowed")
        new = NewCallback(
            conversation_id=context.conversation_id, phone=answers["phone"], caller=answers["caller"],
            topic=answers["topic"], starts_at=slot.start, ends_at=slot.end, zone=hours.zone, language=context.language,
        )  # fmt: skip
        when = f"{answers['day_label']}, {answers['time_label']} ({slots.zone_name(hours.zone, context.language)})"
        return Ended(results={"when": when}, writes=(partial(self._plan, new=new, now=context.now),))

    async def _hours(self, context: FlowContext) -> Hours:
        return await self._db.read(hours_of, context.inbox_id)


def hours_of(tx: Session, inbox_id: int) -> Hours:
    """The inbox's business hours; of one that is always open the usual ones, in the zone of the first calendar."""
    mine = hours_by_inbox(tx).get(inbox_id)
    if mine is not None:
        return mine
    first = tx.execute(sa.select(BusinessCalendar.hours).order_by(BusinessCalendar.id).limit(1)).scalar()
    return slots.usual(msgspec.convert(first, Hours).zone if first else "UTC")

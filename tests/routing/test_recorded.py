"""A day out of storage goes through the simulation as one out of a file does."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database
from contact_center.models import Queue, WorkItem
from contact_center.realtime import presence
from contact_center.values import Presence
from routing import recorded
from routing.simulate import comparison, reading
from routing.simulate.records import Configuration, Day, Shift
from tests import scene
from tests.routing.conftest import queued
from tests.scene import START

TODAY = START.date()
LEASE = timedelta(hours=1)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def work(tx: Session) -> None:
    """Three came a second apart: one is handled for five minutes, one gives up after a minute, one still waits."""
    answered, gave_up, _ = queued(tx, 3)
    ada = scene.agent(tx, "Ada")
    presence.choose(tx, ada, presence=Presence.AVAILABLE, reason=None, lease=LEASE, now=at(-60))
    service.assign(tx, answered, agent_id=ada, by="system", at=at(10))
    service.resolve(tx, gave_up, by="customer:1", at=at(58), outcome="ended_by_customer")
    service.resolve(tx, answered, by=f"agent:{ada}", at=at(310))
    presence.choose(tx, ada, presence=Presence.AWAY, reason=None, lease=LEASE, now=at(600))


def read(tx: Session, wanted: date = TODAY) -> tuple[Day, Configuration]:
    return recorded.day(tx, wanted), recorded.configuration(tx, wanted, now=at(600), chat_limit=4)


async def test_contacts_have_their_times_and_agents_their_shifts(database: Database) -> None:
    await database.write(work)
    day, configuration = await database.read(read)
    assert [(each.at, each.queue, each.channel) for each in day.contacts] == [
        (f"08:59:{second}.000", "General", "webchat") for second in (57, 58, 59)
    ]
    assert [(each.handling, each.patience) for each in day.contacts] == [(300, 60), (300, 60), (300, 60)]
    (ada,) = configuration.agents
    assert ada.shifts == (Shift("08:59:00.000", "09:10:00.000"),)
    assert [member.queue for member in ada.queues] == ["General"]
    assert configuration.queues[0].promise_seconds == 60


async def test_what_staff_end_while_it_waits_tells_nothing_of_patience(database: Database) -> None:
    def ended(tx: Session) -> None:
        work(tx)
        (waiting,) = [item.conversation_id for item in tx.execute(sa.select(WorkItem)).scalars() if not item.ended_at]
        service.resolve(tx, waiting, by="agent:900", at=at(3))

    await database.write(ended)
    day, _ = await database.read(read)
    assert [each.patience for each in day.contacts] == [60, 60, 60]


async def test_it_is_sound_and_can_be_compared(database: Database) -> None:
    await database.write(work)
    day, configuration = await database.read(read)
    reading.require_sound(configuration, "The recorded configuration")
    reading.require_fit(day, configuration, "The recorded configuration")
    assert reading.day(reading.written_day(day), "it") == day
    assert reading.configuration(reading.written_configuration(configuration), "it") == configuration
    found = comparison.compare(day, configuration, None, changes=[], seed=1)
    assert found.before.overall.contacts == 3


async def test_what_went_on_by_overflow_is_there_once_and_other_days_are_not(database: Database) -> None:
    def overflowed(tx: Session) -> None:
        work(tx)
        last = sa.select(sa.func.max(WorkItem.id)).scalar_subquery()
        queue = tx.execute(sa.select(Queue.public_id)).scalar_one()
        tx.execute(sa.update(WorkItem).where(WorkItem.id == last).values(visited=[queue]))

    await database.write(overflowed)
    assert len((await database.read(read))[0].contacts) == 2
    assert (await database.read(read, TODAY + timedelta(days=1)))[0].contacts == ()

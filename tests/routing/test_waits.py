"""What visitors who wait are told, and when: by a hub without sockets, and a look that the test asks for."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.bus import MemoryBus
from contact_center.conversations import service
from contact_center.conversations.appending import DISPATCH
from contact_center.db import Database, Signal
from contact_center.inboxes.calendars import create_calendar
from contact_center.inboxes.schemas import NewCalendar
from contact_center.limits import Tally
from contact_center.models import Agent, BusinessCalendar, Job, Queue, WorkItem
from contact_center.realtime.board import Board
from contact_center.realtime.hub import Hub
from contact_center.realtime.live_queues import LiveQueues
from contact_center.realtime.service import Realtime
from contact_center.realtime.visitor_frames import VisitorQueue
from contact_center.settings import Settings
from contact_center.values import WorkState
from contact_center.work import service as work
from contact_center.work import waiting
from contact_center.work.signals import OFFERS, ROUTING
from routing import floor, live
from routing.waits import Waits
from tests import scene
from tests.api import Clock
from tests.realtime.watchers import Watcher
from tests.routing.conftest import present, queued, set_queue
from tests.routing.places import NEVER_OPEN
from tests.scene import START


class Desk:
    """One process's side of it. looks: how often the database was asked."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self.db, self.bus, self.hub = database, MemoryBus(), Hub(database)
        board = Board(database, partial(floor.people, chat_limit=settings.chat_limit), clock)
        queues = LiveQueues(database, partial(live.read, chat_limit=settings.chat_limit), clock)
        self.realtime = Realtime(hub=self.hub, board=board, queues=queues, addresses=Tally(9))
        self.waits = Waits(db=database, bus=self.bus, realtime=self.realtime, settings=settings, clock=clock)
        self.waits._look.ask = lambda: None  # type: ignore[method-assign]  # the test says when
        self.watchers: list[Watcher] = []

    async def visitor(self, key: int) -> Watcher:
        """Somebody who has the conversation on the screen."""
        watcher = Watcher(self.hub, key, staff=False)
        await watcher.join()
        self.watchers.append(watcher)
        return watcher

    async def told(self, watcher: Watcher) -> list[tuple[Any, ...]]:
        """What came since the last time: state, position, expected wait."""
        return [(each.state, each.position, each.expected_wait) for each in await self.heard(watcher)]

    async def heard(self, watcher: Watcher) -> list[VisitorQueue]:
        await self.waits.look()
        assert watcher.client
        while watcher.client._waiting:  # noqa: ASYNC110
            await asyncio.sleep(0)
        frames = [each for each in watcher.frames if isinstance(each, VisitorQueue)]
        watcher.frames.clear()
        return frames


@pytest.fixture
async def desk(database: Database, database_settings: Settings, clock: Clock) -> AsyncIterator[Desk]:
    desk = Desk(database, database_settings, clock)
    yield desk
    for watcher in desk.watchers:
        await watcher.leave()


def finished(tx: Session, agent_id: int, ages: list[int]) -> None:
    """The agent was released so many seconds before START, each time after a minute's work."""
    for key, age in zip(queued(tx, len(ages)), ages, strict=True):
        (item,) = scene.items(tx, key)
        at = START - timedelta(seconds=age)
        item.state, item.agent_id = WorkState.DONE, agent_id
        item.answered_at = at - timedelta(seconds=60)
        item.ended_at = item.released_at = at


def never_open(tx: Session) -> None:
    made = create_calendar(tx, NewCalendar(name="Never", hours=NEVER_OPEN), by="system", at=START)
    calendar = tx.execute(sa.select(BusinessCalendar).filter_by(public_id=made.public_id)).scalar_one()
    tx.execute(sa.update(Queue).values(calendar_id=calendar.id))


def estimates(tx: Session) -> list[int | None]:
    query = sa.select(WorkItem.expected_wait).where(WorkItem.state == WorkState.QUEUED).order_by(WorkItem.id)
    return list(tx.execute(query).scalars())


async def test_each_is_told_the_place_and_the_wait_and_again_only_when_they_change(desk: Desk) -> None:
    ada = await desk.db.write(present, "Ada", 1)
    await desk.db.write(finished, ada, [60, 120, 180])
    busy, first, second = await desk.db.write(queued, 3)
    await desk.db.write(service.assign, busy, agent_id=ada, by="system", at=START)
    one, two = await desk.visitor(first), await desk.visitor(second)
    assert await desk.told(two) == [("waiting", 2, 120)]
    assert await desk.told(one) == [("waiting", 1, 60)]
    assert await desk.told(two) == []
    await desk.db.write(service.assign, first, agent_id=ada, by="system", at=START)
    assert await desk.told(two) == [("waiting", 1, 60)]
    assert await desk.told(one) == [(None, None, None)]
    assert set(desk.realtime.in_line) == {second}


async def test_idle_time_before_a_crowd_is_not_taken_for_work_and_all_chats_at_once_count(desk: Desk) -> None:
    ada = await desk.db.write(present, "Ada", 2)
    await desk.db.write(finished, ada, [600, 1200, 1800])
    *busy, first, _, third = await desk.db.write(queued, 5)
    for key in busy:
        await desk.db.write(service.assign, key, agent_id=ada, by="system", at=START)
    assert await desk.told(await desk.visitor(first)) == [("waiting", 1, 60)]
    await desk.told(await desk.visitor(third))
    assert await desk.db.read(estimates) == [30, None, 90]


async def test_who_is_free_but_is_asked_from_a_later_step_on_is_waited_for(desk: Desk) -> None:
    steps = [{"seconds": 30, "alternatives": [[{"skill": "none-has-it"}]]}, {}]
    await desk.db.write(lambda tx: set_queue(tx, steps=steps))
    await desk.db.write(present, "Ada")
    (key,) = await desk.db.write(queued, 1)
    assert await desk.told(await desk.visitor(key)) == [("waiting", 1, 60)]
    assert await desk.db.read(estimates) == [29]


async def test_while_an_agent_is_asked_it_is_being_connected(desk: Desk) -> None:
    await desk.db.write(scene.agent, "Ada")
    (key,) = await desk.db.write(queued, 1)
    tab = await desk.visitor(key)
    assert await desk.told(tab) == [("waiting", 1, None)]
    await desk.db.write(lambda tx: tx.execute(sa.update(WorkItem).values(state="offered")) and None)
    assert await desk.told(tab) == [("connecting", None, None)]


async def test_who_was_told_to_leave_a_message_has_no_place(desk: Desk) -> None:
    (key,) = await desk.db.write(queued, 1)
    await desk.db.write(lambda tx: tx.execute(sa.update(WorkItem).values(by_message=True)) and None)
    tab = await desk.visitor(key)
    assert await desk.told(tab) == [("message", None, None)]


async def test_a_tab_that_opens_or_resumes_is_told_what_the_others_know(desk: Desk) -> None:
    await desk.db.write(scene.agent, "Ada")
    (key,) = await desk.db.write(queued, 1)
    tab = await desk.visitor(key)
    assert await desk.told(tab) == [("waiting", 1, None)]
    other = await desk.visitor(key)
    assert await desk.told(other) == [("waiting", 1, None)]
    assert other.client
    await desk.hub.join_visitor(other.client, key, other.state.seq)
    assert await desk.told(other) == [("waiting", 1, None)]
    assert await desk.told(tab) == []


async def test_what_nobody_could_ever_have_stands_in_no_line(desk: Desk) -> None:
    _, key = await desk.db.write(queued, 2)
    tab = await desk.visitor(key)
    assert await desk.told(tab) == [("waiting", None, None)]


async def test_without_anybody_there_or_free_the_wait_is_unknown_or_nothing(desk: Desk) -> None:
    ada = await desk.db.write(scene.agent, "Ada")
    await desk.db.write(finished, ada, [60, 120, 180])
    (key,) = await desk.db.write(queued, 1)
    tab = await desk.visitor(key)
    assert await desk.told(tab) == [("waiting", 1, None)]
    await desk.db.write(present, "Bo")
    assert await desk.told(tab) == [("waiting", 1, 0)]


async def test_without_anybody_there_the_place_alone_is_told_and_that_nobody_is(desk: Desk) -> None:
    ada = await desk.db.write(present, "Ada")
    await desk.db.write(finished, ada, [60, 120, 180])
    (key,) = await desk.db.write(queued, 1)
    tab = await desk.visitor(key)
    assert [(each.position, each.staffed) for each in await desk.heard(tab)] == [(1, True)]
    await desk.db.write(lambda tx: tx.execute(sa.update(Agent).values(presence="away")) and None)
    (told,) = await desk.heard(tab)
    assert (told.position, told.expected_wait, told.staffed) == (1, None, False)


async def test_a_closed_queue_has_nobody_to_be_expected(desk: Desk) -> None:
    ada = await desk.db.write(present, "Ada")
    await desk.db.write(finished, ada, [60, 120, 180])
    (key,) = await desk.db.write(queued, 1)
    await desk.db.write(never_open)
    (told,) = await desk.heard(await desk.visitor(key))
    assert (told.position, told.expected_wait, told.staffed) == (1, None, False)


async def test_what_was_said_at_the_beginning_is_kept_for_measuring(desk: Desk, clock: Clock) -> None:
    ada = await desk.db.write(present, "Ada", 1)
    await desk.db.write(finished, ada, [50, 100, 150])
    busy, first, late = await desk.db.write(queued, 3)
    await desk.db.write(service.assign, busy, agent_id=ada, by="system", at=START)
    await desk.visitor(first)
    await desk.waits.look()
    assert await desk.db.read(estimates) == [50, None]
    clock.advance(seconds=30)
    await desk.visitor(late)
    await desk.waits.look()
    assert await desk.db.read(estimates) == [50, None]


async def test_nobody_here_waits_and_nothing_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for what changes elsewhere, nor for visitors whose conversations an agent has."""
    waits, has = await desk.db.write(queued, 2)
    ada = await desk.db.write(present, "Ada")
    await desk.db.write(service.assign, has, agent_id=ada, by="system", at=START)
    await desk.visitor(has)
    asked: list[str] = []
    monkeypatch.setattr(desk.waits._look, "ask", lambda: asked.append("ask"))
    for topic, note in ((ROUTING, str(waits)), (ROUTING, ""), (OFFERS, "")):
        desk.bus.publish([Signal(topic, 1, note=note)])
    assert asked == []
    monkeypatch.setattr(desk.db, "read", None)
    await desk.waits.look()
    desk.bus.publish([Signal(ROUTING, 1, note=str(has))])
    assert asked == ["ask"]


async def test_who_is_seen_to_be_back_is_no_longer_gone(desk: Desk, clock: Clock) -> None:
    stays, returns = await desk.db.write(queued, 2)
    await desk.db.write(waiting.gone, [stays, returns], at=clock())
    await desk.visitor(returns)
    await desk.waits.look()
    found = [(await desk.db.read(scene.items, key))[0].gone_at for key in (stays, returns)]
    assert found == [START, None]


async def test_who_comes_back_too_late_is_dispatched_again(desk: Desk) -> None:
    gone, resolved = await desk.db.write(queued, 2)

    def unit(tx: Session) -> None:
        work.end(tx, gone, outcome="visitor_gone", by="system", at=START)
        service.resolve(tx, resolved, by="system", at=START)
        tx.execute(sa.delete(Job))

    await desk.db.write(unit)
    tab, _ = await desk.visitor(gone), await desk.visitor(resolved)
    assert await desk.told(tab) == []
    jobs = await desk.db.read(lambda tx: list(tx.execute(sa.select(Job.payload).where(Job.kind == DISPATCH)).scalars()))
    assert jobs == [{"conversation_id": gone}]

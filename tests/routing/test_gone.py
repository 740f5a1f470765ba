"""A visitor who is gone from the line: noted, forgiven in time, else the item is abandoned and the place is lost."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.appending import DISPATCH, append_messages
from contact_center.db import Database, Signal
from contact_center.models import Job, Offer, Queue, WorkItem
from contact_center.values import Owner, Status, WorkState
from contact_center.work import waiting
from contact_center.work.signals import ROUTING
from routing import abandoning, intake
from routing.router import Router
from tests import scene
from tests.api import Clock
from tests.routing.conftest import present, queued
from tests.scene import START, from_customer


def with_settings(tx: Session, /, **settings: Any) -> None:
    queue = tx.execute(sa.select(Queue)).scalar_one()
    queue.settings = {**queue.settings, **settings}


def line_of(tx: Session, /, count: int, abandon: int | None = 60, **settings: Any) -> list[int]:
    with_settings(tx, abandon_seconds=abandon, **settings)
    return queued(tx, count)


async def state(database: Database, key: int) -> list[tuple[str, str | None]]:
    return [(item.state, item.outcome) for item in await database.read(scene.items, key)]


def outcomes(tx: Session) -> list[tuple[str | None, str | None]]:
    return [(row.outcome, row.reason) for row in tx.execute(sa.select(Offer.outcome, Offer.reason))]


def dispatches(tx: Session) -> list[int]:
    return [job.payload["conversation_id"] for job in tx.execute(sa.select(Job).where(Job.kind == DISPATCH)).scalars()]


async def test_who_is_gone_for_longer_than_the_grace_time_has_abandoned(
    database: Database, router: Router, clock: Clock
) -> None:
    gone, stays = await database.write(line_of, 2)
    await database.write(waiting.gone, [gone], at=clock())
    clock.advance(seconds=59)
    await router.sweep()
    assert await state(database, gone) == [(WorkState.QUEUED, None)]
    clock.advance(seconds=2)
    await router.sweep()
    assert await state(database, gone) == [(WorkState.ABANDONED, "visitor_gone")]
    assert await state(database, stays) == [(WorkState.QUEUED, None)]
    row = await database.read(scene.row, gone)
    assert (row.status, row.owner, row.agent_id) == (Status.OPEN, Owner.NONE, None)
    (item,) = await database.read(scene.items, gone)
    assert await database.read(scene.facts, "work_item", item.id) == ["WorkItemQueued", "WorkItemEnded"]


async def test_whom_no_process_has_seen_for_a_while_is_gone(database: Database, router: Router, clock: Clock) -> None:
    """As one who left before the item was there, or whose process was killed."""
    lost, stays = await database.write(line_of, 2)
    clock.advance(seconds=20)
    await database.write(waiting.seen, [stays], at=clock())
    await router.sweep()
    assert [each.gone_at for key in (lost, stays) for each in await database.read(scene.items, key)] == [None, None]
    clock.advance(seconds=6)
    noticed = clock()
    await router.sweep()
    assert [each.gone_at for key in (lost, stays) for each in await database.read(scene.items, key)] == [noticed, None]
    for _ in range(8):
        clock.advance(seconds=8)
        await database.write(waiting.seen, [stays], at=clock())
        await router.sweep()
    assert await state(database, lost) == [(WorkState.ABANDONED, "visitor_gone")]
    assert await state(database, stays) == [(WorkState.QUEUED, None)]


async def test_what_comes_by_mail_has_nobody_to_be_seen(database: Database, router: Router, clock: Clock) -> None:
    (key,) = await database.write(line_of, 1)
    await database.write(lambda tx: tx.execute(sa.update(WorkItem).values(channel="email")) and None)
    clock.advance(days=1)
    await router.sweep()
    assert [(item.state, item.gone_at) for item in await database.read(scene.items, key)] == [(WorkState.QUEUED, None)]


async def test_where_the_queue_never_gives_up_it_waits_on(database: Database, router: Router, clock: Clock) -> None:
    (key,) = await database.write(line_of, 1, None)
    await database.write(waiting.gone, [key], at=clock())
    clock.advance(days=3)
    await router.sweep()
    assert await state(database, key) == [(WorkState.QUEUED, None)]


async def test_who_was_told_to_leave_a_message_need_not_stay(database: Database, router: Router, clock: Clock) -> None:
    (key,) = await database.write(line_of, 1)
    await database.write(lambda tx: tx.execute(sa.update(WorkItem).values(by_message=True)) and None)
    await database.write(waiting.gone, [key], at=clock())
    clock.advance(seconds=61)
    await router.sweep()
    assert await state(database, key) == [(WorkState.QUEUED, None)]


async def test_an_offer_of_what_is_abandoned_is_taken_back(database: Database, router: Router, clock: Clock) -> None:
    (key,) = await database.write(line_of, 1, answer="offer", offer_seconds=300)
    await database.write(present, "Ada")
    await router.sweep()
    assert await router.drain() == 1
    await database.write(waiting.gone, [key], at=clock())
    clock.advance(seconds=61)
    await router.sweep()
    assert await state(database, key) == [(WorkState.ABANDONED, "visitor_gone")]
    assert await database.read(outcomes) == [("rescinded", "visitor_gone")]


async def test_who_comes_back_in_time_keeps_the_place(
    database: Database, router: Router, clock: Clock, signals: list[Signal]
) -> None:
    (key,) = await database.write(line_of, 1)
    (item,) = await database.read(scene.items, key)
    await database.write(waiting.gone, [key], at=clock())
    await database.write(waiting.gone, [key], at=clock() + timedelta(seconds=30))
    assert [each.gone_at for each in await database.read(scene.items, key)] == [START]
    signals.clear()
    await database.write(waiting.back, [item.id])
    assert signals == [Signal(ROUTING, item.id, note=str(key))]
    clock.advance(seconds=600)
    await router.sweep()
    assert await state(database, key) == [(WorkState.QUEUED, None)]


async def test_it_is_looked_at_again_before_it_is_abandoned(database: Database, clock: Clock) -> None:
    (key,) = await database.write(line_of, 1)
    await database.write(waiting.gone, [key], at=clock())
    assert not await database.write(abandoning.abandon, key, now=clock() + timedelta(seconds=59))
    (item,) = await database.read(scene.items, key)
    await database.write(waiting.back, [item.id])
    assert not await database.write(abandoning.abandon, key, now=clock() + timedelta(seconds=99))
    assert await state(database, key) == [(WorkState.QUEUED, None)]


async def test_what_an_agent_has_is_not_marked(database: Database, router: Router, clock: Clock) -> None:
    (key,) = await database.write(line_of, 1)
    await database.write(waiting.gone, [key], at=clock())
    await database.write(present, "Ada")
    await router.sweep()
    assert await router.drain() == 1
    await database.write(waiting.gone, [key], at=clock())
    assert [(item.state, item.gone_at) for item in await database.read(scene.items, key)] == [(WorkState.ACTIVE, None)]


async def test_who_writes_after_all_waits_anew(database: Database, router: Router, clock: Clock) -> None:
    (key,) = await database.write(line_of, 1)
    await database.write(waiting.gone, [key], at=clock())
    clock.advance(seconds=61)
    await router.sweep()
    await database.write(lambda tx: tx.execute(sa.delete(Job)) and None)
    await database.write(append_messages, [from_customer(key, at=clock())])
    assert await database.read(dispatches) == [key]
    assert await database.write(intake.enter, key, now=clock())
    old, new = await database.read(scene.items, key)
    assert (old.state, new.state, new.eligible_at, new.gone_at) == ("abandoned", "queued", clock(), None)

"""What supervisors see of the queues, on each kind of database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database
from contact_center.models import Agent, Customer, Queue, QueueMember, WorkItem
from contact_center.realtime import presence
from contact_center.values import OfferOutcome, Presence, WorkState
from contact_center.work import moving, offers
from contact_center.work.live import AgentLive, QueueLive, QueuesLive
from contact_center.work.schemas import Entry
from routing import live, work_items
from routing.live_schemas import Counted, WorkItemQuery
from tests import scene
from tests.routing.conftest import another_queue, present, queued
from tests.scene import START

LATER = START + timedelta(seconds=30)


def look(tx: Session) -> QueuesLive:
    return live.read(tx, LATER, chat_limit=4)


async def general(database: Database) -> QueueLive:
    (found,) = (await database.read(look)).queues
    return found


async def person(database: Database, name: str) -> AgentLive:
    (found,) = [agent for agent in (await database.read(look)).agents if agent.name == name]
    return found


def items_of(tx: Session, conversations: list[int]) -> list[WorkItem]:
    return [item for key in conversations for item in scene.items(tx, key)]


async def test_a_queue_tells_who_has_waited_the_longest(database: Database) -> None:
    first, second = await database.write(queued, 2)
    await database.write(
        lambda tx: tx.execute(sa.update(WorkItem).where(WorkItem.conversation_id == second).values(by_message=True))
    )
    found = await general(database)
    assert (found.waiting, found.by_message, found.open, found.everybody) == (1, 1, True, True)
    assert found.oldest is not None
    row = await database.read(scene.row, first)
    assert (found.oldest.conversation, found.oldest.since) == (row.public_id, START - timedelta(seconds=2))
    assert found.oldest.customer.startswith("Visitor ")
    await database.write(lambda tx: tx.execute(sa.update(Customer).values(email="ann@customer.example")))
    named = (await general(database)).oldest
    assert named is not None
    assert named.customer == "ann@customer.example"


async def test_an_empty_queue_has_numbers_too(database: Database) -> None:
    found = await general(database)
    assert (found.waiting, found.oldest, found.expected_wait, found.today.service_level) == (0, None, None, None)


async def test_the_service_level_counts_the_answered_and_those_who_went_away(database: Database) -> None:
    soon, late, gone, went_at_once = await database.write(queued, 4)

    def work(tx: Session) -> None:
        ada = present(tx, "Ada")
        service.assign(tx, soon, agent_id=ada, by="system", at=START + timedelta(seconds=20))
        service.assign(tx, late, agent_id=ada, by="system", at=START + timedelta(seconds=90))
        for key, seconds in ((gone, 40), (went_at_once, 1)):
            at = START + timedelta(seconds=seconds)
            service.resolve(tx, key, by="customer:1", at=at, outcome="ended_by_customer")

    await database.write(work)
    today = (await general(database)).today
    assert (today.answered, today.in_time, today.abandoned, today.abandoned_short) == (2, 1, 1, 1)
    assert today.service_level == 33.3


async def test_what_staff_end_while_it_waits_counts_neither_as_abandoned_nor_as_answered(database: Database) -> None:
    answered, resolved, snoozed = await database.write(queued, 3)

    def work(tx: Session) -> None:
        service.assign(tx, answered, agent_id=present(tx, "Ada"), by="system", at=START + timedelta(seconds=20))
        service.resolve(tx, resolved, by="agent:900", at=START + timedelta(seconds=40))
        service.snooze(tx, snoozed, until=LATER + timedelta(days=1), by="agent:900", at=START + timedelta(seconds=40))

    await database.write(work)
    queue = await general(database)
    today = queue.today
    assert (today.answered, today.abandoned, today.abandoned_short, today.service_level) == (1, 0, 0, 100)
    assert queue.waiting == 0


async def test_what_was_yesterday_is_not_counted(database: Database) -> None:
    (key,) = await database.write(queued, 1)

    def work(tx: Session) -> None:
        service.assign(tx, key, agent_id=present(tx, "Ada"), by="system", at=START - timedelta(days=1))

    await database.write(work)
    assert (await general(database)).today.answered == 0


async def test_an_agent_is_shown_with_state_load_and_what_is_free(database: Database) -> None:
    keys = await database.write(queued, 2)

    def work(tx: Session) -> None:
        ada = present(tx, "Ada")
        service.assign(tx, keys[0], agent_id=ada, by="system", at=START)
        (item,) = scene.items(tx, keys[1])
        offers.make(tx, item, [ada], expires_at=LATER + timedelta(seconds=9), by="system", at=START)
        scene.agent(tx, "Bo")

    await database.write(work)
    ada, bo = await person(database, "Ada"), await person(database, "Bo")
    assert (ada.presence, ada.items, ada.offered, ada.used, ada.total, ada.free) == ("available", 1, 1, 50, 100, 50)
    assert (bo.presence, bo.free) == ("offline", 0)
    queue = await general(database)
    assert (queue.waiting, queue.offered, queue.active) == (1, 1, 1)
    assert (queue.staff.available, queue.staff.offline, queue.staff.with_room, queue.staff.free) == (1, 1, 1, 50)


async def test_missed_and_declined_offers_are_counted_for_agent_and_queue(database: Database) -> None:
    (key,) = await database.write(queued, 1)

    def work(tx: Session) -> None:
        ada = present(tx, "Ada")
        (item,) = scene.items(tx, key)
        for outcome in (OfferOutcome.MISSED, OfferOutcome.MISSED, OfferOutcome.DECLINED):
            offers.make(tx, item, [ada], expires_at=LATER, by="system", at=START)
            (offer,) = tx.execute(offers.open_offers(item.id)).scalars()
            offers.end(tx, offer, outcome, by="system", at=START)
        item.state = WorkState.QUEUED

    await database.write(work)
    ada, queue = await person(database, "Ada"), await general(database)
    assert (ada.missed, ada.declined) == (2, 1)
    assert (queue.today.missed, queue.today.declined) == (2, 1)


async def test_a_queue_of_chosen_members_counts_them_alone(database: Database) -> None:
    def work(tx: Session) -> str:
        queue = another_queue(tx, "Returns")
        ada, _ = present(tx, "Ada"), present(tx, "Bo")
        tx.add(QueueMember(queue_id=queue, agent_id=ada))
        return tx.get_one(Queue, queue).public_id

    key = await database.write(work)
    returns = {queue.name: queue for queue in (await database.read(look)).queues}["Returns"]
    assert (returns.staff.available, returns.everybody) == (1, False)
    assert [(await person(database, name)).queues for name in ("Ada", "Bo")] == [[key], []]


async def test_the_pace_of_the_last_answers_tells_the_expected_wait(database: Database) -> None:
    keys = await database.write(queued, 4)

    def work(tx: Session) -> None:
        ada = present(tx, "Ada", 3)
        for number, key in enumerate(keys[:3]):
            service.assign(tx, key, agent_id=ada, by="system", at=LATER - timedelta(seconds=10 * number))

    await database.write(work)
    assert (await general(database)).expected_wait == 13


async def test_somebody_elses_estimate_takes_its_place(database: Database) -> None:
    await database.write(queued, 3)

    def work(tx: Session) -> int | None:
        def estimate(tx: Session, lines: list[live.Line], now: datetime) -> dict[int, int | None]:
            return {each.queue: 7 * each.waiting for each in lines}

        return live.read(tx, LATER, chat_limit=4, estimate=estimate).queues[0].expected_wait

    assert await database.read(work) == 21


@pytest.mark.parametrize(
    "state", ["waiting", "by_message", "active", "wrapping", "answered", "in_time", "abandoned", "overflowed", "missed"]
)
async def test_each_number_leads_to_the_items_that_it_counts(database: Database, state: Counted) -> None:
    keys = await database.write(queued, 8)

    def work(tx: Session) -> str:
        ada = present(tx, "Ada", 50)
        items = items_of(tx, keys)
        items[1].by_message = True
        tx.flush()
        service.assign(tx, keys[2], agent_id=ada, by="system", at=START)
        service.assign(tx, keys[3], agent_id=ada, by="system", at=START + timedelta(minutes=5))
        items[3].state = WorkState.WRAPPING
        service.resolve(tx, keys[4], by="customer:1", at=LATER, outcome="ended_by_customer")
        (general,) = tx.execute(sa.select(Queue)).scalars()
        returns = another_queue(tx, "Returns")
        moving.overflow(tx, items[5], Entry(queue_id=returns), why="waited", to=returns, by="system", at=START)
        offers.make(tx, items[6], [ada], expires_at=LATER, by="system", at=START)
        (offer,) = tx.execute(offers.open_offers(items[6].id)).scalars()
        offers.end(tx, offer, OfferOutcome.MISSED, by="system", at=START)
        return general.public_id

    queue = await database.write(work)
    (live_queue,) = [each for each in (await database.read(look)).queues if each.id == queue]
    numbers: dict[str, Any] = {"waiting": live_queue.waiting, "by_message": live_queue.by_message}
    numbers |= {"active": live_queue.active, "wrapping": live_queue.wrapping}
    number = numbers.get(state, getattr(live_queue.today, state, None))
    page = await database.read(work_items.page, queue, WorkItemQuery(state=state), now=LATER)
    assert len(page.items) == number
    assert number


async def test_a_list_of_items_is_paged_oldest_first(database: Database) -> None:
    keys = await database.write(queued, 3)

    def read(tx: Session, after: str | None) -> tuple[list[int], str | None]:
        queue = tx.execute(sa.select(Queue.public_id)).scalar_one()
        found = work_items.page(tx, queue, WorkItemQuery(limit=2, after=after), now=LATER)
        return [item.number for item in found.items], found.next

    first, following = await database.read(read, None)
    second, end = await database.read(read, following)
    assert (first + second, end) == (keys, None)


async def test_a_number_of_today_is_paged_newest_first(database: Database) -> None:
    keys = await database.write(queued, 3)

    def read(tx: Session, after: str | None) -> tuple[list[int], str | None]:
        queue = tx.execute(sa.select(Queue.public_id)).scalar_one()
        query = WorkItemQuery(state="answered", limit=2, after=after)
        found = work_items.page(tx, queue, query, now=LATER)
        return [item.number for item in found.items], found.next

    def work(tx: Session) -> None:
        ada = present(tx, "Ada")
        for key in keys:
            service.assign(tx, key, agent_id=ada, by="system", at=START)

    await database.write(work)
    first, following = await database.read(read, None)
    second, _ = await database.read(read, following)
    assert first + second == keys[::-1]


async def test_a_forced_absence_is_shown_with_its_reason(database: Database) -> None:
    ada = await database.write(present, "Ada")
    await database.write(presence.set_away, ada, reason="training", by="agent:9", now=LATER)
    found = await person(database, "Ada")
    assert (found.presence, found.reason, found.since) == (Presence.AWAY, "training", LATER)
    assert await database.read(lambda tx: tx.get_one(Agent, ada).presence) == Presence.AWAY


async def test_a_queue_counts_the_answers_that_are_overdue_and_those_that_soon_will_be(database: Database) -> None:
    made = await database.write(queued, 4)

    def unit(tx: Session) -> None:
        for key, hours in zip(made, (-1, 1, 5, -1), strict=True):
            scene.row(tx, key).due_at = LATER + timedelta(hours=hours)
        scene.row(tx, made[3]).status = "snoozed"

    await database.write(unit)
    found = await general(database)
    assert (found.overdue, found.due_soon) == (1, 1)

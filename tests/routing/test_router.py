"""The router by a clock of the test's own: a backlog, people who leave, signals that are lost."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.conversations.appending import append_messages
from contact_center.db import Database, Signal
from contact_center.models import Agent, Conversation, Event, Queue, WorkItem
from contact_center.realtime import presence
from contact_center.values import Presence, WorkState
from contact_center.work.signals import SETUP
from routing import picture
from routing.router import SWEEP_SECONDS, Router
from routing.setup.members import set_members
from routing.setup.schemas import Member, Members
from tests import scene
from tests.api import Clock
from tests.app_server import until_stored
from tests.routing.conftest import another_queue, present, queued, settle
from tests.scene import START, from_agent


def given(tx: Session) -> list[int]:
    """The conversations that were assigned, in order."""
    query = sa.select(Event.entity_id).where(Event.type == "ConversationAssigned").order_by(Event.id)
    return list(tx.execute(query).scalars())


def owner(tx: Session, key: int) -> int | None:
    return tx.execute(sa.select(Conversation.agent_id).where(Conversation.id == key)).scalar()


async def test_a_backlog_is_drained_oldest_first_when_agents_come(database: Database, router: Router) -> None:
    keys = await database.write(queued, 60)
    assert await settle(router) == 0
    await database.write(lambda tx: [present(tx, f"A{number}", 10) for number in range(5)])
    assert await settle(router) == 50
    assert set(await database.read(given)) == set(keys[:50])
    await database.write(lambda tx: [present(tx, f"B{number}", 10) for number in range(2)])
    assert await settle(router) == 10
    assert set(await database.read(given)) == set(keys)


async def test_an_absent_agent_s_waiting_chats_are_given_back_after_the_grace_time_with_their_wait(
    database: Database, router: Router, clock: Clock
) -> None:
    waiting, answered = await database.write(queued, 2)
    ada = await database.write(present, "Ada")
    assert await settle(router) == 2
    await database.write(append_messages, [from_agent(answered, ada)])
    eligible = [(await database.read(scene.items, waiting))[0].eligible_at]
    clock.advance(seconds=600 + 59)
    await router.sweep()
    assert await database.read(owner, waiting) == ada
    clock.advance(seconds=2)
    await router.sweep()
    assert await database.read(owner, waiting) is None
    assert await database.read(owner, answered) == ada
    (item,) = await database.read(scene.items, waiting)
    assert (item.state, item.agent_id, [item.eligible_at]) == (WorkState.QUEUED, None, eligible)
    bo = await database.write(scene.agent, "Bo", presence=Presence.AVAILABLE, lease=9999)
    assert await settle(router) == 1
    assert await database.read(owner, waiting) == bo


async def test_who_signs_out_gives_back_at_once(database: Database, router: Router, clock: Clock) -> None:
    (key,) = await database.write(queued, 1)
    ada = await database.write(present, "Ada")
    await settle(router)
    assert await database.write(
        presence.leave_if_signed_out, ada, grace=timedelta(seconds=60), now=clock()
    )  # without any session
    await router.sweep()
    assert await database.read(owner, key) is None


async def test_a_lapsed_lease_is_noted_once(database: Database, router: Router, clock: Clock) -> None:
    ada = await database.write(present, "Ada")
    clock.advance(seconds=601)
    for _ in range(3):
        await router.sweep()
        clock.advance(seconds=5)
    assert await database.read(scene.facts, "agent", ada) == ["PresenceChanged"]


async def test_it_routes_though_every_signal_is_lost(database: Database, router: Router) -> None:
    """The bus of these tests carries nothing: only the regular look at the leases is left."""
    running = asyncio.create_task(router.run())
    try:
        (key,) = await database.write(queued, 1)
        ada = await database.write(present, "Ada")
        await until_stored(database, lambda tx: owner(tx, key) == ada, SWEEP_SECONDS * 5)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_setup_that_changes_while_it_is_read_is_read_again(
    database: Database, router: Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue gets its only member after the read has begun, and before it is over."""
    queue = await database.write(partial(another_queue, answer="automatic"), "Late")
    (key,) = await database.write(queued, 1)
    moved = sa.update(WorkItem).where(WorkItem.conversation_id == key).values(queue_id=queue)
    await database.write(lambda tx: tx.execute(moved) and None)
    ada = await database.write(present, "Ada")
    read, changes = database.read, [True]

    async def read_slowly(unit: Any, /, *args: Any, **options: Any) -> Any:
        found = await read(unit, *args, **options)
        if unit is picture.everything and changes:
            changes.clear()
            await database.write(join, queue, ada)
            router._all_changed(Signal(SETUP, queue))
        return found

    monkeypatch.setattr(database, "read", read_slowly)
    assert await router.drain() == 0
    assert await router.drain() == 1
    assert await database.read(owner, key) == ada


async def test_a_change_of_the_setup_that_no_signal_told_of_is_found_by_the_sweep(
    database: Database, router: Router
) -> None:
    queue = await database.write(partial(another_queue, answer="automatic"), "Late")
    (key,) = await database.write(queued, 1)
    moved = sa.update(WorkItem).where(WorkItem.conversation_id == key).values(queue_id=queue)
    await database.write(lambda tx: tx.execute(moved) and None)
    ada = await database.write(present, "Ada")
    assert await settle(router) == 0
    await database.write(join, queue, ada)
    assert await router.drain() == 0
    assert await settle(router) == 1


def join(tx: Session, queue: int, agent: int) -> None:
    key, *members = (each.public_id for each in (tx.get_one(Queue, queue), tx.get_one(Agent, agent)))
    set_members(tx, key, Members(members=[Member(agent=each) for each in members]), by="system", at=START)


async def test_one_item_that_cannot_be_given_does_not_keep_the_others(database: Database, router: Router) -> None:
    stuck, free = await database.write(queued, 2)
    await database.write(present, "Ada")
    bo = await database.write(scene.agent, "Bo")
    broken = sa.update(Conversation).where(Conversation.id == stuck).values(agent_id=bo)
    await database.write(lambda tx: tx.execute(broken) and None)
    assert await settle(router) == 1
    assert await database.read(given) == [free]


async def test_a_disabled_agent_s_waiting_chats_are_given_back(database: Database, router: Router) -> None:
    (key,) = await database.write(queued, 1)
    ada = await database.write(present, "Ada")
    await settle(router)
    disabled = sa.update(Agent).where(Agent.id == ada).values(disabled_at=START)
    await database.write(lambda tx: tx.execute(disabled) and None)
    await router.sweep()
    assert await database.read(owner, key) is None


async def test_an_agent_who_took_it_by_hand_keeps_it(database: Database, router: Router) -> None:
    (key,) = await database.write(queued, 1)
    ada, _ = await database.write(lambda tx: [scene.agent(tx, "Ada"), present(tx, "Bo")])
    await database.write(service.assign, key, agent_id=ada, by=f"agent:{ada}", at=START)
    assert await router.drain() == 0
    assert await database.read(owner, key) == ada

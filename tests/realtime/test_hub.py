"""What a watcher is told, with what it had, is what a fresh snapshot says: whatever becomes of the signals."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import msgspec
import pytest
from sqlalchemy.orm import Session

from contact_center.conversations import receipts, service
from contact_center.conversations.appending import append_messages
from contact_center.db import Database, Signal
from contact_center.errors import ApiError, StorageUnavailable
from contact_center.realtime.changes import CONVERSATION
from contact_center.realtime.hub import Hub
from contact_center.realtime.staff_frames import StaffAck, StaffMessageAdded, StaffSnapshot
from contact_center.realtime.visitor_frames import Ack, VisitorMessage
from tests import scene
from tests.app_server import until
from tests.realtime.watchers import SlowReads, Watcher

RESYNC = Signal("resync", 0)


@pytest.fixture
async def conversation_id(database: Database, signals: list[Signal]) -> int:
    found = await scene.conversation(database)
    signals.clear()
    return found


@pytest.fixture
async def agents(database: Database) -> list[int]:
    return await database.write(lambda tx: [scene.agent(tx, "Ada"), scene.agent(tx, "Bo")])


def change(tx: Session, conversation_id: int, agents: list[int], dice: random.Random) -> None:
    """Any one thing that may happen to a conversation; what its state forbids does not."""
    agent, at = dice.choice(agents), scene.START
    who: dict[str, Any] = {"by": f"agent:{agent}", "at": at}
    seq = dice.randrange(scene.row(tx, conversation_id).public_seq + 1)
    possible: list[Callable[[], object]] = [
        lambda: append_messages(tx, [scene.from_customer(conversation_id), scene.from_customer(conversation_id)]),
        lambda: append_messages(tx, [scene.from_agent(conversation_id, agent)]),
        lambda: append_messages(tx, [scene.note(conversation_id, agent)]),
        lambda: receipts.advance_receipt(tx, conversation_id, customer_id=1, delivered=seq, seen=seq, at=at),
        lambda: receipts.advance_receipt(tx, conversation_id, agent_id=agent, delivered=seq, seen=seq, at=at),
        lambda: service.assign(tx, conversation_id, agent_id=agent, note="a private word", **who),
        lambda: service.release(tx, conversation_id, reason="returned", **who),
        lambda: service.resolve(tx, conversation_id, **who),
        lambda: service.reopen(tx, conversation_id, agent_id=agent, **who),
        lambda: service.snooze(tx, conversation_id, until=at + timedelta(hours=1), **who),
        lambda: service.wake(tx, conversation_id, reason="time", **who),
    ]
    try:
        dice.choice(possible)()
    except ApiError:
        return


def disturbed(signals: list[Signal], dice: random.Random) -> list[Signal]:
    """Some lost, some doubled, some as from another process, some in another order."""
    found = [each for each in signals if each.topic == CONVERSATION and dice.random() > 0.2]
    found += [each for each in found if dice.random() < 0.2]
    found = [msgspec.structs.replace(each, local=None) if dice.random() < 0.3 else each for each in found]
    if dice.random() < 0.4:
        dice.shuffle(found)
    return found


@pytest.mark.parametrize("seed", range(4))
async def test_frames_after_a_snapshot_lead_to_a_fresh_snapshot(
    database: Database, signals: list[Signal], conversation_id: int, agents: list[int], seed: int
) -> None:
    dice = random.Random(seed)
    hub = Hub(database)
    watchers = [
        Watcher(hub, conversation_id, staff=number % 2 == 0, limit=dice.choice([3, 512])) for number in range(6)
    ]
    joining: list[asyncio.Task[None]] = []
    for _ in range(40):
        watcher = dice.choice(watchers)
        if watcher.client is None or watcher.client.dropped:
            await watcher.leave()
            joining.append(asyncio.create_task(watcher.join()))
        elif dice.random() < 0.2:
            watcher.reads.clear()
        else:
            watcher.reads.set()
        await database.write(change, conversation_id, agents, dice)
        for signal in disturbed(signals, dice):
            hub.on_conversation(signal)
        signals.clear()
    await asyncio.gather(*joining)
    for watcher in watchers:
        watcher.reads.set()
    await everybody_level(database, hub, watchers, conversation_id)
    for staff in (True, False):
        fresh = Watcher(hub, conversation_id, staff=staff)
        await fresh.join()
        await until(lambda fresh=fresh: fresh.state.seq)  # type: ignore[misc]
        assert [each.shown for each in watchers if each.staff is staff] == [fresh.shown] * 3
        await fresh.leave()
    for watcher in watchers:
        await watcher.leave()
    assert hub._rooms == {}


async def everybody_level(database: Database, hub: Hub, watchers: list[Watcher], conversation_id: int) -> None:
    """After a resync, and coming back after having been dropped, everybody has everything."""
    row = await database.read(scene.row, conversation_id)
    hub.on_resync(RESYNC)

    def level(watcher: Watcher) -> bool:
        return watcher.state.seq == (row.staff_seq if watcher.staff else row.public_seq)

    for watcher in watchers:
        while True:
            if watcher.client is None or watcher.client.dropped:
                await watcher.leave()
                await watcher.join()
            await until(lambda watcher=watcher: level(watcher) or (watcher.client and watcher.client.dropped))  # type: ignore[misc]
            if level(watcher):
                break


async def test_a_message_of_this_process_needs_no_reading_and_is_acknowledged_in_its_place(
    database: Database, signals: list[Signal], conversation_id: int, agents: list[int]
) -> None:
    slow = SlowReads(database)
    hub = Hub(cast(Database, slow))
    staff, visitor = Watcher(hub, conversation_id, staff=True), Watcher(hub, conversation_id, staff=False)
    for watcher in (staff, visitor):
        joining = asyncio.create_task(watcher.join())
        await until(lambda: slow.answers)
        slow.answers.pop().set_result(None)
        await joining
    assert staff.client
    assert visitor.client
    visitor.state = replace(visitor.state, sent={"m": "mine"})
    mine = scene.from_customer(conversation_id, "m", origin=visitor.client.number, body="mine")
    theirs = scene.from_agent(conversation_id, agents[0], "r", origin=staff.client.number)
    await database.write(append_messages, [mine, theirs])
    for signal in signals:
        if signal.topic == CONVERSATION:
            hub.on_conversation(signal)
    await until(lambda: staff.state.seq == 3 and visitor.state.seq == 3)
    assert not slow.answers
    assert [type(each) for each in visitor.frames[1:]] == [Ack, VisitorMessage]
    assert [type(each) for each in staff.frames[1:]] == [StaffMessageAdded, StaffAck]
    assert visitor.client.takes_ack(conversation_id, 2)
    assert not visitor.client.takes_ack(conversation_id, 2)
    for watcher in (staff, visitor):
        await watcher.leave()


@pytest.fixture
async def race(database: Database, conversation_id: int) -> AsyncIterator[tuple[Hub, SlowReads]]:
    slow = SlowReads(database)
    yield Hub(cast(Database, slow)), slow
    for answer in slow.answers:
        if not answer.done():
            answer.set_result(None)


async def append(database: Database, signals: list[Signal], hub: Hub, conversation_id: int) -> None:
    signals.clear()
    await database.write(append_messages, [scene.from_customer(conversation_id)])
    for signal in signals:
        if signal.topic == CONVERSATION:
            hub.on_conversation(signal)


async def test_the_slower_of_two_first_watchers_misses_nothing(
    database: Database, signals: list[Signal], conversation_id: int, race: tuple[Hub, SlowReads]
) -> None:
    hub, slow = race
    early, late = Watcher(hub, conversation_id, staff=True), Watcher(hub, conversation_id, staff=True)
    first = asyncio.create_task(early.join())
    await until(lambda: len(slow.answers) == 1)
    await append(database, signals, hub, conversation_id)
    second = asyncio.create_task(late.join())
    await until(lambda: len(slow.answers) == 2)
    slow.answers[1].set_result(None)
    await second
    slow.answers[0].set_result(None)
    await until(lambda: first.done() or len(slow.answers) == 3)
    if not first.done():
        slow.answers[2].set_result(None)
        await first
    await until(lambda: early.state.seq == late.state.seq == 2)
    for watcher in (early, late):
        await watcher.leave()


async def test_who_joins_again_before_the_first_answer_misses_nothing(
    database: Database, signals: list[Signal], conversation_id: int, race: tuple[Hub, SlowReads]
) -> None:
    hub, slow = race
    other, watcher = Watcher(hub, conversation_id, staff=True), Watcher(hub, conversation_id, staff=True)
    there = asyncio.create_task(other.join())
    await until(lambda: len(slow.answers) == 1)
    slow.answers[0].set_result(None)
    await there
    first = asyncio.create_task(watcher.join())
    await until(lambda: len(slow.answers) == 2)
    await append(database, signals, hub, conversation_id)
    assert watcher.client
    again = asyncio.create_task(hub.join_staff(watcher.client, conversation_id, None))
    await until(lambda: len(slow.answers) == 3)
    slow.answers[1].set_result(None)
    await first
    slow.answers[2].set_result(None)
    await again
    await until(lambda: watcher.state.seq == other.state.seq == 2)
    for each in (other, watcher):
        await each.leave()


async def test_a_client_that_ended_while_joining_is_forgotten(
    conversation_id: int, race: tuple[Hub, SlowReads]
) -> None:
    hub, slow = race
    watcher = Watcher(hub, conversation_id, staff=False)
    joining = asyncio.create_task(watcher.join())
    await until(lambda: slow.answers)
    assert watcher.client
    watcher.client.drop()
    slow.answers[0].set_result(None)
    await joining
    assert hub._rooms == {}
    await watcher.leave()


async def test_a_slow_reader_is_dropped_with_a_bounded_queue_and_resumes_without_loss(
    database: Database, signals: list[Signal], conversation_id: int
) -> None:
    hub = Hub(database)
    slow, quick = (Watcher(hub, conversation_id, staff=False, limit=limit) for limit in (5, 512))
    for watcher in (slow, quick):
        await watcher.join()
        await until(lambda watcher=watcher: watcher.state.seq == 1)  # type: ignore[misc]
    slow.reads.clear()
    for _ in range(20):
        await append(database, signals, hub, conversation_id)
        assert slow.client
        assert len(slow.client._waiting) <= 5
    assert slow.client
    assert slow.client.dropped
    await slow.leave()
    slow.reads.set()
    await slow.join()
    await until(lambda: slow.state.seq == quick.state.seq == 21)
    assert slow.shown == quick.shown
    for watcher in (slow, quick):
        await watcher.leave()


async def test_whoever_is_too_far_behind_gets_a_snapshot(database: Database, conversation_id: int) -> None:
    hub = Hub(database)
    watcher = Watcher(hub, conversation_id, staff=True)
    await watcher.join()
    await until(lambda: watcher.state.seq == 1)
    await database.write(append_messages, [scene.from_customer(conversation_id) for _ in range(250)])
    hub.on_resync(RESYNC)
    await until(lambda: watcher.client and watcher.client.dropped)
    back = Watcher(hub, conversation_id, staff=True)
    await back.join()  # while the one that was dropped has not left yet
    await until(lambda: back.state.seq == 251)
    assert back.client
    assert not back.client.dropped
    assert isinstance(back.frames[0], StaffSnapshot)
    assert back.frames[0].has_older
    for each in (watcher, back):
        await each.leave()


class Broken:
    """A database that does not answer."""

    async def read(self, *_: Any, **__: Any) -> Any:
        raise StorageUnavailable("away")


async def test_a_failing_reading_leaves_nobody_behind(conversation_id: int) -> None:
    hub = Hub(cast(Database, Broken()))
    watcher = Watcher(hub, conversation_id, staff=True)
    with pytest.raises(StorageUnavailable):
        await watcher.join()
    assert hub._rooms == {}
    await watcher.leave()

"""Calls that customers want: planned, put aside, and queued as work when their time comes."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from contact_center.bus import MemoryBus
from contact_center.conversations import inactivity, service
from contact_center.conversations.appending import append_messages
from contact_center.db import Database
from contact_center.errors import Conflict
from contact_center.jobs import TakenJob
from contact_center.models import Callback, Inbox, Job, Message
from contact_center.settings import Settings
from contact_center.values import Audience, Owner, Presence, Status, WorkState
from contact_center.work import service as work
from contact_center.work import waiting
from contact_center.work.schemas import NewCallback
from routing import abandoning, callbacks
from routing.router import Router
from tests import scene
from tests.api import Clock
from tests.scene import START

SLOT = START + timedelta(hours=5)
LATER = SLOT + timedelta(days=1)


def new(conversation: int, **fields: Any) -> NewCallback:
    given: dict[str, Any] = {
        "phone": "+84912345678", "caller": "Lan", "topic": "a vase", "starts_at": SLOT, "language": "en", **fields,
    }  # fmt: skip
    ends = given["starts_at"] + timedelta(hours=1)
    return NewCallback(conversation_id=conversation, ends_at=ends, zone="Asia/Ho_Chi_Minh", **given)


async def planned(database: Database, conversation: int, *, now: datetime = START, **fields: Any) -> None:
    await database.write(callbacks.plan, new(conversation, **fields), now=now)


async def jobs_due(database: Database, *, now: datetime) -> None:
    """As the runner does it at a time."""
    query = sa.select(Job).where(Job.kind == callbacks.KIND, Job.run_at <= now).order_by(Job.id)
    for job in await database.read(lambda tx: list(tx.execute(query).scalars())):
        taken = TakenJob(
            id=job.id, public_id=job.public_id, kind=job.kind, payload=job.payload, unique_key=None, attempt=1,
            created_at=job.created_at,
        )  # fmt: skip
        await callbacks.due_handler(lambda: now)(database, taken)


async def notes(database: Database, conversation: int) -> list[str]:
    query = sa.select(Message.body).where(Message.conversation_id == conversation, Message.audience == Audience.STAFF)
    return await database.read(lambda tx: list(tx.execute(query.order_by(Message.id)).scalars()))


async def outcomes(database: Database) -> list[str | None]:
    query = sa.select(Callback.outcome).order_by(Callback.id)
    return await database.read(lambda tx: list(tx.execute(query).scalars()))


async def test_until_its_time_the_conversation_is_put_aside_and_staff_read_the_request(database: Database) -> None:
    conversation = await scene.conversation(database)
    await planned(database, conversation)
    row = await database.read(scene.row, conversation)
    assert (row.status, row.snoozed_until) == (Status.SNOOZED, SLOT)
    (note,) = await notes(database, conversation)
    assert note == (
        "Callback planned: Lan, +84912345678\nWhen: 02/03/2026 21:00 – 22:00 (Asia/Ho_Chi_Minh)\nAbout: a vase"
    )
    assert await database.read(scene.items, conversation) == []
    assert "CallbackPlanned" in await database.read(scene.facts, "conversation", conversation)


async def test_at_its_time_it_waits_for_an_agent_as_a_callback(
    database: Database, database_settings: Settings, clock: Clock
) -> None:
    conversation = await scene.conversation(database)
    await planned(database, conversation)
    await jobs_due(database, now=SLOT)
    row = await database.read(scene.row, conversation)
    assert (row.status, row.owner, row.snoozed_until) == (Status.OPEN, Owner.NONE, None)
    (item,) = await database.read(scene.items, conversation)
    assert (item.channel, item.state, item.eligible_at) == ("callback", WorkState.QUEUED, SLOT)
    assert (await notes(database, conversation))[-1].startswith(
        "Please call now: Lan, +84912345678\nUntil: 02/03/2026 22:00"
    )

    await database.write(lambda tx: scene.agent(tx, "Ada", presence=Presence.AVAILABLE, lease=10 * 3600))
    clock.now = SLOT
    router = Router(db=database, bus=MemoryBus(), settings=database_settings, clock=clock)
    await router.sweep()
    await router.drain()
    (item,) = await database.read(scene.items, conversation)
    assert item.state in (WorkState.ACTIVE, WorkState.OFFERED)


async def test_a_job_that_runs_twice_queues_it_once(database: Database) -> None:
    conversation = await scene.conversation(database)
    await planned(database, conversation)
    await jobs_due(database, now=SLOT)
    await jobs_due(database, now=SLOT)
    assert len(await database.read(scene.items, conversation)) == 1
    assert len(await notes(database, conversation)) == 2


async def test_it_is_queued_though_the_conversation_was_resolved_meanwhile(database: Database) -> None:
    conversation = await scene.conversation(database)
    await planned(database, conversation)
    await database.write(service.resolve, conversation, by="agent:1", at=START)
    await jobs_due(database, now=SLOT)
    assert (await database.read(scene.row, conversation)).status == Status.OPEN
    assert [each.channel for each in await database.read(scene.items, conversation)] == ["callback"]


async def test_who_has_the_customer_in_hand_reads_that_it_is_time(database: Database) -> None:
    conversation = await scene.conversation(database)
    await planned(database, conversation)
    agent = await database.write(lambda tx: scene.agent(tx, "Ada"))
    await database.write(append_messages, [scene.from_customer(conversation, at=START)])
    await database.write(service.assign, conversation, agent_id=agent, by="agent:1", at=START)
    await jobs_due(database, now=SLOT)
    row = await database.read(scene.row, conversation)
    assert (row.owner, row.agent_id) == (Owner.AGENT, agent)
    assert [each.channel for each in await database.read(scene.items, conversation)] == ["webchat"]
    assert (await notes(database, conversation))[-1].startswith("Please call now")


async def test_another_time_takes_the_place_of_the_one_before(database: Database) -> None:
    conversation = await scene.conversation(database)
    await planned(database, conversation)
    await planned(database, conversation, starts_at=LATER)
    await jobs_due(database, now=SLOT)
    assert await database.read(scene.items, conversation) == []
    await jobs_due(database, now=LATER)
    assert await outcomes(database) == ["replaced", "due"]
    assert len(await database.read(scene.items, conversation)) == 1


async def test_one_call_to_a_number_is_planned_whoever_asks(database: Database) -> None:
    first, second = await scene.conversation(database), await scene.conversation(database, who="bob")
    await planned(database, first)
    assert await database.read(callbacks.is_planned, "+84912345678", but=second)
    assert not await database.read(callbacks.is_planned, "+84912345678", but=first)
    with pytest.raises(Conflict, match="planned already"):
        await planned(database, second)
    assert await notes(database, second) == []
    await jobs_due(database, now=SLOT)
    await planned(database, second, starts_at=LATER, now=SLOT)
    assert await outcomes(database) == ["due", None]


async def test_nobody_waits_for_a_callback_on_the_page_so_leaving_abandons_nothing(database: Database) -> None:
    conversation = await scene.conversation(database)
    await planned(database, conversation)
    await jobs_due(database, now=SLOT)
    long_after = SLOT + timedelta(hours=2)
    await database.write(waiting.gone, [conversation], at=SLOT)
    assert list(await database.read(abandoning.unseen, long_after)) == []
    assert list(await database.read(abandoning.gone_visitors, long_after)) == []
    assert (await database.read(work.open_item, conversation)) is not None


async def test_silence_does_not_close_what_is_put_aside(database: Database) -> None:
    conversation = await scene.conversation(database)
    await planned(database, conversation)
    settings = await database.read(lambda tx: tx.execute(sa.select(Inbox.settings)).scalar_one())
    quick = {**msgspec.to_builtins(settings), "inactivity_minutes": 5}
    await database.write(lambda tx: tx.execute(sa.update(Inbox).values(settings=quick)) and None)
    assert await inactivity.close_silent(database, now=START + timedelta(hours=3)) == 0


async def test_the_sequences_stay_without_a_gap(database: Database) -> None:
    conversation = await scene.conversation(database)
    await planned(database, conversation)
    await jobs_due(database, now=SLOT)
    staff, public = await database.read(scene.sequences, conversation)
    row = await database.read(scene.row, conversation)
    assert staff == list(range(1, row.staff_seq + 1))
    assert public == list(range(1, row.public_seq + 1))

"""A conversation is given on to a queue, blind or warm."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from contact_center.conversations import handing_on, service
from contact_center.db import Database
from contact_center.errors import Conflict
from contact_center.realtime.queries import notices
from contact_center.values import Owner, WorkState
from contact_center.work.schemas import Entry
from contact_center.work.service import default_queue
from tests import scene
from tests.scene import START

NOW = START + timedelta(minutes=1)


def in_hand(tx: Session) -> tuple[int, int]:
    """A conversation and the agent who has it."""
    ada = scene.agent(tx, "Ada")
    key = scene.received(tx, scene.inbox(tx)).conversation_id
    service.assign(tx, key, agent_id=ada, by="system", at=START)
    return key, ada


def give_on(tx: Session, key: int, by: int, *, note: str | None = None, warm: bool = False) -> None:
    entry = Entry(queue_id=default_queue(tx))
    handing_on.to_queue(
        tx, key, entry, queue="General", excluded_until=NOW, by=f"agent:{by}", at=NOW, note=note, warm=warm
    )


def answer(tx: Session, key: int, agent: int) -> None:
    handing_on.take_up(tx, key, agent_id=agent, by=f"agent:{agent}", at=NOW)


@pytest.mark.parametrize("warm", [False, True])
async def test_it_waits_for_somebody_with_the_wait_that_it_had(database: Database, warm: bool) -> None:
    key, ada = await database.write(in_hand)
    await database.write(give_on, key, ada, note="Speaks of a cracked bowl.", warm=warm)
    row, (first, then) = await database.read(scene.row, key), await database.read(scene.items, key)
    assert (row.owner, row.agent_id) == (Owner.NONE, None)
    assert (first.state, then.state, then.eligible_at) == (WorkState.DONE, WorkState.QUEUED, first.eligible_at)
    line = (await database.read(notices, key, after=0))[-1]
    assert (line.kind, line.queue, line.note, line.warm) == (
        "ConversationTransferred", "General", "Speaks of a cracked bowl.", warm,
    )  # fmt: skip
    assert line.agent is not None
    assert line.agent.name == "Ada"


async def test_who_gave_it_on_blindly_has_it_again_by_answering(database: Database) -> None:
    key, ada = await database.write(in_hand)
    await database.write(give_on, key, ada)
    await database.write(answer, key, ada)
    assert (await database.read(scene.row, key)).agent_id == ada


async def test_who_gave_it_on_warmly_talks_on_until_another_takes_it(database: Database) -> None:
    key, ada = await database.write(in_hand)
    await database.write(give_on, key, ada, warm=True)
    await database.write(answer, key, ada)
    assert (await database.read(scene.row, key)).agent_id is None
    bo = await database.write(scene.agent, "Bo")
    await database.write(answer, key, bo)
    assert (await database.read(scene.row, key)).agent_id == bo
    await database.write(answer, key, ada)
    assert (await database.read(scene.row, key)).agent_id == bo


async def test_a_warm_transfer_ends_with_the_next_one(database: Database) -> None:
    key, ada = await database.write(in_hand)
    bo = await database.write(scene.agent, "Bo")
    await database.write(give_on, key, ada, warm=True)
    await database.write(service.assign, key, agent_id=bo, by="system", at=NOW)
    await database.write(service.release, key, by=f"agent:{bo}", at=NOW, reason="returned")
    await database.write(answer, key, ada)
    assert (await database.read(scene.row, key)).agent_id == ada


@pytest.mark.parametrize("how", ["resolved", "snoozed"])
async def test_what_is_not_open_cannot_wait(database: Database, how: str) -> None:
    key, ada = await database.write(in_hand)
    if how == "resolved":
        await database.write(service.resolve, key, by="system", at=NOW)
    else:
        await database.write(service.snooze, key, until=NOW + timedelta(days=1), by="system", at=NOW)
    with pytest.raises(Conflict) as refused:
        await database.write(give_on, key, ada)
    assert refused.value.code == "not_open"


async def test_what_nobody_has_begun_to_route_waits_in_the_queue_that_was_chosen(database: Database) -> None:
    key = await scene.conversation(database)
    await database.write(give_on, key, 1)
    (item,) = await database.read(scene.items, key)
    assert item.state == WorkState.QUEUED
    with pytest.raises(Conflict) as refused:
        await database.write(give_on, key, 1)
    assert refused.value.code == "already_in_queue"

"""Take next: the best item that an agent may have, for whoever asks, and for nobody twice."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.models import WorkItem
from contact_center.values import WorkState
from routing import taking
from routing.router import Router
from tests import scene
from tests.routing.conftest import asking, present, queued
from tests.scene import START

LIMIT = 4


async def taken(database: Database, agent: int) -> int | None:
    return await taking.take_next(database, agent, chat_limit=LIMIT, now=START)


async def test_an_agent_who_is_away_takes_the_one_that_waits_the_longest(database: Database) -> None:
    oldest, _ = await database.write(queued, 2)
    ada = await database.write(scene.agent, "Ada")
    assert await taken(database, ada) == oldest
    (item,) = await database.read(scene.items, oldest)
    assert (item.state, item.agent_id) == (WorkState.ACTIVE, ada)
    assert (await database.read(scene.facts, "work_item", item.id))[-1] == "WorkItemAssigned"


async def test_an_urgent_one_goes_first(database: Database) -> None:
    _, urgent = await database.write(queued, 2)
    ada = await database.write(scene.agent, "Ada")
    more = sa.update(WorkItem).where(WorkItem.conversation_id == urgent).values(priority=9)
    await database.write(lambda tx: tx.execute(more) and None)
    assert await taken(database, ada) == urgent


async def test_nobody_takes_more_than_there_is_room_for(database: Database) -> None:
    await database.write(queued, 3)
    ada = await database.write(scene.agent, "Ada", limit=2)
    assert [await taken(database, ada) is None for _ in range(3)] == [False, False, True]


async def test_many_who_ask_at_once_get_one_each(database: Database) -> None:
    keys = await database.write(queued, 5)
    agents = await database.write(lambda tx: [scene.agent(tx, f"A{number}") for number in range(8)])
    got = await asyncio.gather(*(taken(database, agent) for agent in agents))
    assert sorted(key for key in got if key) == sorted(keys)


@pytest.mark.parametrize("why", ["no_member", "nothing"])
async def test_who_may_have_nothing_gets_nothing(database: Database, why: str) -> None:
    if why == "no_member":
        await database.write(queued, 1)
        await database.write(lambda tx: asking(tx, members="chosen"))
    ada = await database.write(present, "Ada")
    assert await taken(database, ada) is None


async def test_what_was_declined_can_still_be_taken(database: Database, router: Router) -> None:
    (key,) = await database.write(queued, 1)
    ada = await database.write(present, "Ada")

    def declined(tx: Session) -> None:
        item = tx.execute(sa.select(WorkItem)).scalar_one()
        until = int((START + timedelta(minutes=5)).timestamp() * 1e6)
        item.excluded = [{"agent": ada, "until": until}]

    await database.write(declined)
    assert await router.drain() == 0
    assert await taken(database, ada) == key

"""A work item's way, and the fact of each of its steps."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service as conversations
from contact_center.db import Database
from contact_center.models import Agent, Event
from contact_center.values import WorkState
from contact_center.work import service
from routing import intake
from tests import scene
from tests.scene import START


async def queued(database: Database) -> int:
    key = await scene.conversation(database)
    assert await database.write(intake.enter, key, now=START)
    return key


async def only(database: Database, key: int) -> tuple[str, int | None, str | None, list[str]]:
    """State, agent, outcome and facts of the conversation's only work item."""

    def query(tx: Session) -> tuple[str, int | None, str | None, list[str]]:
        (item,) = scene.items(tx, key)
        return item.state, item.agent_id, item.outcome, scene.facts(tx, "work_item", item.id)

    return await database.read(query)


async def test_it_is_queued_once(database: Database) -> None:
    key = await queued(database)
    assert not await database.write(intake.enter, key, now=START)
    assert await only(database, key) == (WorkState.QUEUED, None, None, ["WorkItemQueued"])


async def test_it_is_abandoned_when_the_visitor_ends_before_an_answer(database: Database) -> None:
    key = await queued(database)
    await database.write(conversations.resolve, key, by="customer:1", at=START, outcome="ended_by_customer")
    facts = ["WorkItemQueued", "WorkItemEnded"]
    assert await only(database, key) == (WorkState.ABANDONED, None, "ended_by_customer", facts)


async def test_it_is_cancelled_when_staff_end_it_before_an_answer(database: Database) -> None:
    key = await queued(database)
    await database.write(conversations.resolve, key, by="agent:900", at=START)
    facts = ["WorkItemQueued", "WorkItemEnded"]
    assert await only(database, key) == (WorkState.CANCELLED, None, "resolved", facts)
    fact = sa.select(Event.data).where(Event.type == "WorkItemEnded")
    found = await database.read(lambda tx: tx.execute(fact).scalar_one())
    assert (found["outcome"], found["state"]) == ("resolved", "cancelled")


async def test_it_is_done_when_an_agent_had_it(database: Database) -> None:
    key = await queued(database)
    ada = await database.write(scene.agent, "Ada")
    await database.write(conversations.assign, key, agent_id=ada, by=f"agent:{ada}", at=START)
    assert await database.read(service.load, ada) == 1
    await database.write(conversations.resolve, key, by=f"agent:{ada}", at=START)
    facts = ["WorkItemQueued", "WorkItemAssigned", "WorkItemEnded"]
    assert await only(database, key) == (WorkState.DONE, ada, "resolved", facts)
    assert await database.read(service.load, ada) == 0


async def test_it_goes_along_with_a_transfer_and_counts_for_the_new_agent(database: Database) -> None:
    key = await queued(database)
    ada, bo = await database.write(lambda tx: [scene.agent(tx, "Ada"), scene.agent(tx, "Bo")])
    for agent in (ada, bo):
        await database.write(conversations.assign, key, agent_id=agent, by="system", at=START)
    assert await only(database, key) == (WorkState.ACTIVE, bo, None, ["WorkItemQueued", *["WorkItemAssigned"] * 2])
    assert [await database.read(service.load, agent) for agent in (ada, bo)] == [0, 1]
    worked = sa.select(Agent.last_work_at).where(Agent.id.in_([ada, bo]))
    assert await database.read(lambda tx: list(tx.execute(worked).scalars())) == [START, START]


async def test_it_waits_again_with_the_wait_it_had(database: Database) -> None:
    key = await queued(database)
    ada = await database.write(scene.agent, "Ada")
    await database.write(conversations.assign, key, agent_id=ada, by="system", at=START)
    await database.write(conversations.release, key, by="system", at=START, reason="returned")
    facts = ["WorkItemQueued", "WorkItemAssigned", "WorkItemReturned"]
    assert await only(database, key) == (WorkState.QUEUED, None, None, facts)
    assert (await database.read(scene.items, key))[0].eligible_at == START


async def test_a_second_contact_of_the_same_conversation_is_an_item_of_its_own(database: Database) -> None:
    key = await queued(database)
    ada = await database.write(scene.agent, "Ada")
    await database.write(conversations.assign, key, agent_id=ada, by="system", at=START)
    await database.write(conversations.resolve, key, by="system", at=START)
    await database.write(conversations.reopen, key, agent_id=ada, by=f"agent:{ada}", at=START)
    assert [item.state for item in await database.read(scene.items, key)] == [WorkState.DONE, WorkState.ACTIVE]

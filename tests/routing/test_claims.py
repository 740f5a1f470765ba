"""However many decide at once, an item has one owner and an agent no more than the limit."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import handing_on, service
from contact_center.db import Database, open_database
from contact_center.models import Agent, Conversation, Event, WorkItem
from contact_center.realtime import presence
from contact_center.settings import Settings
from contact_center.values import HOLDING, OPEN_WORK, Presence, WorkState
from routing import claims, intake
from tests import scene
from tests.routing.conftest import decided, item_keys, present, queued
from tests.scene import START

CLAIMERS = 50
LIMIT = 3


def held(tx: Session) -> dict[int | None, int]:
    query = sa.select(WorkItem.agent_id, sa.func.count()).where(WorkItem.state.in_(HOLDING)).group_by(WorkItem.agent_id)
    return {row[0]: row[1] for row in tx.execute(query)}


def assigned(tx: Session) -> list[int]:
    """The conversations in all facts of having been assigned: one that was given twice is there twice."""
    query = sa.select(Event.entity_id).where(Event.type == "ConversationAssigned")
    return list(tx.execute(query).scalars())


async def test_no_item_gets_two_owners_and_no_agent_too_many(database: Database, database_settings: Settings) -> None:
    conversations = await database.write(queued, 20)
    agents = await database.write(lambda tx: [present(tx, f"A{number}") for number in range(5)])
    item_ids = await database.read(lambda tx: item_keys(tx))
    processes = [database]
    if database.dialect == "postgresql":
        processes.append(open_database(database_settings, lambda _: None))

    async def claimer(number: int) -> int:
        dice = random.Random(number)
        db, won = processes[number % len(processes)], 0
        for item in dice.sample(item_ids, 4):
            decision = decided(item, dice.choice(agents))
            won += await db.write(claims.carry_out, decision, chat_limit=LIMIT, now=START)
        return won

    won = sum(await asyncio.gather(*(claimer(number) for number in range(CLAIMERS))))
    given = await database.read(assigned)
    assert len(given) == len(set(given)) == won
    assert set(given) <= set(conversations)
    load = await database.read(held)
    assert sum(load.values()) == won == min(20, 5 * LIMIT)
    assert max(load.values()) <= LIMIT
    for other in processes[1:]:
        await other.close()


@pytest.mark.parametrize("why", ["away", "gone", "disabled", "full", "taken", "missing"])
async def test_everything_is_checked_again_inside_the_claim(database: Database, why: str) -> None:
    (conversation,) = await database.write(queued, 1)
    ada, bo = await database.write(lambda tx: [present(tx, "Ada", limit=1), present(tx, "Bo")])
    (item,) = await database.read(item_keys)

    def meanwhile(tx: Session) -> None:
        agent = sa.update(Agent).where(Agent.id == ada)
        if why == "full":
            other = scene.received(tx, scene.inbox(tx), who="bob").conversation_id
            service.assign(tx, other, agent_id=ada, by="system", at=START)
        elif why == "taken":
            service.assign(tx, conversation, agent_id=bo, by="system", at=START)
        elif why != "missing":
            changes: dict[str, dict[str, Any]] = {"away": {"presence": Presence.AWAY}, "gone": {"lease_until": START}}
            tx.execute(agent.values(changes.get(why, {"disabled_at": START})))

    await database.write(meanwhile)
    key = 987_654 if why == "missing" else item
    assert not await database.write(claims.carry_out, decided(key, ada), chat_limit=4, now=START)
    owner = sa.select(Conversation.agent_id).where(Conversation.id == conversation)
    assert await database.read(lambda tx: tx.execute(owner).scalar()) == (bo if why == "taken" else None)


async def test_a_conversation_that_an_agent_answers_meanwhile_is_not_queued_beside_it(
    database: Database, database_settings: Settings
) -> None:
    ada = await database.write(present, "Ada")
    for number in range(10):
        key = await scene.conversation(database, who=f"customer-{number}")
        await asyncio.gather(
            database.write(intake.enter, key, now=START),
            database.write(handing_on.take_up, key, agent_id=ada, by=f"agent:{ada}", at=START),
            database.write(intake.enter, key, now=START),
        )
        found = await database.read(scene.items, key)
        assert [item.state for item in found if item.state in OPEN_WORK] == [WorkState.ACTIVE]


async def test_resolving_and_claiming_at_once_never_stick(database: Database) -> None:
    keys = await database.write(queued, 12)
    agents = await database.write(lambda tx: [present(tx, "Ada", 50), present(tx, "Bo", 50)])
    waiting = await database.read(item_keys)
    async with asyncio.timeout(10):
        await asyncio.gather(
            *(
                database.write(claims.carry_out, decided(item, agents[item % 2]), chat_limit=50, now=START)
                for item in waiting
            ),
            *(database.write(service.resolve, key, by="system", at=START) for key in keys),
        )
    items = await database.read(lambda tx: [item for key in keys for item in scene.items(tx, key)])
    states = Counter(item.state for item in items)
    assert set(states) <= {WorkState.DONE, WorkState.CANCELLED}
    assert sum(states.values()) == 12


async def test_who_turns_available_goes_to_the_end_of_the_line(database: Database) -> None:
    ada = await database.write(scene.agent, "Ada")
    lease = timedelta(seconds=30)
    await database.write(presence.choose, ada, presence=Presence.AVAILABLE, reason=None, lease=lease, now=START)
    assert (await database.read(presence.staff))[0].last_work_at == START


async def test_who_has_not_accepted_the_invitation_is_nobody_to_give_work_to(database: Database) -> None:
    def invited(tx: Session) -> list[str]:
        key = scene.agent(tx, "New")
        tx.execute(sa.update(Agent).where(Agent.id == key).values(password_hash=None))
        return [row.name for row in presence.staff(tx)]

    assert "New" not in await database.write(invited)

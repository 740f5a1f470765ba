"""Why an agent has an item, and why an item waits, told from storage alone."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database
from contact_center.models import Offer, Skill, WorkItem
from contact_center.values import Presence
from routing import answers, taking, why
from routing.desk_schemas import Why, WorkItemView
from routing.router import Router
from tests import scene
from tests.routing.conftest import asking, present, queued
from tests.scene import START


def newest(tx: Session, conversation: int) -> WorkItemView:
    return why.of_conversation(tx, conversation)[0]


async def told(database: Database, conversation: int) -> Why:
    item = await database.read(newest, conversation)
    return await database.read(why.why, item.id, chat_limit=4, now=START)


async def test_of_one_that_waits_it_counts_who_cannot_and_for_what(database: Database) -> None:
    def unit(tx: Session) -> list[int]:
        keys = queued(tx, 2)
        scene.agent(tx, "Away", presence=Presence.AWAY, lease=600)
        present(tx, "Full", limit=1)
        asking(tx)
        skill = Skill(name="French", folded="french", created_at=START)
        tx.add(skill)
        tx.flush()
        tx.execute(sa.update(WorkItem).values(needs=[{"skill": skill.public_id, "level": 3}]))
        return keys

    first, second = await database.write(unit)
    waits = [(await told(database, key)).waits for key in (first, second)]
    assert [each and (each.position, each.waiting, each.waited) for each in waits] == [(1, 2, 2), (2, 2, 1)]
    assert waits[0]
    assert waits[0].reasons == {"lacks_skill": 2}
    assert [(need.name, need.level) for need in waits[0].needs] == [("French", 3)]
    assert waits[0].changes_at is not None


async def test_of_one_that_was_routed_it_compares_who_could_have_had_it(database: Database, router: Router) -> None:
    (key,) = await database.write(queued, 1)
    await database.write(lambda tx: [present(tx, "Ada"), present(tx, "Bo"), scene.agent(tx, "Cho")])
    await database.write(asking)
    assert await router.drain() == 1
    found = await told(database, key)
    (decision,) = found.decisions
    assert [(each.agent.name, each.chosen) for each in decision.compared] == [("Ada", True), ("Bo", False)]
    assert (decision.decided_by, decision.reasons, decision.queue) == ("agent", {"absent": 1}, found.item.queue)
    assert [(each.agent.name, each.outcome) for each in found.offers] == [("Ada", None)]
    assert found.waits is None


async def test_it_names_who_took_it_by_hand_but_not_who_accepted_it(database: Database, router: Router) -> None:
    taken, offered = await database.write(queued, 2)
    await database.write(asking)
    cho = await database.write(scene.agent, "Cho", limit=1)
    assert await taking.take_next(database, cho, chat_limit=4, now=START) == taken
    ada = await database.write(present, "Ada")
    await router.drain()
    offer = await database.read(lambda tx: tx.execute(sa.select(Offer.public_id)).scalar_one())
    await database.write(answers.accept, offer, ada, now=START)
    by = [(await told(database, key)).taken_by for key in (taken, offered)]
    assert [each and each.name for each in by] == ["Cho", None]


async def test_a_conversation_s_contacts_are_all_there(database: Database) -> None:
    ada = await database.write(present, "Ada")

    def unit(tx: Session) -> int:
        (key,) = queued(tx, 1)
        service.assign(tx, key, agent_id=ada, by="system", at=START)
        service.resolve(tx, key, by="system", at=START)
        service.reopen(tx, key, agent_id=ada, by=f"agent:{ada}", at=START)
        return key

    key = await database.write(unit)
    assert [each.state for each in await database.read(why.of_conversation, key)] == ["active", "done"]

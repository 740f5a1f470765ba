"""How somebody who begins a chat now would stand."""

from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database
from contact_center.models import Inbox
from routing.newcomers import Outlook, outlook
from tests import scene
from tests.routing.conftest import present, queued
from tests.routing.test_waits import finished, never_open
from tests.scene import START


async def seen(db: Database, inbox: str = "") -> Outlook:
    def query(tx: Session) -> Outlook:
        first = tx.query(Inbox).order_by(Inbox.id).first()
        return outlook(tx, inbox or (first.public_id if first else ""), "en", START, chat_limit=1)

    return await db.read(query)


async def test_without_anybody_there_is_nothing_to_wait_for(database: Database) -> None:
    await database.write(scene.inbox)
    assert await seen(database) == Outlook(False)
    assert await seen(database, "gone") == Outlook(False)


async def test_who_is_free_answers_at_once(database: Database) -> None:
    await database.write(scene.inbox)
    await database.write(present, "Ada", 1)
    assert await seen(database) == Outlook(True, 0)


async def test_a_newcomer_stands_behind_those_who_wait(database: Database) -> None:
    ada = await database.write(present, "Ada", 1)
    await database.write(finished, ada, [60, 120, 180])
    busy, _ = await database.write(queued, 2)
    await database.write(service.assign, busy, agent_id=ada, by="system", at=START)
    assert await seen(database) == Outlook(True, 120)


async def test_a_wait_of_which_too_little_is_known_is_not_told(database: Database) -> None:
    ada = await database.write(present, "Ada", 1)
    (busy,) = await database.write(queued, 1)
    await database.write(service.assign, busy, agent_id=ada, by="system", at=START)
    assert await seen(database) == Outlook(True, None)


async def test_a_closed_queue_has_no_wait(database: Database) -> None:
    await database.write(scene.inbox)
    await database.write(present, "Ada", 1)
    await database.write(never_open)
    assert await seen(database) == Outlook(False)

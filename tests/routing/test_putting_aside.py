"""What is put aside for something more urgent is so in storage too, and goes on when there is room again."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database
from contact_center.models import Conversation, WorkItem
from routing import intake
from routing.router import Router
from tests import scene
from tests.api import Clock
from tests.routing.conftest import present, queued, settle


def as_channel(tx: Session, key: int, channel: str) -> None:
    """As if the conversation had come over another channel."""
    tx.execute(sa.update(Conversation).where(Conversation.id == key).values(channel=channel))
    tx.execute(sa.update(WorkItem).where(WorkItem.conversation_id == key).values(channel=channel))


async def test_a_call_puts_a_mail_aside_until_it_ends(database: Database, router: Router, clock: Clock) -> None:
    (mail,) = await database.write(queued, 1)
    await database.write(as_channel, mail, "email")
    ada = await database.write(present, "Ada")
    assert await settle(router) == 1

    def ring(tx: Session) -> int:
        key = scene.received(tx, scene.inbox(tx), who="caller", at=clock()).conversation_id
        assert intake.enter(tx, key, now=clock())
        as_channel(tx, key, "voice")
        return key

    clock.advance(seconds=5)
    voice = await database.write(ring)
    assert await settle(router) == 1
    (item,) = await database.read(scene.items, mail)
    assert (item.agent_id, item.suspended) == (ada, True)
    clock.advance(seconds=60)
    await database.write(service.resolve, voice, by=f"agent:{ada}", at=clock())
    await settle(router)
    (item,) = await database.read(scene.items, mail)
    assert (item.agent_id, item.suspended) == (ada, False)

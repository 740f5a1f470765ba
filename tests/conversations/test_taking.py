"""Two agents take the same conversation: the second is told."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database
from contact_center.errors import Conflict
from tests import scene
from tests.scene import START


async def test_who_takes_what_somebody_else_has_taken_is_told(database: Database) -> None:
    def both(tx: Session) -> tuple[int, int, int]:
        return scene.agent(tx, "Ada"), scene.agent(tx, "Bob"), scene.received(tx, scene.inbox(tx)).conversation_id

    ada, bob, conversation = await database.write(both)

    def take(tx: Session, who: int) -> None:
        service.owned_by(tx, conversation, None)
        service.assign(tx, conversation, agent_id=who, by=f"agent:{who}", at=START + timedelta(seconds=1))

    await database.write(take, ada)
    with pytest.raises(Conflict, match="faster"):
        await database.write(take, bob)

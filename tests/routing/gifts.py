"""An agent who gives a conversation to another, and what becomes of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.conversations.schemas import Assignment
from contact_center.db import Database
from contact_center.errors import Conflict
from contact_center.models import Agent, Offer
from routing import giving
from tests import scene
from tests.routing.conftest import present, queued, set_queue
from tests.scene import START

NOW = START + timedelta(seconds=30)
LATER = NOW + timedelta(seconds=21)


def give(
    tx: Session, /, key: int, giver: int, target: int, *, now: datetime = NOW, limit: int = 4, **wanted: Any
) -> None:
    body = Assignment(agent=tx.get_one(Agent, target).public_id, **wanted)
    giving.assign(tx, key, body, giver_id=giver, chat_limit=limit, now=now)


async def owned(database: Database, *names: str, **settings: Any) -> tuple[int, list[int]]:
    """A conversation that the first of these agents has, in a queue that asks; its key, and theirs."""
    await database.write(set_queue, **{"answer": "offer", "offer_seconds": 20, **settings})

    def unit(tx: Session) -> tuple[int, list[int]]:
        (key,) = queued(tx, 1)
        agents = [present(tx, name) for name in names]
        service.assign(tx, key, agent_id=agents[0], by="system", at=START)
        return key, agents

    return await database.write(unit)


async def state(database: Database, key: int) -> tuple[int | None, str, int | None]:
    """The owner of the conversation, and of its open item the state and the agent."""
    (item,) = await database.read(scene.items, key)
    return (await database.read(scene.row, key)).agent_id, item.state, item.agent_id


def open_offer(tx: Session) -> str:
    return tx.execute(sa.select(Offer.public_id).where(Offer.ended_at.is_(None))).scalar_one()


def outcomes(tx: Session) -> list[tuple[int, str | None]]:
    return [(row.agent_id, row.outcome) for row in tx.execute(sa.select(Offer).order_by(Offer.id)).scalars()]


async def refused(database: Database, key: int, giver: int, target: int, **given: Any) -> Conflict:
    with pytest.raises(Conflict) as error:
        await database.write(give, key, giver, target, **given)
    return error.value


def queued_more(tx: Session, who: str = "another") -> int:
    inbox = scene.inbox(tx)
    return scene.received(tx, inbox, who=who).conversation_id

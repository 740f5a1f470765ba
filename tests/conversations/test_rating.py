"""Whether a rating stands for an end, and whose it is."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from contact_center.conversations import service
from contact_center.conversations.appending import append_messages
from contact_center.conversations.rating import rate
from contact_center.db import Database
from contact_center.errors import Conflict
from contact_center.models import Conversation, Rating
from contact_center.realtime.projections import public_conversation
from contact_center.realtime.queries import public_columns
from tests import scene
from tests.scene import START


class Talk:
    """One conversation, a minute later with each step."""

    def __init__(self, database: Database, key: int, ada: int, bob: int) -> None:
        self.database, self.key, self.ada, self.bob = database, key, ada, bob
        self.now = START

    def later(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    async def customer(self) -> None:
        message = scene.from_customer(self.key, at=self.later())
        await self.database.write(lambda tx: append_messages(tx, [message]) and None)

    async def answer(self, agent: int) -> None:
        message = scene.from_agent(self.key, agent, at=self.later())
        await self.database.write(lambda tx: append_messages(tx, [message]) and None)

    async def note(self, agent: int) -> None:
        message = scene.note(self.key, agent, at=self.later())
        await self.database.write(lambda tx: append_messages(tx, [message]) and None)

    async def assign(self, agent: int) -> None:
        await self.database.write(service.assign, self.key, agent_id=agent, by="system", at=self.later())

    async def resolve(self) -> None:
        await self.database.write(service.resolve, self.key, by="system", at=self.later())

    async def reopen(self, agent: int) -> None:
        await self.database.write(service.reopen, self.key, agent_id=agent, by="system", at=self.later())

    async def rate(self, score: int) -> None:
        at = self.later()
        await self.database.write(rate, self.key, customer_id=1, score=score, comment=None, at=at)

    async def shown(self) -> tuple[bool, int | None]:
        """Whether the visitor is asked, and the score that stands."""
        query = public_columns().where(Conversation.id == self.key)
        found = await self.database.read(lambda tx: public_conversation(tx.execute(query).one(), None))
        return found.may_rate, found.score

    async def credited(self) -> list[int | None]:
        query = sa.select(Rating.agent_id).order_by(Rating.id)
        return await self.database.read(lambda tx: list(tx.execute(query).scalars()))


@pytest.fixture
async def talk(database: Database) -> Talk:
    """Ada has the conversation."""
    key = await scene.conversation(database)
    ada, bob = [await database.write(scene.agent, name) for name in ("Ada", "Bob")]
    talk = Talk(database, key, ada, bob)
    await talk.assign(ada)
    return talk


async def test_reopened_and_ended_without_a_word_of_the_customer_it_is_not_asked_again(talk: Talk) -> None:
    await talk.answer(talk.ada)
    await talk.resolve()
    assert await talk.shown() == (True, None)
    await talk.rate(5)
    await talk.reopen(talk.ada)
    assert await talk.shown() == (False, None)
    await talk.answer(talk.ada)
    await talk.resolve()
    assert await talk.shown() == (False, 5)
    with pytest.raises(Conflict) as refused:
        await talk.rate(5)
    assert refused.value.code == "already_rated"
    assert await talk.credited() == [talk.ada]


async def test_it_is_asked_again_once_the_customer_has_written_again(talk: Talk) -> None:
    await talk.answer(talk.ada)
    await talk.resolve()
    await talk.rate(2)
    await talk.customer()
    await talk.assign(talk.bob)
    await talk.answer(talk.bob)
    await talk.resolve()
    assert await talk.shown() == (True, None)
    await talk.rate(4)
    assert await talk.shown() == (False, 4)
    assert await talk.credited() == [talk.ada, talk.bob]


async def test_it_is_credited_to_who_answered_last_not_to_who_holds_the_chat(talk: Talk) -> None:
    await talk.answer(talk.ada)
    await talk.assign(talk.bob)
    await talk.note(talk.bob)
    await talk.resolve()
    await talk.rate(1)
    assert await talk.credited() == [talk.ada]


async def test_where_nobody_has_answered_since_it_is_credited_to_the_owner(talk: Talk) -> None:
    await talk.resolve()
    await talk.rate(1)
    await talk.customer()
    await talk.assign(talk.ada)
    await talk.answer(talk.ada)
    await talk.resolve()
    await talk.rate(3)
    await talk.customer()
    await talk.assign(talk.bob)
    await talk.resolve()
    await talk.rate(2)
    assert await talk.credited() == [talk.ada, talk.ada, talk.bob]

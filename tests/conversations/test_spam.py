"""An agent marks a conversation as spam, and takes that back, over HTTP and on each kind of database."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import queries, service, spam
from contact_center.conversations.schemas import ConversationQuery
from contact_center.db import Database
from contact_center.errors import Conflict
from contact_center.models import Block, Conversation
from contact_center.settings import Settings
from contact_center.work import service as work
from contact_center.work.schemas import Entry
from tests import scene
from tests.api import Api
from tests.channels.email.outgoing.correspondence import conversation, mail_api
from tests.scene import START


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return mail_api(database, database_settings)


@pytest.fixture
async def where(api: Api) -> str:
    return await conversation(api.db, api.clock())


def the_one(tx: Session) -> Conversation:
    return tx.execute(sa.select(Conversation)).scalar_one()


def blocked(tx: Session) -> list[str | None]:
    return list(tx.execute(sa.select(Block.sender)).scalars())


async def listed(client: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    found = await client.get("/api/v1/conversations", params=query)
    assert found.status_code == 200, found.text
    items: list[dict[str, Any]] = found.json()["items"]
    return items


async def test_spam_leaves_the_lists_and_queues_until_it_is_taken_back(api: Api, where: str) -> None:
    client = await api.signed_in()
    due = START + timedelta(hours=48)

    def waits(tx: Session) -> None:
        row = the_one(tx)
        row.due_at = due
        work.enqueue(tx, row.id, Entry(queue_id=work.default_queue(tx)), channel="email", by="system", at=START)

    await api.db.write(waits)
    path = f"/api/v1/conversations/{where}/spam"
    marked = await client.post(path, json={})
    assert (marked.json()["spam"], marked.json()["due_at"]) == (True, None)
    assert [await listed(client, status=each) for each in ("open", "resolved")] == [[], []]
    assert [row["id"] for row in await listed(client, status="spam")] == [where]
    assert (await client.post(path, json={})).json()["code"] == "already_spam"
    item = (await api.db.read(lambda tx: scene.items(tx, the_one(tx).id)))[0]
    assert (item.state, item.outcome) == ("cancelled", "spam")

    back = (await client.delete(path)).json()
    assert (back["spam"], back["status"], back["owner"], back["unread"]) == (False, "open", "none", 1)
    assert back["due_at"] == due.isoformat().replace("+00:00", "Z")
    assert (await client.delete(path)).json()["code"] == "not_spam"
    facts = await api.db.read(lambda tx: scene.facts(tx, "conversation", the_one(tx).id))
    assert facts[-2:] == ["ConversationMarkedSpam", "ConversationUnmarkedSpam"]


async def test_whoever_marks_it_may_block_its_sender_along_with_it(api: Api, where: str) -> None:
    client = await api.signed_in()
    path = f"/api/v1/conversations/{where}/spam"
    assert (await client.post(path, json={"block": True})).status_code == 200
    assert await api.db.read(blocked) == ["ann@customer.example"]
    timeline = (await client.get(f"/api/v1/conversations/{where}/messages")).json()
    assert timeline["notices"][-1]["reason"] == "ann@customer.example"
    await client.delete(path)
    assert await api.db.read(blocked) == []


async def test_it_goes_back_to_whoever_had_it(api: Api, where: str) -> None:
    def unit(tx: Session) -> None:
        row, agent = the_one(tx), scene.agent(tx, "Ben")
        service.assign(tx, row.id, agent_id=agent, by="system", at=START)
        spam.mark(tx, row.id, by="system", at=START)
        spam.unmark(tx, row.id, by="system", at=START)
        assert (row.agent_id, row.owner, row.status) == (agent, "agent", "open")
        assert work.open_item(tx, row.id) is not None

    await api.db.write(unit)


async def test_what_was_resolved_is_resolved_again_and_an_answer_ends_its_being_spam(api: Api, where: str) -> None:
    client = await api.signed_in()
    path = f"/api/v1/conversations/{where}"
    await client.post(f"{path}/resolve")
    await client.post(f"{path}/spam", json={})
    assert (await client.delete(f"{path}/spam")).json()["status"] == "resolved"
    await client.post(f"{path}/spam", json={})
    answered = await client.post(f"{path}/messages", json={"body": "It was none."})
    assert answered.status_code == 201
    row = (await client.get(path)).json()
    assert (row["spam"], row["status"]) == (False, "open")


async def test_a_chat_is_not_spam(database: Database) -> None:
    key = await scene.conversation(database)
    with pytest.raises(Conflict, match="Block the customer"):
        await database.write(spam.mark, key, by="system", at=START)


async def test_every_status_at_once_leaves_spam_out(api: Api, where: str) -> None:
    def unit(tx: Session) -> None:
        spam.mark(tx, the_one(tx).id, by="system", at=START)
        for sort in ("newest", "due"):
            found = queries.conversations(
                tx, ConversationQuery(status=None, sort=sort), agent_id=1, now=START
            )  # fmt: skip
            assert found == []
            spam_list = ConversationQuery(status="spam", sort=sort)
            assert len(queries.conversations(tx, spam_list, agent_id=1, now=START)) == 1

    await api.db.write(unit)

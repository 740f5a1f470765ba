"""Notes that name colleagues, over HTTP on each kind of database."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from contact_center.conversations.api import ROUTES as CONVERSATION_ROUTES
from contact_center.conversations.desk_api import ROUTES
from contact_center.db import Database
from contact_center.models import Agent, Event
from contact_center.realtime.queries import changes_after, conversation_id, join_visitor
from contact_center.settings import Settings
from tests import scene
from tests.api import Api


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, (*ROUTES, *CONVERSATION_ROUTES))


@pytest.fixture
async def conversation(database: Database) -> str:
    return await database.write(lambda tx: scene.received(tx, scene.inbox(tx)).conversation)


async def write(client: httpx.AsyncClient, conversation: str, *named: Agent, **fields: Any) -> httpx.Response:
    body = {"body": "look here", "audience": "staff", "mentions": [agent.public_id for agent in named], **fields}
    return await client.post(f"/api/v1/conversations/{conversation}/messages", json=body)


async def items(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/mentions", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_a_note_names_colleagues_who_find_it_among_their_mentions(api: Api, conversation: str) -> None:
    me, lan, bo = await api.agent(), await api.agent(), await api.agent()
    client = await api.signed_in(me)
    written = (await write(client, conversation, lan, me)).json()
    assert [each["name"] for each in written["mentions"]] == [lan.name]  # nobody is told of what they wrote
    (mine,) = await items(await api.signed_in(lan))
    assert (mine["id"], mine["by"]["name"], mine["excerpt"], mine["seen"]) == (
        written["id"],
        me.name,
        "look here",
        False,
    )
    assert mine["conversation"]["id"] == conversation
    assert await items(await api.signed_in(bo)) == []


async def test_the_timeline_shows_whom_a_note_names(api: Api, conversation: str) -> None:
    lan = await api.agent()
    client = await api.signed_in()
    await write(client, conversation, lan)
    timeline = (await client.get(f"/api/v1/conversations/{conversation}/messages")).json()
    assert [[each["name"] for each in message["mentions"]] for message in timeline["messages"]] == [[], [lan.name]]


async def test_the_same_note_sent_again_names_them_once(api: Api, conversation: str) -> None:
    lan = await api.agent()
    client = await api.signed_in()
    for _ in range(2):
        written = await write(client, conversation, lan, client_id="once")
        assert [each["id"] for each in written.json()["mentions"]] == [lan.public_id]
    assert len(await items(await api.signed_in(lan))) == 1


async def test_a_reply_to_the_customer_names_nobody(api: Api, conversation: str) -> None:
    refused = await write(await api.signed_in(), conversation, await api.agent(), audience="public")
    assert (refused.status_code, refused.json()["code"]) == (422, "mention_in_public")


async def test_only_somebody_who_can_sign_in_is_named(api: Api, conversation: str, database: Database) -> None:
    invited, disabled = await api.agent(password=None), await api.agent()
    await database.write(
        lambda tx: tx.execute(sa.update(Agent).where(Agent.id == disabled.id).values(disabled_at=api.clock()))
    )
    client = await api.signed_in()
    for nobody in (invited, disabled, Agent(public_id="unknown")):
        refused = await write(client, conversation, nobody)
        assert (refused.status_code, refused.json()["code"]) == (422, "nobody")


async def test_mentions_are_paged_and_seen_in_one_conversation_or_at_all(
    api: Api, conversation: str, database: Database
) -> None:
    lan = await api.agent()
    writer, reader = await api.signed_in(), await api.signed_in(lan)
    other = await database.write(lambda tx: scene.received(tx, scene.inbox(tx), who="bo").conversation)
    for number in range(3):
        await write(writer, conversation, lan, body=f"note {number}")
    await write(writer, other, lan, body="elsewhere")
    first = (await reader.get("/api/v1/mentions", params={"limit": 3})).json()
    assert [each["excerpt"] for each in first["items"]] == ["elsewhere", "note 2", "note 1"]
    assert [each["excerpt"] for each in await items(reader, after=first["next"])] == ["note 0"]
    assert (await reader.post("/api/v1/mentions/seen", json={"conversation": conversation})).status_code == 204
    assert [each["excerpt"] for each in await items(reader, unseen=True)] == ["elsewhere"]
    await reader.post("/api/v1/mentions/seen", json={})
    assert await items(reader, unseen=True) == []
    assert len(await items(reader)) == 4


async def test_a_visitor_learns_nothing_of_it_and_the_fact_says_whom(
    api: Api, conversation: str, database: Database
) -> None:
    lan = await api.agent()
    await write(await api.signed_in(), conversation, lan)
    key = await database.read(conversation_id, conversation)
    assert key
    shown = await database.read(join_visitor, key, None)
    assert lan.public_id not in str(shown.frames)
    assert lan.name not in str(shown.frames)
    assert "look here" not in str(shown.frames)
    changes = await database.read(changes_after, key, 0)
    assert changes
    assert [change.visitor for change in changes if lan.name in str(change)] == [None]
    data = await database.read(
        lambda tx: tx.execute(sa.select(Event.data).where(Event.type == "NoteAdded")).scalar_one()
    )
    assert data == {"mentions": [lan.id]}

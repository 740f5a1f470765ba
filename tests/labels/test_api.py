"""Labels over the API, on both databases."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from contact_center.conversations.api import ROUTES as CONVERSATION_ROUTES
from contact_center.db import Database
from contact_center.labels import service
from contact_center.labels.api import ROUTES
from contact_center.models import ConversationLabel, Event, Label
from contact_center.settings import Settings
from contact_center.values import Role
from tests import scene
from tests.api import Api

BASE = "/api/v1"


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, (*CONVERSATION_ROUTES, *ROUTES))


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.ADMINISTRATOR)


async def made(client: httpx.AsyncClient, name: str, **more: Any) -> dict[str, Any]:
    response = await client.post(f"{BASE}/labels", json={"name": name, **more})
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json()
    return found


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def one(api: Api) -> str:
    key = await scene.conversation(api.db)
    return await api.db.read(lambda tx: scene.row(tx, key).public_id)


async def put(client: httpx.AsyncClient, conversation: str, *labels: dict[str, Any]) -> httpx.Response:
    path = f"{BASE}/conversations/{conversation}/labels"
    return await client.put(path, json={"labels": [label["id"] for label in labels]})


async def test_names_that_differ_in_tone_marks_alone_are_one(api: Api, owner: httpx.AsyncClient) -> None:
    first = await made(owner, " Đổi trả ", colour="#FF8800")
    assert (first["name"], first["colour"], first["version"]) == ("Đổi trả", "#ff8800", 1)
    assert refusal(await owner.post(f"{BASE}/labels", json={"name": "doi TRA"})) == (409, "name_taken")
    assert refusal(await owner.post(f"{BASE}/labels", json={"name": "  "})) == (422, "name_missing")
    assert (await owner.post(f"{BASE}/labels", json={"name": "x", "colour": "red"})).status_code == 422
    second = await made(owner, "An")
    listed = (await owner.get(f"{BASE}/labels")).json()["items"]
    assert [label["id"] for label in listed] == [second["id"], first["id"]]


async def test_of_two_who_change_a_label_the_second_is_told(api: Api, owner: httpx.AsyncClient) -> None:
    label = await made(owner, "VIP")
    path = f"{BASE}/labels/{label['id']}"
    assert (await owner.patch(path, json={"name": "Gold", "version": 1})).json()["version"] == 2
    assert refusal(await owner.patch(path, json={"name": "Silver", "version": 1})) == (409, "changed_meanwhile")
    assert (await owner.get(f"{BASE}/labels")).json()["items"][0]["name"] == "Gold"


async def test_a_conversation_has_exactly_the_labels_that_it_was_given(api: Api, owner: httpx.AsyncClient) -> None:
    red, blue, conversation = await made(owner, "Red"), await made(owner, "Blue"), await one(api)
    agent = await api.signed_in()
    assert (await put(agent, conversation, red, blue)).json()["labels"] == [blue["id"], red["id"]]
    assert (await put(agent, conversation, red)).json()["labels"] == [red["id"]]
    assert (await put(agent, conversation, red)).json()["labels"] == [red["id"]]
    timeline = (await agent.get(f"{BASE}/conversations/{conversation}/messages")).json()
    told = [(notice["added"], notice["removed"]) for notice in timeline["notices"]]
    assert told == [(["Blue", "Red"], []), ([], ["Blue"])]
    stored = sa.select(Event.public_seq).where(Event.type == "ConversationLabelled")
    assert await api.db.read(lambda tx: set(tx.execute(stored).scalars())) == {None}
    unknown = await agent.put(f"{BASE}/conversations/{conversation}/labels", json={"labels": ["nothing"]})
    assert refusal(unknown) == (422, "label_gone")


async def test_a_removed_label_is_gone_at_once_and_its_name_free(api: Api, owner: httpx.AsyncClient) -> None:
    red, conversation = await made(owner, "Red"), await one(api)
    await put(owner, conversation, red)
    assert (await owner.delete(f"{BASE}/labels/{red['id']}")).status_code == 204
    assert (await owner.get(f"{BASE}/labels")).json()["items"] == []
    assert refusal(await put(owner, conversation, red)) == (422, "label_gone")
    again = await made(owner, "Red")
    while await api.db.write(service.take_some_off, 1):
        pass
    assert (await owner.get(f"{BASE}/conversations/{conversation}")).json()["labels"] == []
    left = await api.db.read(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(ConversationLabel)).scalar())
    names = await api.db.read(lambda tx: list(tx.execute(sa.select(Label.public_id)).scalars()))
    assert (left, names) == (0, [again["id"]])


async def test_a_name_that_nobody_can_see_is_none(owner: httpx.AsyncClient) -> None:
    refused = await owner.post("/api/v1/labels", json={"name": "\u200b\u2060", "colour": "#112233"})
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "name_missing", "name")
    made = await owner.post("/api/v1/labels", json={"name": "V\u200bIP\n now", "colour": "#112233"})
    assert made.json()["name"] == "VIP now"

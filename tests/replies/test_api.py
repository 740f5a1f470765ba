"""Canned replies over the API, on both databases."""

from typing import Any

import httpx
import pytest

from contact_center.db import Database
from contact_center.inboxes.api import ROUTES as INBOX_ROUTES
from contact_center.replies.api import ROUTES
from contact_center.settings import Settings
from contact_center.values import Role
from tests.api import Api

PATH = "/api/v1/canned-replies"
HELLO = {"shortcut": "Chào buổi sáng", "title": "Greeting", "texts": {"vi": "Chào {{customer.name|bạn}}", "en": " "}}


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, (*INBOX_ROUTES, *ROUTES))


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.ADMINISTRATOR)


def refusal(response: httpx.Response) -> tuple[int, str, str | None]:
    problem = response.json()
    return response.status_code, problem["code"], problem.get("field")


async def made(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    response = await client.post(PATH, json={**HELLO, **body})
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_a_reply_is_stored_under_one_spelling_of_its_shortcut(api: Api, owner: httpx.AsyncClient) -> None:
    reply = await made(owner)
    assert (reply["shortcut"], reply["inbox"], reply["version"]) == ("chao-buoi-sang", None, 1)
    assert reply["texts"] == {"vi": "Chào {{customer.name|bạn}}"}
    taken = await owner.post(PATH, json={**HELLO, "shortcut": "CHAO buoi sang"})
    assert refusal(taken) == (409, "shortcut_taken", "shortcut")
    agent = await api.signed_in()
    assert (await agent.get(PATH)).json()["items"] == [reply]
    assert (await agent.post(PATH, json=HELLO)).status_code == 403


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"texts": {"en": "Hi {{customer.age}}"}}, "unknown_variable", "texts.en"),
        ({"texts": {}}, "no_text", "texts"),
        ({"texts": {"en": "  "}}, "no_text", "texts"),
        ({"shortcut": "/!"}, "shortcut_empty", "shortcut"),
        ({"title": "  "}, "name_missing", "title"),
        ({"inbox": "unknown"}, "inbox_gone", "inbox"),
    ],
)
async def test_what_does_not_fit_is_refused_with_its_place(
    owner: httpx.AsyncClient, body: dict[str, Any], code: str, field: str
) -> None:
    assert refusal(await owner.post(PATH, json={**HELLO, **body})) == (422, code, field)


async def test_of_two_who_change_a_reply_the_second_is_told(owner: httpx.AsyncClient) -> None:
    inbox = (await owner.post("/api/v1/inboxes", json={"name": "Shop"})).json()["id"]
    reply = await made(owner)
    path = f"{PATH}/{reply['id']}"
    first = await owner.patch(path, json={"title": "Hello", "inbox": inbox, "version": 1})
    assert (first.json()["title"], first.json()["inbox"], first.json()["version"]) == ("Hello", inbox, 2)
    assert refusal(await owner.patch(path, json={"title": "Hi", "version": 1}))[:2] == (409, "changed_meanwhile")
    kept = (await owner.patch(path, json={"texts": {"en": "Hi"}})).json()
    assert (kept["inbox"], kept["texts"]) == (inbox, {"en": "Hi"})
    assert (await owner.patch(path, json={"inbox": None})).json()["inbox"] is None


async def test_a_deleted_reply_is_gone(owner: httpx.AsyncClient) -> None:
    reply = await made(owner)
    assert (await owner.delete(f"{PATH}/{reply['id']}")).status_code == 204
    assert (await owner.delete(f"{PATH}/{reply['id']}")).status_code == 404
    assert (await owner.get(PATH)).json()["items"] == []

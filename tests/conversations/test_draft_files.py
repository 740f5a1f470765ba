"""Files that wait with a draft: on another device too, as long as the draft is there, on each kind of database."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from contact_center.conversations import drafts, queries
from contact_center.conversations.api import ROUTES as CONVERSATION_ROUTES
from contact_center.conversations.desk_api import ROUTES
from contact_center.db import Database
from contact_center.files import service as files
from contact_center.files.schemas import NewFile
from contact_center.files.waiting import still_waiting
from contact_center.models import actor
from contact_center.realtime.mail_drafts import NewMail
from contact_center.settings import Settings
from contact_center.values import Author
from tests import scene
from tests.api import Api


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, (*ROUTES, *CONVERSATION_ROUTES))


@pytest.fixture
async def conversation(database: Database) -> str:
    return await database.write(lambda tx: scene.received(tx, scene.inbox(tx)).conversation)


def uploaded(tx: Session, agent_id: int, name: str, api: Api) -> str:
    new = NewFile(
        key=f"{name}-{agent_id}", uploader=actor(Author.AGENT, agent_id), name=name, media_type="text/plain", size=1,
        width=None, height=None, sha256="0",
    )  # fmt: skip
    return files.add(tx, new, at=api.clock()).id


async def save(client: httpx.AsyncClient, conversation: str, *ids: str, body: str = "", **more: Any) -> httpx.Response:
    where = f"/api/v1/conversations/{conversation}/drafts/public"
    return await client.put(where, json={"body": body, "files": list(ids), **more})


async def shown(client: httpx.AsyncClient, conversation: str) -> list[list[str]]:
    """Of each draft the names of its files."""
    found = (await client.get(f"/api/v1/conversations/{conversation}/drafts")).json()["drafts"]
    return [[each["name"] for each in draft["files"]] for draft in found]


async def test_files_are_with_the_draft_on_another_device_also_without_a_word(api: Api, conversation: str) -> None:
    me = await api.agent()
    here, there = await api.signed_in(me), await api.signed_in(me)
    one, two = [await api.db.write(uploaded, me.id, name, api) for name in ("a.txt", "b.txt")]
    saved = await save(here, conversation, two, one)
    assert (saved.status_code, saved.json()["files"][0]["path"]) == (200, f"/files/b.txt-{me.id}/b.txt")
    assert await shown(there, conversation) == [["b.txt", "a.txt"]]
    api.clock.advance(seconds=1)
    refused = await save(there, conversation, one)
    assert (refused.status_code, refused.json()["code"]) == (409, "newer_draft")
    since = saved.json()["updated_at"]
    where = f"/api/v1/conversations/{conversation}/drafts/public"
    kept = await there.put(where, json={"body": "Look", "since": since})
    assert [each["name"] for each in kept.json()["files"]] == ["b.txt", "a.txt"]
    assert (await save(there, conversation, since=kept.json()["updated_at"])).json()["code"] == "empty_message"
    fewer = await save(there, conversation, one, since=kept.json()["updated_at"])
    assert [each["name"] for each in fewer.json()["files"]] == ["a.txt"]
    assert (await save(here, conversation, *[one] * 11, since=fewer.json()["updated_at"])).status_code == 422


async def test_what_is_another_s_or_was_sent_is_not_with_the_draft(api: Api, conversation: str) -> None:
    me, mate = await api.agent(), await api.agent()
    client = await api.signed_in(me)
    own = await api.db.write(uploaded, me.id, "own.txt", api)
    theirs = await api.db.write(uploaded, mate.id, "theirs.txt", api)
    saved = await save(client, conversation, own, theirs, "none", body="Look")
    assert [each["name"] for each in saved.json()["files"]] == ["own.txt"]
    note = {"body": "See", "audience": "staff", "files": [own]}
    sent = await client.post(f"/api/v1/conversations/{conversation}/messages", json=note)
    assert sent.status_code == 201, sent.text
    assert await shown(client, conversation) == [[]]


async def test_what_cleans_up_leaves_the_files_of_a_draft_as_long_as_it_is_there(api: Api, conversation: str) -> None:
    me = await api.agent()
    client = await api.signed_in(me)
    with_draft, without = [await api.db.write(uploaded, me.id, name, api) for name in ("a.txt", "b.txt")]
    assert (await save(client, conversation, with_draft)).status_code == 200
    late = api.clock() + files.UNSENT_KEPT + timedelta(hours=1)
    assert await api.db.write(files.delete_unsent, now=late) == 1
    assert await shown(client, conversation) == [["a.txt"]]
    assert (await save(client, conversation, without, body="Look")).status_code == 409
    await client.delete(f"/api/v1/conversations/{conversation}/drafts/public")
    assert await api.db.write(files.delete_unsent, now=late) == 1


async def test_files_of_what_is_taken_back_and_of_what_was_begun_since_go_together(api: Api, conversation: str) -> None:
    me = await api.agent()
    client = await api.signed_in(me)
    begun = await api.db.write(uploaded, me.id, "begun.txt", api)
    back = await api.db.write(uploaded, me.id, "back.txt", api)
    view = (await save(client, conversation, begun, body="Begun")).json()

    def given_back(tx: Session) -> list[str]:
        key = queries.key_of(tx, conversation)
        refs = list(still_waiting(tx, [back], uploader=actor(Author.AGENT, me.id)).values())
        found = drafts.give_back(tx, me.id, key, "Back", files=refs, mail=NewMail(), at=api.clock())
        return [each.name for each in found.files]

    assert view["files"][0]["name"] == "begun.txt"
    assert await api.db.write(given_back) == ["back.txt", "begun.txt"]

"""Drafts over HTTP, on each kind of database."""

from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from contact_center.conversations import drafts
from contact_center.conversations.api import ROUTES as CONVERSATION_ROUTES
from contact_center.conversations.appending import append_messages
from contact_center.conversations.desk_api import ROUTES
from contact_center.db import Database
from contact_center.models import Agent
from contact_center.settings import Settings
from contact_center.values import Audience
from tests import scene
from tests.api import Api
from tests.scene import START, from_agent, note


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, (*ROUTES, *CONVERSATION_ROUTES))


@pytest.fixture
async def conversation(database: Database) -> str:
    return await database.write(lambda tx: scene.received(tx, scene.inbox(tx)).conversation)


def path(conversation: str, audience: str = "public") -> str:
    return f"/api/v1/conversations/{conversation}/drafts/{audience}"


async def save(
    client: httpx.AsyncClient, where: str, body: str, since: str | None = None, **more: Any
) -> httpx.Response:
    return await client.put(where, json={"body": body, "since": since} | more)


FORWARD = {"way": "forward", "to": [{"address": "bo@x.example", "name": "Bo"}], "subject": "Fwd: Bowl"}


async def test_a_draft_is_there_on_another_device_and_for_nobody_else(api: Api, conversation: str) -> None:
    me = await api.agent()
    here, there, colleague = await api.signed_in(me), await api.signed_in(me), await api.signed_in()
    assert (await save(here, path(conversation), "Dear Ann,\n")).status_code == 200
    assert (await save(here, path(conversation, "staff"), "ask Bo")).status_code == 200
    found = (await there.get(f"/api/v1/conversations/{conversation}/drafts")).json()["drafts"]
    assert {each["audience"]: each["body"] for each in found} == {"public": "Dear Ann,\n", "staff": "ask Bo"}
    marks = (await there.get("/api/v1/drafts")).json()["items"]
    assert {(mark["conversation"], mark["audience"]) for mark in marks} == {(conversation, kind) for kind in Audience}
    assert (await colleague.get(f"/api/v1/conversations/{conversation}/drafts")).json() == {"drafts": []}
    assert (await colleague.get("/api/v1/drafts")).json()["items"] == []


async def test_a_device_that_goes_on_from_an_older_draft_is_told_of_the_newer(api: Api, conversation: str) -> None:
    me = await api.agent()
    here, there = await api.signed_in(me), await api.signed_in(me)
    first = (await save(here, path(conversation), "Dear")).json()["updated_at"]
    api.clock.advance(seconds=1)
    second = (await save(there, path(conversation), "Dear Ann", first)).json()["updated_at"]
    for since in (None, first):
        late = await save(here, path(conversation), "Dear Bo", since)
        assert (late.status_code, late.json()["code"]) == (409, "newer_draft")
    assert (await save(here, path(conversation), "Dear Ann", first)).status_code == 200  # the same text is no quarrel
    api.clock.advance(seconds=1)
    assert (await save(here, path(conversation), "Dear Bo", second)).status_code == 200


async def test_a_draft_is_bounded_and_has_one_of_two_audiences(api: Api, conversation: str) -> None:
    client = await api.signed_in()
    long = await save(client, path(conversation), "x" * (api.settings.message_length + 1))
    assert (long.status_code, long.json()["code"]) == (422, "message_too_long")
    assert (await save(client, path(conversation), "")).status_code == 422
    assert (await save(client, path(conversation, "everybody"), "x")).status_code == 404
    assert (await save(client, path("nowhere"), "x")).status_code == 404


async def test_whom_a_mail_is_for_its_subject_and_its_way_are_there_on_another_device(
    api: Api, conversation: str
) -> None:
    me = await api.agent()
    here, there = await api.signed_in(me), await api.signed_in(me)
    assert (await save(here, path(conversation), "", mail=FORWARD)).status_code == 200
    api.clock.advance(seconds=1)
    (found,) = (await there.get(f"/api/v1/conversations/{conversation}/drafts")).json()["drafts"]
    assert (found["body"], {name: found["mail"][name] for name in FORWARD}) == ("", FORWARD)
    since = found["updated_at"]
    assert (await save(there, path(conversation), "See below", since)).json()["mail"] == found["mail"]
    late = await save(here, path(conversation), "See below", since, mail=FORWARD | {"subject": "Bowls"})
    assert (late.status_code, late.json()["code"]) == (409, "newer_draft")
    assert (await save(here, path(conversation), "See below", since, mail=FORWARD)).status_code == 200
    (found,) = (await there.get(f"/api/v1/conversations/{conversation}/drafts")).json()["drafts"]
    usual = await save(here, path(conversation), "See below", found["updated_at"], mail=None)
    assert (usual.status_code, usual.json()["mail"]) == (200, None)


@pytest.mark.parametrize(
    "mail",
    [
        {"way": "sideways"},
        {"to": [{"address": f"a{number}@x.example"} for number in range(51)]},
        {"subject": "x" * 501},
        {"bcc": [{"address": "x" * 321}]},
    ],
)
async def test_what_a_draft_keeps_of_a_mail_is_bounded(api: Api, conversation: str, mail: dict[str, Any]) -> None:
    refused = await save(await api.signed_in(), path(conversation), "Dear", mail=mail)
    assert refused.status_code == 422


async def test_a_draft_ends_when_it_is_discarded_or_sent(api: Api, conversation: str) -> None:
    me = await api.agent()
    client = await api.signed_in(me)
    await save(client, path(conversation), "a reply")
    await save(client, path(conversation, "staff"), "a note")
    for _ in range(2):
        assert (await client.delete(path(conversation, "staff"))).status_code == 204
    left = (await client.get(f"/api/v1/conversations/{conversation}/drafts")).json()["drafts"]
    assert [each["audience"] for each in left] == ["public"]
    await client.post(f"/api/v1/conversations/{conversation}/messages", json={"body": "a reply, finished"})
    assert (await client.get(f"/api/v1/conversations/{conversation}/drafts")).json() == {"drafts": []}


async def test_what_one_sends_leaves_the_other_drafts_alone(database: Database) -> None:
    key = await scene.conversation(database)

    def unit(tx: Session) -> list[list[str]]:
        ada, bo = scene.agent(tx, "Ada"), scene.agent(tx, "Bo")
        for who in (ada, bo):
            for kind in Audience:
                drafts.save(tx, who, key, kind, "begun", since=None, at=START)
        append_messages(tx, [from_agent(key, ada), note(key, bo)])
        return [[each.audience for each in drafts.of_conversation(tx, who, key)] for who in (ada, bo)]

    assert await database.write(unit) == [["staff"], ["public"]]


async def test_the_oldest_draft_gives_way_where_there_are_too_many(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST", 3)

    def unit(tx: Session) -> list[str]:
        ada, inbox = scene.agent(tx, "Ada"), scene.inbox(tx)
        for number in range(5):
            key = scene.received(tx, inbox, who=f"visitor {number}").conversation_id
            at = START.replace(minute=number)
            drafts.save(tx, ada, key, Audience.PUBLIC, str(number), since=None, at=at)
        assert tx.get(Agent, ada)
        return [each.updated_at.strftime("%M") for each in drafts.marks(tx, ada)]

    assert await database.write(unit) == ["04", "03", "02"]

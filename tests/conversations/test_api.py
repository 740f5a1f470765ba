"""Conversations over HTTP: what is refused before anything is looked up."""

import pytest

from contact_center.conversations.api import ROUTES
from contact_center.db import Database
from contact_center.paging import encode_cursor
from contact_center.settings import Settings
from tests import scene
from tests.api import Api

BEYOND = "9999-12-31T23:59:59-12:00"


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, ROUTES)


@pytest.mark.parametrize("until", [BEYOND, "0001-01-01T00:00:00+12:00", "2026-03-02T09:00:00Z", "2027-01-01T00:00:00"])
async def test_a_conversation_is_snoozed_until_a_time_that_comes(api: Api, until: str) -> None:
    client = await api.signed_in()
    answer = await client.post("/api/v1/conversations/x/snooze", json={"until": until})
    assert (answer.status_code, answer.json()["field"]) == (422, "until")


async def test_a_cursor_beyond_the_calendar_is_refused(api: Api) -> None:
    client = await api.signed_in()
    answer = await client.get("/api/v1/conversations", params={"after": encode_cursor((BEYOND, 1))})
    assert (answer.status_code, answer.json()["field"]) == (422, "after")


async def test_a_conversation_is_found_by_the_number_that_people_know(api: Api) -> None:
    client = await api.signed_in()
    key = await scene.conversation(api.db)
    found = (await client.get(f"/api/v1/conversations/{key}")).json()
    assert found["number"] == key
    assert (await client.get(f"/api/v1/conversations/{found['id']}")).json() == found
    for nobody in (str(key + 1), "9" * 30, "٣"):
        assert (await client.get(f"/api/v1/conversations/{nobody}")).status_code == 404

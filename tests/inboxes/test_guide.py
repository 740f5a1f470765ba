"""How far an installation has been set up."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.appending import append_messages
from contact_center.db import Database
from contact_center.inboxes.api import ROUTES
from contact_center.inboxes.service import note_shown
from contact_center.models import Inbox
from contact_center.settings import Settings
from contact_center.values import Role
from tests import scene
from tests.api import Api

PATH = "/api/v1/setup-progress"
HOURS: dict[str, Any] = {"zone": "UTC", "week": [[]] * 7}


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, ROUTES)


async def progress(client: httpx.AsyncClient) -> dict[str, Any]:
    response = await client.get(PATH)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_an_empty_installation_has_all_steps_before_it(api: Api) -> None:
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        assert await progress(client) == {
            "inbox": None,
            "hours": False,
            "colleagues": 0,
            "first_shown_at": None,
            "first_message_at": None,
            "first_reply_at": None,
            "done": False,
            "dismissed": False,
        }


async def test_the_guide_is_put_away_and_shown_again(api: Api) -> None:
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        for dismissed in (True, True, False):
            changed = await client.patch(PATH, json={"dismissed": dismissed})
            assert changed.json()["dismissed"] is dismissed
            assert (await progress(client))["dismissed"] is dismissed


async def test_each_step_is_done_when_the_thing_itself_is_there(api: Api) -> None:
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        inbox = (await client.post("/api/v1/inboxes", json={"name": "Shop"})).json()["id"]
        assert (await progress(client))["inbox"] == inbox
        calendar = await client.post("/api/v1/calendars", json={"name": "Office", "hours": HOURS})
        await client.patch(f"/api/v1/inboxes/{inbox}", json={"calendar": calendar.json()["id"]})
        colleague = await api.agent()
        found = await progress(client)
        assert (found["hours"], found["colleagues"], found["first_shown_at"]) == (True, 1, None)

        at = api.clock.now

        def live(tx: Session) -> int:
            key = tx.execute(sa.select(Inbox.id)).scalar_one()
            note_shown(tx, key, site="https://shop.example", at=at)
            return scene.received(tx, key, at=at + timedelta(minutes=1)).conversation_id

        conversation = await api.db.write(live)
        await api.db.write(append_messages, [scene.note(conversation, colleague.id, at=at + timedelta(minutes=2))])
        found = await progress(client)
        assert [found[name] is not None for name in ("first_shown_at", "first_message_at", "first_reply_at")] == [
            True,
            True,
            False,
        ]
        assert not found["done"]
        await api.db.write(
            append_messages, [scene.from_agent(conversation, colleague.id, at=at + timedelta(minutes=3))]
        )
        found = await progress(client)
        assert (found["first_reply_at"], found["done"]) == ("2026-03-02T09:03:00Z", True)

"""The API of routing's setup on each kind of database, with an administrator."""

from typing import Any

import httpx
import pytest

from contact_center.agents.api import ROUTES as AGENT_ROUTES
from contact_center.db import Database
from contact_center.inboxes.api import ROUTES as INBOX_ROUTES
from contact_center.labels.api import ROUTES as LABEL_ROUTES
from contact_center.settings import Settings
from contact_center.values import Role
from routing.live_api import ROUTES as LIVE_ROUTES
from routing.setup.api import ROUTES
from tests.api import Api

BASE = "/api/v1"


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, (*AGENT_ROUTES, *INBOX_ROUTES, *LABEL_ROUTES, *LIVE_ROUTES, *ROUTES))


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.ADMINISTRATOR)


def refusal(response: httpx.Response) -> tuple[int, str, str | None]:
    problem = response.json()
    return response.status_code, problem["code"], problem.get("field")


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    response = await client.post(BASE + path, json=body)
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json()
    return found


async def got(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    response = await client.get(BASE + path)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def changed(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    response = await client.patch(BASE + path, json=body)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def default_queue(client: httpx.AsyncClient) -> dict[str, Any]:
    (found,) = (each for each in (await got(client, "/queues"))["items"] if each["default"])
    default: dict[str, Any] = found
    return default

"""The API of the knowledge base on each kind of database, with somebody of each role."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from contact_center.app import API
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.settings import Settings
from contact_center.values import Role
from knowledge_base.help.centre import HelpCentre
from knowledge_base.routes import PAGES
from knowledge_base.search.lookup import Lookup
from tests.api import Api

BASE = "/api/v1"
WRITTEN = {"title": "Returns", "summary": "How to send something back.", "body": "Within **30 days**."}


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    api = Api(database, database_settings, API, PAGES)
    help_centre = HelpCentre(db=database, clock=api.clock, lookup=Lookup(database, api.clock))
    extra = SimpleNamespace(files=FileStore(database_settings.data_dir), help=help_centre)
    api.services = replace(api.services, extra=extra)
    return api


@pytest.fixture
async def writer(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.AGENT)


@pytest.fixture
async def lead(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.SUPERVISOR)


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.ADMINISTRATOR)


def refusal(response: httpx.Response) -> tuple[int, str, str | None]:
    problem = response.json()
    return response.status_code, problem["code"], problem.get("field")


async def sent(client: httpx.AsyncClient, method: str, path: str, **body: Any) -> Any:
    """The answer to what must succeed."""
    response = await client.request(method, BASE + path, json=body or None)
    assert response.is_success, response.text
    return response.json() if response.content else None


async def refused(client: httpx.AsyncClient, method: str, path: str, **body: Any) -> tuple[int, str, str | None]:
    response = await client.request(method, BASE + path, json=body or None)
    assert not response.is_success, response.text
    return refusal(response)


async def written(client: httpx.AsyncClient, *, locale: str = "en", text: Any = None, **fields: Any) -> str:
    """A new article with a draft; returns its id."""
    made = await sent(client, "POST", "/articles", locale=locale, text=WRITTEN | (text or {}), **fields)
    return str(made["article"]["id"])


async def published(client: httpx.AsyncClient, article: str, *, locale: str = "en", revision: int = 1) -> Any:
    return await sent(client, "POST", f"/articles/{article}/translations/{locale}/publish", revision=revision)


def translation(view: Any, locale: str = "en") -> Any:
    (found,) = (each for each in view["translations"] if each["locale"] == locale)
    return found

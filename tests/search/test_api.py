"""Search over HTTP: who may, and what is refused."""

import httpx
import pytest

from contact_center.auth import Scope
from contact_center.bus import MemoryBus
from contact_center.db import Database
from contact_center.search.api import ROUTES
from contact_center.search.indexer import Indexer
from contact_center.settings import Settings
from tests import scene
from tests.api import Api

PATH = "/api/v1/search"


@pytest.fixture
async def api(database: Database, database_settings: Settings) -> Api:
    await scene.conversation(database)
    await Indexer(db=database, bus=MemoryBus(), clock=lambda: scene.START).catch_up()
    return Api(database, database_settings, ROUTES)


@pytest.fixture
async def agent(api: Api) -> httpx.AsyncClient:
    return await api.signed_in()


async def test_a_hit_says_where_it_stands_and_what_was_found(agent: httpx.AsyncClient) -> None:
    answer = (await agent.get(PATH, params={"q": "HÉL"})).json()
    (hit,) = answer["items"]
    assert hit["excerpt"] == [{"text": "hello", "hit": True}]
    assert (hit["seq"], hit["author"], hit["conversation"]["number"]) == (1, "customer", 1)
    assert (answer["next"], answer["numbered"]) == (None, None)


@pytest.mark.parametrize(
    "typed", ['"', "a OR", "NEAR(", "*", "col:x", "^a", "-a", "\\", "''); DROP TABLE message", "🙂"]
)
async def test_no_text_is_a_wrong_query(agent: httpx.AsyncClient, typed: str) -> None:
    for path in (PATH, f"{PATH}/customers"):
        assert (await agent.get(path, params={"q": typed})).status_code == 200


async def test_what_is_no_query_is_refused(agent: httpx.AsyncClient) -> None:
    for params in ({}, {"q": "x" * 201}, {"q": "x", "after": "no cursor"}, {"q": "x", "limit": "0"}):
        assert (await agent.get(PATH, params=params)).status_code == 422


async def test_customers_need_a_scope_of_their_own(api: Api) -> None:
    program = await api.with_token([Scope.CONVERSATIONS_READ])
    assert (await program.get(PATH, params={"q": "x"})).status_code == 200
    assert (await program.get(f"{PATH}/customers", params={"q": "x"})).status_code == 403

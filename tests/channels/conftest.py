"""A running installation with one inbox, on each kind of database."""

from collections.abc import AsyncIterator

import pytest

from contact_center.settings import Settings
from tests.app_server import Server, serving


@pytest.fixture
async def server(database_settings: Settings) -> AsyncIterator[Server]:
    async with serving(database_settings) as server:
        yield server


@pytest.fixture
async def embedded_server(settings: Settings) -> AsyncIterator[Server]:
    """For what does not depend on the kind of database."""
    async with serving(settings) as server:
        yield server


@pytest.fixture
async def embed_token(server: Server) -> str:
    return await server.embed_token(await server.inbox())

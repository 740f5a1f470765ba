"""An API over routes that a test names, on the embedded database."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest
from starlette.routing import BaseRoute

from contact_center.db import Database, open_database
from contact_center.http import ApiRoute
from contact_center.settings import Settings
from tests.api import Api, MakeApi


@pytest.fixture
async def embedded(settings: Settings) -> AsyncIterator[Database]:
    """The embedded database, for tests of what does not depend on the kind of database."""
    database = open_database(settings, lambda signals: None)
    yield database
    await database.close()


@pytest.fixture
def make_api(settings: Settings, embedded: Database) -> MakeApi:
    """Makes an API: make_api(routes, pages=..., and settings that differ)."""

    def make(routes: Sequence[ApiRoute] = (), pages: Sequence[BaseRoute] = (), **changes: Any) -> Api:
        return Api(embedded, msgspec.structs.replace(settings, **changes), routes, pages)

    return make

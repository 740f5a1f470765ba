"""The help centre's pages over each kind of database."""

import httpx
import pytest

from knowledge_base.help.centre import HelpCentre
from tests.api import Api
from tests.knowledge_base.search.conftest import centre

__all__ = ["centre"]


@pytest.fixture
async def reader(api: Api, centre: HelpCentre) -> httpx.AsyncClient:
    """Somebody who has not signed in."""
    return api.client()

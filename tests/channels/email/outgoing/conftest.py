"""The API with answers that leave by mail, and what sends them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from channels.email.outgoing.sending import Mailer
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.settings import Settings
from tests.api import Api
from tests.channels.email.outgoing.correspondence import mail_api


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return mail_api(database, database_settings)


@pytest.fixture
async def mailer(api: Api) -> AsyncIterator[Mailer]:
    files = FileStore(api.settings.data_dir)
    mailer = Mailer(api.settings, files, api.clock)
    running = asyncio.create_task(mailer.run())
    await asyncio.sleep(0)
    yield mailer
    running.cancel()
    await asyncio.wait([running])
    files.close()

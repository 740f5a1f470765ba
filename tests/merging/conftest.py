"""Two conversations by mail and an agent who merges them, on each kind of database."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from contact_center.conversations.customer_api import ROUTES as CUSTOMER_CONVERSATION_ROUTES
from contact_center.customers.api import ROUTES as CUSTOMER_ROUTES
from contact_center.db import Database
from contact_center.merging.api import ROUTES as MERGE_ROUTES
from contact_center.models import Message
from contact_center.settings import Settings
from tests import mails
from tests.api import Api
from tests.channels.email.outgoing.correspondence import mail_api
from tests.channels.email.taking_in import TakingIn, raw


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return mail_api(database, database_settings, *MERGE_ROUTES, *CUSTOMER_ROUTES, *CUSTOMER_CONVERSATION_ROUTES)


class Desk:
    """An agent, and mails that come in while the API's clock goes on."""

    def __init__(self, api: Api, client: httpx.AsyncClient, box: int) -> None:
        self.api, self.client, self.box = api, client, box
        self.taking = TakingIn(api.db, api.settings)

    async def comes(self, text: str, box: int | None = None, **fields: Any) -> int:
        """A mail; returns the conversation that it went into."""
        self.api.clock.advance(minutes=1)
        self.taking.now = self.api.clock()
        headers = {"message_id": f"{text.replace(' ', '-')}@customer.example", "text": text, **fields}
        await self.taking.take(box or self.box, raw(**headers))
        last = sa.select(Message.conversation_id).order_by(Message.id.desc()).limit(1)
        return await self.api.db.read(lambda tx: tx.execute(last).scalar_one())

    async def row(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = (await self.client.get(f"/api/v1/conversations/{number}")).json()
        return found

    async def merge(self, source: int, target: int, *, client: httpx.AsyncClient | None = None, **fields: Any) -> Any:
        one, other = await self.row(source), await self.row(target)
        body = {"into": other["id"], "version": one["version"], "into_version": other["version"], **fields}
        self.api.clock.advance(minutes=1)
        return await (client or self.client).post(f"/api/v1/conversations/{one['id']}/merge", json=body)

    async def undo(self, merge: str) -> httpx.Response:
        self.api.clock.advance(minutes=1)
        return await self.client.post(f"/api/v1/conversation-merges/{merge}/undo")

    async def texts(self, number: int) -> list[str]:
        row = await self.row(number)
        found = (await self.client.get(f"/api/v1/conversations/{row['id']}/messages")).json()
        return [each["body"] for each in found["messages"]]


@pytest.fixture
async def desk(api: Api) -> Desk:
    box = await api.db.write(lambda tx: mails.mailbox(tx).id)
    return Desk(api, await api.signed_in(), box)

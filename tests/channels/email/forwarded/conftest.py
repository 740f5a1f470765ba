"""A mail that a colleague has forwarded to the mailbox, and an agent who answers, on each kind of database."""

from typing import Any

import httpx
import pytest

from channels.email.forwarded.api import ROUTES as FORWARDED_ROUTES
from contact_center.conversations.customer_api import ROUTES as CUSTOMER_CONVERSATION_ROUTES
from contact_center.customers.api import ROUTES as CUSTOMER_ROUTES
from contact_center.db import Database
from contact_center.merging.api import ROUTES as MERGE_ROUTES
from contact_center.settings import Settings
from tests import mails
from tests.api import Api
from tests.channels.email.outgoing.correspondence import mail_api
from tests.channels.email.taking_in import raw
from tests.merging.conftest import Desk

BOSS = "Bảo Trần <bao@shop-owner.example>"
MAI = {"address": "mai.tran@customer.example", "name": "Trần Thị Mai"}
TEXT = """Khách này khó tính, nhờ em.

---------- Forwarded message ---------
Từ: Trần Thị Mai <mai.tran@customer.example>
Date: Th 2, 2 thg 3, 2026 vào lúc 09:12
Subject: Đơn hàng 107
To: <bao@shop-owner.example>

Đơn của tôi đâu rồi?
"""


def forwarded(**fields: Any) -> bytes:
    given: dict[str, Any] = {"sender": BOSS, "subject": "Fwd: Đơn hàng 107", "text": TEXT, "message_id": "f@shop-owner"}
    return raw(**(given | fields))


class Forwards(Desk):
    """As the desk of merges, with what is asked of a conversation's first mail."""

    async def forwards(self, **fields: Any) -> int:
        """A mail comes that somebody forwards; returns its conversation."""
        await self.taking.take(self.box, forwarded(**fields))
        found = await self.client.get("/api/v1/conversations", params={"status": "open"})
        return int(found.json()["items"][0]["number"])

    async def timeline(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = (await self.client.get(f"{await self.path(number)}/messages")).json()
        return found

    async def path(self, number: int) -> str:
        return f"/api/v1/conversations/{(await self.row(number))['id']}"

    async def mail(self, number: int) -> dict[str, Any]:
        """Of the first message."""
        found: dict[str, Any] = (await self.timeline(number))["messages"][0]["mail"]
        return found

    async def ask(
        self, method: str, number: int, *, at: int = 0, client: httpx.AsyncClient | None = None
    ) -> httpx.Response:
        """at: which of the messages."""
        message = (await self.timeline(number))["messages"][at]["id"]
        self.api.clock.advance(minutes=1)
        path = f"{await self.path(number)}/messages/{message}/original-sender"
        return await (client or self.client).request(method, path)

    async def answer(self, number: int, **mail: Any) -> dict[str, Any]:
        """What a plain answer is as a mail."""
        given = {"body": "Dạ, mai chị nhận được ạ."} | ({"mail": mail} if mail else {})
        found = await self.client.post(f"{await self.path(number)}/messages", json=given)
        assert found.status_code == 201, found.text
        sent: dict[str, Any] = found.json()["mail"]
        return sent


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    more = (*FORWARDED_ROUTES, *MERGE_ROUTES, *CUSTOMER_ROUTES, *CUSTOMER_CONVERSATION_ROUTES)
    return mail_api(database, database_settings, *more)


@pytest.fixture
async def desk(api: Api) -> Forwards:
    box = await api.db.write(lambda tx: mails.mailbox(tx, settings={"trusted_servers": ["mx.shop.example"]}).id)
    return Forwards(api, await api.signed_in(), box)

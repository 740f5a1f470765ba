"""The whole application on a real loopback socket inside the test's event loop, and what a test needs around it."""

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import uvicorn
from sqlalchemy.orm import Session
from starlette.types import Receive, Scope, Send

from contact_center.app import Process, create_app, running
from contact_center.auth import hash_of, new_secret
from contact_center.db import Database
from contact_center.http import Services
from contact_center.inboxes.schemas import NewInbox
from contact_center.inboxes.service import create_inbox
from contact_center.models import Agent, StaffSession
from contact_center.settings import Settings
from contact_center.values import Presence, Role, utc_now
from tests.chat_clients import StaffClient, VisitorClient

SITE = "http://shop.example"
SECONDS = 15.0
HIGH = {"visitor_rate": 1e6, "staff_rate": 1e6, "api_rate": 1_000_000}


class Server:
    """A running installation, with its clients' front doors."""

    def __init__(self, services: Services, port: int) -> None:
        self.services, self.port = services, port
        self.base = f"http://127.0.0.1:{port}"

    @property
    def db(self) -> Database:
        return self.services.db

    @property
    def process(self) -> Process:
        assert isinstance(self.services.extra, Process)
        return self.services.extra

    async def agent(
        self, name: str, *, role: Role = Role.AGENT, presence: Presence = Presence.AVAILABLE
    ) -> tuple[int, str]:
        """Somebody of the staff who has signed in: key and session cookie."""
        secret = new_secret()

        def unit(tx: Session) -> int:
            now = self.services.clock()
            email = f"{name.lower().replace(' ', '.')}.{secrets.token_hex(4)}@staff.example"
            agent = Agent(
                name=name, email=email, role=role, created_at=now, presence=presence, password_hash="unusable"
            )
            tx.add(agent)
            tx.flush()
            tx.add(
                StaffSession(
                    agent_id=agent.id,
                    token_hash=hash_of(secret),
                    created_at=now,
                    last_seen_at=now,
                    expires_at=now + timedelta(days=1),
                    user_agent="",
                    address="",
                )
            )
            return agent.id

        return await self.db.write(unit), secret

    async def inbox(self, name: str = "Shop", **changes: Any) -> str:
        """A new inbox that SITE may carry: its public id."""
        new = NewInbox(**{"name": name, "allowed_sites": [SITE], **changes})

        def unit(tx: Session) -> str:
            return create_inbox(tx, new, by="system", at=self.services.clock()).public_id

        return await self.db.write(unit)

    @asynccontextmanager
    async def http(self, cookie: str = "") -> AsyncIterator[httpx.AsyncClient]:
        headers = {"Origin": self.base} | ({"Cookie": f"cc_session={cookie}"} if cookie else {})
        async with httpx.AsyncClient(base_url=self.base, headers=headers, timeout=SECONDS) as client:
            yield client

    async def page(self, inbox: str, site: str = SITE) -> httpx.Response:
        """The page in the widget's frame."""
        async with self.http() as client:
            return await client.get(f"/widget/frame?inbox={quote(inbox)}&site={quote(site, safe='')}")

    async def embed_token(self, inbox: str) -> str:
        return str(boot_of((await self.page(inbox)).text)["embed_token"])

    @asynccontextmanager
    async def visitor(self, embed_token: str, *, hello: bool = True) -> AsyncIterator[VisitorClient]:
        """A tab of a new visitor; with_state continues another's."""
        client = VisitorClient(self.port, embed_token)
        try:
            await client.connect(hello=hello)
            yield client
        finally:
            await client.close()

    @asynccontextmanager
    async def console(self, cookie: str) -> AsyncIterator[StaffClient]:
        client = StaffClient(self.port, cookie)
        try:
            await client.connect()
            yield client
        finally:
            await client.close()


@asynccontextmanager
async def serving(
    settings: Settings,
    *,
    works: bool = True,
    clock: Callable[[], datetime] = utc_now,
    limits: Mapping[str, float] = HIGH,
    port: int = 0,
) -> AsyncIterator[Server]:
    """The real application by uvicorn on a free loopback port, with limits that tests do not meet by chance."""
    listening = socket.create_server(("127.0.0.1", port))
    port = int(listening.getsockname()[1])
    settings = msgspec.structs.replace(settings, port=port, **limits)
    async with running(settings, works=works, clock=clock) as services:
        app = create_app(settings)

        async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
            scope["state"] = {"services": services}
            await app(scope, receive, send)

        config = uvicorn.Config(
            with_state,
            lifespan="off",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=5,
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        await until(lambda: server.started)
        try:
            yield Server(services, port)
        finally:
            services.extra.realtime.say_goodbye()
            server.should_exit = True
            await task
            listening.close()


async def until(holds: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait until a condition of this process holds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def until_stored(db: Database, query: Callable[[Session], object], seconds: float = SECONDS) -> None:
    """Wait until a query finds something true."""
    async with asyncio.timeout(seconds):
        while not await db.read(query):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def boot_of(page: str) -> dict[str, Any]:
    """What the page in the frame tells its app."""
    text = page.partition('id="boot">')[2].partition("</script>")[0]
    found: dict[str, Any] = json.loads(text)
    return found

"""The API without a socket: an application over a route table, a clock that tests move, and clients of every kind."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import httpx
from argon2 import PasswordHasher
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from contact_center.auth import TOKEN_PREFIX, Scope, hash_of, new_secret
from contact_center.conversations.answering import Answering
from contact_center.db import Database
from contact_center.http import ApiRoute, Services, api_routes
from contact_center.middleware import stack
from contact_center.models import Agent, ApiToken, StaffSession
from contact_center.observability import Metrics
from contact_center.passwords import Passwords
from contact_center.problems import exception_handlers
from contact_center.settings import Settings
from contact_center.values import Role

HOST = "http://127.0.0.1:8000"
PASSWORD = "a fine long password"
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""So weak that tests are quick."""

_numbers = count(1)


class Clock:
    """The time of a test; it stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)


class Api:
    """An installation's API in this process."""

    def __init__(
        self,
        db: Database,
        settings: Settings,
        routes: Sequence[ApiRoute],
        pages: Sequence[BaseRoute] = (),
    ) -> None:
        self.clock = Clock()
        self.db = db
        self.settings = settings
        self.metrics = Metrics()
        self.services = Services(
            settings=settings,
            db=db,
            clock=self.clock,
            passwords=Passwords(HASHER),
            extra=SimpleNamespace(answering=Answering({})),
        )
        self._inner = Starlette(
            routes=[*api_routes(routes), *pages],
            middleware=stack(settings, self.metrics),
            exception_handlers=exception_handlers(),
        )

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        scope["state"] = {"services": self.services}
        await self._inner(scope, receive, send)

    def client(self, *, address: str = "192.0.2.1", origin: str | None = HOST, **headers: str) -> httpx.AsyncClient:
        """Somebody who has not signed in. Header names take an underscore for each hyphen."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        transport = httpx.ASGITransport(self, client=(address, 4711))
        if origin is not None:
            given["origin"] = origin
        return httpx.AsyncClient(transport=transport, base_url=HOST, headers=given)

    async def agent(self, role: Role = Role.AGENT, *, password: str | None = PASSWORD, locale: str = "en") -> Agent:
        """Somebody new of the staff."""
        number = next(_numbers)

        def unit(tx: Session) -> Agent:
            agent = Agent(
                email=f"person{number}@example.com",
                name=f"Person {number}",
                role=role,
                password_hash=None if password is None else HASHER.hash(password),
                locale=locale,
                created_at=self.clock(),
            )
            tx.add(agent)
            tx.flush()
            return agent

        return await self.db.write(unit)

    async def signed_in(self, who: Role | Agent = Role.AGENT, *, cookie: str = "cc_session") -> httpx.AsyncClient:
        """A client with a session of its own."""
        agent = who if isinstance(who, Agent) else await self.agent(who)
        secret = new_secret()
        lifetime = timedelta(seconds=self.settings.session_lifetime)

        def unit(tx: Session) -> None:
            now = self.clock()
            tx.add(
                StaffSession(
                    agent_id=agent.id,
                    token_hash=hash_of(secret),
                    created_at=now,
                    last_seen_at=now,
                    expires_at=now + lifetime,
                    user_agent="Test",
                    address="192.0.2.1",
                )
            )

        await self.db.write(unit)
        client = self.client()
        client.cookies.set(cookie, secret)
        return client

    async def with_token(
        self, scopes: Iterable[Scope], who: Role | Agent = Role.ADMINISTRATOR, *, expires_at: datetime | None = None
    ) -> httpx.AsyncClient:
        """A program with an API token, which names no origin."""
        agent = who if isinstance(who, Agent) else await self.agent(who)
        secret = TOKEN_PREFIX + new_secret()

        def unit(tx: Session) -> None:
            tx.add(
                ApiToken(
                    agent_id=agent.id,
                    name="Test",
                    token_hash=hash_of(secret),
                    scopes=sorted(scopes),
                    created_at=self.clock(),
                    expires_at=expires_at,
                )
            )

        await self.db.write(unit)
        return self.client(origin=None, authorization=f"Bearer {secret}")


MakeApi = Callable[..., Api]

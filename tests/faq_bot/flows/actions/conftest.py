"""The demonstration's shop on a real socket, and flows that ask it over each kind of database."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from contact_center.demo.shop import api
from contact_center.demo.shop.orders import DemoOrders
from faq_bot.flows.actions.http_shop import HttpShop
from tests.app_server import until

SECRET = "a secret for tests that both sides know"
TODAY = date(2026, 3, 2)


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """The address of an application that answers on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        await until(lambda: server.started)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


@pytest.fixture
async def shop_url() -> AsyncIterator[str]:
    """The demonstration's shop."""
    app = Starlette(routes=list(api.routes(DemoOrders(lambda: TODAY), SECRET)))
    async with serving(app) as url:
        yield url + api.PATH


@pytest.fixture
def shop(shop_url: str) -> HttpShop:
    return HttpShop(shop_url, SECRET)

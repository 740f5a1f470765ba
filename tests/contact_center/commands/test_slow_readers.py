"""Whoever asks for much and reads nothing is cut off; whoever reads gets all of it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from contact_center.commands import slow_readers
from contact_center.commands.server import configuration
from contact_center.settings import Settings
from tests.app_server import until

CHUNK, CHUNKS = 64 * 1024, 400
ASK = b"GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"


class Download:
    """An application that answers with more than any buffer on the way holds."""

    def __init__(self) -> None:
        self.ended = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            length = str(CHUNK * CHUNKS).encode()
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
            for left in reversed(range(CHUNKS)):
                await send({"type": "http.response.body", "body": b"x" * CHUNK, "more_body": left > 0})
        finally:
            self.ended = True


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[tuple[Download, int]]:
    app, listening = Download(), socket.create_server(("127.0.0.1", 0))
    config = configuration(app, settings)
    config.lifespan = "off"
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    await until(lambda: server.started)
    try:
        yield app, int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        await task
        listening.close()


async def test_a_download_that_nobody_reads_ends(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_readers, "READ_SECONDS", 0.1)
    async with served(settings) as (app, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.write(ASK)
        await until(lambda: app.ended)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(CHUNK * CHUNKS)
        writer.close()


async def test_a_download_that_is_read_comes_to_its_end(settings: Settings) -> None:
    async with served(settings) as (app, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(ASK)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        assert (head[:12], len(body), app.ended) == (b"HTTP/1.1 200", CHUNK * CHUNKS, True)
        writer.close()

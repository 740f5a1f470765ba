"""A real installation in this process, and a shop's page with its widget: a test says through the storage what the
bot says.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.contents import AnyContent
from contact_center.conversations import service
from contact_center.events import ConversationReleased
from contact_center.inboxes.schemas import BotSettings, InboxSettings
from contact_center.models import Conversation
from contact_center.settings import Settings
from contact_center.values import Author, NewMessage, Owner, Writer
from tests.app_server import Server, serving, until_stored

SECONDS = 30.0
BOT = InboxSettings(bot=BotSettings(enabled=True, name={"en": "Sương", "vi": "Sương"}))
Found = TypeVar("Found")


class Shop:
    """shop: the address of the page. The rest is the bot's part in the newest conversation."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop, address: str) -> None:
        self.server, self.address = server, address
        self._loop = loop

    def run(self, work: Coroutine[Any, Any, Found], seconds: float = SECONDS) -> Found:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def write(self, unit: Callable[[Session], Found]) -> Found:
        return self.run(self.server.db.write(unit))

    def takes_it(self) -> None:
        """The bot has the conversation from now on."""
        self._owned_by(Owner.BOT)

    def leaves_it(self) -> None:
        """People have it."""
        self._owned_by(Owner.NONE)

    def says(self, body: str, content: AnyContent | None = None) -> None:
        """content: what it shows beside its text."""
        message = NewMessage(
            conversation_id=self.write(_newest),
            writer=Writer(Author.BOT),
            body=body,
            client_id=None,
            at=self.server.services.clock(),
            content=content,
        )
        self.run(self.server.process.webchat.appender.append(message))

    def hears(self, body: str, *, choice: str | None = None) -> None:
        """Wait until this is what the customer has written last. choice: by which button."""
        query = sa.text("SELECT body, content FROM message WHERE author = 'customer' ORDER BY id DESC LIMIT 1")

        def said(tx: Session) -> bool:
            row = tx.execute(query).one_or_none()
            taken = json.loads(row.content)["choice"] if row and row.content else None
            return row is not None and (row.body, taken) == (body, choice)

        self.run(until_stored(self.server.db, said))

    def _owned_by(self, owner: Owner) -> None:
        def unit(tx: Session) -> None:
            row, now = service.locked(tx, _newest(tx)), self.server.services.clock()
            service.change(tx, row, ConversationReleased(0, "test"), by="system", at=now, public=True, owner=owner)

        self.write(unit)


def _newest(tx: Session) -> int:
    return tx.execute(sa.select(sa.func.max(Conversation.id))).scalar_one()


@contextmanager
def installation(settings: Settings, *, works: bool) -> Iterator[tuple[Server, asyncio.AbstractEventLoop]]:
    """A whole installation in a thread of its own, and its loop. works: it runs jobs, and its bot answers."""
    started, stopping = Future[tuple[Server, asyncio.AbstractEventLoop]](), asyncio.Event()

    async def serve() -> None:
        try:
            async with serving(settings, works=works) as server:
                started.set_result((server, asyncio.get_running_loop()))
                await stopping.wait()
        except BaseException as error:
            if not started.done():
                started.set_exception(error)
            raise

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        server, loop = started.result(SECONDS)
        try:
            yield server, loop
        finally:
            loop.call_soon_threadsafe(stopping.set)
    finally:
        thread.join()


@contextmanager
def shop_with_a_bot(settings: Settings) -> Iterator[Shop]:
    """Everything is real but what the bot says: no job runs, so nobody else answers."""
    with installation(settings, works=False) as (server, loop), _page(server) as (address, says):
        shop = Shop(server, loop, address)
        says.append(shop.run(server.inbox(allowed_sites=[address], settings=BOT)))
        yield shop


@contextmanager
def _page(server: Server) -> Iterator[tuple[str, list[str]]]:
    inbox: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            script = f'<script async src="{server.base}/widget.js" data-inbox="{inbox[0]}"></script>'
            page = f'<!doctype html><meta name="viewport" content="width=device-width"><title>Shop</title>{script}'
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}", inbox
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()

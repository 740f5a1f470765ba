"""Storage that goes away and comes back while people chat: errors are seen, nothing acknowledged is lost."""

import asyncio
from contextlib import suppress

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from websockets.exceptions import ConnectionClosed, WebSocketException

from contact_center.models import Message
from contact_center.realtime import visitor_frames as frames
from contact_center.settings import Settings
from tests.app_server import Server, serving, until
from tests.chat_clients import VisitorClient
from tests.servers import Postgres


class Chatter:
    """A visitor who writes all the time, sends again what was not acknowledged, and comes back when cut off."""

    def __init__(self, tab: VisitorClient, name: str) -> None:
        self.tab, self.name = tab, name
        self.acknowledged: list[str] = []
        self.errors: list[str] = []

    async def run(self) -> None:
        number = 0
        while True:
            if await self._sent(f"{self.name}-{number}"):
                self.acknowledged.append(f"{self.name}-{number}")
                number += 1

    async def _sent(self, client_id: str) -> bool:
        tab = self.tab
        tab.forget()
        try:
            if tab.code is not None:
                await tab.connect()
                self.errors += [error.code for error in tab.find(frames.VisitorError)]
            await tab.write(client_id, client_id)
            await tab.until(lambda: tab.find(frames.Ack, client_id=client_id) or self._failed() or tab.code)
        except (OSError, ConnectionClosed, WebSocketException, TimeoutError):
            tab.code = tab.code or 1006
        self.errors += self._failed()
        if tab.find(frames.Ack, client_id=client_id):
            return True
        await asyncio.sleep(0.05)
        if "hello_expected" in self._failed():
            with suppress(ConnectionClosed):
                await tab.hello()
        return False

    def _failed(self) -> list[str]:
        return [error.code for error in self.tab.find(frames.VisitorError)]


def stored(tx: Session) -> list[str]:
    return list(tx.execute(sa.select(Message.body).order_by(Message.id)).scalars())


async def check_nothing_lost(server: Server, chatters: list[Chatter]) -> None:
    found = await server.db.read(stored)
    assert len(found) == len(set(found))
    for chatter in chatters:
        mine = [body for body in found if body.startswith(f"{chatter.name}-")]
        assert mine[: len(chatter.acknowledged)] == chatter.acknowledged
        assert chatter.errors
        assert set(chatter.errors) <= {"storage_unavailable", "hello_expected"}
        later = chatter.tab.tab()
        await later.connect()
        await later.until(lambda: later.state.messages)  # noqa: B023
        shown = [body for _, body, _ in later.state.messages.values()]
        newest = mine[-40:]
        first = shown.index(newest[0])  # one more may have been on its way when we looked
        assert shown[first : first + len(newest)] == newest
        await later.close()


@pytest.mark.postgresql
async def test_postgresql_that_goes_away_and_comes_back_loses_nothing(own_server: Postgres, settings: Settings) -> None:
    settings = msgspec.structs.replace(
        settings, database_url=own_server.url(), database_timeout=2.0, database_pool=5, drain_seconds=2.0
    )
    async with serving(settings) as server:
        token = await server.embed_token(await server.inbox())
        async with server.visitor(token) as one, server.visitor(token) as two:
            chatters = [Chatter(one, "one"), Chatter(two, "two")]
            tasks = [asyncio.create_task(chatter.run()) for chatter in chatters]
            await until(lambda: all(len(each.acknowledged) > 20 for each in chatters))
            await asyncio.to_thread(own_server.stop)
            await until(lambda: all(each.errors for each in chatters))
            await asyncio.to_thread(own_server.start)
            level = [len(each.acknowledged) for each in chatters]
            await until(
                lambda: all(len(each.acknowledged) > n + 20 for each, n in zip(chatters, level, strict=True)), 30
            )
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await check_nothing_lost(server, chatters)


async def test_a_full_disk_is_told_and_service_goes_on_once_there_is_room(settings: Settings) -> None:
    async with serving(settings) as server:
        token = await server.embed_token(await server.inbox())

        def limit_pages(tx: Session, more: int) -> None:
            pages = tx.execute(sa.text("PRAGMA page_count")).scalar_one()
            tx.execute(sa.text(f"PRAGMA max_page_count = {pages + more}"))

        async with server.visitor(token) as one, server.visitor(token) as two:
            chatters = [Chatter(one, "one"), Chatter(two, "two")]
            tasks = [asyncio.create_task(chatter.run()) for chatter in chatters]
            await until(lambda: all(len(each.acknowledged) > 5 for each in chatters))
            await server.db.write(limit_pages, 3)
            await until(lambda: all(each.errors for each in chatters))
            async with server.http() as client:
                assert (await client.get("/healthz")).status_code == 200
            await server.db.write(limit_pages, 1_000_000)
            level = [len(each.acknowledged) for each in chatters]
            await until(lambda: all(len(each.acknowledged) > n + 5 for each, n in zip(chatters, level, strict=True)))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await check_nothing_lost(server, chatters)

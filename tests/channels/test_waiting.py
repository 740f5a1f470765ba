"""Visitors who wait, over real sockets: places that move up, who leaves, and who comes back."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.models import Queue, WorkItem
from contact_center.realtime.visitor_frames import VisitorQueue
from contact_center.values import Presence
from contact_center.work.signals import SETUP
from tests.app_server import Server, until, until_stored
from tests.chat_clients import VisitorClient


def queue_settings(tx: Session, /, **settings: Any) -> None:
    queue = tx.execute(sa.select(Queue)).scalar_one()
    queue.settings = {**queue.settings, **settings}
    emit(tx, Signal(SETUP, queue.id))


def gone(tx: Session) -> list[bool]:
    return [at is not None for at in tx.execute(sa.select(WorkItem.gone_at).order_by(WorkItem.id)).scalars()]


def seen(tx: Session) -> list[Any]:
    return list(tx.execute(sa.select(WorkItem.seen_at).order_by(WorkItem.id)).scalars())


def places(tab: VisitorClient) -> list[tuple[str | None, int | None]]:
    return [(each.state, each.position) for each in tab.find(VisitorQueue)]


@pytest.fixture
async def line(server: Server, embed_token: str) -> AsyncIterator[list[VisitorClient]]:
    """Three visitors who have written one after the other; who could answer is away."""
    await server.agent("Ada", presence=Presence.AWAY)
    async with AsyncExitStack() as stack:
        tabs = []
        for number in range(3):
            tab = await stack.enter_async_context(server.visitor(embed_token))
            await tab.send("a", "hello")
            await tab.until(lambda tab=tab, number=number: ("waiting", number + 1) in places(tab))  # type: ignore[misc]
            tabs.append(tab)
        yield tabs


async def test_everybody_behind_moves_up_when_one_leaves_the_line(line: list[VisitorClient]) -> None:
    first, second, third = line
    for tab in line:
        tab.forget()
    await first.say("end")
    await third.until(lambda: places(third))
    await second.until(lambda: places(second))
    await first.until(lambda: places(first))
    assert [places(tab) for tab in line] == [[(None, None)], [("waiting", 1)], [("waiting", 2)]]


async def test_while_an_agent_is_asked_the_visitor_is_being_connected(
    server: Server, line: list[VisitorClient]
) -> None:
    await server.db.write(queue_settings, answer="offer")
    _, cookie = await server.agent("Bo")
    async with server.console(cookie):
        await line[0].until(lambda: ("connecting", None) in places(line[0]))


async def test_who_opens_another_tab_or_resumes_is_told_the_place(line: list[VisitorClient]) -> None:
    tab = line[1].tab()
    await tab.connect(keep=False)
    await tab.until(lambda: places(tab) == [("waiting", 2)])
    tab.forget()
    await tab.say("resume", after=tab.state.seq)
    await tab.until(lambda: places(tab) == [("waiting", 2)])
    await tab.close()


async def test_a_visitor_is_gone_with_the_last_tab_and_back_with_the_next(
    server: Server, line: list[VisitorClient]
) -> None:
    first = line[0]
    other = first.tab()
    await other.connect(keep=False)
    await first.close()
    await until(lambda: sum(map(len, server.process.webchat.sessions.values())) == 3)
    assert await server.db.read(gone) == [False, False, False]
    await other.close()
    await until_stored(server.db, lambda tx: gone(tx) == [True, False, False])
    await first.connect()
    await until_stored(server.db, lambda tx: gone(tx) == [False, False, False])
    await first.until(lambda: ("waiting", 1) in places(first))


async def test_who_leaves_before_being_told_the_place_is_gone_too(server: Server, line: list[VisitorClient]) -> None:
    server.process.realtime.in_line.clear()
    await line[1].close()
    await until_stored(server.db, lambda tx: gone(tx) == [False, True, False])


async def test_the_process_says_again_and_again_who_is_here(server: Server, line: list[VisitorClient]) -> None:
    """So that others find those of a process that was killed."""
    before = await server.db.read(seen)
    await line[1].close()
    await until_stored(server.db, lambda tx: gone(tx) == [False, True, False])
    await server.process.waits.say_who_is_here()
    after = await server.db.read(seen)
    assert [later > at for later, at in zip(after, before, strict=True)] == [True, False, True]


async def test_who_has_begun_a_second_conversation_is_gone_from_both_lines(
    server: Server, line: list[VisitorClient]
) -> None:
    tab = line[0]
    tab.state = type(tab.state)(sent={"b": "something else"})
    await tab.say("send", client_id="b", body="something else", conversation=None, begin=True)
    await tab.until(lambda: ("waiting", 4) in places(tab))
    before = await server.db.read(seen)
    await server.process.waits.say_who_is_here()
    assert all(later > at for later, at in zip(await server.db.read(seen), before, strict=True))
    await tab.close()
    await until_stored(server.db, lambda tx: gone(tx) == [True, False, False, True])


async def test_who_closes_a_conversation_that_an_agent_has_leaves_nothing_behind(
    server: Server, line: list[VisitorClient]
) -> None:
    first = line[0]
    _, cookie = await server.agent("Bo")
    async with server.console(cookie):
        await first.until(lambda: (None, None) in places(first))
        await first.close()
        await until(lambda: len(server.process.webchat.sessions) == 2)
        assert await server.db.read(gone) == [False, False, False]

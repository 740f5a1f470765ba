"""The console's sockets to the end: presence over tabs, lists, conversations taken and handed over."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from agents_ui.socket import MAX_WATCHED
from contact_center.agents.sessions import STAFF
from contact_center.conversations import service
from contact_center.customers.details import customer_name
from contact_center.db import Signal, emit
from contact_center.errors import StorageUnavailable
from contact_center.models import Agent, Conversation, StaffSession
from contact_center.realtime import staff_frames as frames
from contact_center.settings import Settings
from contact_center.values import Presence, utc_now
from tests import scene
from tests.api import Clock
from tests.app_server import Server, serving, until_stored
from tests.chat_clients import StaffClient


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = utc_now()
    return clock


@pytest.fixture
async def server(database_settings: Settings, clock: Clock) -> AsyncIterator[Server]:
    """Without a router of its own: nobody is given work but by the test."""
    async with serving(database_settings, works=False, clock=clock) as server:
        yield server


async def a_conversation(server: Server, who: str = "ann") -> str:
    def unit(tx: Session) -> str:
        return scene.received(tx, scene.inbox(tx), who=who, at=server.services.clock()).conversation

    return await server.db.write(unit)


def owner(tx: Session, conversation: str) -> int | None:
    return tx.execute(sa.select(Conversation.agent_id).where(Conversation.public_id == conversation)).scalar()


async def presence_of(console: StaffClient, agent: str, presence: str) -> frames.Person:
    """Wait until the console was told that somebody has this presence, as the last it heard."""

    def last() -> frames.Person | None:
        people = [each for frame in console.find(frames.PresenceChanged) for each in frame.people]
        mine = [each for each in people if each.agent.name == agent]
        return mine[-1] if mine and mine[-1].presence == presence else None

    await console.until(last)
    found = last()
    assert found
    return found


async def test_a_reply_takes_a_conversation_that_nobody_owns_and_a_note_does_not(server: Server) -> None:
    ada, cookie = await server.agent("Ada")
    conversation = await a_conversation(server)
    async with server.console(cookie) as console:
        await console.send(conversation, "n", "who is this?", audience="staff")
        await console.say("heartbeat")
        await console.next(frames.Alive)
        assert await server.db.read(owner, conversation) is None
        await console.send(conversation, "r", "hello")
        await until_stored(server.db, lambda tx: owner(tx, conversation) == ada)


async def test_a_reply_is_acknowledged_in_every_conversation_watched_or_not(server: Server) -> None:
    _, cookie = await server.agent("Ada")
    first, second = await a_conversation(server), await a_conversation(server, "bob")
    async with server.console(cookie) as console:
        await console.watch(first)
        for number in range(5):
            await console.send(first, f"a{number}", "hello")
        ack = await console.send(second, "b", "hello")
        assert ack.conversation == second
        again = await console.send(second, "b", "hello")
        assert again.message.id == ack.message.id


async def test_a_reply_opens_a_resolved_conversation_for_who_wrote_it(server: Server) -> None:
    ada, cookie = await server.agent("Ada")
    conversation = await a_conversation(server)

    def resolve(tx: Session) -> None:
        key = tx.execute(sa.select(Conversation.id).where(Conversation.public_id == conversation)).scalar_one()
        service.resolve(tx, key, by="system", at=utc_now())

    await server.db.write(resolve)
    async with server.console(cookie) as console:
        await console.watch(conversation)
        await console.send(conversation, "r", "one more thing")
        await console.until(lambda: console.states[conversation].status == "open")
        assert await server.db.read(owner, conversation) == ada


async def test_one_presence_over_several_tabs_lasts_as_long_as_any_heartbeat(server: Server, clock: Clock) -> None:
    _, ada = await server.agent("Ada", presence=Presence.AWAY)
    _, bo = await server.agent("Bo")
    router = server.process.router
    async with server.console(bo) as watching, server.console(ada) as first, server.console(ada) as second:
        await watching.say("watch_lists")
        await presence_of(watching, "Ada", "away")
        await first.say("set_presence", presence="available")
        await presence_of(watching, "Ada", "available")
        await first.close()
        clock.advance(seconds=20)
        await second.say("heartbeat")
        assert (await second.next(frames.Alive)).presence == "available"
        await watching.say("heartbeat")
        clock.advance(seconds=20)
        await router.sweep()
        watching.forget()
        await watching.say("watch_lists")
        await presence_of(watching, "Ada", "available")
        clock.advance(seconds=31)
        await router.sweep()
        await presence_of(watching, "Ada", "offline")
        second.forget()
        await second.say("heartbeat")
        assert (await second.next(frames.Alive)).presence == "available"
        await presence_of(watching, "Ada", "available")


async def test_choosing_the_same_presence_after_a_lapse_is_told(server: Server, clock: Clock) -> None:
    _, ada = await server.agent("Ada")
    _, bo = await server.agent("Bo")
    async with server.console(ada) as console, server.console(bo) as watching:
        await watching.say("watch_lists")
        await presence_of(watching, "Ada", "available")
        clock.advance(seconds=31)
        await server.process.router.sweep()
        await presence_of(watching, "Ada", "offline")
        await console.say("set_presence", presence="available")
        await presence_of(watching, "Ada", "available")


async def test_away_shows_its_reason(server: Server) -> None:
    _, ada = await server.agent("Ada")
    async with server.console(ada) as console:
        await console.say("watch_lists")
        await console.say("set_presence", presence="away", reason=" lunch ")
        assert (await presence_of(console, "Ada", "away")).reason == "lunch"


async def test_lists_get_rows_and_counts(server: Server) -> None:
    _, cookie = await server.agent("Ada")
    async with server.console(cookie) as console:
        await console.say("watch_lists")
        await console.next(frames.Counts, all=0)
        conversation = await a_conversation(server)
        await console.next(frames.Counts, mine=0, unassigned=1, bot=0, all=1)
        await console.until(lambda: [row for frame in console.find(frames.Rows) for row in frame.rows])
        row = console.find(frames.Rows)[0].rows[0]
        assert (row.id, row.unread, row.preview) == (conversation, 1, "hello")
        assert row.customer.name.startswith(customer_name(None, None, 0).rstrip("0"))
        await console.send(conversation, "r", "hello")
        await console.next(frames.Counts, mine=1, unassigned=0, all=1)


async def test_a_conversation_given_by_somebody_else_is_announced(server: Server) -> None:
    ada, cookie = await server.agent("Ada")
    conversation = await a_conversation(server)

    def assign(tx: Session, by: str) -> None:
        key = tx.execute(sa.select(Conversation.id).where(Conversation.public_id == conversation)).scalar_one()
        service.assign(tx, key, agent_id=ada, by=by, at=utc_now())

    async with server.console(cookie) as console, server.console(cookie) as other_tab:
        await server.db.write(assign, "system")
        for tab in (console, other_tab):
            assert (await tab.next(frames.Assigned)).conversation.id == conversation


async def test_watching_too_many_lets_go_of_the_oldest(server: Server) -> None:
    _, cookie = await server.agent("Ada")
    keys = [await a_conversation(server, f"customer-{number}") for number in range(MAX_WATCHED + 1)]
    async with server.console(cookie) as console:
        for key in keys:
            await console.say("watch", conversation=key)
        await console.until(lambda: len(console.find(frames.StaffSnapshot)) == MAX_WATCHED + 1)
        (client,) = server.process.realtime.clients
        assert len(client.rooms) == MAX_WATCHED
        await console.say("watch", conversation="nobody")
        assert (await console.next(frames.StaffError)).code == "not_found"


@pytest.mark.parametrize("how", ["signed out", "disabled", "signal lost"])
async def test_the_socket_and_the_presence_end_with_the_sign_in(server: Server, how: str) -> None:
    ada, cookie = await server.agent("Ada")
    _, bo = await server.agent("Bo")

    def end(tx: Session) -> None:
        if how == "disabled":
            tx.execute(sa.update(Agent).where(Agent.id == ada).values(disabled_at=utc_now()))
        tx.execute(sa.delete(StaffSession).where(StaffSession.agent_id == ada))
        if how != "signal lost":
            emit(tx, Signal(STAFF, ada))

    async with server.console(bo) as watching, server.console(cookie) as console:
        await watching.say("watch_lists")
        await watching.next(frames.PresenceChanged)
        await server.db.write(end)
        if how == "signal lost":
            server.services.bus.publish([Signal("resync", 0)])
            assert await watching.closed() == 4008
        assert await console.closed() == 4401
        lease = sa.select(Agent.lease_until).where(Agent.id == ada)
        now = server.services.clock()
        await until_stored(server.db, lambda tx: (tx.execute(lease).scalar() or now) < now + timedelta(seconds=1))
        if how == "signed out":
            await presence_of(watching, "Ada", "offline")


async def test_a_socket_that_comes_while_storage_is_away_may_come_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, cookie = await server.agent("Ada")

    async def away(*_: object, **__: object) -> None:
        raise StorageUnavailable("away")

    for door in ("read", "write"):
        with monkeypatch.context() as patch:
            patch.setattr(server.db, door, away)
            async with server.console(cookie) as console:
                assert await console.closed() == 1012
    async with server.console(cookie) as console:
        assert console.find(frames.Ready)

"""The live queues on the staff's socket: told within two seconds of a change, read once for all who watch."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from contact_center.models import Agent, WorkItem
from contact_center.realtime import staff_frames as frames
from contact_center.settings import Settings
from contact_center.values import Presence, Role
from contact_center.work.live import QueueLive, QueuesLive
from tests.app_server import Server, serving
from tests.chat_clients import StaffClient

SOON = timedelta(seconds=2)


@pytest.fixture
async def server(database_settings: Settings) -> AsyncIterator[Server]:
    async with serving(database_settings) as server:
        yield server


@asynccontextmanager
async def watching(server: Server, name: str = "Sue") -> AsyncIterator[StaffClient]:
    _, cookie = await server.agent(name, role=Role.SUPERVISOR)
    async with server.console(cookie) as console:
        await console.say("set_presence", presence="away", reason="supervising")
        await console.say("watch_queues")
        await console.next(frames.Queues)
        yield console


def last(console: StaffClient) -> QueuesLive:
    frame: frames.Queues = console.find(frames.Queues)[-1]
    return frame.live


def queue(console: StaffClient) -> QueueLive:
    return last(console).queues[0]


async def first(console: StaffClient, holds: Callable[[QueuesLive], object]) -> QueuesLive:
    """The first that tells of it."""
    await console.until(lambda: any(holds(frame.live) for frame in console.find(frames.Queues)))
    found: QueuesLive = next(frame.live for frame in console.find(frames.Queues) if holds(frame.live))
    return found


async def the_item(server: Server) -> WorkItem:
    """The newest, as it is stored."""
    query = sa.select(WorkItem).order_by(WorkItem.id.desc()).limit(1)
    return await server.db.read(lambda tx: tx.execute(query).scalar_one())


async def test_a_visitor_who_comes_and_is_answered_is_seen_within_two_seconds(server: Server) -> None:
    token = await server.embed_token(await server.inbox())
    async with watching(server) as console, server.visitor(token) as tab:
        conversation = (await tab.send("first", "hello")).conversation
        told = await first(console, lambda live: live.queues[0].waiting == 1)
        oldest = told.queues[0].oldest
        assert oldest is not None
        assert oldest.conversation == conversation
        assert told.at - oldest.since < SOON
        _, ada = await server.agent("Ada")
        async with server.console(ada):
            told = await first(console, lambda live: live.queues[0].today.answered == 1)
            answered_at = (await the_item(server)).answered_at
            assert answered_at is not None
            assert told.at - answered_at < SOON
            assert told.queues[0].waiting == 0
            assert [(each.items, each.used) for each in told.agents if each.name == "Ada"] == [(1, 25)]


async def test_frames_come_without_a_change_so_that_nothing_looks_stale(server: Server) -> None:
    async with watching(server) as console:
        console.forget()
        async with asyncio.timeout(5):
            await console.next(frames.Queues)


async def test_frames_are_at_least_a_second_apart_however_much_changes(server: Server) -> None:
    token = await server.embed_token(await server.inbox())
    async with watching(server) as console:
        for number in range(5):
            async with server.visitor(token) as tab:
                await tab.send(f"message-{number}", "hello")
        await console.until(lambda: queue(console).waiting == 5)
        times = [frame.live.at for frame in console.find(frames.Queues)]
        gaps = [(after - before).total_seconds() for before, after in pairwise(times)]
        assert min(gaps) >= 0.99


async def test_who_has_become_an_agent_is_told_no_more(server: Server) -> None:
    key, cookie = await server.agent("Sue", role=Role.SUPERVISOR)
    async with server.console(cookie) as console, watching(server, "Tom") as other:
        await console.say("watch_queues")
        await console.next(frames.Queues)
        await server.db.write(lambda tx: tx.execute(sa.update(Agent).where(Agent.id == key).values(role=Role.AGENT)))
        await console.say("heartbeat")
        await console.next(frames.Alive)
        console.forget()
        other.forget()
        await other.next(frames.Queues)
        assert console.find(frames.Queues) == []


async def test_what_a_supervisor_does_is_seen_by_the_other_within_two_seconds(server: Server) -> None:
    token = await server.embed_token(await server.inbox())
    _, sue = await server.agent("Sue", role=Role.SUPERVISOR)
    key, ada = await server.agent("Ada", presence=Presence.AWAY)
    agent = await server.db.read(lambda tx: tx.get_one(Agent, key).public_id)
    async with watching(server, "Tom") as console, server.console(ada), server.visitor(token) as tab:
        await tab.send("first", "hello")
        await console.until(lambda: queue(console).oldest)
        shown = queue(console)
        assert shown.oldest is not None
        wanted = {"agent": agent, "seen": {"queue": shown.id, "agent": None, "priority": 0}}
        async with server.http(sue) as http:
            where = f"/api/v1/work-items/{shown.oldest.item}/assign"
            assert (await http.post(where, json=wanted)).status_code == 200
            told = await first(console, lambda live: live.queues[0].active == 1)
            answered_at = (await the_item(server)).answered_at
            assert answered_at is not None
            assert told.at - answered_at < SOON
            answer = await http.post(where, json=wanted)
        assert (answer.status_code, answer.json()["code"]) == (409, "assigned_meanwhile")


async def test_an_agent_transfers_to_a_queue_and_finds_what_queues_there_are(server: Server) -> None:
    token = await server.embed_token(await server.inbox())
    _, ada = await server.agent("Ada")
    async with server.console(ada) as console, server.visitor(token) as tab, server.http(ada) as http:
        conversation = (await tab.send("first", "hello")).conversation
        assigned: frames.Assigned = await console.next(frames.Assigned)
        (choice,) = (await http.get("/api/v1/queues/choices")).json()["queues"]
        assert (choice["name"], choice["open"], choice["note"]) == ("General", True, False)
        wanted = {"queue": choice["id"], "note": "cracked", "warm": True, "instead_of": None}
        where = f"/api/v1/conversations/{conversation}/transfer"
        assert (await http.post(where, json=wanted)).json()["code"] == "conflict"
        owner = assigned.conversation.agent
        assert owner is not None
        answer = await http.post(where, json=wanted | {"instead_of": owner.id})
        assert (answer.status_code, answer.json()["owner"]) == (200, "none")

"""What reaches an agent's consoles beside the conversations: mentions, drafts of other tabs, and who else looks."""

from collections.abc import AsyncIterator

import pytest

from contact_center.realtime import staff_frames as frames
from contact_center.realtime import visitor_frames as visitor
from contact_center.realtime.mail_drafts import DraftMail
from contact_center.realtime.mail_views import MailPerson
from contact_center.realtime.viewing import LASTS
from contact_center.settings import Settings
from contact_center.values import utc_now
from tests.api import Clock
from tests.app_server import Server, serving
from tests.chat_clients import StaffClient


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = utc_now()
    return clock


@pytest.fixture
async def server(database_settings: Settings, clock: Clock) -> AsyncIterator[Server]:
    async with serving(database_settings, works=False, clock=clock) as server:
        yield server


async def me(console: StaffClient) -> str:
    ready: frames.Ready = await console.next(frames.Ready)
    return ready.me.id


async def a_chat(server: Server) -> tuple[str, str]:
    """A visitor's embed token and the conversation that the visitor has begun."""
    token = await server.embed_token(await server.inbox())
    async with server.visitor(token) as tab:
        return token, (await tab.send("first", "hello")).conversation


async def viewers(console: StaffClient, *names: str) -> None:
    """Wait until these were the last to be told."""

    def last() -> list[str] | None:
        found = console.find(frames.Viewers)
        return [agent.name for agent in found[-1].agents] if found else None

    await console.until(lambda: last() == list(names))


async def test_a_colleague_who_is_named_hears_of_it_in_every_tab(server: Server) -> None:
    _, ada = await server.agent("Ada")
    _, lan = await server.agent("Lan")
    _, conversation = await a_chat(server)
    async with server.console(ada) as writer, server.console(lan) as one, server.console(lan) as two:
        await two.say("watch_lists")
        await two.next(frames.MentionCount, unseen=0)
        note = {"conversation": conversation, "client_id": "n", "audience": "staff", "mentions": [await me(one)]}
        await writer.say("send", body="@Lan please", **note)
        for tab in (one, two):
            told = await tab.next(frames.Mentioned)
            assert (told.by.name, told.excerpt, told.conversation.id) == ("Ada", "@Lan please", conversation)
            await tab.next(frames.MentionCount, unseen=1)
        assert writer.find(frames.Mentioned) == []
        async with server.http(lan) as http:
            assert (await http.post("/api/v1/mentions/seen", json={})).status_code == 204
        two.forget()
        await two.say("watch_lists")
        await two.next(frames.MentionCount, unseen=0)


async def test_the_visitor_of_a_note_with_a_mention_hears_nothing(server: Server) -> None:
    _, ada = await server.agent("Ada")
    _, lan = await server.agent("Lan Nguyen")
    token = await server.embed_token(await server.inbox())
    async with server.visitor(token) as tab, server.console(ada) as writer, server.console(lan) as named:
        conversation = (await tab.send("first", "hello")).conversation
        key = await me(named)
        note = {"conversation": conversation, "client_id": "n", "audience": "staff", "mentions": [key]}
        await writer.say("send", body="a secret", **note)
        await named.next(frames.Mentioned)
        await writer.send(conversation, "r", "hello to you")
        await tab.next(visitor.VisitorMessage)
        assert not any(word in raw for raw in tab.raw for word in ("secret", "Lan Nguyen", key))


async def test_a_mention_in_a_reply_is_refused_by_its_client_id(server: Server) -> None:
    _, ada = await server.agent("Ada")
    _, conversation = await a_chat(server)
    async with server.console(ada) as console:
        await console.say("send", conversation=conversation, client_id="r", body="hi", mentions=["x"])
        refused = await console.next(frames.StaffError)
        assert (refused.code, refused.client_id) == ("mention_in_public", "r")


async def test_a_draft_is_told_to_ones_own_tabs_alone(server: Server) -> None:
    _, ada = await server.agent("Ada")
    _, lan = await server.agent("Lan")
    _, conversation = await a_chat(server)
    async with server.console(ada) as tab, server.console(lan) as colleague, server.http(ada) as http:
        where = f"/api/v1/conversations/{conversation}/drafts/public"
        await http.put(where, json={"body": "Dear Ann", "since": None})
        told = await tab.next(frames.DraftChanged, audience="public")
        assert (told.conversation, told.body, told.mail) == (conversation, "Dear Ann", None)
        mail = {"way": "reply", "cc": [{"address": "bo@x.example"}], "html": "<p>Dear Ann</p>"}
        await http.put(where, json={"body": "Dear Ann,", "since": told.updated_at.isoformat(), "mail": mail})
        told = await tab.next(frames.DraftChanged, body="Dear Ann,")
        assert told.mail == DraftMail(way="reply", cc=[MailPerson("bo@x.example")])
        await tab.send(conversation, "r", "Dear Ann, hello")
        await tab.next(frames.DraftChanged, body=None, updated_at=None)
        await colleague.say("heartbeat")
        await colleague.next(frames.Alive)
        assert colleague.find(frames.DraftChanged) == []


async def test_colleagues_see_who_looks_from_when_they_watch_until_they_look_away(server: Server) -> None:
    _, ada = await server.agent("Ada")
    _, lan = await server.agent("Lan")
    _, conversation = await a_chat(server)
    async with server.console(ada) as first, server.console(lan) as second:
        await first.watch(conversation)
        await first.say("viewing", conversation=conversation)
        await second.watch(conversation)
        await viewers(second, "Ada")
        await second.say("viewing", conversation=conversation)
        await viewers(first, "Lan")
        await second.say("viewing", conversation=None)
        await viewers(first)
        await first.close()
        await viewers(second)
        assert all(agent.name != "Lan" for frame in second.find(frames.Viewers) for agent in frame.agents)


async def test_a_tab_that_froze_is_forgotten_while_the_others_heartbeats_go_on(server: Server, clock: Clock) -> None:
    _, ada = await server.agent("Ada")
    _, lan = await server.agent("Lan")
    _, conversation = await a_chat(server)
    async with server.console(ada) as frozen, server.console(lan) as console:
        await frozen.say("viewing", conversation=conversation)
        await console.watch(conversation)
        await viewers(console, "Ada")
        clock.advance(seconds=LASTS.total_seconds() + 1)
        await console.say("heartbeat")
        await viewers(console)


async def test_who_looks_at_nothing_that_exists_is_told_so(server: Server) -> None:
    _, ada = await server.agent("Ada")
    async with server.console(ada) as console:
        await console.say("viewing", conversation="nowhere")
        assert (await console.next(frames.StaffError)).code == "not_found"

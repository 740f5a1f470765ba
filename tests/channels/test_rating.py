"""A rating: once for each end, seen by all tabs and by the staff."""

from typing import Any

import pytest
import sqlalchemy as sa

from contact_center.inboxes.schemas import InboxSettings
from contact_center.models import Rating
from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as frames
from tests.app_server import Server
from tests.chat_clients import StaffClient, VisitorClient


async def ended(tab: VisitorClient, console: StaffClient) -> str:
    """A conversation that an agent has answered and the visitor has ended."""
    conversation = str((await tab.send("a", "hello")).conversation)
    await console.watch(conversation)
    await console.send(conversation, "r", "hi")
    await tab.until(lambda: tab.state.agent)
    await tab.say("end")
    await tab.until(lambda: tab.state.status == "resolved")
    return conversation


def shown(tab: VisitorClient) -> frames.PublicConversation:
    return [each.conversation for each in tab.frames if isinstance(each, frames.VisitorConversation)][-1]


async def refusal(tab: VisitorClient, conversation: str, score: int = 5) -> str:
    tab.forget()
    await tab.say("rate", conversation=conversation, score=score)
    return str((await tab.next(frames.VisitorError)).code)


async def test_it_is_asked_for_at_the_end_and_seen_by_all_tabs_and_the_staff(server: Server, embed_token: str) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        conversation = await ended(tab, console)
        assert shown(tab).may_rate
        other = tab.tab()
        await other.connect(hello=False)
        await other.hello(conversation=conversation)
        assert other.find(frames.VisitorSnapshot)[0].conversation.may_rate
        await tab.say("rate", conversation=conversation, score=4, comment=" quick \x00help ")
        for each in (tab, other):
            await each.until(lambda each=each: each.find(frames.VisitorConversation) and shown(each).score == 4)  # type: ignore[misc]
            assert not shown(each).may_rate
        await console.until(
            lambda: any(kind == "ConversationRated" for _, kind in console.states[conversation].notices)
        )
        notices = [each.notice for each in console.frames if isinstance(each, staff.StaffConversation)]
        assert (notices[-1].kind, notices[-1].score, notices[-1].note) == ("ConversationRated", 4, "quick help")
        await other.close()
        fresh = tab.tab()
        await fresh.connect(hello=False)
        await fresh.hello(conversation=conversation)
        assert fresh.find(frames.VisitorSnapshot)[0].conversation.score == 4
        await fresh.close()


async def test_it_is_given_once_for_each_end(server: Server, embed_token: str) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        conversation = await ended(tab, console)
        await tab.say("rate", conversation=conversation, score=2)
        await tab.until(lambda: shown(tab).score == 2)
        assert await refusal(tab, conversation) == "already_rated"
        await tab.send("b", "one more thing")
        await console.send(conversation, "r2", "yes?")
        await tab.until(lambda: tab.state.agent)
        tab.forget()
        await tab.say("end")
        await tab.until(lambda: tab.find(frames.VisitorConversation) and shown(tab).status == "resolved")
        assert (shown(tab).may_rate, shown(tab).score) == (True, None)
        await tab.say("rate", conversation=conversation, score=5)
        await tab.until(lambda: shown(tab).score == 5)
        scores = await server.db.read(
            lambda tx: list(tx.execute(sa.select(Rating.score).order_by(Rating.id)).scalars())
        )
        assert scores == [2, 5]


async def test_it_is_not_asked_for_where_nobody_has_answered_or_while_it_goes_on(
    server: Server, embed_token: str
) -> None:
    async with server.visitor(embed_token) as tab:
        conversation = (await tab.send("a", "hello")).conversation
        assert await refusal(tab, conversation) == "not_ended"
        await tab.say("end")
        await tab.until(lambda: tab.state.status == "resolved")
        assert not shown(tab).may_rate
        assert await refusal(tab, conversation) == "nobody_answered"


async def test_it_is_refused_where_the_inbox_does_not_ask(embedded_server: Server) -> None:
    server = embedded_server
    token = await server.embed_token(await server.inbox(settings=InboxSettings(rating=False)))
    _, cookie = await server.agent("Ada")
    async with server.visitor(token) as tab, server.console(cookie) as console:
        conversation = await ended(tab, console)
        assert not shown(tab).may_rate
        assert await refusal(tab, conversation) == "rating_off"


@pytest.mark.parametrize("score", [0, 6, -1, 2.5, "5", None])
async def test_a_score_that_is_none_is_refused(embedded_server: Server, score: Any) -> None:
    token = await embedded_server.embed_token(await embedded_server.inbox())
    async with embedded_server.visitor(token) as tab:
        conversation = (await tab.send("a", "hello")).conversation
        assert await refusal(tab, conversation, score) == "invalid_command"


async def test_nobody_rates_another_visitor_s_conversation(server: Server, embed_token: str) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as mine, server.console(cookie) as console:
        conversation = await ended(mine, console)
        async with server.visitor(embed_token) as stranger:
            await stranger.send("x", "hello")
            assert await refusal(stranger, conversation, 1) == "not_found"

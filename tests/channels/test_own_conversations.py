"""Several conversations of one visitor: the list, turning from one to another, and one begun beside another."""

import pytest

from contact_center.realtime import visitor_frames as frames
from tests.app_server import Server, until
from tests.chat_clients import VisitorClient


async def begin(tab: VisitorClient, client_id: str, body: str) -> str:
    """A conversation of its own, whatever is open; returns its public id."""
    tab.state = type(tab.state)(sent={client_id: body})
    await tab.say("send", client_id=client_id, body=body, conversation=None, begin=True)
    return str((await tab.next(frames.Ack, client_id=client_id)).conversation)


async def own(tab: VisitorClient, before: str | None = None) -> frames.OwnConversations:
    tab.forget()
    await tab.say("list", before=before)
    found: frames.OwnConversations = await tab.next(frames.OwnConversations)
    return found


def unread_of(shown: frames.OwnConversations) -> dict[str, bool]:
    return {each.id: each.unread for each in shown.items}


async def test_a_new_visitor_has_no_conversations(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab:
        assert await own(tab) == frames.OwnConversations([], None)


async def test_one_begins_beside_another_that_is_open(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab:
        first = (await tab.send("a", "about my order")).conversation
        second = await begin(tab, "b", "about something else")
        assert second != first
        found = (await own(tab)).items
        assert [(each.id, each.preview, each.status) for each in found] == [
            (second, "about something else", "open"),
            (first, "about my order", "open"),
        ]


async def test_beginning_it_again_with_the_same_client_id_begins_it_once(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab:
        await tab.send("a", "hello")
        second = await begin(tab, "b", "something else")
        tab.forget()
        assert await begin(tab, "b", "something else") == second
        assert len((await own(tab)).items) == 2


async def test_the_visitor_turns_to_another_own_conversation_and_hears_of_that_one(
    server: Server, embed_token: str
) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        first = (await tab.send("a", "first")).conversation
        second = await begin(tab, "b", "second")
        tab.forget()
        await tab.say("show", conversation=first)
        shown = await tab.next(frames.VisitorSnapshot)
        assert [each.body for each in shown.messages] == ["first"]
        await console.send(first, "r1", "answer to the first")
        await console.send(second, "r2", "answer to the second")
        await tab.until(lambda: len(tab.state.messages) == 2)
        assert "answer to the second" not in "".join(tab.raw)
        assert unread_of(await own(tab)) == {first: True, second: True}
        await tab.say("receipt", delivered=tab.state.seq, seen=tab.state.seq)
        await own(tab)  # which also comes unasked while the agents' side goes on
        await tab.until(lambda: unread_of(tab.find(frames.OwnConversations)[-1]) == {first: False, second: True})


async def test_a_list_that_was_asked_for_follows_what_happens_in_the_other_conversations(
    server: Server, embed_token: str
) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        first = (await tab.send("a", "first")).conversation
        second = await begin(tab, "b", "second")
        assert [each.unread for each in (await own(tab)).items] == [False, False]
        tab.forget()
        await console.send(second, "r1", "on the screen")
        await tab.until(lambda: "on the screen" in "".join(tab.raw))
        await console.send(first, "r2", "beside it")
        await tab.until(lambda: [f for f in tab.find(frames.OwnConversations) if f.items[0].preview == "beside it"])
        shown = tab.find(frames.OwnConversations)[-1]
        assert [(each.id, each.unread) for each in shown.items] == [(first, True), (second, True)]
        other = tab.tab()
        await other.connect()
        await other.say("show", conversation=first)
        await other.say("receipt", delivered=9, seen=9)
        await tab.until(lambda: not tab.find(frames.OwnConversations)[-1].items[0].unread)
        third = await begin(other, "c", "third")
        await tab.until(lambda: len(tab.find(frames.OwnConversations)[-1].items) == 3)
        assert tab.find(frames.OwnConversations)[-1].items[0].id == third
        await tab.say("receipt", delivered=9, seen=9)
        await tab.say("show", conversation=first)
        await tab.until(lambda: not unread_of(tab.find(frames.OwnConversations)[-1])[second])
        await other.close()


async def test_a_tab_that_asked_for_no_list_is_told_none_and_one_that_is_gone_is_forgotten(
    server: Server, embed_token: str
) -> None:
    _, cookie = await server.agent("Ada")
    lists = server.process.webchat.own_lists
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        first = (await tab.send("a", "first")).conversation
        second = await begin(tab, "b", "second")
        await console.send(first, "r1", "beside it")
        await console.send(second, "r2", "on the screen")
        await tab.until(lambda: "on the screen" in "".join(tab.raw))
        assert not tab.find(frames.OwnConversations)
        await own(tab)
        assert lists.watching == 2
    await until(lambda: lists.watching == 0)


async def test_a_message_into_another_own_conversation_does_not_turn_the_tab_to_it(
    server: Server, embed_token: str
) -> None:
    async with server.visitor(embed_token) as tab:
        first = (await tab.send("a", "first")).conversation
        second = await begin(tab, "b", "second")
        await tab.say("send", client_id="c", body="late, for the first", conversation=first)
        assert (await tab.next(frames.Ack, client_id="c")).conversation == first
        await tab.say("send", client_id="d", body="for the second", conversation=second)
        assert (await tab.next(frames.Ack, client_id="d")).conversation == second
        assert not tab.find(frames.VisitorSnapshot, seq=3)


async def test_another_tab_stays_where_it_is_while_its_conversation_goes_on(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab:
        first = (await tab.send("a", "first")).conversation
        other = tab.tab()
        await other.connect()
        await begin(tab, "b", "second")
        await other.send("c", "still in the first")
        assert other.state.conversation == first
        assert not [frame for frame in other.frames if "second" in str(frame)]
        await other.close()


async def test_a_return_shows_the_open_conversation_that_the_widget_showed(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab:
        first = (await tab.send("a", "first")).conversation
        second = await begin(tab, "b", "second")
        back = tab.tab()
        await back.connect(hello=False)
        await back.hello(conversation=first)
        assert back.state.conversation == first
        await back.close()
        await back.connect(hello=False)
        await back.hello(keep=False)
        assert back.find(frames.Welcome)[0].conversation == second
        await back.close()


async def test_nobody_turns_to_another_visitor_s_conversation_nor_to_one_of_another_brand(
    server: Server, embed_token: str
) -> None:
    other_brand = await server.embed_token(await server.inbox("Other"))
    async with server.visitor(embed_token) as mine, server.visitor(embed_token) as stranger:
        conversation = (await mine.send("a", "my secret")).conversation
        await stranger.send("x", "hello")
        elsewhere = VisitorClient(server.port, other_brand)
        elsewhere.token = mine.token
        await elsewhere.connect()
        for tab in (stranger, elsewhere):
            tab.forget()
            await tab.say("show", conversation=conversation)
            assert (await tab.next(frames.VisitorError)).code == "not_found"
            assert conversation not in [each.id for each in (await own(tab)).items]
            assert "my secret" not in "".join(tab.raw)
        await elsewhere.close()


async def test_the_list_comes_in_pages(embedded_server: Server) -> None:
    token = await embedded_server.embed_token(await embedded_server.inbox())
    async with embedded_server.visitor(token) as tab:
        for number in range(25):
            await begin(tab, f"m{number}", f"matter {number}")
        first = await own(tab)
        second = await own(tab, first.next)
        assert [each.preview for each in first.items + second.items] == [f"matter {n}" for n in range(24, -1, -1)]
        assert (len(first.items), second.next) == (20, None)


@pytest.mark.parametrize("before", ["x", "W10", "bm90aGluZw"])
async def test_a_cursor_that_is_none_is_refused(embedded_server: Server, before: str) -> None:
    token = await embedded_server.embed_token(await embedded_server.inbox())
    async with embedded_server.visitor(token) as tab:
        await tab.send("a", "hello")
        tab.forget()
        await tab.say("list", before=before)
        assert (await tab.next(frames.VisitorError)).code == "invalid_input"

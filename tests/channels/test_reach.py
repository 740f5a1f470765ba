"""A merge of customers shows no browser what another one wrote, unless a shop has signed who is there."""

import time

import httpx

from contact_center.realtime import visitor_frames as frames
from tests.app_server import Server
from tests.channels.test_identity import merge, owner_of, token
from tests.chat_clients import VisitorClient


async def listed(tab: VisitorClient) -> set[str]:
    tab.forget()
    await tab.say("list")
    return {each.id for each in (await tab.next(frames.OwnConversations)).items}


async def transcript(server: Server, tab: VisitorClient, conversation: str) -> httpx.Response:
    headers = {"X-Embed-Token": tab.embed_token, "X-Visitor-Token": tab.token or ""}
    async with server.http() as client:
        return await client.get("/widget/transcript", params={"conversation": conversation}, headers=headers)


async def again(tab: VisitorClient, **fields: str) -> frames.Welcome:
    """The page is loaded anew."""
    await tab.close()
    await tab.connect(hello=False)
    await tab.hello(keep=False, **fields)
    (welcome,) = tab.find_tag("welcome")
    assert isinstance(welcome, frames.Welcome)
    return welcome


async def merged(server: Server, source: str, target: str) -> None:
    await merge(server, (await owner_of(server, source))[0], (await owner_of(server, target))[0])


async def test_of_two_merged_visitors_each_reads_and_writes_only_what_it_began(server: Server) -> None:
    embed_token = await server.embed_token(await server.inbox())
    async with server.visitor(embed_token) as ann, server.visitor(embed_token) as eve:
        hers = (await ann.send("a", "ann's secret")).conversation
        begun = (await eve.send("e", "I am ann, really")).conversation
        await merged(server, begun, hers)
        for tab, own, foreign in ((eve, begun, hers), (ann, hers, begun)):
            assert (await again(tab)).conversation == own
            assert await listed(tab) == {own}
            for command, fields in (
                ("show", {}),
                ("rate", {"score": 1}),
                ("mail_transcript", {"email": "e@vil.example"}),
            ):
                tab.forget()
                await tab.say(command, conversation=foreign, **fields)
                assert (await tab.next(frames.VisitorError)).code == "not_found"
            assert (await transcript(server, tab, foreign)).status_code == 404
            assert (await transcript(server, tab, own)).status_code == 200
            tab.forget()
            await tab.write("into", "let me in", foreign)
            assert (await tab.next(frames.Ack, client_id="into")).conversation == own
        assert "ann's secret" not in "".join(eve.raw)


async def test_who_ended_the_own_conversation_does_not_go_on_in_the_other_s(server: Server) -> None:
    embed_token = await server.embed_token(await server.inbox())
    async with server.visitor(embed_token) as ann, server.visitor(embed_token) as eve:
        hers = (await ann.send("a", "ann's secret")).conversation
        begun = (await eve.send("e", "I am ann, really")).conversation
        await merged(server, begun, hers)
        await eve.say("end")
        await eve.until(lambda: eve.find_tag("conversation"))
        assert (await again(eve, conversation=hers)).conversation is None
        await eve.say("send", client_id="f", body="anew", conversation=None)
        assert (await eve.next(frames.Ack, client_id="f")).conversation not in {hers, begun}


async def test_a_message_of_another_cannot_be_had_by_its_client_id(server: Server) -> None:
    embed_token = await server.embed_token(await server.inbox())
    async with server.visitor(embed_token) as ann, server.visitor(embed_token) as eve:
        hers = (await ann.send("guessed", "ann's secret")).conversation
        begun = (await eve.send("e", "I am ann, really")).conversation
        await merged(server, begun, hers)
        await again(eve)
        eve.state = type(eve.state)(sent={"guessed": "x"})
        await eve.say("send", client_id="guessed", body="x", conversation=None)
        assert (await eve.next(frames.Ack, client_id="guessed")).conversation == begun


async def test_a_browser_that_the_shop_has_identified_reads_the_customer_s_conversations(server: Server) -> None:
    inbox = await server.inbox()
    embed_token = await server.embed_token(inbox)
    async with server.visitor(embed_token) as home, server.visitor(embed_token) as eve:
        first = (await home.send("a", "from home")).conversation
        assert (await again(home, identity=token(server, inbox, "42"))).identified
        second = (await eve.send("e", "I am 42, really")).conversation
        await merged(server, second, first)
        assert await listed(home) == {first, second}
        welcome = await again(eve)
        assert (welcome.identified, welcome.conversation) == (False, second)
        assert await listed(eve) == {second}
        assert (await again(eve, identity=token(server, inbox, "42", iat=int(time.time())))).identified
        assert await listed(eve) == {first, second}

"""A visitor's socket to the end: several tabs, lost answers, leaving and returning."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.models import Conversation, Message
from contact_center.realtime import visitor_frames as frames
from contact_center.values import utc_now
from tests.app_server import Server


async def stored(server: Server) -> list[str]:
    """The texts of all messages, in order."""
    return await server.db.read(lambda tx: list(tx.execute(sa.select(Message.body).order_by(Message.id)).scalars()))


async def resolve(server: Server, public_id: str) -> None:
    def unit(tx: Session) -> None:
        key = tx.execute(sa.select(Conversation.id).where(Conversation.public_id == public_id)).scalar_one()
        service.resolve(tx, key, by="system", at=utc_now())

    await server.db.write(unit)


async def test_the_first_message_in_one_tab_opens_the_conversation_in_the_other(
    server: Server, embed_token: str
) -> None:
    async with server.visitor(embed_token) as first:
        second = first.tab()
        await second.connect()
        await first.send("a", "hello")
        await second.until(lambda: second.state.messages)
        await second.send("b", "hello from here")
        await first.until(lambda: len(first.state.messages) == 2)
        assert first.state.messages == second.state.messages
        assert not first.state.hole
        assert not second.state.hole
        await second.close()


async def test_a_return_brings_exactly_what_was_missed(server: Server, embed_token: str) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        conversation = (await tab.send("a", "hello")).conversation
        await tab.close()
        for number in range(3):
            await console.send(conversation, f"reply-{number}", f"reply {number}")
        await tab.connect()
        await tab.until(lambda: len(tab.state.messages) == 4)
        assert not tab.find(frames.VisitorSnapshot)
        assert not tab.state.hole


@pytest.mark.parametrize("how", ["without state", "far behind"])
async def test_a_return_without_state_or_far_behind_brings_a_snapshot(
    server: Server, embed_token: str, how: str
) -> None:
    async with server.visitor(embed_token) as tab:
        await tab.send("a", "hello")
        await tab.close()
        if how == "far behind":
            tab.state = type(tab.state)(tab.state.conversation, seq=10_000)
        await tab.connect(keep=how == "far behind")
        await tab.next(frames.VisitorSnapshot)
        assert [body for _, body, _ in tab.state.messages.values()] == ["hello"]


async def test_a_message_whose_acknowledgement_was_lost_is_stored_once(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab:
        await tab.send("a", "hello")
        await tab.close()
        await tab.connect()
        first = await tab.send("a", "hello")
        again = await tab.send("a", "hello")
        assert first == again
        assert await stored(server) == ["hello"]


async def test_the_very_first_message_is_stored_once_though_its_conversation_was_resolved(
    server: Server, embed_token: str
) -> None:
    async with server.visitor(embed_token) as tab:
        ack = await tab.send("a", "hello")
        await resolve(server, ack.conversation)
        fresh = tab.tab()
        await fresh.connect()
        assert not fresh.state.conversation
        assert (await fresh.send("a", "hello")).id == ack.id
        assert await stored(server) == ["hello"]
        await fresh.close()


async def test_the_very_first_message_is_stored_once_though_another_tab_has_a_new_conversation(
    server: Server, embed_token: str
) -> None:
    async with server.visitor(embed_token) as tab:
        ack = await tab.send("a", "hello")
        await resolve(server, ack.conversation)
        await tab.say("restart")
        tab.state = type(tab.state)()
        await tab.send("b", "something else")
        other = tab.tab()
        await other.connect()
        assert other.state.conversation != ack.conversation
        await other.say("send", client_id="a", body="hello", conversation=None)
        assert (await other.next(frames.Ack, client_id="a")).id == ack.id
        assert await stored(server) == ["hello", "something else"]
        await other.close()


async def test_after_an_end_a_restart_opens_a_new_conversation_in_every_tab(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab:
        for number in range(3):
            await tab.send(f"a{number}", "hello")
        first = tab.state.conversation
        other = tab.tab()
        await other.connect()
        await tab.say("end")
        await other.until(lambda: other.state.status == "resolved")
        await tab.until(lambda: tab.state.status == "resolved")
        await tab.say("restart")
        tab.state = type(tab.state)()
        ack = await tab.send("b", "one more thing")
        assert ack.conversation != first
        await other.until(lambda: other.state.conversation == ack.conversation and other.state.messages)
        assert other.state.messages == tab.state.messages
        await other.close()


async def test_a_message_to_an_ended_conversation_opens_it_again(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab:
        await tab.send("a", "hello")
        await tab.say("end")
        await tab.until(lambda: tab.state.status == "resolved")
        await tab.send("b", "and yet")
        await tab.until(lambda: tab.state.status == "open" and len(tab.state.messages) == 2)
        assert not tab.state.hole


async def test_two_tabs_that_write_first_at_the_same_time_share_one_conversation(
    server: Server, embed_token: str
) -> None:
    async with server.visitor(embed_token) as first:
        second = first.tab()
        await second.connect()
        await first.write("a", "hello")
        await second.write("b", "hello too")
        await first.until(lambda: len(first.state.messages) == 2)
        await second.until(lambda: len(second.state.messages) == 2)
        assert first.state.messages == second.state.messages
        await second.close()


async def test_older_messages_come_in_pages(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab:
        for number in range(60):
            await tab.write(f"m{number}", f"message {number}")
            if number == 0:
                await tab.until(lambda: tab.state.messages)
        await tab.until(lambda: len(tab.state.messages) == 60)
        later = tab.tab()
        await later.connect()
        oldest = min(later.state.messages)
        assert len(later.state.messages) == 50
        await later.say("older", before=oldest)
        older = await later.next(frames.VisitorOlder)
        assert [each.body for each in older.messages] == [f"message {number}" for number in range(10)]
        assert not older.has_older
        await later.close()


async def test_nobody_reads_or_writes_another_visitors_conversation(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as mine, server.visitor(embed_token) as stranger:
        ack = await mine.send("a", "my secret")
        await stranger.close()
        await stranger.connect(hello=False)
        await stranger.hello(conversation=ack.conversation, after=0)
        assert stranger.find(frames.Welcome)[0].conversation is None
        for command in ({"type": "resume", "after": 0}, {"type": "older", "before": 99}, {"type": "end"}):
            await stranger.say(command.pop("type"), **command)  # type: ignore[arg-type]
        await stranger.say("receipt", delivered=1, seen=1)
        await stranger.say("typing", on=True)
        await stranger.say("send", client_id="a", body="intruding", conversation=ack.conversation)
        theirs = await stranger.next(frames.Ack, client_id="a")
        assert theirs.conversation != ack.conversation
        await mine.send("b", "still alone")
        assert not any("my secret" in text or ack.conversation in text for text in stranger.raw)
        assert not any("intruding" in text for text in mine.raw)
        assert [body for _, body, _ in mine.state.messages.values()] == ["my secret", "still alone"]
        assert mine.state.receipts == {}


async def test_typing_is_shown_to_the_other_side_only(server: Server, embed_token: str) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        conversation = (await tab.send("a", "hello")).conversation
        await console.watch(conversation)
        await tab.say("typing", on=True)
        await console.until(lambda: [f for f in console.frames if f.__struct_config__.tag == "typing"])
        await console.say("typing", conversation=conversation, on=True)
        shown = await tab.next(frames.VisitorTypingShown)
        assert shown == frames.VisitorTypingShown(conversation, True, frames.PublicAgent("Ada"))
        assert len(tab.find(frames.VisitorTypingShown)) == 1


async def test_receipts_reach_the_other_side_and_the_other_tabs(server: Server, embed_token: str) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        conversation = (await tab.send("a", "hello")).conversation
        await console.watch(conversation)
        await console.say("seen", conversation=conversation, seq=1)
        await tab.until(lambda: tab.state.receipts.get("agent") == (1, 1))
        reply = await console.send(conversation, "r", "hi")
        other = tab.tab()
        await other.connect()
        await tab.until(lambda: tab.state.seq >= reply.message.public_seq)
        await tab.say("receipt", delivered=reply.message.public_seq, seen=reply.message.public_seq)
        await console.until(lambda: "customer" in console.states[conversation].receipts)
        await other.until(lambda: "customer" in other.state.receipts)
        await other.close()

"""Whatever a visitor's socket is sent: a clear error to the sender, no trace elsewhere, no crash."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from channels.webchat import embed
from channels.webchat import socket as visitor_socket
from contact_center.inboxes.schemas import InboxPatch
from contact_center.inboxes.service import change_inbox
from contact_center.models import Message
from contact_center.realtime import visitor_frames as frames
from contact_center.realtime.sockets import ABUSE, MAX_STRIKES
from contact_center.settings import Settings
from contact_center.values import utc_now
from tests.app_server import SITE, Server, serving
from tests.chat_clients import VisitorClient

WEIRD = "<script>alert(1)</script> \x00\u202e 💬 é\u0301 {{7*7}} '; DROP TABLE message; --"


@pytest.fixture
async def tab(server: Server, embed_token: str) -> AsyncIterator[VisitorClient]:
    async with server.visitor(embed_token) as tab:
        yield tab


async def refusal(tab: VisitorClient, message: str | bytes, **options: Any) -> frames.VisitorError:
    """The error that a message brings; the socket goes on."""
    tab.forget()
    await tab.send_raw(message, **options)
    error: frames.VisitorError = await tab.next(frames.VisitorError)
    await tab.say("ping")
    await tab.next(frames.Pong)
    return error


MALFORMED = {
    "not json": "nonsense",
    "empty": "",
    "a list": "[]",
    "a number": "7",
    "null": "null",
    "no type": "{}",
    "unknown type": '{"type": "bogus"}',
    "a staff command": '{"type": "watch", "conversation": "x"}',
    "unknown field": '{"type": "ping", "more": 1}',
    "wrong type": '{"type": "typing", "on": "yes"}',
    "negative place": '{"type": "resume", "after": -1}',
    "huge place": '{"type": "older", "before": 99999999999999999999999}',
    "null in a key": '{"type": "send", "client_id": "a", "body": "b", "conversation": "\\u0000"}',
    "lone surrogate": '{"type": "send", "client_id": "a", "body": "\\ud800"}',
    "deep": "[" * 5000,
    "missing field": '{"type": "send", "client_id": "a"}',
}


async def test_what_is_no_command_is_refused_and_the_socket_goes_on(server: Server, tab: VisitorClient) -> None:
    await tab.send("a", "hello")
    for name, message in MALFORMED.items():
        assert (await refusal(tab, message)).code in {"malformed", "invalid_command"}, name
    assert (await refusal(tab, b"\xff\x00", text=False)).code == "malformed"
    size = server.services.settings.frame_bytes
    assert (await refusal(tab, " " * (size + 1))).code == "too_large"
    assert await stored(server) == ["hello"]


async def test_text_that_is_no_utf_8_closes_that_socket_alone(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab, server.visitor(embed_token) as other:
        await tab.send_raw(b"\xff\xfe", text=True)
        assert await tab.closed() == 1007
        await other.send("a", "still here")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": ""}, "empty_message"),
        ({"body": " \n\t "}, "empty_message"),
        ({"body": "\x00"}, "empty_message"),
        ({"body": "x" * 8001}, "message_too_long"),
        ({"client_id": ""}, "invalid_input"),
        ({"client_id": "x" * 65}, "invalid_input"),
        ({"client_id": "a b"}, "invalid_input"),
    ],
)
async def test_a_message_that_does_not_fit_is_refused_by_name(
    server: Server, tab: VisitorClient, fields: dict[str, str], code: str
) -> None:
    command = {"type": "send", "client_id": "mine", "body": "text", **fields}
    error = await refusal(tab, json.dumps(command))
    assert (error.code, error.client_id) == (code, command["client_id"])
    assert await stored(server) == []


async def test_any_text_arrives_as_the_text_it_is(server: Server, tab: VisitorClient) -> None:
    _, cookie = await server.agent("<b>Ada</b>")
    await tab.send("a", WEIRD)
    await tab.send("b", "x" * 8000)
    plain = WEIRD.replace("\x00", "")
    assert await stored(server) == [plain, "x" * 8000]
    async with server.console(cookie) as console:
        shown = await console.watch(tab.state.conversation)
        assert [body for _, body, _ in shown.messages.values()] == [plain, "x" * 8000]
        await console.send(tab.state.conversation, "r", WEIRD)
        reply = await tab.next(frames.VisitorMessage)
        assert reply.message.body == plain
        assert reply.message.agent == frames.PublicAgent("<b>Ada</b>")


async def test_commands_before_hello_and_a_second_hello_are_refused(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token, hello=False) as tab:
        for command in ('{"type": "send", "client_id": "a", "body": "b"}', '{"type": "end"}'):
            assert (await refusal(tab, command)).code == "hello_expected"
        await tab.hello()
        await tab.say("hello", embed_token=embed_token)
        assert (await tab.next(frames.VisitorError)).code == "hello_again"


async def test_a_hello_that_proves_nothing_is_refused(server: Server) -> None:
    inbox = await server.inbox()
    key = server.services.settings.secret_key
    later = int((utc_now() + timedelta(minutes=5)).timestamp())
    good = embed.sign(embed.Embed(inbox, SITE, later), key)
    tokens = {
        "": "embed_invalid",
        "forged.token": "embed_invalid",
        good[:-1]: "embed_invalid",
        embed.sign(embed.Embed(inbox, SITE, later), "another key"): "embed_invalid",
        embed.sign(embed.Embed(inbox, SITE, 1), key): "embed_expired",
        embed.sign(embed.Embed("nobody", SITE, later), key): "inbox_disabled",
    }
    async with server.visitor(good, hello=False) as tab:
        for token, code in tokens.items():
            await tab.hello(embed_token=token)
            assert tab.find(frames.VisitorError)[0].code == code
        for visitor in ("short", "x" * 65):
            await tab.hello(visitor_token=visitor)
            assert tab.find(frames.VisitorError)[0].code == "visitor_invalid"
        patch = InboxPatch(disabled=True)
        await server.db.write(lambda tx: change_inbox(tx, inbox, patch, by="system", at=utc_now()).id)
        await tab.hello()
        assert tab.find(frames.VisitorError)[0].code == "inbox_disabled"


async def test_who_never_says_hello_is_sent_away(
    server: Server, embed_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor_socket, "HELLO_SECONDS", 0.05)
    async with server.visitor(embed_token, hello=False) as silent:
        assert await silent.closed() == 4008


async def test_a_flood_is_slowed_down_and_nonsense_ends_the_connection(settings: Settings) -> None:
    async with serving(settings, limits={"visitor_rate": 5.0, "sockets_per_address": 2}) as server:
        token = await server.embed_token(await server.inbox())
        async with server.visitor(token) as tab, server.visitor(token) as other:
            for number in range(40):
                await tab.write(f"m{number}", "flood")
            error = await tab.next(frames.VisitorError, code="too_many_requests")
            assert error.retry_after
            assert error.client_id
            for _ in range(MAX_STRIKES):
                await tab.send_raw("nonsense")
            assert await tab.closed() == ABUSE
            await other.send("a", "not my flood")
            with pytest.raises(Exception, match="403"):
                async with server.visitor(token), server.visitor(token):
                    pass


async def test_a_message_too_big_for_the_server_ends_that_socket_alone(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as other:
        async with connect(f"ws://127.0.0.1:{server.port}/widget/socket") as socket:
            with suppress(ConnectionClosed):
                await socket.send("x" * (17 * 1024 * 1024))
            await socket.wait_closed()
            assert socket.close_code == 1009
        await other.send("a", "still here")


async def stored(server: Server) -> list[str]:
    return await server.db.read(lambda tx: list(tx.execute(sa.select(Message.body).order_by(Message.id)).scalars()))

"""The transcript: the whole conversation, honestly, for its own visitor alone."""

from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from channels.webchat.transcript import Document, Line, as_html, as_text
from channels.webchat.transcripts import PER_VISITOR, count_mail
from contact_center import attempts, mail
from contact_center.db import Database
from contact_center.errors import TooManyRequests
from contact_center.inboxes.schemas import InboxSettings
from contact_center.models import Job
from contact_center.realtime import visitor_frames as frames
from contact_center.settings import Settings
from tests.app_server import SITE, Server, serving
from tests.chat_clients import VisitorClient

AT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)


def document(*lines: Line, locale: str = "en", **fields: object) -> Document:
    given = {
        "brand": "Shop", "customer": None, "begun_at": AT, "ended_at": None, "taken_at": AT + timedelta(hours=1),
        "score": None, "zone": "Asia/Ho_Chi_Minh",
    }  # fmt: skip
    return Document(**{**given, **fields}, locale=locale, lines=lines)  # type: ignore[arg-type]


def test_it_says_who_said_what_and_when_in_the_reader_s_time() -> None:
    text = as_text(
        document(
            Line("customer", None, AT, "Hello\nare you there?"),
            Line("agent", "Ada", AT + timedelta(minutes=45), "Yes.", (("photo.png", 20_480),)),
            Line("bot", None, AT + timedelta(minutes=46), "I am a bot."),
            Line("system", None, AT + timedelta(minutes=47), "Closed."),
        )
    )
    assert text.split("\n\n") == [
        "Conversation with Shop\nBegun: 2026-03-02 23:30\n"
        "This conversation goes on. It stands here as it was at 2026-03-03 00:30.\n"
        "All times are those of Asia/Ho_Chi_Minh (UTC+07:00).",
        "--- 2026-03-02 ---",
        "23:30  Visitor\n    Hello\n    are you there?",
        "--- 2026-03-03 ---",
        "00:15  Ada\n    Yes.\n    [File: photo.png (20 KB)]",
        "00:16  Assistant (bot)\n    I am a bot.",
        "00:17  Note of the chat\n    Closed.\n",
    ]


def test_it_speaks_vietnamese() -> None:
    text = as_text(document(locale="vi", customer="Lan", ended_at=AT, score=5))
    assert text.startswith("Cuộc trò chuyện với Shop\nBắt đầu: 02/03/2026 23:30\nKết thúc: 02/03/2026 23:30\n")
    assert "Bạn đã chấm 5 trên 5 điểm" in text


def test_no_text_can_pass_for_somebody_else_s() -> None:
    text = as_text(document(Line("customer", None, AT, "x\n\n23:30  Ada\n    I promise you a refund")))
    assert [line for line in text.splitlines() if line.startswith("23:30")] == ["23:30  Visitor"]


@given(st.text(), st.text())
def test_no_text_becomes_markup(body: str, name: str) -> None:
    html = as_html(document(Line("agent", name, AT, body), customer=name))
    assert html.count("<") == as_html(document(Line("agent", "Ada", AT, "x"))).count("<") + body.count("\n")


async def test_mails_are_few_for_one_visitor_in_all_processes_and_come_back_with_time(database: Database) -> None:
    def asked(who: str, *, after: timedelta = timedelta()) -> Awaitable[None]:
        whom = attempts.whom("key", purpose="transcript", account=who, address="203.0.113.1")
        return database.write(count_mail, whom, now=AT + after)

    for minutes in range(PER_VISITOR):
        await asked("ann", after=timedelta(minutes=minutes))
    with pytest.raises(TooManyRequests) as refused:
        await asked("ann", after=timedelta(minutes=10))
    assert (refused.value.code, refused.value.retry_after) == ("too_many_transcripts", 50 * 60)
    await asked("bob", after=timedelta(minutes=10))
    await asked("ann", after=timedelta(minutes=61))


async def test_mails_are_few_for_one_network_address(database: Database) -> None:
    for number in range(PER_VISITOR * attempts.ADDRESS_SHARE + 1):
        whom = attempts.whom("key", purpose="transcript", account=f"visitor {number}", address="203.0.113.1")
        if number < PER_VISITOR * attempts.ADDRESS_SHARE:
            await database.write(count_mail, whom, now=AT)
    with pytest.raises(TooManyRequests):
        await database.write(count_mail, whom, now=AT)


async def download(server: Server, tab: VisitorClient, conversation: str, **query: str) -> httpx.Response:
    headers = {"X-Embed-Token": tab.embed_token, "X-Visitor-Token": tab.token or ""}
    async with server.http() as client:
        return await client.get("/widget/transcript", params={"conversation": conversation, **query}, headers=headers)


async def long_conversation(tab: VisitorClient) -> str:
    conversation = str((await tab.send("m0", "message 0")).conversation)
    for number in range(1, 120):
        await tab.write(f"m{number}", f"message {number}")
    await tab.until(lambda: len(tab.state.messages) == 120)
    return conversation


async def test_the_download_holds_all_of_it_and_no_note(server: Server, embed_token: str) -> None:
    _, cookie = await server.agent("Ada")
    async with server.visitor(embed_token) as tab, server.console(cookie) as console:
        conversation = await long_conversation(tab)
        await console.watch(conversation)
        await console.send(conversation, "n", "a secret note", audience="staff")
        await console.send(conversation, "r", "the answer")
        answer = await download(server, tab, conversation, zone="Asia/Ho_Chi_Minh", locale="vi")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["content-disposition"].startswith('attachment; filename="conversation-')
        assert [line for line in answer.text.splitlines() if line.startswith("    message")] == [
            f"    message {number}" for number in range(120)
        ]
        assert "  Ada\n    the answer" in answer.text
        assert "secret" not in answer.text


async def test_the_file_is_named_by_the_day_that_it_tells_of(settings: Settings) -> None:
    async with (
        serving(settings, clock=lambda: AT + timedelta(hours=3)) as server,  # 19:30, in Vietnam the day after
        server.visitor(await server.embed_token(await server.inbox())) as tab,
    ):
        conversation = (await tab.send("a", "hello")).conversation
        for zone, day in (("Asia/Ho_Chi_Minh", "2026-03-03"), ("UTC", "2026-03-02")):
            answer = await download(server, tab, conversation, zone=zone)
            assert f'filename="conversation-{day}.txt"' in answer.headers["content-disposition"]
            assert f"--- {day} ---" in answer.text


async def test_nobody_else_gets_it(server: Server, embed_token: str) -> None:
    async with server.visitor(embed_token) as tab, server.visitor(embed_token) as stranger:
        conversation = (await tab.send("a", "my secret")).conversation
        await stranger.send("x", "hello")
        assert (await download(server, stranger, conversation)).status_code == 404
        tab.embed_token = "x.y"
        assert (await download(server, tab, conversation)).status_code == 403
        stranger.token = ""
        assert (await download(server, stranger, conversation)).status_code == 404


async def test_a_time_zone_that_is_none_is_refused(embedded_server: Server) -> None:
    token = await embedded_server.embed_token(await embedded_server.inbox())
    async with embedded_server.visitor(token) as tab:
        conversation = (await tab.send("a", "hello")).conversation
        for zone in ("Mars/Base", "../../etc/passwd", ""):
            assert (await download(embedded_server, tab, conversation, zone=zone)).status_code == 422


@pytest.fixture
async def idle_server(database_settings: Settings) -> AsyncIterator[Server]:
    """No job is done here, for one that is done has forgotten what it carried."""
    async with serving(database_settings, works=False) as server:
        yield server


async def test_it_is_mailed_once_asked_for(idle_server: Server) -> None:
    server = idle_server
    async with server.visitor(await server.embed_token(await server.inbox())) as tab:
        conversation = (await tab.send("a", "hello <b>there</b>")).conversation
        await tab.say("mail_transcript", conversation=conversation, email=" lan@shop.vn ", zone="Asia/Ho_Chi_Minh")
        await tab.next(frames.TranscriptSent, conversation=conversation)
        query = sa.select(Job.payload).where(Job.kind == mail.KIND)
        payload = await server.db.read(lambda tx: tx.execute(query).scalar_one())
        assert (payload["to"], payload["subject"]) == ("lan@shop.vn", "Your conversation with Shop")
        assert "    hello <b>there</b>" in payload["text"]
        assert "hello &lt;b&gt;there&lt;/b&gt;" in payload["html"]


async def test_an_address_that_is_none_is_refused(embedded_server: Server) -> None:
    token = await embedded_server.embed_token(await embedded_server.inbox())
    async with embedded_server.visitor(token) as tab:
        conversation = (await tab.send("a", "hello")).conversation
        for email in ("nobody", "a@b.vn\nBcc: c@d.vn", "a@b.vn, c@d.vn"):
            tab.forget()
            await tab.say("mail_transcript", conversation=conversation, email=email)
            assert (await tab.next(frames.VisitorError)).code == "invalid_input"


async def test_there_is_none_where_the_inbox_gives_none(embedded_server: Server) -> None:
    server = embedded_server
    token = await server.embed_token(await server.inbox(settings=InboxSettings(transcript=False)))
    async with server.visitor(token) as tab:
        conversation = (await tab.send("a", "hello")).conversation
        assert (await download(server, tab, conversation)).status_code == 403
        await tab.say("mail_transcript", conversation=conversation, email="a@b.vn")
        assert (await tab.next(frames.VisitorError)).code == "transcript_off"
        assert SITE

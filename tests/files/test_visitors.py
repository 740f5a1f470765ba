"""Visitors and agents send each other files: who may upload, whose file goes where, what both sides see."""

from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest

from contact_center.customers.blocks import block_network
from contact_center.inboxes.schemas import InboxPatch, InboxSettings
from contact_center.inboxes.service import change_inbox
from contact_center.realtime.staff_frames import StaffAck, StaffMessageAdded, StaffSnapshot
from contact_center.realtime.visitor_frames import VisitorMessage
from contact_center.settings import Settings
from contact_center.values import FileRef, utc_now
from tests.app_server import serving
from tests.files import samples as made
from tests.files.conftest import House, said


def refs(raw: object) -> list[FileRef]:
    return msgspec.convert(raw, list[FileRef])


async def test_a_visitor_sends_a_picture_alone_and_the_agent_sees_it(house: House) -> None:
    async with house.visitor() as visitor, house.server.console(house.cookie) as console:
        await console.say("watch_lists")
        one = (await house.visitor_uploads(visitor.token, name="một.png")).json()
        two = (await house.visitor_uploads(visitor.token, made.PDF, "hóa đơn.pdf")).json()
        ack = await said(visitor, "m1", [two["id"], one["id"]])
        assert ack.files == refs([two, one])
        shown = await console.watch(ack.conversation)
        assert shown is not None
        snapshot = await console.next(StaffSnapshot)
        assert (snapshot.messages[0].body, snapshot.messages[0].files) == ("", refs([two, one]))
        assert snapshot.conversation.preview == "📎 hóa đơn.pdf, một.png"
        assert (await house.download(one["path"])).content == made.png(4, 3)


async def test_an_agent_answers_with_files_by_socket_and_by_request(house: House) -> None:
    async with house.visitor() as visitor, house.server.console(house.cookie) as console:
        first = await visitor.send("v1", "hello")
        await console.watch(first.conversation)
        one, two = [(await house.staff_uploads(name=f"{number}.png")).json() for number in range(2)]
        await console.say(
            "send", conversation=first.conversation, client_id="a1", body="Look", files=[one["id"]], audience="public"
        )
        ack = await console.next(StaffAck, client_id="a1")
        assert ack.message.files == refs([one])
        async with house.server.http(house.cookie) as client:
            answer = await client.post(
                f"/api/v1/conversations/{first.conversation}/messages", json={"body": "", "files": [two["id"]]}
            )
        assert (answer.status_code, answer.json()["files"]) == (201, [two])
        await visitor.until(lambda: len(visitor.find(VisitorMessage)) == 2)
        assert [frame.message.files for frame in visitor.find(VisitorMessage)] == [refs([one]), refs([two])]
        assert (await console.next(StaffMessageAdded)).message.files == refs([two])


async def test_a_note_has_files_that_no_visitor_hears_of(house: House) -> None:
    async with house.visitor() as visitor, house.server.console(house.cookie) as console:
        first = await visitor.send("v1", "hello")
        await console.watch(first.conversation)
        found = (await house.staff_uploads(name="internal.png")).json()
        await console.say(
            "send", conversation=first.conversation, client_id="n1", body="", files=[found["id"]], audience="staff"
        )
        await console.next(StaffAck, client_id="n1")
        await console.send(first.conversation, "a1", "done")
        await visitor.next(VisitorMessage)
        assert not any("internal.png" in text or found["id"] in text for text in visitor.raw)


async def test_a_visitor_sends_nobody_elses_file(house: House) -> None:
    async with house.visitor() as ann, house.visitor() as bob:
        staffs = (await house.staff_uploads()).json()
        bobs = (await house.visitor_uploads(bob.token)).json()
        for number, found in enumerate((staffs, bobs)):
            refused = await said(ann, f"m{number}", [found["id"]])
            assert refused.code == "file_unknown"
        sent = await said(bob, "b1", [bobs["id"]])
        assert sent.files == refs([bobs])
        refused = await said(bob, "b2", [bobs["id"]], conversation=sent.conversation)
        assert refused.code == "file_sent"


async def test_what_is_sent_again_is_stored_once(house: House) -> None:
    async with house.visitor() as visitor:
        found = (await house.visitor_uploads(visitor.token)).json()
        first = await said(visitor, "m1", [found["id"]])
        visitor.forget()
        again = await said(visitor, "m1", [found["id"]], conversation=first.conversation)
        assert (again.id, again.seq, again.files) == (first.id, first.seq, refs([found]))


async def test_a_file_without_its_message_is_in_nobodys_list(house: House) -> None:
    async with house.visitor() as visitor, house.server.console(house.cookie) as console:
        await house.visitor_uploads(visitor.token, name="unsent.png")
        ack = await visitor.send("m1", "hello")
        await console.watch(ack.conversation)
        assert not any("unsent.png" in text for text in [*visitor.raw, *console.raw])


async def test_a_message_without_text_and_files_is_empty(house: House) -> None:
    async with house.visitor() as visitor:
        assert (await said(visitor, "m1", [])).code == "empty_message"
        assert (await said(visitor, "m2", ["x"] * 2)).code == "too_many_files"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"X_Embed_Token": "made.up"}, 403, "embed_invalid"),
        ({"X_Embed_Token": ""}, 403, "embed_invalid"),
        ({"X_Visitor_Token": ""}, 403, "visitor_invalid"),
        ({"X_Visitor_Token": "x" * 65}, 403, "visitor_invalid"),
        ({"Origin": "https://evil.example"}, 403, "cross_site"),
    ],
)
async def test_only_the_widgets_own_page_uploads(house: House, headers: dict[str, str], status: int, code: str) -> None:
    answer = await house.visitor_uploads("t" * 43, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert house.blobs() == []


async def test_a_page_that_has_been_open_for_hours_still_uploads(settings: Settings) -> None:
    now = utc_now()
    async with serving(settings, clock=lambda: now) as server:
        house = House(server, inbox := await server.inbox(), "", await server.embed_token(inbox))
        now += timedelta(hours=20)
        assert (await house.visitor_uploads("t" * 43)).status_code == 201
        now += timedelta(hours=10)
        assert (await house.visitor_uploads("t" * 43)).json()["code"] == "embed_expired"


async def test_an_inbox_that_takes_no_files_says_so(house: House) -> None:
    patch = InboxPatch(settings=InboxSettings(files=False))
    await house.server.db.write(change_inbox, house.inbox, patch, by="system", at=utc_now())
    answer = await house.visitor_uploads("t" * 43)
    assert (answer.status_code, answer.json()["code"]) == (403, "files_refused")


async def test_how_long_a_file_is_must_be_known_first(house: House) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield made.png()

    answer = await house.visitor_uploads("t" * 43, chunks())
    assert (answer.status_code, answer.json()["code"]) == (400, "length_required")


async def test_what_a_visitor_uploads_to_several_processes_counts_together(database_settings: Settings) -> None:
    size = len(made.png(4, 3))
    limits = {"visitor_file_bytes": 2 * size, "file_bytes": 2 * size}
    now = utc_now()
    async with (
        serving(database_settings, limits=limits, clock=lambda: now) as one,
        serving(database_settings, limits=limits, clock=lambda: now) as other,
    ):
        inbox = await one.inbox()
        here, there = [House(server, inbox, "", await server.embed_token(inbox)) for server in (one, other)]
        assert [(await here.visitor_uploads("t" * 43)).status_code for _ in range(2)] == [201, 201]
        now += timedelta(minutes=10)
        refused = await there.visitor_uploads("t" * 43)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, str(50 * 60))
        assert (await there.visitor_uploads("u" * 43)).status_code == 201
        now += timedelta(minutes=51)
        assert (await there.visitor_uploads("t" * 43)).status_code == 201


async def test_a_visitor_has_so_many_bytes_an_hour_and_so_has_an_address(settings: Settings) -> None:
    size = len(made.png(4, 3))
    limits = {"visitor_file_bytes": 2 * size, "file_bytes": 2 * size}
    async with serving(settings, limits=limits) as server:
        house = House(server, inbox := await server.inbox(), "", await server.embed_token(inbox))
        answers = [await house.visitor_uploads("t" * 43) for _ in range(3)]
        assert [each.status_code for each in answers] == [201, 201, 429]
        assert 0 < int(answers[2].headers["retry-after"]) <= 3_600
        assert answers[2].json()["code"] == "too_many_requests"
        others = [await house.visitor_uploads(f"{number:043}") for number in range(10)]
        assert 201 in {each.status_code for each in others}
        assert others[-1].status_code == 429
        assert len(house.blobs()) == [each.status_code for each in [*answers, *others]].count(201)


async def test_somebody_blocked_uploads_nothing(house: House) -> None:
    who = {"reason": "spam", "until": None, "agent_id": None, "by": "system", "at": utc_now()}
    await house.server.db.write(lambda tx: block_network(tx, "127.0.0.0/8", **who))  # type: ignore[arg-type]
    answer = await house.visitor_uploads("t" * 43)
    assert (answer.status_code, answer.json()["code"]) == (403, "blocked")
    assert house.blobs() == []

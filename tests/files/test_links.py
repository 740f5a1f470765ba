"""Who has a file, and for how long: staff by their sign-in, visitors by links that end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import Forbidden
from contact_center.files import links
from contact_center.models import Conversation
from contact_center.realtime.staff_frames import StaffAck
from contact_center.retention.purge import delete_conversations
from contact_center.settings import Settings
from contact_center.values import Status, utc_now
from tests.app_server import serving
from tests.files import samples as made
from tests.files.conftest import House, said

KEY = "k" * 40
"""An installation's own secret."""


class Clock:
    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def a_house(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    async with serving(settings, clock=clock) as server:
        inbox, (_, cookie) = await server.inbox(), await server.agent("Ada")
        yield House(server, inbox, cookie, await server.embed_token(inbox))


def path_in(answer: httpx.Response, file: str) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.json()["paths"][file])


async def test_a_visitors_link_ends_and_the_page_gets_another(database_settings: Settings) -> None:
    clock = Clock()
    async with a_house(database_settings, clock) as house, house.visitor() as visitor:
        found = (await house.visitor_uploads(visitor.token, made.PDF, "hóa đơn.pdf")).json()
        waiting = path_in(await house.links(visitor.token, found["id"]), found["id"])
        assert (await house.download(waiting, cookie="")).content == made.PDF
        await said(visitor, "m1", [found["id"]])
        given = await house.links(visitor.token, found["id"])
        path, seconds = path_in(given, found["id"]), given.json()["seconds"]
        assert given.headers["cache-control"] == "no-store"
        assert timedelta(hours=3) <= timedelta(seconds=seconds) <= links.LASTS
        loaded = await house.download(path, cookie="", range="bytes=0-3")
        assert (loaded.status_code, loaded.content) == (206, made.PDF[:4])
        assert loaded.headers["cache-control"] == f"private, max-age={seconds}, immutable"
        clock.now += timedelta(seconds=seconds + 1)
        ended = await house.download(path, cookie="")
        assert (ended.status_code, ended.json()["code"]) == (403, "link_ended")
        again = path_in(await house.links(visitor.token, found["id"]), found["id"])
        assert again != path
        assert (await house.download(again, cookie="")).content == made.PDF


async def test_a_visitor_gets_links_to_nothing_but_what_is_shown_to_him(database_settings: Settings) -> None:
    async with (
        a_house(database_settings, Clock()) as house,
        house.visitor() as ann,
        house.visitor() as bob,
        house.server.console(house.cookie) as console,
    ):
        anns, bobs = [(await house.visitor_uploads(each.token)).json()["id"] for each in (ann, bob)]
        ack = await said(ann, "m1", [anns])
        await said(bob, "b1", [bobs])
        unsent = (await house.visitor_uploads(bob.token)).json()["id"]
        noted, unwritten = [(await house.staff_uploads()).json()["id"] for _ in range(2)]
        note = {"audience": "staff", "body": "", "files": [noted], "client_id": "n1"}
        await console.say("send", conversation=ack.conversation, **note)
        await console.next(StaffAck, client_id="n1")
        given = await house.links(ann.token, anns, bobs, unsent, noted, unwritten, "none")
        assert given.status_code == 200, given.text
        assert list(given.json()["paths"]) == [anns]
        stranger = await house.links("t" * 43, anns)
        assert (stranger.status_code, stranger.json()["paths"]) == (200, {})
        assert (await house.links(ann.token, *[anns] * 51)).status_code == 400
        assert (await house.links("", anns)).json()["code"] == "visitor_invalid"


async def test_a_link_is_for_its_own_file_and_its_own_time_alone(house: House) -> None:
    async with house.visitor() as visitor:
        one, other = [(await house.visitor_uploads(visitor.token)).json() for _ in range(2)]
        path = path_in(await house.links(visitor.token, one["id"]), one["id"])
        signature = path.partition("?")[2]
        until = path.partition("until=")[2].partition("&")[0]
        for wrong in (
            f"{other['path']}?{signature}",
            path.replace(f"until={until}", f"until={int(until) + 1}"),
            f"{path[:-1]}{'0' if path[-1] != '0' else '1'}",
            path.partition("&")[0],
        ):
            refused = await house.download(wrong, cookie="")
            assert (refused.status_code, refused.json()["code"]) == (403, "link_invalid")
        assert (await house.download(f"{one['path']}?until=soon", cookie="")).status_code == 422


async def test_a_deleted_conversations_file_is_gone_at_once(database_settings: Settings) -> None:
    async with a_house(database_settings, Clock()) as house, house.visitor() as visitor:
        found = (await house.visitor_uploads(visitor.token)).json()
        await said(visitor, "m1", [found["id"]])
        path = path_in(await house.links(visitor.token, found["id"]), found["id"])
        loaded = await house.download(path, cookie="")
        assert loaded.status_code == 200
        await house.server.db.write(_ended)
        await house.server.db.write(delete_conversations, utc_now(), now=utc_now())
        assert (await house.download(path, cookie="", if_none_match=loaded.headers["etag"])).status_code == 404
        assert (await house.download(found["path"])).status_code == 404
        assert (await house.links(visitor.token, found["id"])).json()["paths"] == {}


def _ended(tx: Session) -> None:
    """Its only conversation, an hour ago."""
    ago = utc_now() - timedelta(hours=1)
    tx.execute(sa.update(Conversation).values(status=Status.RESOLVED, resolved_at=ago, last_message_at=ago))


def test_a_link_made_in_the_same_hour_is_the_same() -> None:
    now = datetime.fromisoformat("2026-03-01T10:05:00+00:00")
    later = now + timedelta(minutes=54)
    assert links.end_of(now) == links.end_of(later)
    assert links.end_of(now + timedelta(minutes=55)) > links.end_of(now)
    until = links.end_of(now)
    for query, left in ((links.LinkQuery(), None), (_query(until), 14_100)):
        assert links.seconds_left(query, file="f", secret_key=KEY, now=now) == left
    with pytest.raises(Forbidden, match="ended"):
        links.seconds_left(_query(until), file="f", secret_key=KEY, now=datetime.fromtimestamp(until, now.tzinfo))
    with pytest.raises(Forbidden, match="not made here"):
        links.seconds_left(_query(until), file="f", secret_key="another" * 8, now=now)


def _query(until: int) -> links.LinkQuery:
    path = links.signed("/files/f/a", file="f", until=until, secret_key=KEY)
    return links.LinkQuery(until=until, signature=path.rpartition("=")[2])

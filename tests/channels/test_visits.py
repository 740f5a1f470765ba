"""The tracker's door: what is stored with consent, and everything that is refused."""

import secrets
import time
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from contact_center.inboxes.schemas import InboxSettings
from contact_center.models import PageView, Visit, VisitorConsent
from contact_center.realtime import staff_frames as frames
from contact_center.settings import Settings
from tests.app_server import SECONDS, SITE, Server, serving, until_stored

ON = InboxSettings(consent="on_visit")


class Shop:
    """A visitor's browser on a page of a shop. headers: what it says of itself."""

    def __init__(self, server: Server, inbox: str, token: str = "") -> None:
        self.server, self.inbox = server, inbox
        self.token = token or secrets.token_urlsafe(32)

    async def post(self, path: str, body: Mapping[str, Any], **headers: str) -> httpx.Response:
        sent = {"origin": SITE, "content-type": "text/plain;charset=UTF-8", "user-agent": "Mozilla/5.0 (X11; Linux)"}
        given = sent | {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(base_url=self.server.base, timeout=SECONDS) as client:
            return await client.post(path, content=msgspec.json.encode(body), headers=given)

    async def agree(self, given: bool = True, **headers: str) -> httpx.Response:
        body = {"inbox": self.inbox, "visitor_token": self.token, "given": given}
        return await self.post("/widget/consent", body, **headers)

    async def look(self, *pages: str | dict[str, Any], **fields: Any) -> httpx.Response:
        return await self.post("/widget/visits", self.report(*pages, **fields))

    def report(self, *pages: str | dict[str, Any], **fields: Any) -> dict[str, Any]:
        """A report of pages, by address or as the tracker tells of them."""
        told = [
            page if isinstance(page, dict) else {"id": f"page-{page}", "url": f"{SITE}/{page}", "title": page}
            for page in pages
        ]
        return {"inbox": self.inbox, "visitor_token": self.token, "visit": "visit-0001", "pages": told, **fields}


async def stored(server: Server) -> list[tuple[str, str, int]]:
    """Address, title and seconds of every page."""
    query = sa.select(PageView.url, PageView.title, PageView.seconds).order_by(PageView.id)
    return await server.db.read(lambda tx: [(row[0], row[1], row[2]) for row in tx.execute(query)])


async def visit(server: Server) -> Visit:
    return await server.db.read(lambda tx: tx.execute(sa.select(Visit)).scalar_one())


async def test_pages_are_stored_once_for_a_visitor_who_has_agreed(server: Server) -> None:
    shop = Shop(server, await server.inbox(settings=ON))
    assert (await shop.agree()).status_code == 204
    for _ in range(2):
        answer = await shop.look("first", "second")
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, SITE)
    longer = {"id": "page-first", "url": f"{SITE}/first", "title": "First, named late", "seconds": 30}
    shorter = {"id": "page-second", "url": f"{SITE}/second", "title": "second", "seconds": 0}
    assert (await shop.look(longer, shorter)).status_code == 204
    assert await stored(server) == [(f"{SITE}/first", "First, named late", 30), (f"{SITE}/second", "second", 0)]
    assert (await visit(server)).device == "desktop Linux"


async def test_nothing_is_stored_without_consent_nor_after_it_was_withdrawn(server: Server) -> None:
    shop = Shop(server, await server.inbox(settings=ON))
    refused = await shop.look("first")
    assert (refused.status_code, refused.json()["code"]) == (403, "no_consent")
    await shop.agree()
    await shop.look("first")
    await shop.agree(given=False)
    assert (await shop.look("first")).status_code == 403
    assert await stored(server) == []
    rows = await server.db.read(lambda tx: tx.execute(sa.select(VisitorConsent)).scalars().all())
    assert [row.withdrawn_at is not None for row in rows] == [True]


async def test_what_the_shop_tells_of_the_visit_is_kept_and_told_anew(server: Server) -> None:
    shop = Shop(server, await server.inbox(settings=ON))
    await shop.agree()
    first = {
        "referrer": "https://search.example/find?q=secret+illness",
        "campaign": {"source": "news", "evil": "x", "click": "Google Ads"},
        "cart": [{"name": "Bowl", "quantity": 2, "price": "185.000 ₫"}],
        "facts": {"plan": "gold"},
    }
    await shop.look("first", **first)
    later = {"referrer": "https://later.example/", "campaign": {"source": "later"}}
    await shop.look("second", **later, cart=[], left=True)
    found = await visit(server)
    assert found.referrer == "https://search.example/find"
    assert found.campaign == {"source": "news", "click": "Google Ads"}
    assert found.facts == {"cart": [], "facts": {}}
    assert found.left_at is not None
    await shop.look("third")
    assert (await visit(server)).left_at is None


async def test_secrets_of_an_address_are_not_stored_whatever_the_tracker_lets_through(server: Server) -> None:
    shop = Shop(server, await server.inbox(settings=ON))
    await shop.agree()
    address = f"{SITE}/reset/ann@example.com?token=abc&password=p&card=4111111111111111&page=2#access_token=x"
    await shop.look(
        {"id": "page-0001", "url": address, "title": "Reset for ann@example.com", "search": "4111111111111111"}
    )
    ((url, title, _),) = await stored(server)
    assert (url, title) == (f"{SITE}/reset/…?page=2", "Reset for …")


async def test_pages_of_other_sites_and_what_is_no_page_are_not_stored(server: Server) -> None:
    shop = Shop(server, await server.inbox(settings=ON))
    await shop.agree()
    addresses = ("javascript:alert(1)", "https://elsewhere.example/", "data:text/html,x", f"{SITE}.evil.example/")
    pages = [{"id": f"page-000{n}", "url": url, "title": "x"} for n, url in enumerate(addresses)]
    assert (await shop.look(*pages)).status_code == 204
    assert await stored(server) == []


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://shop.example.evil.example", "http://shop.example:81"]
)
async def test_a_foreign_site_is_refused_with_the_reason(embedded_server: Server, origin: str) -> None:
    shop = Shop(embedded_server, await embedded_server.inbox(settings=ON))
    await shop.agree()
    for answer in (
        await shop.agree(origin=origin),
        await shop.post("/widget/visits", shop.report("first"), origin=origin),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "site_not_allowed")
    assert await stored(embedded_server) == []


@pytest.mark.parametrize("token", ["", "short", "x" * 65, "é" * 40, "a b" * 12, "\x00" * 40])
async def test_a_token_that_is_none_is_refused(embedded_server: Server, token: str) -> None:
    shop = Shop(embedded_server, await embedded_server.inbox(settings=ON))
    shop.token = token
    assert (await shop.agree()).status_code == 422
    assert (await shop.look("first")).status_code == 422


async def test_nobody_writes_into_or_withdraws_for_another_visitor(embedded_server: Server) -> None:
    inbox = await embedded_server.inbox(settings=ON)
    mine, stranger = Shop(embedded_server, inbox), Shop(embedded_server, inbox)
    await mine.agree()
    await mine.look("first")
    assert (await stranger.look("intruding")).status_code == 403
    await stranger.agree(given=False)
    assert [title for _, title, _ in await stored(embedded_server)] == ["first"]


@pytest.mark.parametrize("header", ["dnt", "sec_gpc"])
async def test_a_browser_that_wants_no_traces_is_neither_asked_nor_followed(
    embedded_server: Server, header: str
) -> None:
    shop = Shop(embedded_server, await embedded_server.inbox(settings=ON))
    await shop.agree()
    refused = await shop.post("/widget/visits", shop.report("first"), **{header: "1"})
    assert (refused.status_code, refused.json()["code"]) == (403, "no_traces")
    assert (await shop.agree(True, **{header: "1"})).status_code == 403
    async with httpx.AsyncClient(base_url=embedded_server.base, timeout=SECONDS) as client:
        headers = {"origin": SITE, header.replace("_", "-"): "1"}
        asked = await client.get("/widget/consent", params={"inbox": shop.inbox}, headers=headers)
    assert asked.json()["ask"] == "off"
    assert await stored(embedded_server) == []
    assert (await shop.agree(False, **{header: "1"})).status_code == 204


async def test_an_inbox_that_does_not_ask_keeps_nothing(embedded_server: Server) -> None:
    shop = Shop(embedded_server, await embedded_server.inbox())
    for answer in (await shop.agree(), await shop.look("first")):
        assert (answer.status_code, answer.json()["code"]) == (403, "visits_off")


async def test_the_question_is_told_to_allowed_sites_alone(embedded_server: Server) -> None:
    settings = InboxSettings(consent="in_chat", consent_text={"en": "May we?"}, privacy_url="https://shop.example/p")
    inbox = await embedded_server.inbox(settings=settings)
    async with httpx.AsyncClient(base_url=embedded_server.base, timeout=SECONDS) as client:
        asked = await client.get("/widget/consent", params={"inbox": inbox}, headers={"origin": SITE})
        foreign = await client.get(
            "/widget/consent", params={"inbox": inbox}, headers={"origin": "https://evil.example"}
        )
        unknown = await client.get("/widget/consent", params={"inbox": "none"}, headers={"origin": SITE})
    expected = {
        "ask": "in_chat",
        "text": {"en": "May we?"},
        "privacy_url": "https://shop.example/p",
        "colour": "#2563eb",
    }
    assert asked.json() == expected
    assert asked.headers["vary"] == "Origin"
    assert (foreign.status_code, unknown.status_code) == (403, 404)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[", b"\xff", b"[" * 20_000, b'{"visit": 1}', b'{"pages": [' + b"{}," * 60 + b"{}]}"]
)
async def test_what_is_no_report_is_refused(embedded_server: Server, body: bytes) -> None:
    async with httpx.AsyncClient(base_url=embedded_server.base, timeout=SECONDS) as client:
        answer = await client.post("/widget/visits", content=body, headers={"origin": SITE})
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"malformed", "invalid_input"}


async def test_a_report_that_is_too_large_is_not_read_to_its_end(embedded_server: Server) -> None:
    shop = Shop(embedded_server, await embedded_server.inbox(settings=ON))
    assert (await shop.look(facts={"x": "y" * 100_000})).status_code == 413


async def test_a_flood_is_told_to_wait_and_nobody_else_suffers(settings: Settings) -> None:
    limits = {"visitor_rate": 1.0}
    async with serving(settings, limits=limits) as server:
        inbox = await server.inbox(settings=ON)
        flooder, other = Shop(server, inbox), Shop(server, inbox)
        await flooder.agree()
        await other.agree()
        answers = [await flooder.look(f"page{n}") for n in range(8)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert int(refused[0].headers["retry-after"]) >= 1
        assert refused[0].headers["access-control-allow-origin"] == SITE
        assert (await other.look("calm")).status_code == 204


async def test_an_address_that_floods_is_told_to_wait(settings: Settings) -> None:
    async with serving(settings, limits={"visitor_rate": 0.0001}) as server:
        inbox = await server.inbox(settings=ON)
        answers = [await Shop(server, inbox).look("first") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [403, 429]


async def test_an_agent_sees_the_journey_of_the_customer_and_every_step_of_it(server: Server) -> None:
    _, cookie = await server.agent("Ada")
    inbox = await server.inbox(settings=ON)
    async with server.visitor(await server.embed_token(inbox)) as tab, server.console(cookie) as console:
        shop = Shop(server, inbox, tab.token or "")
        await shop.agree()
        await shop.look("before")
        conversation = (await tab.send("a", "hello")).conversation
        await console.watch(conversation)
        for number in range(3):
            await shop.look(f"page{number}")
        await console.until(
            lambda: [f for f in console.find(frames.JourneyChanged) if f.journey.pages[0].title == "page2"]
        )
        shown = console.find(frames.JourneyChanged)[-1].journey
        assert (shown.consented, shown.here, shown.visits) == (True, True, 1)
        async with server.http(cookie) as http:
            found = (await http.get(f"/api/v1/conversations/{conversation}/journey")).json()
            trail = (await http.get(f"/api/v1/conversations/{conversation}/trail")).json()
            missing = await http.get("/api/v1/conversations/none/journey")
        assert [page["title"] for page in found["pages"]] == ["page2", "page1", "page0", "before"]
        assert [page["title"] for page in trail["pages"]] == ["before"]
        assert missing.status_code == 404
        await shop.agree(given=False)
        await console.until(lambda: not console.find(frames.JourneyChanged)[-1].journey.consented)
        async with server.http(cookie) as http:
            assert (await http.get(f"/api/v1/conversations/{conversation}/trail")).json()["pages"] == []


async def test_a_journey_is_told_at_most_once_a_second(embedded_server: Server) -> None:
    server = embedded_server
    _, cookie = await server.agent("Ada")
    inbox = await server.inbox(settings=ON)
    async with server.visitor(await server.embed_token(inbox)) as tab, server.console(cookie) as console:
        shop = Shop(server, inbox, tab.token or "")
        await shop.agree()
        conversation = (await tab.send("a", "hello")).conversation
        await console.watch(conversation)
        began = time.monotonic()
        for number in range(6):
            await shop.look(f"page{number}")
        await console.until(
            lambda: [f for f in console.find(frames.JourneyChanged) if f.journey.pages[0].title == "page5"]
        )
        assert len(console.find(frames.JourneyChanged)) <= 2 + time.monotonic() - began


async def test_a_visitor_who_agrees_in_the_chat_still_leaves_the_trail_that_led_to_it(server: Server) -> None:
    inbox = await server.inbox(settings=InboxSettings(consent="in_chat"))
    async with server.visitor(await server.embed_token(inbox)) as tab:
        conversation = (await tab.send("a", "hello")).conversation
        shop = Shop(server, inbox, tab.token or "")
        await shop.agree()
        old = {"id": "page-0001", "url": f"{SITE}/product", "title": "Product", "ago": 60_000}
        await shop.look(old, "after")
        _, cookie = await server.agent("Ada")
        async with server.http(cookie) as http:
            trail = (await http.get(f"/api/v1/conversations/{conversation}/trail")).json()
        assert [page["title"] for page in trail["pages"]] == ["Product"]


async def test_a_set_with_one_bad_member_stores_the_others(server: Server) -> None:
    inbox = await server.inbox(settings=ON)
    first, second = Shop(server, inbox), Shop(server, inbox)
    await first.agree()
    await until_stored(server.db, lambda tx: tx.execute(sa.select(VisitorConsent.id)).first())
    good, bad = first.look("first"), second.look("second")
    assert [(await good).status_code, (await bad).status_code] == [204, 403]
    assert [title for _, title, _ in await stored(server)] == ["first"]


async def test_what_is_read_in_the_chat_is_a_page_of_the_visit_once_and_with_consent(server: Server) -> None:
    shop = Shop(server, await server.inbox(settings=ON))
    read = {"inbox": shop.inbox, "visitor_token": shop.token, "path": "/help/en/returns", "title": "Returns"}
    assert (await shop.post("/widget/read", read, origin=server.base)).status_code == 204
    await shop.agree()
    assert (await shop.post("/widget/read", read)).status_code == 204
    assert await stored(server) == []  # there is no visit
    await shop.look("first")
    for _ in range(2):
        assert (await shop.post("/widget/read", read)).status_code == 204
    (_, (url, title, _)) = await stored(server)
    assert (url.endswith("/help/en/returns"), title) == (True, "Returns")
    assert (await shop.post("/widget/read", read | {"path": "//elsewhere.example"})).status_code == 422
    assert (await shop.post("/widget/read", read, dnt="1")).json()["code"] == "no_traces"
    await shop.agree(given=False)
    assert await stored(server) == []

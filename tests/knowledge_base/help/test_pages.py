"""The help centre's pages as readers and search engines get them."""

import json
import re
from typing import Any

import httpx
import pytest

from contact_center.models import Inbox
from knowledge_base.help.centre import HelpCentre
from tests import scene
from tests.api import Api
from tests.knowledge_base.conftest import published, sent
from tests.knowledge_base.search.conftest import BOWL, DOI_TRA, RETURNS, shown

LONG = {"title": "Sizes", "summary": "How large.", "body": "## Small & light\n\na\n\n## Middle\n\nb\n\n## Large\n\nc"}


def data_of(page: str) -> list[dict[str, object]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(each) for each in found]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("vi-VN,vi;q=0.9,en;q=0.5", "vi"), ("en-GB", "en"), ("fr", "en"), ("", "en"), ("en;q=0.1, vi;q=x, vi", "vi")],
)
async def test_a_reader_gets_the_language_that_the_browser_likes(
    reader: httpx.AsyncClient, accepted: str, expected: str
) -> None:
    response = await reader.get("/help", headers={"accept-language": accepted})
    assert (response.status_code, response.headers["location"]) == (302, f"/help/{expected}")
    assert response.headers["vary"] == "Accept-Language"


async def test_the_home_page_shows_topics_policies_and_what_is_in_none(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    names = {"en": {"name": "Care", "slug": "care"}, "vi": {"name": "Bảo quản", "slug": "bao-quan"}}
    care = await sent(lead, "POST", "/article-categories", names=names)
    await shown(lead, BOWL, category=care["id"])
    await shown(lead, RETURNS, kind="policy_returns")
    await shown(lead, LONG)
    page = (await reader.get("/help/en")).text.partition("<body")[2]
    assert '<a href="/help/en/c/care">Care</a>' in page
    assert BOWL["title"] in page
    assert "1 article" in page
    assert page.index("Our terms at a glance") < page.index(RETURNS["title"])
    assert 'href="/help/en/sizes"' in page
    assert '<a href="/help/vi/c/bao-quan">Bảo quản</a>' in (await reader.get("/help/vi")).text


async def test_an_article_has_its_text_its_place_and_its_data(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    care = await sent(lead, "POST", "/article-categories", names={"en": {"name": "Care", "slug": "care"}})
    await shown(lead, BOWL, category=care["id"])
    response = await reader.get("/help/en/cleaning-an-unglazed-bowl")
    page = response.text
    assert response.status_code == 200
    assert "<strong>dishwasher</strong>" in page
    assert '<a href="/help/en/c/care">Care</a>' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/help/en/cleaning-an-unglazed-bowl">' in page
    assert "2 March 2026" in page
    kinds = [each["@type"] for each in data_of(page)]
    assert kinds == ["Article", "BreadcrumbList"]
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert not re.search(r"<script(?![^>]*(src=|ld\+json))", page), "no script stands in the page itself"
    assert " style=" not in page


async def test_an_address_in_another_language_leads_on_unless_nobody_outside_may_read_what_is_there(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    names = {"en": {"name": "Care", "slug": "care"}, "vi": {"name": "Bảo quản", "slug": "bao-quan"}}
    care = await sent(lead, "POST", "/article-categories", names=names)
    names = {"en": {"name": "For staff", "slug": "staff"}, "vi": {"name": "Nội bộ", "slug": "noi-bo"}}
    staff = await sent(lead, "POST", "/article-categories", names=names)
    await shown(lead, BOWL, category=care["id"])
    await shown(lead, RETURNS, category=staff["id"], visibility="internal")
    moved = await reader.get("/help/vi/c/care")
    assert (moved.status_code, moved.headers["location"]) == (301, "/help/vi/c/bao-quan")
    for path in ("/help/vi/c/staff", "/help/en/c/noi-bo", "/help/en/c/staff"):
        response = await reader.get(path)
        assert (response.status_code, response.headers.get("location")) == (404, None)


async def test_a_long_article_has_a_table_of_contents(reader: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    await shown(lead, LONG)
    page = (await reader.get("/help/en/sizes")).text
    assert '<a href="#s-small-light">Small &amp; light</a>' in page
    assert "On this page" in page


async def test_an_article_that_a_language_lacks_is_shown_in_the_other_and_says_so(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await shown(lead, DOI_TRA, locale="vi")
    home = (await reader.get("/help/en")).text
    assert 'href="/help/vi/doi-tra-hang" lang="vi"' in home
    assert "In Vietnamese" in home
    page = (await reader.get("/help/vi/doi-tra-hang")).text
    assert 'hreflang="vi" href="http://127.0.0.1:8000/help/vi/doi-tra-hang"' in page
    assert 'hreflang="en"' not in page.split("</head>")[0]


async def test_a_former_address_leads_to_the_present_one(reader: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    article = await shown(lead, BOWL)
    change = {**BOWL, "slug": "washing-up", "revision": 1}
    await sent(lead, "PUT", f"/articles/{article}/translations/en", **change)
    await published(lead, article, revision=2)
    response = await reader.get("/help/en/cleaning-an-unglazed-bowl")
    assert (response.status_code, response.headers["location"]) == (301, "/help/en/washing-up")


@pytest.mark.parametrize("path", ["/help/en/nothing", "/help/en/c/nothing", "/help/fr", "/help/fr/x", "/help/en/%00"])
async def test_what_is_not_there_is_a_page_with_a_search(reader: httpx.AsyncClient, path: str) -> None:
    response = await reader.get(path)
    assert response.status_code == 404
    assert 'role="search"' in response.text
    assert 'content="noindex"' in response.text


async def test_internal_articles_and_drafts_are_on_no_page(reader: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    article = await shown(lead, BOWL)
    await shown(lead, RETURNS)
    await sent(lead, "PATCH", f"/articles/{article}", visibility="internal")
    assert (await reader.get("/help/en/cleaning-an-unglazed-bowl")).status_code == 404
    for path in ("/help/en", "/help/en?q=unglazed+bowl", "/help/sitemap.xml", "/help/en/how-to-return-an-order"):
        assert "nglazed</" not in (page := (await reader.get(path)).text), path
        assert "cleaning-an" not in page


async def test_a_search_shows_what_is_found_marked_and_page_by_page(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient, centre: HelpCentre
) -> None:
    for number in range(12):
        await shown(lead, {**BOWL, "title": f"Bowl {number}"})
    await centre.lookup.lexicons.renewed()
    page = (await reader.get("/help/en", params={"q": "dishwasher"})).text
    assert "12 articles found" in page
    assert "<mark>dishwasher</mark>" in page
    assert page.count("<h2>") >= 10
    assert 'rel="next" href="/help/en?q=dishwasher&amp;page=2"' in page
    second = (await reader.get("/help/en", params={"q": "dishwasher", "page": "2"})).text
    assert '<ol class="hits" start="11">' in second
    nothing = (await reader.get("/help/en", params={"q": "<script>alert()</script>"})).text
    assert "<script>alert" not in nothing
    assert "Nothing was found" in nothing


async def test_who_has_a_page_already_is_told_so(reader: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    await shown(lead, BOWL)
    first = await reader.get("/help/en")
    again = await reader.get("/help/en", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-cache"


async def test_files_are_kept_for_ever_under_an_address_of_their_own(reader: httpx.AsyncClient) -> None:
    address = re.search(r'href="(/help/static/help.css\?v=\w+)"', (await reader.get("/help/en")).text)
    assert address
    response = await reader.get(address[1])
    assert (response.status_code, response.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in response.headers["cache-control"]
    assert (await reader.get("/help/static/pages.py")).status_code == 404


async def test_the_pages_have_the_brand_of_the_chosen_inbox_and_its_chat(
    reader: httpx.AsyncClient, owner: httpx.AsyncClient, api: Api, centre: HelpCentre
) -> None:
    key = await api.db.write(scene.inbox)
    inbox = await api.db.read(lambda tx: tx.get_one(Inbox, key).public_id)
    await sent(owner, "PATCH", f"/inboxes/{inbox}", settings={"colour": "#aa0044", "title": {"en": "Pots & Pans"}})
    await sent(owner, "PATCH", "/settings/knowledge-base", version=0, email="help@example.com", phone="+84 24 1234 567")
    centre.houses.clear()
    page = (await reader.get("/help/en")).text
    assert "Pots &amp; Pans" in page
    assert f'data-inbox="{inbox}"' in page
    assert 'href="mailto:help@example.com"' in page
    assert 'href="tel:+84241234567"' in page
    assert "--brand: #aa0044" in (await reader.get("/help/brand.css")).text
    assert "#aa0044" in (await reader.get("/help/icon.svg")).text


@pytest.mark.parametrize(
    ("chat", "said"),
    [
        ((True, 0), "Usually answered at once"),
        ((True, 60), "About 1 minute to wait"),
        ((True, 240), "About 4 minutes to wait"),
        ((True, None), "We are here now"),
        ((False, None), "Nobody is here just now"),
    ],
)
async def test_the_chat_says_how_it_stands(
    reader: httpx.AsyncClient, api: Api, centre: HelpCentre, chat: tuple[bool, int | None], said: str
) -> None:
    await api.db.write(scene.inbox)
    centre.ask = lambda tx, inbox, language, now: chat
    centre.houses.clear()
    assert said in (await reader.get("/help/en")).text


@pytest.mark.parametrize(
    ("bot", "there"),
    [({"enabled": True}, True), ({}, False), ({"enabled": True, "hours": "open"}, True),
     ({"enabled": True, "hours": "closed"}, False)],
)  # fmt: skip
async def test_a_call_is_offered_where_the_bot_plans_calls(
    reader: httpx.AsyncClient, owner: httpx.AsyncClient, api: Api, centre: HelpCentre, bot: dict[str, Any], there: bool
) -> None:
    key = await api.db.write(scene.inbox)
    inbox = await api.db.read(lambda tx: tx.get_one(Inbox, key).public_id)
    await sent(owner, "PATCH", f"/inboxes/{inbox}", settings={"bot": bot})
    centre.callback = {"en": "Have us call you", "vi": "Yêu cầu gọi lại"}
    centre.houses.clear()
    assert ('data-chat="Have us call you"' in (await reader.get("/help/en")).text) is there
    ways = (await sent(reader, "GET", "/help/front?locale=vi"))["contacts"]
    assert [each["label"] for each in ways if each["kind"] == "callback"] == ["Yêu cầu gọi lại"] * there


async def test_the_sitemap_names_every_page_in_all_its_languages(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    article = await shown(lead, RETURNS)
    await sent(lead, "PUT", f"/articles/{article}/translations/vi", **DOI_TRA, revision=0)
    await published(lead, article, locale="vi")
    found = await reader.get("/help/sitemap.xml")
    assert found.headers["content-type"].startswith("application/xml")
    assert "<loc>http://127.0.0.1:8000/help/vi/doi-tra-hang</loc><lastmod>2026-03-02</lastmod>" in found.text
    assert found.text.count('hreflang="en" href="http://127.0.0.1:8000/help/en/how-to-return-an-order"') == 2
    robots = (await reader.get("/robots.txt")).text
    assert "Sitemap: http://127.0.0.1:8000/help/sitemap.xml" in robots
    assert (await reader.get("/help/sitemap-9.xml")).status_code == 404

"""The help centre for programs, and what is noted of searches."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from contact_center.models import KbArticle, KbSearch
from knowledge_base.help.centre import HelpCentre
from knowledge_base.search.recording import kept_of
from tests.api import Api
from tests.knowledge_base.conftest import sent
from tests.knowledge_base.search.conftest import BOWL, RETURNS, shown

SEARCH = "01234567-89ab-cdef-0123-456789abcdef"


async def noted(api: Api, centre: HelpCentre) -> list[tuple[str, int, str | None, str]]:
    await centre.settle()
    query = sa.select(KbSearch.folded, KbSearch.found, KbArticle.public_id, KbSearch.source)
    query = query.outerjoin(KbArticle, KbArticle.id == KbSearch.article_id).order_by(KbSearch.id)
    return await api.db.read(lambda tx: [(a, b, c, d) for a, b, c, d in tx.execute(query)])


async def found(client: httpx.AsyncClient, **query: Any) -> Any:
    return await sent(client, "GET", f"/help/search?{httpx.QueryParams(query)}")


async def test_a_search_tells_what_a_page_needs(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient, centre: HelpCentre
) -> None:
    article = await shown(lead, BOWL)
    answer = await found(reader, q="dishw", locale="en", typing="true")
    (hit,) = answer["items"]
    assert answer["found"] == 1
    assert (hit["article"], hit["path"]) == (article, "/help/en/cleaning-an-unglazed-bowl")
    assert {"text": "dishwasher", "hit": True} in hit["excerpt"]
    assert (await found(reader, q="dishw ", locale="en", typing="true"))["found"] == 1, "no such word, so a beginning"


async def test_an_article_is_read_by_its_address(reader: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    article = await shown(lead, BOWL)
    answer = await sent(reader, "GET", "/help/articles/en/cleaning-an-unglazed-bowl")
    assert (answer["article"]["id"], answer["moved"]) == (article, False)
    assert "<strong>dishwasher</strong>" in answer["article"]["html"]
    await sent(lead, "PATCH", f"/articles/{article}", visibility="internal")
    gone = await reader.get("/api/v1/help/articles/en/cleaning-an-unglazed-bowl")
    assert gone.status_code == 404


async def test_what_is_typed_on_is_one_search_and_the_first_click_counts(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient, api: Api, centre: HelpCentre
) -> None:
    bowl, other = await shown(lead, BOWL), await shown(lead, RETURNS)
    for text in ("Ung", "unglazed b", "Unglazed Bowl"):
        await found(reader, q=text, locale="en", search=SEARCH, source="widget", typing="true")
        await centre.settle()
    assert await noted(api, centre) == [("unglazed bowl", 1, None, "widget")]
    await sent(reader, "GET", f"/help/articles/en/cleaning-an-unglazed-bowl?search={SEARCH}")
    await noted(api, centre)
    await sent(reader, "GET", f"/help/articles/en/how-to-return-an-order?search={SEARCH}")
    assert await noted(api, centre) == [("unglazed bowl", 1, bowl, "widget")]
    assert other != bowl


async def test_a_page_of_results_notes_the_search_and_its_links_the_click(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient, api: Api, centre: HelpCentre
) -> None:
    article = await shown(lead, BOWL)
    page = (await reader.get("/help/en", params={"q": "dishwasher"})).text
    link = page.split('<ol class="hits"')[1].split('href="')[1].split('"')[0]
    await noted(api, centre)
    await reader.get(link)
    assert await noted(api, centre) == [("dishwasher", 1, article, "help")]


async def test_a_search_that_finds_nothing_is_noted(reader: httpx.AsyncClient, api: Api, centre: HelpCentre) -> None:
    await reader.get("/help/vi", params={"q": "Máy Bay"})
    assert await noted(api, centre) == [("may bay", 0, None, "help")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Where is my order?", "where is my order?"),
        ("order for an@example.com", "order for *"),
        ("call 090 123 45 67 please", "call * please"),
        ("DH-10245", "dh-*"),
        ("30 days", "30 days"),
        ("x" * 300, "x" * 100),
    ],
)
def test_nothing_of_a_person_is_kept(typed: str, kept: str) -> None:
    assert kept_of(typed) == kept


@pytest.mark.parametrize(
    "query", ["q=a", "q=a&locale=fr", "q=a&locale=en&search=1", "q=a&locale=en&limit=99", "locale=en"]
)
async def test_what_does_not_fit_is_refused(reader: httpx.AsyncClient, query: str) -> None:
    assert (await reader.get(f"/api/v1/help/search?{query}")).status_code == 422

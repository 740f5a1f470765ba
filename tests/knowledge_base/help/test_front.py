"""What the widget shows before anything is looked for."""

import httpx

from knowledge_base.help.centre import HelpCentre
from tests.knowledge_base.conftest import sent
from tests.knowledge_base.search.conftest import BOWL, RETURNS, shown

SEARCH = "01234567-89ab-cdef-0123-456789abcdef"


async def test_nothing_is_there_without_articles(reader: httpx.AsyncClient) -> None:
    front = await sent(reader, "GET", "/help/front?locale=en")
    assert (front["popular"], front["topics"], front["policies"]) == ([], [], [])


async def test_topics_come_with_some_of_their_articles_and_policies_apart(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    names = {"en": {"name": "Care", "slug": "care"}}
    care = (await sent(lead, "POST", "/article-categories", names=names))["id"]
    bowl, returns = await shown(lead, BOWL), await shown(lead, RETURNS)
    await sent(lead, "PATCH", f"/articles/{bowl}", category=care)
    await sent(lead, "PATCH", f"/articles/{returns}", kind="policy_returns")
    front = await sent(reader, "GET", "/help/front?locale=vi")
    (topic,) = front["topics"]
    assert (topic["name"], topic["path"], topic["articles"]) == ("Care", "/help/vi/c/care", 1)
    assert [(line["locale"], line["fallback"]) for line in front["policies"]] == [("en", True)]


async def test_popular_is_what_was_opened_and_nothing_that_is_internal(
    reader: httpx.AsyncClient, lead: httpx.AsyncClient, centre: HelpCentre
) -> None:
    bowl = await shown(lead, BOWL)
    await sent(reader, "GET", f"/help/search?q=bowl&locale=en&search={SEARCH}&source=widget")
    await centre.settle()
    await sent(reader, "GET", f"/help/articles/en/cleaning-an-unglazed-bowl?search={SEARCH}")
    await centre.settle()
    popular = (await sent(reader, "GET", "/help/front?locale=en"))["popular"]
    assert [line["path"] for line in popular] == ["/help/en/cleaning-an-unglazed-bowl"]
    await sent(lead, "PATCH", f"/articles/{bowl}", visibility="internal")
    assert (await sent(reader, "GET", "/help/front?locale=en"))["popular"] == []

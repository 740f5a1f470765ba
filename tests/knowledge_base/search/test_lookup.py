"""Articles are found by what readers have of them, on both databases."""

import asyncio

import httpx
import pytest
import sqlalchemy as sa

from contact_center.models import KbDocument
from knowledge_base.help.centre import HelpCentre
from knowledge_base.search.fusion import Opinion
from tests.api import Api
from tests.knowledge_base.conftest import published, sent, written
from tests.knowledge_base.search.conftest import BOWL, DOI_TRA, RETURNS, shown, titles, with_engine

CLEANING, RETURNING, DOI = BOWL["title"], RETURNS["title"], DOI_TRA["title"]


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("dishwasher", "en", [CLEANING]),
        ("stains", "en", [CLEANING]),
        ("returning orders", "en", [RETURNING]),
        ("DISHWAHSER", "en", [CLEANING]),
        ("dish washer", "en", []),
        ("retrun", "en", [RETURNING]),
        ("courier", "en", [RETURNING]),
        ("send it home", "en", [RETURNING]),
        ("spaceship", "en", []),
        ("", "en", []),
        ("?!", "en", []),
        ("'; DROP TABLE kb_document; --", "en", []),
        ('"unglazed" OR * NEAR(', "en", [CLEANING]),
        ("đổi trả", "vi", [DOI]),
        ("doi tra", "vi", [DOI]),
        ("ddoori trar", "vi", [DOI]),
        ("d9o6i3 tra3", "vi", [DOI]),
        ("doitra", "vi", [DOI]),
        ("hoàn tiền", "vi", [DOI]),
    ],
)
async def test_articles_are_found_by_their_words_whatever_the_spelling(
    centre: HelpCentre, lead: httpx.AsyncClient, text: str, locale: str, expected: list[str]
) -> None:
    await shown(lead, BOWL)
    await shown(lead, RETURNS, phrasings=("Can I send it home again?",))
    await shown(lead, DOI_TRA, locale="vi")
    assert await titles(centre, text, "vi" if locale == "vi" else "en") == expected


async def test_while_one_types_the_last_word_may_be_a_beginning(centre: HelpCentre, lead: httpx.AsyncClient) -> None:
    await shown(lead, BOWL)
    await shown(lead, RETURNS)
    assert await titles(centre, "unglazed b", unfinished=True) == [CLEANING]
    assert await titles(centre, "cou", unfinished=True) == [RETURNING]


async def test_synonyms_find_what_has_the_other_word(centre: HelpCentre, lead: httpx.AsyncClient) -> None:
    await shown(lead, BOWL)
    assert await titles(centre, "washing-up machine") == []
    await sent(lead, "POST", "/article-synonyms", locale="en", words=["washing-up machine", "dishwasher"])
    assert await titles(centre, "washing-up machine") == [CLEANING]


async def test_readers_find_an_article_that_their_language_lacks_and_no_other_one(
    centre: HelpCentre, lead: httpx.AsyncClient
) -> None:
    article = await shown(lead, DOI_TRA, locale="vi")
    await centre.lookup.lexicons.renewed()
    (hit,) = (await centre.search("doi tra", "en", limit=5)).hits
    assert (hit.locale, hit.fallback, hit.path) == ("vi", True, "/help/vi/doi-tra-hang")
    change = {**RETURNS, "revision": 0}
    await sent(lead, "PUT", f"/articles/{article}/translations/en", **change)
    await published(lead, article, locale="en")
    assert await titles(centre, "return", "en") == [RETURNING]
    assert await titles(centre, "return", "vi") == [RETURNING], "nothing of their own language has it"
    await shown(lead, {**BOWL, "title": "Return"}, locale="vi")
    assert await titles(centre, "return", "vi") == ["Return"]


async def test_nobody_finds_what_not_everybody_may_read(centre: HelpCentre, lead: httpx.AsyncClient) -> None:
    article = await written(lead, text=BOWL)
    assert await titles(centre, "dishwasher") == [], "a draft"
    await published(lead, article)
    assert await titles(centre, "dishwasher") == [CLEANING]
    await sent(lead, "PATCH", f"/articles/{article}", visibility="internal")
    assert await titles(centre, "dishwasher") == [], "internal"
    await sent(lead, "PATCH", f"/articles/{article}", visibility="public")
    await sent(lead, "POST", f"/articles/{article}/archive")
    assert await titles(centre, "dishwasher") == [], "archived"
    await sent(lead, "POST", f"/articles/{article}/restore")
    assert await titles(centre, "dishwasher") == [CLEANING]
    await sent(lead, "POST", f"/articles/{article}/translations/en/withdraw")
    assert await titles(centre, "dishwasher") == [], "withdrawn"
    await sent(lead, "DELETE", f"/articles/{article}")
    assert await titles(centre, "dishwasher") == []


async def test_what_is_published_next_is_found_by_its_new_words_alone(
    centre: HelpCentre, lead: httpx.AsyncClient
) -> None:
    article = await shown(lead, BOWL)
    await sent(lead, "PUT", f"/articles/{article}/translations/en", **{**BOWL, "body": "Use a sponge.", "revision": 1})
    assert await titles(centre, "sponge") == []
    await published(lead, article, revision=2)
    assert await titles(centre, "sponge") == [CLEANING]
    assert await titles(centre, "dishwasher") == []


async def test_the_engine_puts_an_article_first_that_lacks_the_words(
    centre: HelpCentre, lead: httpx.AsyncClient
) -> None:
    await shown(lead, BOWL, key="bowl")
    await shown(lead, RETURNS, key="returns")

    async def sure(text: str, locale: str) -> Opinion:
        return Opinion({"returns": 1.0, "bowl": 0.1, "gone": 0.4}, alone=True)

    with_engine(centre, sure)
    assert await titles(centre, "not satisfied with purchase") == [RETURNING, CLEANING]
    assert await titles(centre, "satisfied") == [], "a single word says too little"


async def test_an_engine_that_is_not_sure_adds_nothing(centre: HelpCentre, lead: httpx.AsyncClient) -> None:
    await shown(lead, BOWL, key="bowl")
    await shown(lead, RETURNS, key="returns")

    async def unsure(text: str, locale: str) -> Opinion:
        return Opinion({"returns": 1.0}, alone=False)

    with_engine(centre, unsure)
    assert await titles(centre, "unglazed moonshine") == [CLEANING]


async def test_an_engine_that_takes_too_long_is_not_waited_for(centre: HelpCentre, lead: httpx.AsyncClient) -> None:
    await shown(lead, BOWL)

    async def asleep(text: str, locale: str) -> Opinion:
        await asyncio.Event().wait()
        raise AssertionError

    with_engine(centre, asleep, patience=0.01)
    assert await titles(centre, "clean unglazed bowl") == [CLEANING]


async def test_what_was_published_before_there_was_an_index_is_caught_up_with(
    centre: HelpCentre, lead: httpx.AsyncClient, api: Api
) -> None:
    await shown(lead, BOWL)
    await shown(lead, RETURNS)
    await api.db.write(lambda tx: tx.execute(sa.delete(KbDocument)) and None)
    assert await titles(centre, "courier") == [RETURNING]

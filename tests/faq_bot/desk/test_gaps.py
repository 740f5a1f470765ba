"""The list of what the bot could not answer, and what becomes of it, on both databases."""

from datetime import timedelta
from typing import Any

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.models import KbSearch
from tests.api import Api
from tests.faq_bot.desk.conftest import Talk, article, published, sent, written
from tests.knowledge_base.conftest import refused
from tests.scene import START

OPEN = {"decision": "offer", "review": "open"}


async def test_those_alike_are_counted_together_the_most_frequent_first(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await article(writer, lead, "returns", "Returns")
    await talk(OPEN | {"question": "Are you hiring?"})
    first = await talk(OPEN | {"question": "Do you ship to Canada?"}, at=START + timedelta(minutes=1))
    second = await talk(OPEN | {"question": "do you ship to canada"}, at=START + timedelta(minutes=2))
    await talk(OPEN | {"question": "can you ship to Canada", "intent": "returns"}, at=START + timedelta(minutes=3))
    await talk({"question": "broken", "rejected": True, "review": "open", "article": "returns"})
    await talk({"question": "Trả hàng?", "locale": "vi", "mark": "right", "article": "returns", "review": "open"})
    await talk({"question": "done", "review": "done"}, OPEN | {"question": ""})

    found = await sent(writer, "GET", "/bot/gaps")
    assert found["questions"] == 6
    assert [(each["count"], each["kind"], each["locale"]) for each in found["items"]] == [
        (3, "unanswered", "en"), (1, "right", "vi"), (1, "wrong", "en"), (1, "unanswered", "en"),
    ]  # fmt: skip
    most = found["items"][0]
    assert most["examples"] == ["Do you ship to Canada?", "can you ship to Canada"]
    assert most["article"]["title"] == "Returns"
    assert {first, second} < {each["id"] for each in most["conversations"]}
    wrong = (await sent(writer, "GET", "/bot/gaps?kind=wrong"))["items"]
    assert [each["examples"] for each in wrong] == [["broken"]]
    assert [each["kind"] for each in (await sent(writer, "GET", "/bot/gaps?locale=vi"))["items"]] == ["right"]


async def test_a_gap_becomes_a_draft_with_its_questions(talk: Talk, writer: httpx.AsyncClient) -> None:
    await talk(OPEN | {"question": "Do you ship to Canada?"})
    await talk(OPEN | {"question": "do you ship to canada, I am mai@example.com"})
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    path = f"/bot/gaps/{gap['key']}/draft"
    made = await sent(writer, "POST", path, title="Delivery abroad")
    assert (made["phrasings"], made["questions"]) == (2, 2)
    view = await sent(writer, "GET", f"/articles/{made['article']}")
    assert view["translations"][0]["title"] == "Delivery abroad"
    assert view["phrasings"] == {"en": ["Do you ship to Canada?", "do you ship to canada, I am"]}
    assert (await sent(writer, "GET", "/bot/gaps"))["items"] == []
    assert (await refused(writer, "POST", path, title="Again"))[:2] == (404, "gap_gone")


async def test_a_gap_becomes_phrasings_of_an_article(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    returns = await article(writer, lead, "returns", "Returns")
    await sent(writer, "PUT", f"/articles/{returns}/phrasings/en", texts=["send it back"])
    await talk(OPEN | {"question": "Send it back?"}, OPEN | {"question": "send it back"})
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    path = f"/bot/gaps/{gap['key']}/phrasing"
    assert (await refused(writer, "POST", path, article="nothing"))[0] == 404
    made = await sent(writer, "POST", path, article=returns)
    assert (made["phrasings"], made["questions"]) == (1, 2)
    view = await sent(writer, "GET", f"/articles/{returns}")
    assert view["phrasings"] == {"en": ["send it back", "Send it back?"]}


async def test_what_is_dismissed_is_not_listed_again(talk: Talk, writer: httpx.AsyncClient) -> None:
    await talk(OPEN | {"question": "asdf"})
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    await sent(writer, "POST", f"/bot/gaps/{gap['key']}/dismiss")
    assert (await sent(writer, "GET", "/bot/gaps")) == {"items": [], "questions": 0}
    assert (await refused(writer, "POST", f"/bot/gaps/{gap['key']}/dismiss"))[:2] == (404, "gap_gone")


async def test_a_search_without_marks_gets_them_from_the_articles(
    api: Api, database: Database, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    made = await written(writer, key="returns", locale="vi", text={"title": "Đổi trả hàng", "slug": "doi-tra"})
    await published(lead, made, locale="vi")
    at = api.clock() - timedelta(hours=1)
    looked = KbSearch(folded="tra hang", found=0, source="help", locale="vi", at=at)
    await database.write(lambda tx: tx.add(looked))
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    assert gap["examples"] == ["trả hàng"]
    closed = await sent(writer, "POST", f"/bot/gaps/{gap['key']}/phrasing", article=made)
    assert closed["phrasings"] == 1
    assert (await sent(writer, "GET", f"/articles/{made}"))["phrasings"]["vi"] == ["trả hàng"]


async def test_searches_after_which_nothing_was_opened_count_with_the_questions(
    api: Api, talk: Talk, database: Database, writer: httpx.AsyncClient
) -> None:
    await talk(OPEN | {"question": "Do you ship to Canada?"}, at=api.clock() - timedelta(hours=2))
    long_ago = {"found": 0, "source": "help", "locale": "en", "at": api.clock() - timedelta(hours=1)}

    def search(folded: str, **changes: Any) -> KbSearch:
        return KbSearch(**long_ago | {"folded": folded} | changes)

    def unit(tx: Session) -> None:
        tx.add_all([search("ship to canada"), search("ship to canada"), search("glaze recipe", source="widget")])
        tx.add_all(
            [search("vas"), search("from the console", source="console"), search("still typing", at=api.clock())]
        )

    await database.write(unit)
    found = await sent(writer, "GET", "/bot/gaps")
    counted = [(each["count"], each["kind"], each["examples"]) for each in found["items"]]
    assert counted == [
        (3, "search", ["ship to canada", "Do you ship to Canada?"]), (1, "search", ["glaze recipe"]),
    ]  # fmt: skip
    assert found["questions"] == 4
    first, second = found["items"]
    assert (len(first["conversations"]), second["conversations"]) == (1, [])
    made = await sent(writer, "POST", f"/bot/gaps/{first['key']}/draft", title="Canada")
    assert made["questions"] == 3
    await sent(writer, "POST", f"/bot/gaps/{second['key']}/dismiss")
    assert (await sent(writer, "GET", "/bot/gaps")) == {"items": [], "questions": 0}
    assert await database.read(lambda tx: tx.execute(sa.select(sa.func.count(KbSearch.id))).scalar_one()) == 3

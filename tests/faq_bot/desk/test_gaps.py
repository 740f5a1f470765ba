"""The list of what the bot could not answer, and what becomes of it, on both databases."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
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
    likely = {"question": "can you ship to Canada", "intent": "returns", "probability": 0.6}
    await talk(OPEN | likely, at=START + timedelta(minutes=3))
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


@pytest.mark.parametrize(
    ("probability", "expected"), [(0.6, (True, True)), (0.3, (True, False)), (0.1, (False, False))]
)
async def test_an_article_is_named_where_its_chance_is_worth_it(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient, probability: float, expected: tuple[bool, bool]
) -> None:
    await article(writer, lead, "returns", "Returns")
    await talk(OPEN | {"question": "asdf", "intent": "returns", "probability": probability})
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    assert (gap["article"] is not None, gap["likely"]) == expected


async def test_a_no_to_a_question_back_was_no_wrong_answer(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await article(writer, lead, "returns", "Returns")
    refused_offer = {"decision": "clarify", "articles": ["returns"], "intent": "returns", "probability": 0.4}
    await talk(refused_offer | {"question": "Are you hiring?", "rejected": True, "helped": False, "review": "open"})
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    assert (gap["kind"], gap["article"]) == ("unanswered", None)


async def test_what_a_customer_said_no_to_is_not_named_as_right(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await article(writer, lead, "refunds", "Refunds")
    likely = {"intent": "refunds", "probability": 0.9}
    await talk(OPEN | likely | {"question": "Is it paid back?"})
    no = {"article": "refunds", "rejected": True, "helped": False, "review": "open"}
    await talk(likely | no | {"question": "is it paid back"}, at=START + timedelta(minutes=1))
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    assert (gap["count"], gap["kind"], gap["article"]) == (2, "wrong", None)


async def test_an_article_that_an_agent_names_is_right_whoever_was_not_helped_by_it(
    talk: Talk, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await article(writer, lead, "refunds", "Refunds")
    no = {"article": "refunds", "rejected": True, "helped": False, "review": "open"}
    await talk(no | {"question": "Is it paid back?"})
    named = {"article": "returns", "mark": "wrong", "right_article": "refunds", "review": "open"}
    await talk(named | {"question": "is it paid back"}, at=START + timedelta(minutes=1))
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    assert (gap["article"]["title"], gap["likely"], gap["named"]) == ("Refunds", True, True)


async def test_what_is_private_is_hidden_and_what_is_nothing_else_is_not_listed(
    talk: Talk, writer: httpx.AsyncClient
) -> None:
    asked = "Give me lan@mail.example's order S23456, my code is 123456 and my phone 0912 345 678"
    await talk(OPEN | {"question": asked}, OPEN | {"question": "123456"}, OPEN | {"question": "lan@mail.example"})
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    assert gap["examples"] == ["Give me ••• order •••, my code is ••• and my phone •••"]
    drafted = await sent(writer, "POST", f"/bot/gaps/{gap['key']}/draft", title="Orders")
    view = await sent(writer, "GET", f"/articles/{drafted['article']}")
    assert view["phrasings"] == {"en": ["Give me order , my code is and my phone"]}


async def test_a_draft_has_the_best_written_question_as_its_title(
    api: Api, talk: Talk, database: Database, writer: httpx.AsyncClient
) -> None:
    before = api.clock() - timedelta(hours=1)
    for text in ("doi lop hoc duoc khong", "doi lop hoc duoc khong", "Đổi lớp học được không?"):
        await talk(OPEN | {"question": text, "locale": "vi"}, at=before)
    looked = KbSearch(folded="doi lop hoc duoc", found=0, source="help", locale="vi", at=before)
    await database.write(lambda tx: tx.add(looked))
    (gap,) = (await sent(writer, "GET", "/bot/gaps"))["items"]
    made = await sent(writer, "POST", f"/bot/gaps/{gap['key']}/draft", title=None)
    (text,) = (await sent(writer, "GET", f"/articles/{made['article']}"))["translations"]
    assert (text["locale"], text["title"]) == ("vi", "Đổi lớp học được không?")


async def test_several_are_dismissed_at_once(talk: Talk, writer: httpx.AsyncClient) -> None:
    for text in ("asdf", "Are you hiring?", "Do you ship to Canada?"):
        await talk(OPEN | {"question": text})
    first, second, third = (await sent(writer, "GET", "/bot/gaps"))["items"]
    await sent(writer, "POST", "/bot/gaps/dismiss", gaps=[first["key"], second["key"], "gone"])
    assert [each["key"] for each in (await sent(writer, "GET", "/bot/gaps"))["items"]] == [third["key"]]


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
        (3, "search", ["Do you ship to Canada?", "ship to canada"]), (1, "search", ["glaze recipe"]),
    ]  # fmt: skip
    assert found["questions"] == 4
    first, second = found["items"]
    assert (len(first["conversations"]), second["conversations"]) == (1, [])
    made = await sent(writer, "POST", f"/bot/gaps/{first['key']}/draft", title="Canada")
    assert made["questions"] == 3
    await sent(writer, "POST", f"/bot/gaps/{second['key']}/dismiss")
    assert (await sent(writer, "GET", "/bot/gaps")) == {"items": [], "questions": 0}
    assert await database.read(lambda tx: tx.execute(sa.select(sa.func.count(KbSearch.id))).scalar_one()) == 3

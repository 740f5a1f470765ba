"""Phrasings, synonyms and feedback, on both databases."""

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.merging import merge
from contact_center.db import Database
from contact_center.models import Customer, KbFeedback
from contact_center.retention.purge import delete_customers, erase_feedback
from knowledge_base import feedback
from knowledge_base.part_schemas import NewFeedback
from tests.api import Api
from tests.knowledge_base.conftest import BASE, WRITTEN, published, refused, sent, translation, written


async def test_phrasings_are_kept_in_order_and_once(writer: httpx.AsyncClient) -> None:
    article = await written(writer)
    path = f"/articles/{article}/phrasings/vi"
    texts = [" Đổi  hàng thế nào? ", "doi hang the nao?", "Tôi muốn trả hàng"]
    view = await sent(writer, "PUT", path, texts=texts)
    assert view["phrasings"] == {"vi": ["Đổi hàng thế nào?", "Tôi muốn trả hàng"]}
    same = await sent(writer, "PUT", path, texts=view["phrasings"]["vi"])
    assert same["article"]["version"] == view["article"]["version"]
    assert await refused(writer, "PUT", path, texts=["x", " \u200b"]) == (422, "phrasing_empty", "texts.1")
    assert (await refused(writer, "PUT", path, texts=["x" * 301]))[:2] == (422, "invalid_input")
    assert (await refused(writer, "PUT", path, texts=["x"] * 201))[:2] == (422, "invalid_input")
    stale = view["article"]["version"] - 1
    assert (await refused(writer, "PUT", path, texts=["x"], version=stale))[:2] == (409, "changed_meanwhile")
    response = await writer.put(BASE + path, json={"texts": [], "version": view["article"]["version"]})
    assert response.json()["phrasings"] == {}


async def test_synonyms_are_sets_of_a_language(lead: httpx.AsyncClient, writer: httpx.AsyncClient) -> None:
    made = await sent(lead, "POST", "/article-synonyms", locale="en", words=["fridge", " Refrigerator", "FRIDGE"])
    assert made["words"] == ["fridge", "Refrigerator"]
    assert await refused(lead, "POST", "/article-synonyms", locale="en", words=["tủ", "TU"]) == (
        422, "synonyms_short", "words",
    )  # fmt: skip
    assert (await refused(writer, "POST", "/article-synonyms", locale="en", words=["a", "b"]))[0] == 403
    await sent(lead, "POST", "/article-synonyms", locale="vi", words=["tủ lạnh", "tủ mát"])
    found = (await sent(writer, "GET", "/article-synonyms?locale=vi"))["items"]
    assert [each["words"] for each in found] == [["tủ lạnh", "tủ mát"]]
    page = await sent(writer, "GET", "/article-synonyms?limit=1")
    assert len((await sent(writer, "GET", f"/article-synonyms?after={page['next']}"))["items"]) == 1
    path = f"/article-synonyms/{made['id']}"
    assert (await sent(lead, "PATCH", path, words=["fridge", "cooler"], version=1))["version"] == 2
    assert (await refused(lead, "PATCH", path, words=["a", "b"], version=1))[1] == "changed_meanwhile"
    await sent(lead, "DELETE", path)
    assert (await refused(lead, "DELETE", path))[0] == 404


async def test_a_browser_votes_once_for_a_version(api: Api, writer: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    article = await written(writer)
    path = f"/articles/{article}/feedback"
    visitor, other = api.client(user_agent="One"), api.client(user_agent="Two")
    assert (await refused(visitor, "POST", path, locale="en", helpful=True))[0] == 404
    await published(lead, article)
    assert (await refused(visitor, "POST", path, locale="vi", helpful=True))[0] == 404
    await sent(visitor, "POST", path, locale="en", helpful=True)
    await sent(visitor, "POST", path, locale="en", helpful=False, comment=" Too long. ")
    await sent(other, "POST", path, locale="en", helpful=True, comment="  ")
    row = translation(await sent(writer, "GET", f"/articles/{article}"))
    assert (row["helpful"], row["unhelpful"]) == (1, 1)
    found = (await sent(writer, "GET", f"{path}?comments=true"))["items"]
    assert [(each["helpful"], each["comment"], each["revision"]) for each in found] == [(False, "Too long.", 1)]
    page = await sent(writer, "GET", f"{path}?limit=1")
    assert len((await sent(writer, "GET", f"{path}?after={page['next']}"))["items"]) == 1

    await sent(writer, "PUT", f"/articles/{article}/translations/en", **WRITTEN | {"body": "Short."}, revision=1)
    await published(lead, article, revision=2)
    row = translation(await sent(writer, "GET", f"/articles/{article}"))
    assert (row["helpful"], row["unhelpful"]) == (0, 0)
    await sent(visitor, "POST", path, locale="en", helpful=True)
    assert len((await sent(writer, "GET", path))["items"]) == 3
    assert (await sent(writer, "GET", f"{path}?locale=vi"))["items"] == []
    assert (await sent(writer, "GET", f"{path}/counts"))["items"] == [
        {"locale": "en", "revision": 2, "helpful": 1, "unhelpful": 0},
        {"locale": "en", "revision": 1, "helpful": 1, "unhelpful": 1},
    ]
    (listed,) = (await sent(writer, "GET", "/articles"))["items"][0]["translations"]
    assert (listed["published"], listed["helpful"], listed["unhelpful"]) == (2, 1, 0)


async def test_a_flood_of_votes_is_stopped_by_browser_and_by_address(
    api: Api, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    article = await written(writer)
    await published(lead, article)
    answers = []
    for number in range(100):
        visitor = api.client(user_agent=f"Browser {number // 25}")
        answers.append(
            await visitor.post(f"{BASE}/articles/{article}/feedback", json={"locale": "en", "helpful": True})
        )
    assert [answer.status_code for answer in answers[:25]] == [204] * 20 + [429] * 5
    assert sum(answer.status_code == 204 for answer in answers) == 80
    assert int(answers[24].headers["retry-after"]) > 0
    elsewhere = api.client(address="192.0.2.77", user_agent="Browser 0")
    await sent(elsewhere, "POST", f"/articles/{article}/feedback", locale="en", helpful=True)


async def test_the_words_of_feedback_go_and_the_vote_stays(
    api: Api, writer: httpx.AsyncClient, lead: httpx.AsyncClient, database: Database
) -> None:
    article = await written(writer)
    await published(lead, article)
    await sent(api.client(), "POST", f"/articles/{article}/feedback", locale="en", helpful=False, comment="I am Ann")
    assert await database.write(erase_feedback, api.clock()) == 0
    api.clock.advance(minutes=1)
    assert await database.write(erase_feedback, api.clock()) == 1
    assert await database.write(erase_feedback, api.clock()) == 0
    (left,) = (await sent(writer, "GET", f"/articles/{article}/feedback"))["items"]
    assert (left["helpful"], left["comment"]) == (False, None)


async def test_the_words_go_with_their_customer_and_move_with_a_merge(
    api: Api, writer: httpx.AsyncClient, lead: httpx.AsyncClient, database: Database
) -> None:
    article = await written(writer)
    await published(lead, article)

    def unit(tx: Session) -> tuple[int, int]:
        keys = []
        for name in ("ann", "ann-too"):
            customer = Customer(created_at=api.clock())
            tx.add(customer)
            tx.flush()
            keys.append(customer.id)
            new = NewFeedback(locale="en", helpful=True, comment=f"I am {name}")
            source = feedback.source_of("key", address="192.0.2.1", browser=name)
            by = f"customer:{customer.id}"
            feedback.give(tx, article, new, source=source, customer_id=customer.id, by=by, at=api.clock())
        merge(tx, source_id=keys[0], target_id=keys[1], by="system", at=api.clock())
        return keys[0], keys[1]

    merged, kept = await database.write(unit)
    owners = sa.select(KbFeedback.customer_id).order_by(KbFeedback.id)
    assert await database.read(lambda tx: tx.execute(owners).scalars().all()) == [kept, kept]
    api.clock.advance(days=1)
    await database.write(delete_customers, api.clock())
    await database.write(delete_customers, api.clock())
    assert await database.read(lambda tx: tx.execute(sa.select(Customer.id)).all()) == []
    found = (await sent(writer, "GET", f"/articles/{article}/feedback"))["items"]
    assert [(each["helpful"], each["comment"]) for each in found] == [(True, None)] * 2
    assert await database.read(lambda tx: tx.execute(owners).scalars().all()) == [None, None]
    assert merged != kept


@pytest.mark.parametrize("visibility", ["internal", "archived"])
async def test_nobody_outside_votes_on_what_they_cannot_read(
    api: Api, writer: httpx.AsyncClient, lead: httpx.AsyncClient, visibility: str
) -> None:
    article = await written(writer, visibility="internal" if visibility == "internal" else "public")
    await published(lead, article)
    if visibility == "archived":
        await sent(lead, "POST", f"/articles/{article}/archive")
    assert (await refused(api.client(), "POST", f"/articles/{article}/feedback", locale="en", helpful=True))[0] == 404

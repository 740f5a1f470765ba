"""Articles as a whole: made, changed, listed, archived and deleted, on both databases."""

import httpx
import pytest

from contact_center.auth import Scope
from contact_center.db import Database
from contact_center.models import KbArticle
from tests import scene
from tests.api import Api
from tests.knowledge_base.conftest import BASE, published, refused, sent, translation, written


async def test_an_article_begins_with_a_draft_and_an_address_of_its_title(writer: httpx.AsyncClient) -> None:
    made = await sent(
        writer, "POST", "/articles", locale="vi", text={"title": " Đổi  trả hàng ", "body": "\r\nA  \r\n"}
    )
    assert made["article"]["key"] == "doi-tra-hang"
    assert (made["article"]["kind"], made["article"]["visibility"], made["article"]["archived"]) == (
        "article", "public", False,
    )  # fmt: skip
    draft = translation(made, "vi")
    assert (draft["title"], draft["slug"], draft["body"], draft["revision"]) == (
        "Đổi trả hàng",
        "doi-tra-hang",
        "A  ",
        1,
    )
    assert (draft["status"], draft["published"]) == ("draft", None)
    again = await sent(writer, "POST", "/articles", locale="vi", text={"title": "Đổi trả hàng"})
    assert (again["article"]["key"], translation(again, "vi")["slug"]) == ("doi-tra-hang-2", "doi-tra-hang-2")
    assert await refused(writer, "POST", "/articles", locale="vi", text={"slug": "doi-tra-hang"}) == (
        409, "slug_taken", "slug",
    )  # fmt: skip
    assert await refused(writer, "POST", "/articles", locale="vi", key="doi-tra-hang") == (409, "key_taken", "key")
    assert (await refused(writer, "POST", "/articles", locale="vi", text={"slug": "a--b"}))[:2] == (
        422,
        "invalid_input",
    )
    assert await refused(writer, "POST", "/articles", locale="vi", text={"slug": "ab\n"}) == (422, "slug_unfit", "slug")


async def test_of_two_who_change_an_article_the_second_is_told(
    writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    article = await written(writer)
    changed = await sent(lead, "PATCH", f"/articles/{article}", review_by="2026-12-31", version=2)
    assert (changed["article"]["review_by"], changed["article"]["version"]) == ("2026-12-31", 3)
    assert (await refused(writer, "PATCH", f"/articles/{article}", kind="policy_returns", version=2))[:2] == (
        409, "changed_meanwhile",
    )  # fmt: skip


async def test_what_a_published_article_is_for_and_for_whom_is_for_those_who_publish(
    writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    article = await written(writer)
    await sent(writer, "PATCH", f"/articles/{article}", visibility="internal")
    await published(lead, article)
    assert (await refused(writer, "PATCH", f"/articles/{article}", visibility="public"))[:2] == (403, "forbidden")
    await sent(writer, "PATCH", f"/articles/{article}", visibility="internal", review_by="2026-10-01")
    await sent(lead, "PATCH", f"/articles/{article}", visibility="public")


async def test_a_policy_has_one_article(writer: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    first = await written(writer, kind="policy_returns")
    assert await refused(writer, "POST", "/articles", locale="en", kind="policy_returns") == (
        409, "policy_taken", "kind",
    )  # fmt: skip
    await sent(lead, "POST", f"/articles/{first}/archive")
    second = await written(writer, text={"title": "New"}, kind="policy_returns")
    assert (await refused(lead, "POST", f"/articles/{first}/restore"))[:2] == (409, "policy_taken")
    await sent(lead, "PATCH", f"/articles/{second}", kind="policy_refunds")
    assert (await sent(lead, "POST", f"/articles/{first}/restore"))["article"]["kind"] == "policy_returns"


async def test_an_internal_article_is_there_for_its_role_alone(
    writer: httpx.AsyncClient, lead: httpx.AsyncClient, owner: httpx.AsyncClient
) -> None:
    article = await written(lead, visibility="internal", role="supervisor")
    assert (await sent(writer, "GET", "/articles"))["items"] == []
    for method, path in (("GET", ""), ("GET", "/published"), ("GET", "/translations/en/revisions")):
        assert (await refused(writer, method, f"/articles/{article}{path}"))[0] == 404
    assert (await refused(writer, "PUT", f"/articles/{article}/translations/en", revision=1))[0] == 404
    assert [row["id"] for row in (await sent(owner, "GET", "/articles"))["items"]] == [article]
    assert await refused(lead, "PATCH", f"/articles/{article}", role="administrator") == (422, "role_unfit", "role")


async def test_articles_are_listed_by_what_they_are(
    api: Api, writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    shelf = (await sent(lead, "POST", "/article-categories", names={"en": {"name": "Orders"}}))["id"]
    returns = await written(writer, category=shelf, kind="policy_returns")
    api.clock.advance(minutes=1)
    hours = await written(writer, locale="vi", text={"title": "Giờ mở cửa"}, review_by="2026-03-01")
    api.clock.advance(minutes=1)
    secret = await written(lead, text={"title": "Codes"}, visibility="internal")
    api.clock.advance(minutes=1)
    await published(lead, returns)

    async def listed(**query: str) -> list[str]:
        response = await writer.get(f"{BASE}/articles", params=query)
        assert response.status_code == 200, response.text
        return [row["id"] for row in response.json()["items"]]

    assert await listed() == [returns, secret, hours]
    assert await listed(category=shelf) == [returns]
    assert await listed(locale="vi") == [hours]
    assert await listed(status="published") == [returns]
    assert await listed(status="draft", locale="en") == [secret]
    assert await listed(status="published", locale="vi") == []
    assert await listed(kind="policy_returns") == [returns]
    assert await listed(visibility="internal") == [secret]
    assert await listed(stale="true") == [hours]
    assert await listed(stale="false") == [returns, secret]
    assert await listed(locale="en", status="missing") == [hours]
    inner = (await sent(lead, "POST", "/article-categories", names={"en": {"name": "Late"}}, parent=shelf))["id"]
    await sent(writer, "PATCH", f"/articles/{hours}", category=inner)
    assert await listed(category=shelf) == [hours, returns]
    assert await listed(category=inner) == [hours]
    first = (await sent(writer, "GET", "/articles?limit=2"))["next"]
    assert await listed(after=first) == [secret]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("giờ mở", True),
        ("gio MO", True),
        ("mo cua gio", True),
        ("may gio roi", True),
        ("gio dong", False),
        ("%", False),
        ("_", False),
        ("?!", True),
        ("  ", True),
    ],
)
async def test_an_article_is_found_by_words_with_marks_or_without(
    writer: httpx.AsyncClient, words: str, found: bool
) -> None:
    article = await written(writer, locale="vi", text={"title": "Giờ mở cửa?!"})
    await sent(writer, "PUT", f"/articles/{article}/phrasings/vi", texts=["Mấy giờ rồi shop?"])
    response = await writer.get(f"{BASE}/articles", params={"words": words})
    assert [row["id"] for row in response.json()["items"]] == ([article] if found else [])


async def test_what_nobody_has_worked_on_for_the_months_that_are_set_is_stale(
    api: Api, lead: httpx.AsyncClient
) -> None:
    article = await written(lead)
    api.clock.advance(days=100)
    owner = await api.with_token({Scope.ARTICLES_READ, Scope.SETTINGS_MANAGE})
    assert (await sent(owner, "GET", f"/articles/{article}"))["article"]["stale"] is False
    await sent(owner, "PATCH", "/settings/knowledge-base", version=0, stale_months=3)
    assert (await sent(owner, "GET", "/articles?stale=true"))["items"][0]["stale"] is True
    assert (await refused(owner, "PATCH", "/settings/knowledge-base", version=0, locale="vi"))[:2] == (
        409, "changed_meanwhile",
    )  # fmt: skip
    assert await sent(owner, "GET", "/settings/knowledge-base") == {
        "settings": {"locale": "en", "stale_months": 3, "inbox": None, "email": "", "phone": ""}, "version": 1,
    }  # fmt: skip


async def test_what_readers_have_is_archived_before_it_is_deleted(
    writer: httpx.AsyncClient, lead: httpx.AsyncClient, database: Database
) -> None:
    article = await written(writer)
    await published(lead, article)
    assert (await refused(lead, "DELETE", f"/articles/{article}"))[:2] == (409, "article_published")
    assert (await sent(lead, "POST", f"/articles/{article}/archive"))["article"]["archived"] is True
    assert (await refused(writer, "PUT", f"/articles/{article}/translations/en", revision=1))[:2] == (
        409, "article_archived",
    )  # fmt: skip
    assert (await sent(lead, "GET", "/articles"))["items"] == []
    assert [row["id"] for row in (await sent(lead, "GET", "/articles?status=archived"))["items"]] == [article]
    key = await database.read(lambda tx: tx.query(KbArticle.id).scalar())
    assert key is not None
    await sent(lead, "DELETE", f"/articles/{article}")
    assert (await refused(lead, "GET", f"/articles/{article}"))[0] == 404
    facts = await database.read(scene.facts, "kb_article", key)
    assert facts == ["ArticleCreated", "DraftSaved", "ArticlePublished", "ArticleArchived", "ArticleDeleted"]


@pytest.mark.parametrize("field", ["category", "author"])
async def test_what_is_gone_cannot_be_chosen(writer: httpx.AsyncClient, field: str) -> None:
    article = await written(writer)
    code = {"category": "category_gone", "author": "agent_gone"}[field]
    assert await refused(writer, "PATCH", f"/articles/{article}", **{field: "nothing"}) == (422, code, field)


async def test_a_request_that_is_sent_again_makes_one_article(writer: httpx.AsyncClient) -> None:
    for _ in range(2):
        body = {"locale": "en", "text": {"title": "Once"}}
        answer = await writer.post(f"{BASE}/articles", json=body, headers={"idempotency-key": "once"})
        assert answer.status_code == 201
    assert len((await sent(writer, "GET", "/articles"))["items"]) == 1

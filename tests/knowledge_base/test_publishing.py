"""From draft to publication and back, and what readers have meanwhile, on both databases."""

from typing import Any

import httpx

from contact_center.db import Database
from contact_center.models import KbArticle
from tests import scene
from tests.knowledge_base.conftest import BASE, WRITTEN, published, refused, sent, translation, written


async def shown(client: httpx.AsyncClient, article: str, locale: str = "en") -> Any:
    return await sent(client, "GET", f"/articles/{article}/published?locale={locale}")


async def test_readers_keep_what_they_have_until_the_edit_is_published(
    writer: httpx.AsyncClient, lead: httpx.AsyncClient, database: Database
) -> None:
    article = await written(writer)
    assert (await refused(writer, "GET", f"/articles/{article}/published"))[0] == 404
    path = f"/articles/{article}/translations/en"
    assert translation(await sent(writer, "POST", f"{path}/review", revision=1))["status"] == "in_review"
    declined = await sent(lead, "POST", f"{path}/decline", revision=1, note="Say how long.")
    assert (translation(declined)["status"], translation(declined)["note"]) == ("draft", "Say how long.")
    assert (await refused(writer, "POST", f"{path}/publish", revision=1))[:2] == (403, "forbidden")
    assert translation(await published(lead, article))["status"] == "published"
    page = await shown(writer, article)
    assert (page["title"], page["html"], page["revision"]) == (
        "Returns",
        "<p>Within <strong>30 days</strong>.</p>\n",
        1,
    )
    assert page["path"] == "/help/en/returns"

    edited = await sent(writer, "PUT", path, **WRITTEN | {"body": "Within 60 days."}, revision=1)
    row = translation(edited)
    assert (row["status"], row["revision"], row["published"], row["note"]) == ("draft", 2, 1, None)
    assert "30 days" in (await shown(writer, article))["html"]
    assert (await refused(lead, "POST", f"{path}/publish", revision=1))[:2] == (409, "changed_meanwhile")
    await published(lead, article, revision=2)
    assert "60 days" in (await shown(writer, article))["html"]
    key = await database.read(lambda tx: tx.query(KbArticle.id).scalar())
    assert key is not None
    assert await database.read(scene.facts, "kb_article", key) == [
        "ArticleCreated", "DraftSaved", "ReviewRequested", "ReviewDeclined", "ArticlePublished", "DraftSaved",
        "ArticlePublished",
    ]  # fmt: skip


async def test_a_refused_publication_says_all_that_is_missing(
    writer: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    body = "See [there](gone.md)\n\n![](images/none.png) [x](javascript:alert(1))"
    article = await written(writer, text={"title": "", "summary": " ", "body": body})
    answer = await lead.post(f"{BASE}/articles/{article}/translations/en/publish", json={"revision": 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_publishable")
    detail = answer.json()["detail"]
    for said in ("no title", "no summary", "line 1: there is no article gone", "line 3: there is no image none.png"):
        assert said in detail
    question = {"locale": "en", "text": {"title": "x", "body": body}}
    found = await sent(writer, "POST", "/articles/preview", **question)
    assert [(each["code"], each["line"], each["what"]) for each in found["faults"]] == [
        ("summary_missing", None, ""), ("link_broken", 1, "gone"), ("image_unknown", 3, "none.png"),
        ("link_unfit", 3, "javascript:alert(1)"),
    ]  # fmt: skip
    assert found["html"] == "<p>See there</p>\n<p> x</p>\n"
    empty = await written(writer, text={"title": "Empty", "body": " \n "})
    answer = await lead.post(f"{BASE}/articles/{empty}/translations/en/publish", json={"revision": 1})
    assert answer.json()["detail"] == "This cannot be published: it has no text."


async def test_of_two_who_save_a_draft_the_second_is_told_and_nothing_is_no_version(writer: httpx.AsyncClient) -> None:
    article = await written(writer)
    path = f"/articles/{article}/translations/en"
    same = await sent(writer, "PUT", path, **WRITTEN, revision=1)
    assert translation(same)["revision"] == 1
    await sent(writer, "PUT", path, **WRITTEN | {"title": "Sending back"}, revision=1)
    assert (await refused(writer, "PUT", path, **WRITTEN, revision=1))[:2] == (409, "changed_meanwhile")
    assert translation(await sent(writer, "GET", f"/articles/{article}"))["slug"] == "returns"
    assert (await refused(writer, "PUT", f"/articles/{article}/translations/fr", **WRITTEN, revision=0))[0] == 404


async def test_one_can_go_back_to_every_version(writer: httpx.AsyncClient) -> None:
    article = await written(writer)
    path = f"/articles/{article}/translations/en"
    await sent(writer, "PUT", path, **WRITTEN | {"body": "Two", "slug": "sending-back"}, revision=1)
    again = translation(await sent(writer, "POST", f"{path}/revisions/1/restore"))
    assert (again["body"], again["slug"], again["revision"]) == ("Within **30 days**.", "sending-back", 3)
    versions = (await sent(writer, "GET", f"{path}/revisions"))["items"]
    assert [(each["number"], each["restored_from"]) for each in versions] == [(3, 1), (2, None), (1, None)]
    assert versions[0]["author"]["name"].startswith("Person")
    page = await sent(writer, "GET", f"{path}/revisions?limit=2")
    assert [
        each["number"] for each in (await sent(writer, "GET", f"{path}/revisions?after={page['next']}"))["items"]
    ] == [1]
    assert (await sent(writer, "GET", f"{path}/revisions/2"))["body"] == "Two"
    assert (await refused(writer, "GET", f"{path}/revisions/9"))[0] == 404


async def test_a_renamed_address_still_leads_to_the_article(writer: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    article = await written(writer)
    await published(lead, article)
    path = f"/articles/{article}/translations/en"
    await sent(writer, "PUT", path, **WRITTEN, slug="sending-back", revision=1)
    assert (await sent(writer, "GET", "/article-addresses/en/returns"))["moved"] is False
    await published(lead, article, revision=2)
    moved = await sent(writer, "GET", "/article-addresses/en/returns")
    assert (moved["article"], moved["slug"], moved["moved"]) == (article, "sending-back", True)
    assert (await sent(writer, "GET", f"/articles/{article}"))["redirects"] == [{"locale": "en", "slug": "returns"}]
    assert (await refused(writer, "POST", "/articles", locale="en", text={"slug": "returns"}))[1] == "slug_taken"
    await sent(writer, "PUT", path, **WRITTEN, slug="returns", revision=2)
    back = await published(lead, article, revision=3)
    assert back["redirects"] == [{"locale": "en", "slug": "sending-back"}]
    assert (await sent(writer, "GET", "/article-addresses/en/returns"))["moved"] is False
    await sent(lead, "DELETE", f"/articles/{article}/redirects/en/sending-back")
    assert (await refused(writer, "GET", "/article-addresses/en/sending-back"))[0] == 404
    await sent(writer, "POST", "/articles", locale="en", text={"slug": "sending-back"})


async def test_a_language_that_is_missing_falls_back_and_says_so(
    writer: httpx.AsyncClient, lead: httpx.AsyncClient, owner: httpx.AsyncClient
) -> None:
    article = await written(writer)
    await published(lead, article)
    page = await shown(writer, article, "vi")
    assert (page["locale"], page["fallback"], page["other_locales"]) == ("en", True, [])
    vietnamese = {"title": "Đổi trả", "summary": "Cách gửi lại.", "body": "Trong 30 ngày."}
    await sent(writer, "PUT", f"/articles/{article}/translations/vi", **vietnamese, revision=0)
    assert (await shown(writer, article, "vi"))["fallback"] is True
    await published(lead, article, locale="vi")
    page = await shown(writer, article, "vi")
    assert (page["title"], page["fallback"], page["other_locales"]) == ("Đổi trả", False, ["en"])
    await sent(owner, "PATCH", "/settings/knowledge-base", version=0, locale="vi")
    assert (await sent(writer, "GET", f"/articles/{article}/published"))["locale"] == "vi"
    await sent(lead, "POST", f"/articles/{article}/translations/en/withdraw")
    page = await shown(writer, article, "en")
    assert (page["locale"], page["fallback"]) == ("vi", True)
    gone = await sent(lead, "DELETE", f"/articles/{article}/translations/en")
    assert [each["locale"] for each in gone["translations"]] == ["vi"]
    assert (await refused(lead, "DELETE", f"/articles/{article}/translations/vi"))[1] == "article_published"
    await sent(lead, "POST", f"/articles/{article}/translations/vi/withdraw")
    assert (await refused(lead, "DELETE", f"/articles/{article}/translations/vi"))[1] == "last_translation"


async def test_links_lead_where_the_reader_may_go(writer: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    secret = await written(lead, text={"title": "Codes"}, visibility="internal", role="supervisor")
    await published(lead, secret)
    vietnamese = {"title": "Giờ", "summary": "Giờ mở cửa.", "body": "8h"}
    hours = await written(writer, locale="vi", text=vietnamese)
    await published(lead, hours, locale="vi")
    await written(writer, text={"title": "Draft"})
    article = await written(writer, text={"body": "[a](codes.md) [b](gio.md#x) [c](draft.md)"})
    await published(lead, article)
    link = '<a href="{}" rel="noopener noreferrer">{}</a>'
    to_hours = link.format("/help/vi/gio#s-x", "b")
    assert (await shown(writer, article))["html"] == f"<p>a {to_hours} c</p>\n"
    assert (await shown(lead, article))["html"] == f"<p>{link.format('/help/en/codes', 'a')} {to_hours} c</p>\n"
    await sent(lead, "POST", f"/articles/{article}/archive")
    assert (await refused(writer, "GET", f"/articles/{article}/published"))[0] == 404
    assert (await refused(writer, "GET", "/article-addresses/en/returns"))[0] == 404

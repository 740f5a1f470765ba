"""Published articles for an answer to a customer, on both databases."""

from typing import Any

import httpx

from tests.knowledge_base.conftest import WRITTEN, published, refused, sent, written


async def titles(client: httpx.AsyncClient, query: str) -> list[Any]:
    found = (await sent(client, "GET", f"/article-picks?{query}"))["items"]
    return [(each["title"], each["locale"], each["fallback"], each["internal"]) for each in found]


async def test_articles_are_found_in_the_language_of_the_customer_or_else_in_another(
    writer: httpx.AsyncClient, lead: httpx.AsyncClient, owner: httpx.AsyncClient
) -> None:
    both = await written(writer, key="returns", text={"slug": "returns"})
    await published(lead, both)
    vietnamese = WRITTEN | {"title": "Đổi trả hàng", "slug": "doi-tra-hang", "body": "Trong 30 ngày."}
    await sent(writer, "PUT", f"/articles/{both}/translations/vi", **vietnamese, revision=0)
    await published(lead, both, locale="vi")
    english = await written(writer, text={"title": "Gift cards", "summary": "A present for any day."})
    await published(lead, english)
    inner = await written(writer, text={"title": "Returns by hand"}, visibility="internal")
    await published(lead, inner)
    hidden = await written(owner, text={"title": "Returns of staff"}, visibility="internal", role="administrator")
    await published(owner, hidden)
    await written(writer, text={"title": "Returns, a draft"})

    assert await titles(writer, "words=doi+TRA&locale=vi") == [("Đổi trả hàng", "vi", False, False)]
    assert await titles(writer, "words=return&locale=en") == [
        ("Returns", "en", False, False), ("Returns by hand", "en", False, True),
    ]  # fmt: skip
    assert await titles(writer, "words=present&locale=vi") == [("Gift cards", "en", True, False)]
    await sent(writer, "PUT", f"/articles/{english}/phrasings/vi", texts=["Phiếu quà tặng dùng sao?"])
    assert await titles(writer, "words=phieu+qua&locale=vi") == [("Gift cards", "en", True, False)]
    assert await titles(writer, "words=%25_") == []
    assert await titles(writer, "words=gfit+crads&locale=en") == [("Gift cards", "en", False, False)]
    assert len(await titles(writer, "locale=vi&limit=2")) == 2

    text = await sent(writer, "GET", f"/article-picks/{both}?locale=vi")
    assert (text["text"], text["pick"]["path"]) == ("Trong 30 ngày.", "/help/vi/doi-tra-hang")
    assert (await sent(writer, "GET", f"/article-picks/{inner}"))["pick"]["path"] is None
    assert (await refused(writer, "GET", f"/article-picks/{hidden}"))[0] == 404
    await sent(lead, "POST", f"/articles/{english}/archive")
    assert await titles(writer, "words=gift") == []

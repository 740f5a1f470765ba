"""Images: uploaded, described, shown by articles and deleted, on both databases."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from contact_center.db import Database
from contact_center.models import Job
from tests.api import Api
from tests.files import samples
from tests.knowledge_base.conftest import BASE, published, refusal, refused, sent, written


async def uploaded(client: httpx.AsyncClient, content: bytes, name: str = "Bảng size.PNG") -> Any:
    response = await client.post(f"{BASE}/article-images", params={"name": name}, content=content)
    assert response.status_code == 201, response.text
    return response.json()


async def test_an_article_shows_an_image_by_its_name(
    api: Api, writer: httpx.AsyncClient, lead: httpx.AsyncClient, database: Database
) -> None:
    image = await uploaded(writer, samples.png(40, 30))
    assert (image["name"], image["media_type"], image["width"], image["height"]) == (
        "bang-size.png",
        "image/png",
        40,
        30,
    )
    assert (await uploaded(writer, samples.png(40, 30), "again.png"))["id"] == image["id"]
    assert (await uploaded(writer, samples.png(41, 30)))["name"] == "bang-size-2.png"
    article = await written(writer, text={"body": "![](images/bang-size.png)"})
    answer = await lead.post(f"{BASE}/articles/{article}/translations/en/publish", json={"revision": 1})
    assert "line 1: the image bang-size.png says nothing" in answer.json()["detail"]
    changed = await sent(writer, "PATCH", f"/article-images/{image['id']}", alt={"en": " Sizes ", "vi": ""}, version=1)
    assert (changed["alt"], changed["version"]) == ({"en": "Sizes"}, 2)
    assert (await refused(writer, "PATCH", f"/article-images/{image['id']}", alt={}, version=1))[
        1
    ] == "changed_meanwhile"
    await published(lead, article)
    page = await sent(writer, "GET", f"/articles/{article}/published")
    assert f'<img src="{image["path"]}" alt="Sizes" width="40" height="30"' in page["html"]
    shown = await api.client().get(image["path"])
    assert (shown.content, shown.headers["content-type"]) == (samples.png(40, 30), "image/png")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert (await api.client(if_none_match=shown.headers["etag"]).get(image["path"])).status_code == 304
    assert (await refused(lead, "DELETE", f"/article-images/{image['id']}"))[1] == "image_in_use"
    await sent(lead, "POST", f"/articles/{article}/archive")
    await sent(lead, "DELETE", f"/articles/{article}")
    await sent(lead, "DELETE", f"/article-images/{image['id']}")
    assert (await api.client().get(image["path"])).status_code == 404
    names = [each["name"] for each in (await sent(writer, "GET", "/article-images"))["items"]]
    assert names == ["bang-size-2.png"]
    query = sa.select(Job.payload).where(Job.kind == "delete_blobs")
    assert len(await database.read(lambda tx: tx.execute(query).all())) == 1


async def test_images_are_found_by_their_names_and_what_they_say_page_by_page(writer: httpx.AsyncClient) -> None:
    said = {"Bang size": "Bảng kích cỡ", "Bowl": "A bowl", "Big bowl": "A big bowl"}
    for width, (name, text) in enumerate(said.items(), 20):
        image = await uploaded(writer, samples.png(width, 20), f"{name}.png")
        await sent(writer, "PATCH", f"/article-images/{image['id']}", alt={"vi": text, "en": ""}, version=1)

    async def names(**query: str) -> list[str]:
        return [each["name"] for each in (await listed(writer, **query))["items"]]

    async def listed(client: httpx.AsyncClient, **query: str) -> Any:
        return (await client.get(f"{BASE}/article-images", params=query)).json()

    assert await names(search="kich co") == ["bang-size.png"]
    assert await names(search="size bang") == ["bang-size.png"]
    assert await names(search="nothing") == []
    first = await listed(writer, search="bowl", limit="1")
    assert [each["name"] for each in first["items"]] == ["big-bowl.png"]
    assert await names(search="bowl", limit="1", after=first["next"]) == ["bowl.png"]


async def test_it_is_told_which_articles_show_an_image(writer: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    image = await uploaded(writer, samples.png(40, 30))
    text = {"title": "Sizes", "summary": "How big they are.", "body": "![Sizes](images/bang-size.png)"}
    article = await written(writer, text=text)
    await published(lead, article)
    secret = {"title": "Codes", "body": "![x](images/bang-size.png)"}
    hidden = await written(lead, text=secret, visibility="internal", role="supervisor")
    uses = f"/article-images/{image['id']}/uses"
    use = {"article": article, "locale": "en", "title": "Sizes", "published": True}
    other = {"article": hidden, "locale": "en", "title": "Codes", "published": False}
    assert await sent(writer, "GET", uses) == {"items": [use], "hidden": 1}
    assert await sent(lead, "GET", uses) == {"items": [other, use], "hidden": 0}
    assert (await refused(lead, "GET", "/article-images/none/uses"))[0] == 404


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (samples.PDF, 415, "image_type"),
        (samples.SVG, 415, "image_type"),
        (samples.png(5_000, 4_000), 413, "image_too_large"),
        (samples.png(0, 4), 422, "image_broken"),
        (b"", 422, "file_empty"),
        (samples.png(4, 3) + bytes(5 * 1024 * 1024), 413, "file_too_large"),
    ],
)
async def test_what_is_no_fit_image_is_refused_and_leaves_nothing(
    api: Api, writer: httpx.AsyncClient, content: bytes, status: int, code: str
) -> None:
    answer = await writer.post(f"{BASE}/article-images", params={"name": "x.png"}, content=content)
    assert refusal(answer)[:2] == (status, code)
    folder = api.settings.data_dir / "files"
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert (await sent(writer, "GET", "/article-images/rules"))["max_bytes"] == 5 * 1024 * 1024

"""Imports over the API, on both databases: all or nothing, with every reason why, and zip archives of every kind."""

import io
import zipfile

import httpx
import msgspec
import pytest

from contact_center.db import Database
from knowledge_base.part_schemas import ImportProblem
from tests import scene
from tests.api import Api
from tests.files import samples
from tests.knowledge_base.conftest import BASE, WRITTEN, published, refusal, sent, translation, written

HEAD = "---\narticle: {key}\ntitle: {title}\nsummary: Short.\nstatus: {status}\n---\n\n{body}\n"


def file(key: str = "returns", title: str = "Returns", status: str = "published", body: str = "Text") -> bytes:
    return HEAD.format(key=key, title=title, status=status, body=body).encode()


def zipped(contents: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in contents.items():
            out.writestr(name, content)
    return buffer.getvalue()


async def imported(client: httpx.AsyncClient, contents: dict[str, bytes], *, dry_run: bool = False) -> httpx.Response:
    query = {"dry_run": "true"} if dry_run else {}
    return await client.post(f"{BASE}/article-imports", params=query, content=zipped(contents))


def counts(response: httpx.Response) -> tuple[int, int, int, int]:
    assert response.status_code == 200, response.text
    found = response.json()
    return found["created"], found["changed"], found["unchanged"], found["images"]


async def exported(client: httpx.AsyncClient) -> dict[str, bytes]:
    response = await client.get(f"{BASE}/knowledge-base.zip")
    assert response.status_code == 200, response.text
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def test_a_whole_knowledge_base_goes_out_and_comes_back(
    api: Api, owner: httpx.AsyncClient, lead: httpx.AsyncClient, database: Database
) -> None:
    await sent(lead, "POST", "/article-categories", names={"en": {"name": "Orders"}, "vi": {"name": "Đơn hàng"}})
    await sent(lead, "POST", "/article-synonyms", locale="en", words=["fridge", "cooler"])
    image = await lead.post(f"{BASE}/article-images?name=sizes.png", content=samples.png(4, 3))
    await sent(lead, "PATCH", f"/article-images/{image.json()['id']}", alt={"en": "Sizes"})
    shelf = (await sent(lead, "GET", "/article-categories"))["items"][0]["id"]
    article = await written(lead, text={"body": "![](images/sizes.png) [w](warranty.md)"}, category=shelf)
    await sent(lead, "PUT", f"/articles/{article}/phrasings/en", texts=["Can I send it back?"])
    other = await written(lead, text={"title": "Warranty"})
    await published(lead, article)
    path = f"/articles/{article}/translations/en"
    await sent(lead, "PUT", path, **WRITTEN | {"title": "Sending back", "slug": "sending-back"}, revision=1)
    await published(lead, article, revision=2)
    await sent(lead, "PUT", path, **WRITTEN | {"title": "New"}, revision=2)
    files = await exported(owner)
    assert sorted(files) == [
        "categories.json", "en/sending-back.draft.md", "en/sending-back.md", "en/warranty.draft.md",
        "images.json", "images/sizes.png", "synonyms.json",
    ]  # fmt: skip
    assert files["images/sizes.png"] == samples.png(4, 3)
    assert b"category: orders" in files["en/sending-back.md"]
    assert b"redirects:\n  - returns" in files["en/sending-back.md"]
    assert counts(await imported(owner, files)) == (0, 0, 2, 0)

    for each in (article, other):
        await sent(lead, "POST", f"/articles/{each}/archive")
        await sent(lead, "DELETE", f"/articles/{each}")
    await sent(lead, "DELETE", f"/article-images/{image.json()['id']}")
    await sent(lead, "DELETE", f"/article-categories/{shelf}")
    dry = await imported(owner, files, dry_run=True)
    assert (counts(dry), dry.json()["problems"]) == ((2, 0, 0, 1), [])
    assert (await sent(owner, "GET", "/articles"))["items"] == []
    assert counts(await imported(owner, files)) == (2, 0, 0, 1)
    assert await exported(owner) == files
    picture = (await sent(owner, "GET", "/article-images"))["items"][0]
    assert (await api.client().get(picture["path"])).content == samples.png(4, 3)
    assert "KnowledgeImported" in await database.read(scene.facts, "installation", 0)


async def test_a_fault_says_what_it_is_about_for_readers_of_any_language(owner: httpx.AsyncClient) -> None:
    contents = {
        "en/links.md": file("links", body="One\n\n[a](nowhere.md)"),
        "en/good.md": file("good"),
        "vi/good-vi.md": b"---\narticle: good\nvisibility: internal\n---\n",
        "synonyms.json": b"{\n  nothing\n}",
    }
    answer = await imported(owner, contents, dry_run=True)
    found = msgspec.convert(answer.json()["problems"], list[ImportProblem])
    told = {each.path: (each.line, each.code, each.values) for each in found}
    assert told["en/links.md"] == (10, "link_broken", {"field": "link_broken", "what": "nowhere"})
    assert told["vi/good-vi.md"] == (3, "import_differs", {"field": "visibility", "other": "en/good.md"})
    assert told["synonyms.json"][:2] == (2, "import_no_json")


async def test_one_fault_is_enough_and_every_fault_is_said_with_its_line(api: Api, owner: httpx.AsyncClient) -> None:
    await written(owner, text={"title": "Taken"})
    contents = {
        "en/good.md": file("good"),
        "en/links.md": file("links", body="One\n\n[a](nowhere.md)\n![x](images/none.png) ![](images/a.png)"),
        "en/head.md": b"---\ntitle: x\nstatus: final\n---\n",
        "en/unknown.md": b"---\ntitle: x\ncolour: red\n---\n",
        "en/taken.md": file("another"),
        "vi/latin.md": b"---\ntitle: \xe9\n---\n",
        "vi/shelf.md": b"---\ntitle: x\ncategory: nowhere\n---\n",
        "en/empty.md": b"---\ntitle:\nstatus: published\n---\nx\n",
        "vi/good-vi.md": b"---\narticle: good\nvisibility: internal\n---\n",
        "categories.json": b'[{"names": {"en": {"name": ""}}}]',
        "synonyms.json": b"{\n  nothing\n}",
        "images/a.png": samples.png(2, 1),
        "images/b.png": samples.PDF,
        "images.json": b'{"alt": {"c.png": {"en": "x"}}}',
        "other.txt": b"left alone",
    }
    answer = await imported(owner, contents, dry_run=True)
    assert answer.status_code == 200
    found = msgspec.convert(answer.json()["problems"], list[ImportProblem])
    problems = sorted(map(str, found))
    expected = [
        "categories.json: ", "en/empty.md:1: it has no summary", "en/empty.md:2: it has no title", "en/head.md:3: ",
        "en/links.md:10: there is no article nowhere", "en/links.md:11: there is no image none.png",
        "en/links.md:11: the image a.png says nothing", "en/taken.md:1: Another article has, or had, this address.",
        "en/unknown.md:3: ", "images.json: there is no image c.png", "images/b.png: An image is",
        "synonyms.json:2: this is no JSON", "vi/good-vi.md:3: visibility is another one than in en/good.md",
        "vi/latin.md:2: this is not UTF-8", "vi/shelf.md:3: There is no category nowhere.",
    ]  # fmt: skip
    missing = [start for start in expected if not any(problem.startswith(start) for problem in problems)]
    assert missing == [], problems
    assert len(problems) == len(expected), problems
    refused = await imported(owner, contents)
    assert refusal(refused)[:2] == (422, "import_unfit")
    assert "en/links.md:10: there is no article nowhere" in refused.json()["detail"]
    assert [row["key"] for row in (await sent(owner, "GET", "/articles"))["items"]] == ["taken"]
    blobs = [path for path in (api.settings.data_dir / "files").rglob("*") if path.is_file()]
    assert blobs == []


async def test_what_the_files_say_again_otherwise_is_changed(owner: httpx.AsyncClient) -> None:
    await imported(owner, {"en/returns.md": file(), "vi/doi-tra.md": file(title="Đổi trả", status="in_review")})
    (row,) = (await sent(owner, "GET", "/articles"))["items"]
    assert {each["locale"]: each["status"] for each in row["translations"]} == {"en": "published", "vi": "in_review"}
    changed = {"en/returns.md": file(body="Else"), "en/hours.md": file("hours")}
    assert counts(await imported(owner, changed)) == (1, 1, 0, 0)
    view = await sent(owner, "GET", f"/articles/{row['id']}")
    assert (translation(view)["body"], translation(view)["revision"], translation(view)["published"]) == ("Else", 2, 2)
    assert translation(view, "vi")["status"] == "in_review"
    assert counts(await imported(owner, {"en/returns.md": file(status="draft", body="Else")})) == (0, 1, 0, 0)
    view = await sent(owner, "GET", f"/articles/{row['id']}")
    assert (translation(view)["status"], translation(view)["published"]) == ("draft", None)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"no archive", 422, "import_unfit"),
        (zipped({"images/A B.png": b"x"}), 422, "import_unfit"),
        (zipped({f"en/a{number}.md": b"" for number in range(301)}), 413, "import_too_large"),
        (zipped({"en/bomb.md": bytes(20_000_000)}), 413, "import_too_large"),
        (zipped({"en/x.md": file()})[:-30], 422, "import_unfit"),
        (zipped({"en/x.md": file() * 50}).replace(b"en/x.md", b"en/y.md", 1), 422, "import_unfit"),
        (b"", 422, "file_empty"),
    ],
)
async def test_what_is_no_fit_archive_is_refused(
    owner: httpx.AsyncClient, content: bytes, status: int, code: str
) -> None:
    answer = await owner.post(f"{BASE}/article-imports", content=content)
    assert refusal(answer)[:2] == (status, code)


async def test_paths_out_of_the_archive_and_other_files_are_left_alone(owner: httpx.AsyncClient) -> None:
    contents = {"../en/x.md": file("x"), "/en/y.md": file("y"), "en/../en/z.md": file("z"), "README.md": b"Hello"}
    assert counts(await imported(owner, contents)) == (0, 0, 0, 0)


async def test_an_export_is_for_administrators(lead: httpx.AsyncClient) -> None:
    assert (await lead.get(f"{BASE}/knowledge-base.zip")).status_code == 403

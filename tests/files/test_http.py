"""Uploads and downloads over real HTTP, and what hostile ones come to."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from contact_center.files.api import ROUTES
from contact_center.models import Attachment
from contact_center.openapi import document
from contact_center.settings import Settings
from tests.app_server import serving, until
from tests.files import samples as made
from tests.files.conftest import House

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


async def test_an_agent_uploads_and_the_staff_downloads(house: House) -> None:
    answer = await house.staff_uploads(made.png(640, 480), "bát sứ.png")
    assert answer.status_code == 201
    found = answer.json()
    assert (found["name"], found["media_type"], found["width"]) == ("bát sứ.png", "image/png", 640)
    loaded = await house.download(found["path"])
    assert loaded.content == made.png(640, 480)
    assert loaded.headers["content-type"] == "image/png"
    assert loaded.headers["content-disposition"] == (
        "inline; filename=\"bat su.png\"; filename*=UTF-8''b%C3%A1t%20s%E1%BB%A9.png"
    )
    assert loaded.headers["content-security-policy"] == SANDBOX
    assert loaded.headers["x-content-type-options"] == "nosniff"
    assert loaded.headers["cross-origin-resource-policy"] == "same-origin"
    assert loaded.headers["cache-control"] == "private, no-cache"
    again = await house.download(found["path"], if_none_match=loaded.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("content", "name", "shown_as", "media_type"),
    [
        (made.SVG, "logo.svg", "logo.svg", "application/octet-stream"),
        (made.HTML, "offer.html", "offer.html", "application/octet-stream"),
        (made.HTML, "photo.png", "photo.png.html", "application/octet-stream"),
        (made.SVG, "photo.png", "photo.png.svg", "application/octet-stream"),
        (b"<?xml version='1.0'?><x/>", "feed.xml", "feed.xml", "application/octet-stream"),
        (made.PDF, "invoice.pdf", "invoice.pdf", "application/pdf"),
        (made.package("a.exe"), "all.zip", "all.zip", "application/zip"),
        (b"alert(1)", "code.js", "code.js.txt", "text/plain; charset=utf-8"),
    ],
)
async def test_nothing_but_pictures_is_shown_and_markup_is_never_named(
    house: House, content: bytes, name: str, shown_as: str, media_type: str
) -> None:
    found = (await house.staff_uploads(content, name)).json()
    loaded = await house.download(found["path"])
    assert found["name"] == shown_as
    assert loaded.content == content
    assert loaded.headers["content-type"] == media_type
    assert loaded.headers["content-disposition"].startswith("attachment; ")
    assert loaded.headers["content-security-policy"] == SANDBOX


async def test_a_picture_with_markup_in_it_stays_a_picture(house: House) -> None:
    found = (await house.staff_uploads(b"GIF89a\1\0\1\0" + made.HTML, "x.html")).json()
    loaded = await house.download(found["path"])
    assert (found["name"], loaded.headers["content-type"]) == ("x.html.gif", "image/gif")
    assert loaded.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("content", [made.EXE, made.MSI, b"#!/bin/sh\n", made.package("META-INF/MANIFEST.MF")])
async def test_programs_are_refused_in_words_and_leave_nothing(house: House, content: bytes) -> None:
    answer = await house.staff_uploads(content, "photo.png")
    assert (answer.status_code, answer.json()["code"]) == (415, "file_type_refused")
    assert "Programs and scripts are not taken" in answer.json()["detail"]
    assert house.blobs() == []


async def test_nothing_and_too_much_are_refused(settings: Settings) -> None:
    async with serving(settings, limits={"file_bytes": 1_000}) as server:
        inbox, (_, cookie) = await server.inbox(), await server.agent("Ada")
        house = House(server, inbox, cookie, await server.embed_token(inbox))

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(1_000):
                yield b"x" * 500

        for content in (b"x" * 1_001, endless()):
            answer = await house.staff_uploads(content)
            assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
        answer = await house.staff_uploads(b"")
        assert (answer.status_code, answer.json()["code"]) == (422, "file_empty")
        assert (await house.staff_uploads(b"x" * 1_000)).status_code == 201
        assert len(house.blobs()) == 1
        async with server.http(cookie) as client:
            rules = await client.get("/api/v1/files/rules")
        assert rules.json() == {"max_bytes": 1_000, "max_files": 10, "mail_bytes": 18 * 1024 * 1024}


async def test_a_hundred_megabytes_are_refused_before_they_are_sent(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.server.port)
    head = (
        f"POST /api/v1/files?name=a HTTP/1.1\r\nHost: 127.0.0.1:{house.server.port}\r\nOrigin: {house.server.base}\r\n"
        f"Cookie: cc_session={house.cookie}\r\nContent-Length: 104857600\r\n\r\n"
    )
    writer.write(head.encode() + b"x" * 10)
    async with asyncio.timeout(10):
        answer = await reader.read()  # to the end: the server closes
    assert answer.startswith(b"HTTP/1.1 413")
    writer.close()
    assert house.blobs() == []


async def test_a_hundred_megabytes_that_break_off_leave_nothing(settings: Settings) -> None:
    async with serving(settings, limits={"file_bytes": 200_000_000}) as server:
        inbox, (_, cookie) = await server.inbox(), await server.agent("Ada")
        house = House(server, inbox, cookie, await server.embed_token(inbox))
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        head = (
            f"POST /api/v1/files?name=a HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.base}\r\n"
            f"Cookie: cc_session={cookie}\r\nContent-Length: 104857600\r\n\r\n"
        )
        writer.write(head.encode())
        for _ in range(30):
            writer.write(b"x" * 1_000_000)
            await writer.drain()
        assert len(house.blobs()) == 1
        writer.transport.abort()
        await until(lambda: house.blobs() == [])
        rows = await server.db.read(lambda tx: tx.execute(sa.select(Attachment)).all())
        assert rows == []


async def test_a_part_of_a_file_is_served(house: House) -> None:
    found = (await house.staff_uploads(b"0123456789" * 100, "list.txt")).json()
    part = await house.download(found["path"], range="bytes=5-14")
    assert (part.status_code, part.content) == (206, b"5678901234")
    assert part.headers["content-security-policy"] == SANDBOX
    beyond = await house.download(found["path"], range="bytes=5000-")
    assert beyond.status_code == 416


@pytest.mark.parametrize(
    "path", ["/files/nothing/a.png", "/files/%00/a", "/files/../contact-center.db", "/files/..%2f..%2fx/a", "/files/a"]
)
async def test_what_is_not_there_is_not_found(house: House, path: str) -> None:
    assert (await house.download(path)).status_code == 404


async def test_whoever_merely_has_the_address_has_nothing(house: House) -> None:
    found = (await house.staff_uploads()).json()
    for path in (found["path"], "/files/nothing/a.png"):
        refused = await house.download(path, cookie="")
        assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    assert (await house.download(found["path"], cookie="made-up")).status_code == 401


async def test_a_blob_that_is_gone_is_not_found(house: House) -> None:
    found = (await house.staff_uploads()).json()
    house.server.process.files.path_of(found["path"].split("/")[2]).unlink()
    assert (await house.download(found["path"])).status_code == 404


async def test_the_name_in_the_address_changes_nothing(house: House) -> None:
    found = (await house.staff_uploads(made.PDF, "invoice.pdf")).json()
    loaded = await house.download(found["path"].replace("invoice.pdf", "page.html"))
    assert loaded.headers["content-type"] == "application/pdf"
    assert 'filename="invoice.pdf"' in loaded.headers["content-disposition"]


async def test_another_site_and_strangers_upload_nothing(house: House) -> None:
    async with house.server.http(house.cookie) as client:
        foreign = await client.post("/api/v1/files", content=made.png(), headers={"Origin": "https://evil.example"})
        unnamed = await client.post("/api/v1/files?path=/etc", content=made.png())
    async with house.server.http() as client:
        stranger = await client.post("/api/v1/files", content=made.png())
    assert [each.status_code for each in (foreign, unnamed, stranger)] == [403, 422, 401]
    assert house.blobs() == []


async def test_the_folder_is_the_owners_alone(house: House) -> None:
    await house.staff_uploads()
    for folder in (house.folder, *(path for path in house.folder.rglob("*") if path.is_dir())):
        assert folder.stat().st_mode & 0o077 == 0


def test_what_is_uploaded_is_described() -> None:
    operation = document(ROUTES)["paths"]["/api/v1/files"]["post"]
    assert list(operation["requestBody"]["content"]) == ["application/octet-stream"]
    assert [each["name"] for each in operation["parameters"]] == ["name"]

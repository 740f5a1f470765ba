"""A running installation on the embedded database, and people who upload to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from contact_center.settings import Settings
from tests.app_server import Server, serving
from tests.chat_clients import VisitorClient
from tests.files.samples import png


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[Server]:
    async with serving(settings) as server:
        yield server


@dataclass
class House:
    """One inbox, one agent and what both sides need to upload."""

    server: Server
    inbox: str
    cookie: str
    embed_token: str

    @property
    def folder(self) -> Path:
        return self.server.process.files.folder

    def blobs(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())

    async def staff_uploads(self, content: Any = None, name: str = "bowl.png", cookie: str = "") -> httpx.Response:
        async with self.server.http(cookie or self.cookie) as client:
            return await client.post("/api/v1/files", params={"name": name}, content=_or_picture(content))

    async def visitor_uploads(
        self, token: str | None, content: Any = None, name: str = "bowl.png", **headers: str
    ) -> httpx.Response:
        """headers: those that differ, with an underscore for each hyphen."""
        own = {"X-Embed-Token": self.embed_token, "X-Visitor-Token": token or ""}
        given = own | {key.replace("_", "-"): value for key, value in headers.items()}
        async with self.server.http() as client:
            return await client.post(
                "/widget/files", params={"name": name}, content=_or_picture(content), headers=given
            )

    async def download(self, path: str, *, cookie: str | None = None, **headers: str) -> httpx.Response:
        """As staff, whose cookie may be another; empty: as a stranger. headers: as of visitor_uploads()."""
        async with self.server.http(self.cookie if cookie is None else cookie) as client:
            return await client.get(path, headers={key.replace("_", "-"): value for key, value in headers.items()})

    async def links(self, token: str, *files: str) -> httpx.Response:
        """What a visitor's page is answered that asks where these files are."""
        async with self.server.http() as client:
            return await client.get("/widget/files", params={"file": files}, headers={"X-Visitor-Token": token})

    def visitor(self) -> Any:
        return self.server.visitor(self.embed_token)


def _or_picture(content: Any) -> Any:
    return png(4, 3) if content is None else content


async def said(client: VisitorClient, client_id: str, files: list[str], body: str = "", **fields: Any) -> Any:
    """Send a message with files; returns its acknowledgement or its error."""
    await client.say("send", client_id=client_id, body=body, files=files, **fields)

    def answers() -> list[Any]:
        found = client.find_tag("ack") + client.find_tag("error")
        return [each for each in found if each.client_id == client_id]

    await client.until(answers)
    return answers()[0]


@pytest.fixture
async def house(server: Server) -> House:
    inbox = await server.inbox()
    _, cookie = await server.agent("Ada")
    return House(server, inbox, cookie, await server.embed_token(inbox))

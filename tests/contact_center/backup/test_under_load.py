"""A backup that is made while people chat and send files, restored elsewhere, compared with what was there."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import count, pairwise, takewhile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.backup import archive
from contact_center.backup.make import make
from contact_center.backup.restore import restore
from contact_center.files.store import FileStore
from contact_center.models import Attachment, Inbox
from contact_center.settings import Settings
from contact_center.values import utc_now
from tests.app_server import Server, serving, until
from tests.chat_clients import VisitorClient
from tests.contact_center.backup.conftest import Rows, blobs, rows, upload

VISITORS, BACKUPS = 4, 4


class Load:
    """Visitors who write without a pause, and files that come and go. acknowledged: client ids, in their order."""

    def __init__(self, server: Server, store: FileStore) -> None:
        self.server, self.store = server, store
        self.acknowledged: list[str] = []
        self.deleted = 0
        self.over = False

    def numbers(self) -> Iterator[int]:
        return takewhile(lambda _: not self.over, count())

    async def chat(self, client: VisitorClient, name: str) -> None:
        for number in self.numbers():
            await client.send(f"{name}-{number}", f"message {number} của {name}")
            self.acknowledged.append(f"{name}-{number}")

    async def send_files(self) -> None:
        for number in self.numbers():
            key = await upload(self.server.db, self.store, f"file {number}".encode() * 1000, keep=number % 3 != 1)
            if number % 3 == 2:
                await self.server.db.write(delete, key)
                await self.store.delete([key])
                self.deleted += 1


def delete(tx: Session, key: str) -> None:
    tx.execute(sa.delete(Attachment).where(Attachment.key == key))


async def backup(settings: Settings, target: Path) -> archive.Manifest:
    return await asyncio.to_thread(make, settings, target, now=utc_now(), with_key=False)


async def test_backups_under_load_are_each_of_one_moment_and_the_last_is_equal_row_by_row(
    database_settings: Settings, elsewhere: Settings, store: FileStore, tmp_path: Path
) -> None:
    before: list[int] = []
    made: list[archive.Manifest] = []
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(database_settings))
        await server.agent("Ada")
        token = await server.embed_token(await server.inbox())
        load = Load(server, store)
        clients = [await stack.enter_async_context(server.visitor(token)) for _ in range(VISITORS)]
        tasks = [asyncio.create_task(load.chat(client, f"v{n}")) for n, client in enumerate(clients)]
        tasks.append(asyncio.create_task(load.send_files()))
        for number in range(BACKUPS):
            goal = len(load.acknowledged) + 50
            await until(lambda goal=goal: len(load.acknowledged) >= goal)  # type: ignore[misc]
            before.append(len(load.acknowledged))
            made.append(await backup(database_settings, tmp_path / f"{number}.tar"))
        goal = len(load.acknowledged) + 20
        await until(lambda: len(load.acknowledged) >= goal)
        load.over = True
        await asyncio.gather(*tasks)
    assert load.deleted > 0
    for number, manifest in enumerate(made):
        assert manifest.lost == []
        assert manifest.rows["message"] >= before[number]
        assert sum(name.startswith("files/") for name in manifest.members) == manifest.rows["attachment"]
    assert all(one.rows["message"] < two.rows["message"] for one, two in pairwise(made))

    await asyncio.to_thread(restore, elsewhere, tmp_path / f"{BACKUPS - 1}.tar")
    live, restored = await rows(database_settings), await rows(elsewhere)
    assert {name: len(each) for name, each in restored.items()} == made[-1].rows
    assert_is_a_moment_of(live, restored)
    assert set(load.acknowledged[: before[-1]]) <= {str(cell) for row in restored["message"] for cell in row}


def assert_is_a_moment_of(live: Rows, restored: Rows) -> None:
    """What is only ever added to is part of what was there later, and no conversation has a hole in its sequence."""
    for conversation in {row[0] for row in restored["conversation"]}:
        facts = [row for row in restored["event"] if row[1:3] == ("conversation", conversation) and row[-2] is not None]
        places = sorted(row[-2] for row in facts)
        assert places == list(range(1, len(places) + 1))
    for table in ("message", "event"):
        later = {row[0]: row for row in live[table]}
        assert restored[table], table
        for row in restored[table]:
            same = [a == b for a, b in zip(row, later[row[0]], strict=True)]
            assert same.count(False) <= (1 if table == "message" else 0)  # a message's delivery goes on


async def test_a_quiet_backup_is_restored_row_by_row_and_byte_by_byte(
    database_settings: Settings, elsewhere: Settings, store: FileStore, tmp_path: Path
) -> None:
    async with serving(database_settings) as server:
        await server.agent("Ada")
        token = await server.embed_token(await server.inbox())
        async with server.visitor(token) as visitor:
            for number in range(20):
                await visitor.send(f"m{number}", f"Xin chào {number} \U0001f44b")
        for number in range(5):
            await upload(server.db, store, bytes([number]) * (100_000 * number + 1))
    made = await backup(database_settings, tmp_path / "quiet.tar.gz")
    await asyncio.to_thread(restore, elsewhere, tmp_path / "quiet.tar.gz")
    assert await rows(elsewhere) == await rows(database_settings)
    assert blobs(elsewhere) == blobs(database_settings)
    assert made.rows["message"] == 20
    async with serving(elsewhere) as server, server.visitor(await server.embed_token(await any_inbox(server))) as tab:
        await tab.send("after", "it goes on")


async def any_inbox(server: Server) -> str:
    return await server.db.read(lambda tx: str(tx.execute(sa.select(Inbox.public_id)).scalar_one()))

"""An installation to back up, an empty place to restore to, and what a database holds, row by row."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import migrations
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.models import Attachment
from contact_center.settings import Settings
from contact_center.values import utc_now
from tests.servers import execute

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database_settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """An empty place of the same kind as the database under test."""
    place = msgspec.structs.replace(database_settings, data_dir=tmp_path / "elsewhere")
    place.data_dir.mkdir()
    if place.is_sqlite:
        yield place
        return
    server, name = request.getfixturevalue("postgres_url"), f"restored_{secrets.token_hex(4)}"
    execute(server, f"CREATE DATABASE {name}")
    yield msgspec.structs.replace(place, database_url=f"{server.rpartition('/')[0]}/{name}")
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(database_settings: Settings) -> Iterator[FileStore]:
    store = FileStore(database_settings.data_dir)
    yield store
    store.close()


async def upload(database: Database, store: FileStore, content: bytes, *, keep: bool = True) -> str:
    """A file that somebody has sent: its key. keep: its blob has come into its place already."""

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    arrived = await store.receive(chunks(), limit=10_000_000)

    def unit(tx: Session) -> None:
        about = {"name": "a.txt", "media_type": "text/plain", "uploader": "system", "created_at": utc_now()}
        tx.add(Attachment(key=arrived.key, size=arrived.size, sha256=hashlib.sha256(content).hexdigest(), **about))

    await database.write(unit)
    if keep:
        await store.keep(arrived.key)
    return arrived.key


async def rows(settings: Settings) -> Rows:
    """Every row of every table, in one order."""

    def look(connection: sa.Connection) -> Rows:
        quote = connection.dialect.identifier_preparer.quote
        names = sa.inspect(connection).get_table_names()
        found = {name: connection.exec_driver_sql(f"SELECT * FROM {quote(name)}").all() for name in names}
        return {name: sorted((tuple(row) for row in each), key=repr) for name, each in found.items()}

    return await asyncio.to_thread(migrations.in_transaction, settings.url, look)


def blobs(settings: Settings) -> dict[str, bytes]:
    """Every file below the folder of files, but those still arriving."""
    folder = settings.data_dir / "files"
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("incoming/")}

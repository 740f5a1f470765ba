"""The history of the schema, on both databases."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from contact_center import migrations
from contact_center.errors import NewerDatabase, StorageUnavailable
from contact_center.models import Base
from contact_center.settings import Settings
from tests.servers import execute, free_port


def differences(connection: sa.Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"include_name": migrations.is_a_models})
    return list(compare_metadata(context, Base.metadata))


async def test_migrating_an_empty_database_gives_the_models(database_settings: Settings) -> None:
    found = await asyncio.to_thread(migrations.in_transaction, database_settings.url, differences)
    assert found == []


async def test_a_migrated_database_says_which_revision_it_has(database_settings: Settings) -> None:
    assert await asyncio.to_thread(migrations.current, database_settings.url) == migrations.head()


async def test_upgrading_twice_changes_nothing(database_settings: Settings) -> None:
    await asyncio.to_thread(migrations.upgrade, database_settings.url)
    assert await asyncio.to_thread(migrations.current, database_settings.url) == migrations.head()


async def test_a_database_of_a_newer_version_is_left_alone(database_settings: Settings) -> None:
    def outdate(connection: sa.Connection) -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    def restore(connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{migrations.head()}'")

    await asyncio.to_thread(migrations.in_transaction, database_settings.url, outdate)
    try:
        with pytest.raises(NewerDatabase, match="written by a newer version"):
            await asyncio.to_thread(migrations.upgrade, database_settings.url)
    finally:
        await asyncio.to_thread(migrations.in_transaction, database_settings.url, restore)


def test_an_empty_database_has_no_revision(tmp_path: Path) -> None:
    assert migrations.current(Settings(data_dir=tmp_path).url) is None
    assert list(tmp_path.iterdir()) == []


def test_two_processes_that_upgrade_an_empty_sqlite_at_once_both_succeed(tmp_path: Path) -> None:
    upgrade_from_two_processes(Settings(data_dir=tmp_path).url)


@pytest.mark.postgresql
def test_two_processes_that_upgrade_an_empty_postgresql_at_once_both_succeed(postgres_url: str, worker_id: str) -> None:
    name = f"empty_{worker_id}"
    execute(postgres_url, f"CREATE DATABASE {name}")
    upgrade_from_two_processes(Settings(database_url=f"{postgres_url.rpartition('/')[0]}/{name}").url)
    execute(postgres_url, f"DROP DATABASE {name}")


def test_a_server_that_is_not_there_is_a_storage_error() -> None:
    url = f"postgresql+asyncpg://nobody:x@127.0.0.1:{free_port()}/none"
    with pytest.raises(StorageUnavailable, match="does not take part"):
        migrations.upgrade(url)


def test_the_history_is_one_line() -> None:
    revisions = sorted(path.stem for path in migrations.FOLDER.joinpath("versions").glob("0*.py"))
    assert [name[:4] for name in revisions] == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def upgrade_from_two_processes(url: str) -> None:
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        list(processes.map(migrations.upgrade, [url, url]))
    assert migrations.current(url) == migrations.head()

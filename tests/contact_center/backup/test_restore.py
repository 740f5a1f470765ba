"""Where a backup may be made and restored, and that nothing is left behind where it may not."""

import asyncio
import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from contact_center import migrations
from contact_center.backup import postgres
from contact_center.backup.make import make
from contact_center.backup.restore import restore
from contact_center.db import Database
from contact_center.errors import BackupError, NewerDatabase
from contact_center.files.store import FileStore
from contact_center.jobs import store as jobs
from contact_center.settings import Settings
from contact_center.values import JobState
from tests import scene
from tests.contact_center.backup.conftest import rows, upload
from tests.processes import clean_environment, command

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def backup(settings: Settings, target: Path, *, with_key: bool = False) -> None:
    await asyncio.to_thread(make, settings, target, now=NOW, with_key=with_key)


async def bring_back(settings: Settings, source: Path) -> None:
    await asyncio.to_thread(restore, settings, source)


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


async def test_a_job_that_was_running_goes_on_when_its_lease_has_passed(
    database: Database, database_settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    await database.write(jobs.enqueue, "mail.send", {"to": "ann"}, now=NOW)
    await database.write(jobs.take, "mail.send", 1, now=NOW)
    await backup(database_settings, tmp_path / "a.tar")
    await bring_back(elsewhere, tmp_path / "a.tar")
    (job,) = (await rows(elsewhere))["job"]
    assert JobState.RUNNING in job
    from contact_center.db import open_database

    restored = open_database(elsewhere, lambda _: None)
    try:
        assert await restored.write(jobs.take, "mail.send", 1, now=NOW) == []
        (again,) = await restored.write(jobs.take, "mail.send", 1, now=NOW + jobs.LEASE)
    finally:
        await restored.close()
    assert again.payload == {"to": "ann"}
    assert again.attempt == 2


async def test_a_place_that_is_not_empty_is_left_alone(
    database: Database, database_settings: Settings, tmp_path: Path
) -> None:
    await scene.conversation(database)
    await backup(database_settings, tmp_path / "a.tar")
    before, files = await rows(database_settings), names(database_settings.data_dir)
    with pytest.raises(BackupError, match="already, and a backup is restored into an empty"):
        await bring_back(database_settings, tmp_path / "a.tar")
    assert await rows(database_settings) == before
    assert names(database_settings.data_dir) == files


async def test_files_that_are_there_already_are_left_alone(
    database: Database, database_settings: Settings, elsewhere: Settings, store: FileStore, tmp_path: Path
) -> None:
    await upload(database, store, b"one")
    await backup(database_settings, tmp_path / "a.tar")
    (elsewhere.data_dir / "files/ab").mkdir(parents=True)
    with pytest.raises(BackupError, match=r"There is .*files already"):
        await bring_back(elsewhere, tmp_path / "a.tar")
    assert names(elsewhere.data_dir) == {"files"}


async def test_a_file_that_was_lost_before_is_named_and_the_rest_is_there(
    database: Database, database_settings: Settings, elsewhere: Settings, store: FileStore, tmp_path: Path
) -> None:
    kept, gone, damaged = [await upload(database, store, each * 100) for each in (b"a", b"b", b"c")]
    store.path_of(gone).unlink()
    store.path_of(damaged).write_bytes(b"d" * 100)
    manifest = await asyncio.to_thread(make, database_settings, tmp_path / "a.tar", now=NOW, with_key=False)
    assert manifest.lost == [gone, damaged]
    await bring_back(elsewhere, tmp_path / "a.tar")
    assert FileStore(elsewhere.data_dir).path_of(kept).read_bytes() == b"a" * 100


async def test_a_backup_of_a_newer_schema_is_refused_in_the_same_words_and_an_older_one_is_migrated(
    database_settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    head = migrations.head()

    def say(revision: str | None) -> None:
        migrations.in_transaction(
            database_settings.url,
            lambda connection: connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{revision}'")),
        )

    await asyncio.to_thread(say, "9999")
    await backup(database_settings, tmp_path / "newer.tar")
    await asyncio.to_thread(say, head)
    with pytest.raises(NewerDatabase, match=r"was written by a newer version.*9999.*Install that version"):
        await bring_back(elsewhere, tmp_path / "newer.tar")
    assert names(elsewhere.data_dir) == set()


def test_a_backup_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    from alembic import command as alembic

    old = Settings(data_dir=tmp_path / "old")
    old.data_dir.mkdir()
    migrations.in_transaction(old.url, lambda connection: alembic.upgrade(migrations.config(connection), "0001"))
    new = Settings(data_dir=tmp_path / "new")
    new.data_dir.mkdir()
    assert make(old, tmp_path / "a.tar", now=NOW, with_key=False).revision == "0001"
    restore(new, tmp_path / "a.tar")
    assert migrations.current(new.url) == migrations.head()


async def test_each_kind_of_database_wants_its_own_backup(
    database: Database, database_settings: Settings, tmp_path: Path
) -> None:
    await backup(database_settings, tmp_path / "a.tar")
    other = msgspec.structs.replace(
        database_settings,
        data_dir=tmp_path,
        database_url="" if database_settings.database_url else "postgresql://nobody@127.0.0.1:1/none",
    )
    with pytest.raises(BackupError, match=r"^The backup is of .*, and the settings name "):
        await bring_back(other, tmp_path / "a.tar")


async def test_the_key_goes_along_only_where_asked_for(settings: Settings, tmp_path: Path) -> None:
    own = msgspec.structs.replace(settings, secret_key="")
    (own.data_dir / "secret-key").write_text("k" * 40)
    for name, with_key in (("with.tar", True), ("without.tar", False)):
        place = Settings(data_dir=tmp_path / name.removesuffix(".tar"))
        place.data_dir.mkdir()
        await backup(own, tmp_path / name, with_key=with_key)
        await bring_back(place, tmp_path / name)
        assert ("secret-key" in names(place.data_dir)) is with_key
    assert (tmp_path / "with/secret-key").read_text() == "k" * 40
    assert (tmp_path / "with/secret-key").stat().st_mode & 0o777 == 0o600


async def test_an_archive_that_exists_is_not_written_over(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_text("yesterday's")
    with pytest.raises(BackupError, match="already"):
        await backup(settings, tmp_path / "a.tar")
    assert (tmp_path / "a.tar").read_text() == "yesterday's"


class TestNoRoom:
    """Nothing is left behind, neither of an archive nor of what was restored."""

    @pytest.fixture
    def limited(self) -> Iterator[None]:
        """The kernel refuses to let a file grow over 200 KB, as a quota or a full disk does."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    def test_for_the_archive(self, settings: Settings, tmp_path: Path, limited: None) -> None:
        (tmp_path / "target").mkdir()
        with pytest.raises(BackupError):
            make(settings, tmp_path / "target/a.tar", now=NOW, with_key=False)
        assert names(tmp_path / "target") == set()

    def test_for_what_it_holds(self, settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> None:
        make(settings, tmp_path / "a.tar", now=NOW, with_key=False)
        request.getfixturevalue("limited")
        place = Settings(data_dir=tmp_path / "place")
        place.data_dir.mkdir()
        with pytest.raises(BackupError, match="could not be restored"):
            restore(place, tmp_path / "a.tar")
        assert names(place.data_dir) == set()

    def test_is_seen_before_anything_is_written(
        self, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000_000}))
        with pytest.raises(BackupError, match=r"too little room in .*: about \d+ MB are needed, 1 MB are free"):
            make(settings, tmp_path / "a.tar", now=NOW, with_key=False)
        assert "a.tar" not in names(tmp_path)
        assert not [name for name in names(tmp_path) if "partial" in name]


async def test_a_backup_that_is_ended_leaves_nothing_behind(settings: Settings, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(settings.data_dir / "contact-center.db")) as connection, connection:
        connection.execute("CREATE TABLE ballast (content BLOB)")
        connection.execute("INSERT INTO ballast SELECT randomblob(300000000)")
    (tmp_path / "target").mkdir()
    arguments = command("backup", tmp_path / "target/a.tar", "--data-dir", settings.data_dir)
    process = await asyncio.create_subprocess_exec(*arguments, env=clean_environment())
    async with asyncio.timeout(120):
        while not names(tmp_path / "target"):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    process.terminate()
    assert await process.wait() == 143
    assert names(tmp_path / "target") == set()


@pytest.mark.postgresql
class TestPostgresTools:
    def test_a_missing_pg_dump_is_named_with_its_package(
        self, postgres_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(BackupError, match=r"pg_dump is not installed.*postgresql-client-\d+"):
            make(postgres_settings, tmp_path / "a.tar", now=NOW, with_key=False)

    def test_an_older_pg_dump_is_named_with_both_versions(
        self, postgres_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fake = tmp_path / "pg_dump"
        fake.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
        fake.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        with pytest.raises(BackupError, match=r"pg_dump is of version 9, the server of version \d+"):
            make(postgres_settings, tmp_path / "a.tar", now=NOW, with_key=False)

    def test_a_failing_pg_dump_says_why_and_nobody_sees_the_password(
        self, postgres_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fake, seen = tmp_path / "pg_dump", tmp_path / "arguments"
        fake.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.1" && exit\n'
            f'echo "$@" > {seen}\necho "out of luck" >&2\nexit 1\n'
        )
        fake.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        with pytest.raises(BackupError, match="pg_dump failed: out of luck"):
            make(postgres_settings, tmp_path / "a.tar", now=NOW, with_key=False)
        password = sa.make_url(postgres_settings.url).password
        assert password
        assert password not in seen.read_text()

    def test_a_server_that_is_connected_keeps_a_restore_away(
        self, postgres_url: str, request: pytest.FixtureRequest
    ) -> None:
        from tests.servers import execute

        execute(postgres_url, "CREATE DATABASE occupied")
        url = f"{postgres_url.rpartition('/')[0]}/occupied"
        try:
            postgres.require_empty(Settings(database_url=url).url)
            with subprocess.Popen([sys.executable, "-c", _SLEEPER, url], stdout=subprocess.PIPE) as sleeper:
                assert sleeper.stdout
                sleeper.stdout.readline()
                with pytest.raises(BackupError, match="Somebody else is connected"):
                    postgres.require_empty(Settings(database_url=url).url)
                sleeper.kill()
        finally:
            execute(postgres_url, "DROP DATABASE occupied WITH (FORCE)")


_SLEEPER = """
import asyncio, asyncpg, sys
async def main():
    connection = await asyncpg.connect(sys.argv[1])
    print("connected", flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""

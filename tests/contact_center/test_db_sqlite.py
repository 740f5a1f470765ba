"""The embedded database when its disk fails, its queue is full, or its callers go away."""

import asyncio
import resource
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.orm import Session

from contact_center import db as db_module
from contact_center.db import Signal, SqliteDatabase
from contact_center.errors import StorageBusy, StorageUnavailable
from contact_center.settings import Settings
from tests.contact_center.test_db import add, subjects


@pytest.fixture
async def embedded(settings: Settings, signals: list[Signal]) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(settings, signals.extend)
    yield database
    await database.close()


@asynccontextmanager
async def blocked_writer(database: SqliteDatabase) -> AsyncIterator[None]:
    """Keep the writer busy, so that what is written meanwhile becomes one batch."""
    begun, go = threading.Event(), threading.Event()

    def wait(tx: Session) -> None:
        begun.set()
        go.wait(20)

    task = asyncio.create_task(database.write(wait))
    await asyncio.to_thread(begun.wait, 20)
    yield
    go.set()
    await task


def stored(settings: Settings) -> list[str]:
    """What is in the file, seen from outside."""
    with closing(sqlite3.connect(settings.data_dir / "contact-center.db")) as connection:
        return [row[0] for row in connection.execute("SELECT subject FROM sign_in_attempt ORDER BY id")]


def wal_size(settings: Settings) -> int:
    return (settings.data_dir / "contact-center.db-wal").stat().st_size


async def test_signals_have_the_order_of_the_commits(embedded: SqliteDatabase, signals: list[Signal]) -> None:
    keys = await asyncio.gather(*(embedded.write(add, f"n{number}", signal=True) for number in range(200)))
    assert keys == sorted(keys)
    assert [signal.id for signal in signals] == keys


async def test_units_that_wait_together_are_committed_together(embedded: SqliteDatabase) -> None:
    commits: list[sa.Connection] = []
    event.listen(embedded._writer_engine, "commit", commits.append)
    async with blocked_writer(embedded):
        tasks = [asyncio.create_task(embedded.write(add, f"n{number}")) for number in range(50)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert len(commits) <= 3


async def test_when_the_commit_fails_nobody_of_the_batch_is_acknowledged_and_service_resumes(
    embedded: SqliteDatabase, settings: Settings, signals: list[Signal]
) -> None:
    def fail(_: sa.Connection) -> None:
        raise exc.OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    event.listen(embedded._writer_engine, "commit", fail)
    results = await asyncio.gather(
        *(embedded.write(add, f"n{number}", signal=True) for number in range(10)), return_exceptions=True
    )
    event.remove(embedded._writer_engine, "commit", fail)
    assert all(isinstance(result, StorageUnavailable) for result in results)
    assert signals == []
    assert stored(settings) == []
    await embedded.write(add, "after")
    assert stored(settings) == ["after"]


async def test_on_a_full_disk_writes_fail_whole_and_service_resumes_by_itself(
    embedded: SqliteDatabase, settings: Settings
) -> None:
    """SQLite says that the disk is full when the file would need more pages than it may have."""
    limit = 1

    def full(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={limit}")

    event.listen(embedded._writer_engine, "connect", full)
    await embedded.write(add, "before")
    embedded._writer_engine.dispose()  # the next connection has the limit
    results = await asyncio.gather(
        *(embedded.write(add, f"{number}" * 5_000) for number in range(10)), return_exceptions=True
    )
    acknowledged = ["before", *(f"{n}" * 5_000 for n, result in enumerate(results) if isinstance(result, int))]
    failures = [result for result in results if not isinstance(result, int)]
    assert failures
    assert all(isinstance(failure, StorageUnavailable) and "full" in str(failure) for failure in failures)
    assert stored(settings) == acknowledged
    limit = 1_000_000
    embedded._writer_engine.dispose()
    await embedded.write(add, "after" * 5_000)
    assert await embedded.read(subjects) == [*acknowledged, "after" * 5_000]


async def test_when_the_disk_refuses_to_write_nothing_acknowledged_is_lost(
    embedded: SqliteDatabase, settings: Settings
) -> None:
    """The kernel refuses to let files grow, as a failing disk would."""
    await embedded.write(add, "before")
    acknowledged = ["before"]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = wal_size(settings)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40_000, hard))
    try:
        for number in range(30):
            try:
                await embedded.write(add, f"{number:04}" * 2_000)
                acknowledged.append(f"{number:04}" * 2_000)
            except StorageUnavailable:
                break
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(acknowledged) < 30
    await embedded.write(add, "after")
    assert stored(settings) == [*acknowledged, "after"]


async def test_a_unit_too_big_for_the_disk_does_not_take_its_batch_s_acknowledgements_with_it(
    embedded: SqliteDatabase, settings: Settings
) -> None:
    """SQLite may roll the whole transaction back when a statement fails for lack of space, not the savepoint alone."""
    pages = await embedded.write(lambda tx: int(tx.execute(sa.text("PRAGMA page_count")).scalar_one()))
    await embedded.write(lambda tx: tx.execute(sa.text(f"PRAGMA max_page_count={pages + 20}")).all())
    async with blocked_writer(embedded):
        tasks = [asyncio.create_task(embedded.write(add, f"small {number}")) for number in range(3)]
        tasks.append(asyncio.create_task(embedded.write(add, "big" * 2_000_000)))
        tasks += [asyncio.create_task(embedded.write(add, f"late {number}")) for number in range(3)]
        await asyncio.sleep(0)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    names = ["small 0", "small 1", "small 2", "big", "late 0", "late 1", "late 2"]
    assert isinstance(results[3], StorageUnavailable)
    assert stored(settings) == [name for name, result in zip(names, results, strict=True) if isinstance(result, int)]
    await embedded.write(add, "after")
    assert stored(settings)[-1] == "after"


async def test_a_folder_that_goes_away_and_comes_back(settings: Settings, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("disk") / "data"
    shutil.copytree(settings.data_dir, folder)
    here = msgspec.structs.replace(settings, data_dir=folder)
    away = folder.rename(folder.with_name("unplugged"))
    database = SqliteDatabase(here, lambda _: None)
    with pytest.raises(StorageUnavailable):
        await database.write(add, "x")
    with pytest.raises(StorageUnavailable):
        await database.read(subjects)
    away.rename(folder)
    await database.write(add, "after")
    assert await database.read(subjects) == ["after"]
    await database.close()


async def test_a_bounded_queue_refuses_more_and_keeps_what_it_took(
    embedded: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_module, "MAX_WAITING", 3)
    async with blocked_writer(embedded):
        tasks = [asyncio.create_task(embedded.write(add, f"n{number}")) for number in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(StorageBusy):
            await embedded.write(add, "too much")
    await asyncio.gather(*tasks)
    assert await embedded.read(subjects) == ["n0", "n1", "n2"]


async def test_a_unit_whose_caller_went_away_before_it_began_is_not_done(embedded: SqliteDatabase) -> None:
    async with blocked_writer(embedded):
        task = asyncio.create_task(embedded.write(add, "nobody waits"))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await embedded.write(add, "after")
    assert await embedded.read(subjects) == ["after"]


async def test_a_wrong_statement_is_a_bug_and_not_the_disk_s_fault(embedded: SqliteDatabase) -> None:
    with pytest.raises(exc.OperationalError, match="no such column"):
        await embedded.write(lambda tx: tx.execute(sa.text("SELECT missing FROM agent")))
    with pytest.raises(exc.OperationalError, match="no such column"):
        await embedded.read(lambda tx: tx.execute(sa.text("SELECT missing FROM agent")))


async def test_a_closed_database_takes_nothing(settings: Settings) -> None:
    database = SqliteDatabase(settings, lambda _: None)
    pending = [asyncio.create_task(database.write(add, f"n{number}")) for number in range(20)]
    await asyncio.sleep(0)
    await database.close()
    assert len(await asyncio.gather(*pending)) == 20
    with pytest.raises(StorageUnavailable):
        await database.write(add, "x")


async def test_another_process_s_lock_is_waited_for(embedded: SqliteDatabase, settings: Settings) -> None:
    path = str(settings.data_dir / "contact-center.db")
    other = sqlite3.connect(path, isolation_level=None)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        task = asyncio.create_task(embedded.write(add, "patient"))
        await asyncio.wait((task,), timeout=0.1)
        assert not task.done()
        other.execute("COMMIT")
        await task
    assert await embedded.read(subjects) == ["patient"]

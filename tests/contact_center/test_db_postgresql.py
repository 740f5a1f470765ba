"""PostgreSQL when it goes away and comes back, when transactions collide, and when there are too many."""

import asyncio
from collections import Counter

import asyncpg
import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.db import Database, Signal, emit, open_database
from contact_center.errors import StorageUnavailable
from contact_center.models import SignInAttempt
from contact_center.settings import Settings
from tests.contact_center.test_db import add, subjects
from tests.servers import Postgres, execute

pytestmark = pytest.mark.postgresql


def settings_of(server: Postgres) -> Settings:
    return Settings(database_url=server.url(), database_timeout=5, database_pool=5)


class Writer:
    """Somebody who writes all the time and remembers what was acknowledged."""

    def __init__(self, database: Database, name: str) -> None:
        self.database = database
        self.name = name
        self.acknowledged: list[str] = []
        self.failures: Counter[str] = Counter()
        self.progress = asyncio.Event()

    async def run(self) -> None:
        number = 0
        while True:
            subject = f"{self.name}-{number}"
            number += 1
            try:
                await self.database.write(add, subject)
            except Exception as error:
                self.failures[type(error).__name__] += 1
            else:
                self.acknowledged.append(subject)
                self.progress.set()
            await asyncio.sleep(0.001)

    async def goes_on(self) -> None:
        self.progress.clear()
        async with asyncio.timeout(20):
            await self.progress.wait()


async def test_a_server_that_goes_away_and_comes_back(own_server: Postgres) -> None:
    """Writes fail visibly meanwhile, service resumes by itself, and what was acknowledged is there."""
    database = open_database(settings_of(own_server), lambda _: None)
    writers = [Writer(database, str(number)) for number in range(8)]
    tasks = [asyncio.create_task(writer.run()) for writer in writers]
    for _ in range(2):
        await asyncio.gather(*(writer.goes_on() for writer in writers))
        await asyncio.to_thread(own_server.stop)
        await asyncio.to_thread(own_server.start)
        await asyncio.gather(*(writer.goes_on() for writer in writers))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    found = await database.read(subjects)
    assert len(found) == len(set(found))
    assert {subject for writer in writers for subject in writer.acknowledged} <= set(found)
    assert sum((writer.failures for writer in writers), Counter()).keys() == {"StorageUnavailable"}
    await database.close()


async def test_reads_fail_visibly_and_resume_too(own_server: Postgres) -> None:
    database = open_database(settings_of(own_server), lambda _: None)
    await database.read(subjects)
    await asyncio.to_thread(own_server.stop)
    with pytest.raises(StorageUnavailable):
        await database.read(subjects)
    await asyncio.to_thread(own_server.start)
    async with asyncio.timeout(20):
        while True:
            try:
                assert await database.read(subjects) == []
                break
            except StorageUnavailable:
                continue
    await database.close()


async def test_a_server_that_refuses_more_connections_is_a_storage_error(postgres_settings: Settings) -> None:
    url, name = postgres_settings.database_url, postgres_settings.database_url.rpartition("/")[2]
    execute(url, f"ALTER DATABASE {name} CONNECTION LIMIT 0", "CREATE ROLE guest LOGIN PASSWORD 'guest'")
    execute(url, "GRANT ALL ON SCHEMA public TO guest")
    port = url.rpartition("/")[0].rpartition(":")[2]
    guest = Settings(database_url=f"postgresql://guest:guest@127.0.0.1:{port}/{name}")
    database = open_database(guest, lambda _: None)
    with pytest.raises(StorageUnavailable):
        await database.write(lambda tx: tx.execute(sa.text("SELECT 1")))
    await database.close()
    execute(url, "DROP OWNED BY guest", "DROP ROLE guest", f"ALTER DATABASE {name} CONNECTION LIMIT -1")


async def test_units_that_deadlock_are_run_again(postgres_settings: Settings) -> None:
    """PostgreSQL ends one of two transactions that wait for each other; nobody of ours needs to know."""
    signals: list[Signal] = []
    database = open_database(postgres_settings, signals.extend)
    first, second = await database.write(add, "one"), await database.write(add, "two")
    tries: Counter[str] = Counter()
    holding: set[str] = set()

    def touch_both(tx: Session, name: str, keys: tuple[int, int]) -> None:
        tries[name] += 1
        for key in keys:
            tx.execute(sa.update(SignInAttempt).where(SignInAttempt.id == key).values(subject=name))
            holding.add(name)
            while len(holding) < 2:  # both hold their first row before either asks for the other's
                tx.execute(sa.text("SELECT pg_sleep(0.01)"))
        emit(tx, Signal(name, 1))

    await asyncio.gather(
        database.write(touch_both, "there", (first, second)), database.write(touch_both, "back", (second, first))
    )
    assert sorted(tries.values()) == [1, 2]
    assert sorted(signal.topic for signal in signals) == ["back", "there"]
    await database.close()


async def test_a_broken_constraint_stays_what_it_is(postgres_settings: Settings) -> None:
    database = open_database(postgres_settings, lambda _: None)
    twice = sa.text("INSERT INTO sign_in_attempt (id, subject, at) VALUES (1, 'x', 1)")
    await database.write(lambda tx: tx.execute(twice))
    with pytest.raises(exc.IntegrityError):
        await database.write(lambda tx: tx.execute(twice))
    with pytest.raises(exc.ProgrammingError):
        await database.write(lambda tx: tx.execute(sa.text("SELECT missing FROM agent")))
    await database.close()


async def test_when_every_connection_is_taken_a_write_does_not_wait_for_ever(postgres_settings: Settings) -> None:
    settings = msgspec.structs.replace(postgres_settings, database_pool=1, database_timeout=0.5)
    database = open_database(settings, lambda _: None)
    slow = asyncio.create_task(database.write(lambda tx: tx.execute(sa.text("SELECT pg_sleep(0.9)")).all()))
    results = await asyncio.gather(slow, database.write(add, "x"), return_exceptions=True)
    assert any(isinstance(result, StorageUnavailable) for result in results)
    await database.write(add, "after")
    await database.close()


async def test_a_connection_that_the_server_ended_is_replaced(postgres_settings: Settings) -> None:
    database = open_database(postgres_settings, lambda _: None)
    await database.write(add, "before")
    connection = await asyncpg.connect(postgres_settings.database_url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()
    with pytest.raises(StorageUnavailable):
        await database.write(add, "lost")
    await database.write(add, "after")
    assert await database.read(subjects) == ["before", "after"]
    await database.close()

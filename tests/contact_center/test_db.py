"""The two doors to the database: what holds on both kinds."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable
from datetime import UTC, datetime

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.db import Database, Signal, emit, open_database
from contact_center.errors import NotFound, StorageUnavailable
from contact_center.models import Agent, SignInAttempt
from contact_center.settings import Settings
from tests.servers import execute, free_port

NOW = datetime(2026, 3, 1, 12, 0, 0, 123_456, tzinfo=UTC)


def add(tx: Session, subject: str, *, signal: bool = False) -> int:
    row = SignInAttempt(subject=subject, at=NOW)
    tx.add(row)
    tx.flush()
    if signal:
        emit(tx, Signal("added", row.id))
    return row.id


def add_agent(tx: Session, email: str) -> None:
    emit(tx, Signal("agent", 1))
    tx.add(Agent(email=email, name="A", role="agent", created_at=NOW))
    tx.flush()


def subjects(tx: Session) -> list[str]:
    return list(tx.execute(sa.select(SignInAttempt.subject).order_by(SignInAttempt.id)).scalars())


async def test_what_was_written_is_read(database: Database) -> None:
    key = await database.write(add, "one")
    assert key > 0
    assert await database.read(subjects) == ["one"]


async def test_times_keep_their_microseconds_and_their_zone(database: Database) -> None:
    hanoi = NOW.astimezone(tz=datetime.now().astimezone().tzinfo)
    await database.write(lambda tx: tx.add(SignInAttempt(subject="x", at=hanoi)))
    found = await database.read(lambda tx: tx.execute(sa.select(SignInAttempt.at)).scalar_one())
    assert (found, found.tzinfo) == (NOW, UTC)


async def test_a_naive_time_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(exc.StatementError, match="without a zone"):
        await database.write(lambda tx: tx.execute(sa.insert(SignInAttempt), {"subject": "x", "at": naive}))
    assert await database.read(subjects) == []


async def test_one_failing_unit_does_not_fail_those_beside_it(database: Database, signals: list[Signal]) -> None:
    def fail(tx: Session) -> None:
        add(tx, "not kept", signal=True)
        raise ValueError("a bug")

    await database.write(add_agent, "taken@example.com")
    signals.clear()
    units: list[Awaitable[object]] = [database.write(add, f"n{number}", signal=True) for number in range(20)]
    units[5:5] = [database.write(add_agent, "taken@example.com")]
    units[9:9] = [database.write(fail)]
    results = await asyncio.gather(*units, return_exceptions=True)
    assert isinstance(results[5], exc.IntegrityError)
    assert isinstance(results[9], ValueError)
    assert sorted(await database.read(subjects)) == sorted(f"n{number}" for number in range(20))
    assert {signal.topic for signal in signals} == {"added"}
    assert len(signals) == 20


async def test_a_unit_that_fails_alone_leaves_nothing_and_the_next_is_stored(
    database: Database, signals: list[Signal]
) -> None:
    def refuse(tx: Session, error: type[Exception]) -> None:
        add(tx, "half", signal=True)
        raise error("no")

    def break_a_rule(tx: Session) -> None:
        key = add(tx, "half", signal=True)
        tx.execute(sa.text("INSERT INTO sign_in_attempt SELECT * FROM sign_in_attempt WHERE id = :key"), {"key": key})

    for error in (ValueError, NotFound):
        with pytest.raises(error):
            await database.write(refuse, error)
    with pytest.raises(exc.IntegrityError):
        await database.write(break_a_rule)
    with pytest.raises(ZeroDivisionError):
        await database.write(lambda _: 1 // 0)
    await database.write(add, "whole", signal=True)
    assert await database.read(subjects) == ["whole"]
    assert len(signals) == 1


async def test_signals_come_after_the_commit_and_before_the_caller_goes_on(
    database: Database, signals: list[Signal]
) -> None:
    keys = []
    for number in range(10):
        keys.append(await database.write(add, f"n{number}", signal=True))
        assert [signal.id for signal in signals] == keys


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises((exc.DBAPIError, StorageUnavailable)):
        await database.read(add, "sneaky")
    assert await database.read(subjects) == []


async def test_a_query_sees_one_state_however_long_it_takes(database: Database, database_settings: Settings) -> None:
    def twice(tx: Session) -> tuple[list[str], list[str]]:
        before = subjects(tx)
        write_beside(database_settings)
        return before, subjects(tx)

    assert await database.read(twice) == ([], [])
    assert await database.read(subjects) == ["beside"]


def write_beside(settings: Settings) -> None:
    statement = "INSERT INTO sign_in_attempt (subject, at) VALUES ('beside', 1)"
    if settings.database_url:
        execute(settings.database_url, statement)
        return
    connection = sqlite3.connect(settings.data_dir / "contact-center.db")
    with connection:
        connection.execute(statement)
    connection.close()


async def test_cancelled_callers_leave_the_database_in_order(database: Database) -> None:
    """A cancelled write is stored whole or not at all, and no connection is lost to it."""

    def two(tx: Session, number: int) -> None:
        add(tx, f"{number}a")
        add(tx, f"{number}b")

    tasks = [asyncio.create_task(database.write(two, number)) for number in range(40)]
    for number, task in enumerate(tasks):
        asyncio.get_running_loop().call_later(number / 4_000, task.cancel)
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(*(database.write(add, "after") for _ in range(20)))
    found = await database.read(subjects)
    assert found.count("after") == 20
    assert {s[:-1] for s in found if s.endswith("a")} == {s[:-1] for s in found if s.endswith("b")}


async def test_a_failing_unit_whose_caller_is_gone_is_quiet(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    task = asyncio.create_task(database.write(lambda tx: tx.execute(sa.text("SELECT nothing"))))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    del task
    await database.write(add, "after")
    assert "never retrieved" not in caplog.text


async def test_a_commit_reaches_the_disk(database: Database) -> None:
    assert await database.durability() == "FULL"


async def test_closing_finishes_what_is_in_hand(database_settings: Settings) -> None:
    database = open_database(database_settings, lambda _: None)
    tasks = [asyncio.create_task(database.write(add, f"n{number}")) for number in range(5)]
    await asyncio.gather(*tasks)
    await database.close()
    again = open_database(database_settings, lambda _: None)
    assert len(await again.read(subjects)) == 5
    await again.close()


async def test_a_unit_that_takes_too_long_is_given_up(database_settings: Settings, signals: list[Signal]) -> None:
    def hang(tx: Session) -> None:
        if database.dialect == "postgresql":
            tx.execute(sa.text("SELECT pg_sleep(30)"))
        else:
            released.wait()

    released = threading.Event()
    database = open_database(msgspec.structs.replace(database_settings, database_timeout=0.2), signals.extend)
    with pytest.raises(StorageUnavailable):
        await database.write(hang)
    released.set()
    async with asyncio.timeout(20):
        while True:
            try:
                await database.write(add, "after")
                break
            except StorageUnavailable:
                continue
    assert await database.read(subjects) != []
    await database.close()


async def test_an_unreachable_database_is_a_storage_error(settings: Settings) -> None:
    nowhere = Settings(database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/none", database_timeout=2)
    database = open_database(nowhere, lambda _: None)
    with pytest.raises(StorageUnavailable):
        await database.write(add, "x")
    with pytest.raises(StorageUnavailable):
        await database.read(subjects)
    await database.close()

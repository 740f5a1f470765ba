"""The schema's one linear history, run by the product itself: no alembic.ini, the same on both databases."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, exc
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from contact_center.errors import NewerDatabase, StorageUnavailable

T = TypeVar("T")

FOLDER = Path(__file__).parent
ADVISORY_LOCK = 0x6363_6D69  # "ccmi": any number, so long as every process asks for the same one
LOCK_WAIT_MS = 60_000

log = logging.getLogger(__name__)


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; a second process that asks at once waits and finds it done.

    Takes Settings.url. Runs outside an event loop (a thread will do). Everything happens in one transaction: a
    failure leaves the old schema. Raises StorageUnavailable when the database cannot be reached, NewerDatabase where a
    newer version has upgraded it.
    """

    def run(connection: sa.Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
        before = _revision(connection)
        check_known(before)
        command.upgrade(config(connection), "head")
        after = _revision(connection)
        if before != after:
            log.info("migrated the database", extra={"before": before, "after": after})
        if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StorageUnavailable("The migration would have left rows that point nowhere; nothing was changed.")

    in_transaction(url, run)


def current(url: str) -> str | None:
    """The schema revision of the database, or None while it is empty or, embedded, not there at all."""
    if url.startswith("sqlite") and not Path(sa.make_url(url).database or "").exists():
        return None
    return in_transaction(url, _revision)


def head() -> str | None:
    """The newest revision that this version of the product knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def check_known(revision: str | None) -> None:
    """Raises NewerDatabase for a revision that is not in this version's history."""
    known = {each.revision for each in ScriptDirectory(str(FOLDER)).walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerDatabase(
            f"The database was written by a newer version of contact-center (its schema is {revision}, this one knows "
            f"up to {head()}). Install that version."
        )


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration for a connection that is already in a transaction."""
    result = Config()
    result.set_main_option("script_location", str(FOLDER))
    result.set_main_option("path_separator", "os")
    result.attributes["connection"] = connection
    return result


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


_OF_NO_MODEL = ("message_search", "customer_search", "search_progress", "kb_document_search")


def is_a_models(name: str | None, kind: str, _: object) -> bool:
    """Whether a model may describe it. Full-text indexes are tables of each database's own kind (0003, 0012)."""
    return kind != "table" or not (name or "").startswith(_OF_NO_MODEL)


def in_transaction(url: str, unit: Callable[[sa.Connection], T]) -> T:
    """Run a unit on a connection of its own, holding the whole database on SQLite."""
    try:
        if url.startswith("sqlite"):
            return _in_sqlite(url, unit)
        return asyncio.run(_in_postgres(url, unit))
    except (exc.DBAPIError, OSError, TimeoutError) as error:
        if isinstance(error, exc.IntegrityError | exc.ProgrammingError | exc.DataError):
            raise
        reason = getattr(error, "orig", None) or error
        raise StorageUnavailable(f"The database does not take part: {reason}") from error


def _in_sqlite(url: str, unit: Callable[[sa.Connection], T]) -> T:
    engine = sa.create_engine(url, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=OFF")  # batch mode replaces whole tables; checked at the end

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    with engine.connect() as connection, connection.begin():
        result = unit(connection)
    _prepare_for_readers(url)
    return result


def _prepare_for_readers(url: str) -> None:
    """Write-ahead logging is a property of the file, and cannot be switched on while somebody holds a lock."""
    with closing(sqlite3.connect(str(sa.make_url(url).database))) as connection, suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode=WAL")  # if another process has the lock, it switches after itself


async def _in_postgres(url: str, unit: Callable[[sa.Connection], T]) -> T:
    engine = create_async_engine(url, poolclass=NullPool, connect_args={"timeout": 10})
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(unit)
    finally:
        await engine.dispose()

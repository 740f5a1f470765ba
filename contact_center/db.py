"""The two doors to the database: write(unit) and read(query), the same on SQLite and PostgreSQL.

A unit is a sync function whose first argument is a session in a transaction. On SQLite every unit of the process runs
in one writer thread, which takes all that wait into one transaction (each in a savepoint, so that one that fails fails
alone) and commits once. On PostgreSQL a unit runs by run_sync on a pooled connection in its own transaction.
"""

import asyncio
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import JoinTransactionMode
from sqlalchemy.pool import AsyncAdaptedQueuePool, QueuePool, StaticPool

from contact_center.errors import StorageBusy, StorageUnavailable
from contact_center.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

MAX_BATCH = 500
MAX_WAITING = 10_000
READERS = 4
BUSY_TIMEOUT_MS = 5_000
PG_TRIES = 4
PG_RETRY_STATES = {"40001", "40P01"}  # serialization failure, deadlock
PG_DATA_ERRORS = "22"
"""The class of what a value is to blame for, such as a null character in a text."""


class Signal(msgspec.Struct, frozen=True):
    """Says 'look again' after a commit: which thing, and up to which sequence or version.

    note is a short word where a topic has one (who types). local is what the same process already knows about the
    change; it never travels.
    """

    topic: str
    id: int
    seq: int = 0
    note: str = ""
    local: Any = None


OnCommit = Callable[[Sequence[Signal]], None]


def emit(tx: Session, signal: Signal) -> None:
    """Send a signal if and when the unit's transaction commits."""
    tx.info.setdefault("signals", []).append(signal)


class Rows:
    """A statement for many rows at once, compiled once a dialect. Rows are tuples in database form.

    For the hottest path alone: it spares SQLAlchemy's work for each parameter (four fifths of an insert's cost).
    """

    def __init__(self, statement: sa.Insert | sa.Update, columns: Sequence[str]) -> None:
        self._statement, self._columns = statement, list(columns)
        self._compiled: dict[str, str] = {}

    def execute(self, tx: Session, rows: Sequence[tuple[Any, ...]]) -> None:
        """Each row has a value for each of the columns, in their order."""
        connection = tx.connection()
        sql = self._compiled.get(connection.dialect.name)
        if sql is None:
            compiled = self._statement.compile(dialect=connection.dialect, column_keys=self._columns)
            order = compiled.positiontup
            if order != self._columns:
                raise AssertionError(f"the statement takes {order}, not {self._columns}")
            sql = self._compiled[connection.dialect.name] = str(compiled)
        connection.exec_driver_sql(sql, list(rows))


class Database(ABC):
    """What the rest of the code sees. Failures of the database itself are raised as StorageUnavailable."""

    dialect: str

    @abstractmethod
    async def write(self, unit: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a unit in a transaction; returns after the commit that holds it, then its signals have been sent."""

    @abstractmethod
    async def read(self, query: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query on a connection of its own, in one consistent view."""

    @abstractmethod
    async def durability(self) -> str:
        """The word for how a commit reaches the disk, read from the writing connection itself: FULL when it waits."""

    @abstractmethod
    async def close(self) -> None:
        """Finish the units in hand and close every connection."""


def open_database(settings: Settings, on_commit: OnCommit) -> Database:
    """The database that the settings name. The schema must be there already (see migrations)."""
    if settings.is_sqlite:
        return SqliteDatabase(settings, on_commit)
    return PostgresDatabase(settings, on_commit)


class _Unit(NamedTuple):
    run: Callable[[Session], Any]
    future: asyncio.Future[Any]


class _Done(NamedTuple):
    future: asyncio.Future[Any]
    result: Any
    error: BaseException | None
    signals: Sequence[Signal]


class SqliteDatabase(Database):
    """One writer thread with group commit (WAL, synchronous=FULL), and a few reading threads."""

    dialect = "sqlite"

    def __init__(self, settings: Settings, on_commit: OnCommit) -> None:
        self._timeout = settings.database_timeout
        self._on_commit = on_commit
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Unit] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._writer_engine = sqlite_engine(settings.url, writer=True)
        self._reader_engine = sqlite_engine(settings.url, writer=False)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="db-reader")
        self._thread = threading.Thread(target=self._run, name="db-writer", daemon=True)
        self._thread.start()

    async def write(self, unit: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        future: asyncio.Future[T] = self._loop.create_future()
        with self._wake:
            if self._closing:
                raise StorageUnavailable("The database is closed.")
            if len(self._waiting) >= MAX_WAITING:
                raise StorageBusy("Too many writes are waiting. Try again in a moment.")
            self._waiting.append(_Unit(lambda tx: unit(tx, *args, **kwargs), future))
            self._wake.notify()
        return await _within(self._timeout, future)

    async def read(self, query: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if self._closing:
            raise StorageUnavailable("The database is closed.")

        def run() -> T:
            with Session(self._reader_engine) as tx:
                return query(tx, *args, **kwargs)

        try:
            return await _within(self._timeout, self._loop.run_in_executor(self._readers, run))
        except exc.DBAPIError as error:
            raise _translated(error) from error

    async def durability(self) -> str:
        def synchronous(tx: Session) -> int:
            return int(tx.execute(sa.text("PRAGMA synchronous")).scalar_one())

        return ("OFF", "NORMAL", "FULL", "EXTRA")[await self.write(synchronous)]

    async def close(self) -> None:
        with self._wake:
            self._closing = True
            self._wake.notify()
        await asyncio.to_thread(self._thread.join, self._timeout)
        self._readers.shutdown()
        self._writer_engine.dispose()
        self._reader_engine.dispose()

    def _run(self) -> None:
        while batch := self._next_batch():
            try:
                done = self._commit(batch)
            except Exception as error:  # BEGIN or COMMIT failed: nobody in the batch was stored
                self._writer_engine.dispose()
                reason = StorageUnavailable(f"The database does not take part: {_first_cause(error)}")
                done = [_Done(unit.future, None, reason, ()) for unit in batch]
            self._loop.call_soon_threadsafe(self._resolve, done)

    def _next_batch(self) -> list[_Unit]:
        """All that waits, at most MAX_BATCH; empty when closing and nothing is left."""
        with self._wake:
            while not self._waiting and not self._closing:
                self._wake.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_BATCH))]

    def _commit(self, batch: list[_Unit]) -> list[_Done]:
        units = [unit for unit in batch if not unit.future.cancelled()]
        with self._writer_engine.connect() as connection, connection.begin():
            return [self._run_unit(connection, unit, alone=len(units) == 1) for unit in units]

    @staticmethod
    def _run_unit(connection: sa.Connection, unit: _Unit, *, alone: bool) -> _Done:
        """alone: it needs no savepoint, since it takes nobody with it; that saves half of what a small commit costs."""
        mode: JoinTransactionMode = "rollback_only" if alone else "create_savepoint"
        with Session(connection, join_transaction_mode=mode, expire_on_commit=False) as tx:
            try:
                result = unit.run(tx)
                signals = tx.info.get("signals", ())
                tx.commit()
            except exc.DBAPIError as error:
                if not _in_transaction(connection):
                    raise  # on a full or failing disk SQLite rolls everything back, not this savepoint alone
                tx.rollback()
                return _Done(unit.future, None, _translated(error), ())
            except Exception as error:
                tx.rollback()
                return _Done(unit.future, None, error, ())
            return _Done(unit.future, result, None, signals)

    def _resolve(self, done: list[_Done]) -> None:
        """Back in the event loop, after the commit: signals in the order of the units, then the waiting callers."""
        if signals := [signal for each in done for signal in each.signals]:
            self._on_commit(signals)
        for each in done:
            if each.future.done():
                continue  # the caller went away; the unit is committed all the same
            if each.error is None:
                each.future.set_result(each.result)
            else:
                each.future.set_exception(each.error)
                each.future.exception()  # seen: a caller who goes away at this moment leaves no complaint behind


class PostgresDatabase(Database):
    """Each unit in its own transaction on a pooled asyncpg connection; run again when the server says so."""

    dialect = "postgresql"

    def __init__(self, settings: Settings, on_commit: OnCommit) -> None:
        self._timeout = settings.database_timeout
        self._on_commit = on_commit
        self._closing = False
        self._engine = create_async_engine(
            settings.url,
            pool_size=settings.database_pool,
            max_overflow=0,
            pool_timeout=settings.database_timeout,
            connect_args={"timeout": settings.database_timeout, "command_timeout": settings.database_timeout},
        )
        self._read_engine = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def write(self, unit: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(PG_TRIES - 1):
            try:
                return await self._write_once(unit, *args, **kwargs)
            except exc.DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in PG_RETRY_STATES:
                    raise _translated(error) from error
        try:
            return await self._write_once(unit, *args, **kwargs)
        except exc.DBAPIError as error:
            raise _translated(error) from error

    async def _write_once(self, unit: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self._must_be_open()
        try:
            async with AsyncSession(self._engine, expire_on_commit=False) as session:
                async with session.begin():
                    result = await session.run_sync(unit, *args, **kwargs)
                signals = session.sync_session.info.get("signals", ())
        except (OSError, TimeoutError, exc.TimeoutError) as error:
            raise StorageUnavailable("The database does not answer.") from error
        if signals:
            self._on_commit(signals)
        return result

    async def read(self, query: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self._must_be_open()
        try:
            async with AsyncSession(self._read_engine) as session:
                return await session.run_sync(query, *args, **kwargs)
        except (OSError, TimeoutError, exc.TimeoutError) as error:
            raise StorageUnavailable("The database does not answer.") from error
        except exc.DBAPIError as error:
            raise _translated(error) from error

    async def durability(self) -> str:
        def commit_mode(tx: Session) -> str:
            fsync = tx.execute(sa.text("SHOW fsync")).scalar_one()
            commit = tx.execute(sa.text("SHOW synchronous_commit")).scalar_one()
            return "FULL" if fsync == "on" and commit == "on" else f"fsync={fsync} synchronous_commit={commit}"

        return await self.write(commit_mode)

    async def close(self) -> None:
        self._closing = True
        pool = self._engine.pool
        assert isinstance(pool, AsyncAdaptedQueuePool)
        deadline = asyncio.get_running_loop().time() + self._timeout
        while pool.checkedout() and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # one in use, or being given up by a cancelled caller, would be left open
        await self._engine.dispose()

    def _must_be_open(self) -> None:
        if self._closing:
            raise StorageUnavailable("The database is closed.")


def sqlite_engine(url: str, *, writer: bool) -> sa.Engine:
    """A SQLite engine with this product's pragmas; a writer's transactions take the write lock at once."""
    pool = StaticPool if writer else QueuePool
    engine = sa.create_engine(url, poolclass=pool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-65536" if writer else "cache_size=-16384",
            "query_only=OFF" if writer else "query_only=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


async def _within(seconds: float, future: asyncio.Future[T]) -> T:
    """Wait for a thread's answer, but not for ever: a hung disk must not hang every request."""
    try:
        done, _ = await asyncio.wait((future,), timeout=seconds)
    finally:
        if not future.done():
            future.cancel()  # what has not begun yet will not be done for a caller who no longer waits
    if not done:
        raise StorageUnavailable("The database did not answer in time; whether the change was stored is not known.")
    return future.result()


def _in_transaction(connection: sa.Connection) -> bool:
    """Whether SQLite itself still holds the transaction, whatever our side believes."""
    driver: Any = connection.connection.dbapi_connection
    return bool(driver.in_transaction)


def _translated(error: Exception) -> Exception:
    """A driver's failure as StorageUnavailable; a broken constraint or a wrong statement stays what it is."""
    if isinstance(error, exc.IntegrityError | exc.ProgrammingError | exc.DataError):
        return error
    reason = getattr(error, "orig", None) or error
    if getattr(reason, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return error  # what PostgreSQL calls a ProgrammingError
    if str(getattr(reason, "sqlstate", "")).startswith(PG_DATA_ERRORS):
        return error
    if isinstance(error, exc.SQLAlchemyError | OSError):
        return StorageUnavailable(f"The database does not take part: {reason}")
    return error


def _first_cause(error: BaseException) -> BaseException:
    """What went wrong first: a failing roll-back, for one, is only what followed."""
    while error.__context__ is not None:
        error = error.__context__
    return error

"""A consistent copy of the embedded database while it is written to."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from contact_center.errors import BackupError

PAGES = 2_000
"""Copied between two looks at whether to stop: 8 MB."""
BUSY_MS = 60_000
WITH_FILES = frozenset({"attachment", "kb_image", "mail_in"})
"""The tables whose rows have a blob, or had one."""


def copy(source: Path, target: Path, *, step: Callable[[], None] = lambda: None) -> None:
    """Copy the database as it is at this moment into a new file.

    One read transaction is held over all steps, so the copy is of one commit and begins anew for nobody; in WAL mode
    it keeps no writer waiting, and the log only grows by what is written meanwhile. Raises BackupError.
    """
    try:
        with closing(_connect(source)) as reading, closing(_connect(target)) as writing:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
            writing.execute("PRAGMA synchronous=OFF")
            reading.backup(writing, pages=PAGES, progress=lambda *_: step())
            reading.execute("COMMIT")
            writing.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"The database could not be copied: {error}.") from error


def check(path: Path) -> None:
    """Look through every page and reference. Raises BackupError."""
    try:
        with closing(_connect(path)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"The database in the backup is damaged: {error}.") from error
    if found != "ok" or broken:
        raise BackupError(f"The database in the backup is damaged: {broken or found}.")


def counts(path: Path) -> dict[str, int]:
    """The number of rows of every table."""
    with closing(_connect(path)) as connection:
        return {name: _count(connection, name) for name in _tables(connection)}


def revision(path: Path) -> str | None:
    with closing(_connect(path)) as connection:
        if "alembic_version" not in _tables(connection):
            return None
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(found[0]) if found else None


def attachments(path: Path) -> Iterator[tuple[str, int, str]]:
    """Key, size in bytes and sha256 of every blob that the database knows."""
    with closing(_connect(path)) as connection:
        for table in sorted(WITH_FILES & set(_tables(connection))):
            yield from connection.execute(naming_blobs(table))


def naming_blobs(table: str) -> str:
    """The query for key, size and sha256 of what one of WITH_FILES names."""
    return f"SELECT key, size, sha256 FROM {table} WHERE key IS NOT NULL ORDER BY id"  # noqa: S608


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted(name for (name,) in found)


def _count(connection: sqlite3.Connection, table: str) -> int:
    (found,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
    return int(found)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    return connection

"""A consistent dump of PostgreSQL by its own pg_dump, and the way back by pg_restore."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from contact_center import migrations
from contact_center.backup.sqlite import WITH_FILES, naming_blobs
from contact_center.errors import BackupError

LAST_WORDS = 600


class Snapshot(NamedTuple):
    """What was in the database at the moment of the dump. files: key, size in bytes and sha256 of each attachment."""

    rows: dict[str, int]
    revision: str | None
    files: list[tuple[str, int, str]]


def dump(url: str, target: Path, *, room: Callable[[int], None]) -> Snapshot:
    """Dump the database into a new file. room is asked with the bytes that it may take.

    The dump and everything that is counted see one exported snapshot. Takes Settings.url; raises BackupError, or
    StorageUnavailable where the server does not answer.
    """

    def run(connection: sa.Connection) -> Snapshot:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        _program("pg_dump", connection)
        room(int(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()))
        name = connection.execute(sa.text("SELECT pg_export_snapshot()")).scalar_one()
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={name}", f"--file={target}"]
        _run("pg_dump", *options, "--lock-wait-timeout=60000", url=url)
        return _look(connection)

    return migrations.in_transaction(url, run)


def restore(url: str, source: Path) -> None:
    """Put a dump into an empty database, all of it or nothing. Raises BackupError or StorageUnavailable."""
    migrations.in_transaction(url, lambda connection: _program("pg_restore", connection))
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", *options, f"--dbname={_environment(url)['PGDATABASE']}", str(source), url=url)


def require_empty(url: str) -> None:
    """Raises BackupError where the database has tables, or somebody else is connected to it."""

    def look(connection: sa.Connection) -> tuple[int, int]:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        return (
            int(connection.execute(sa.text(tables)).scalar_one()),
            int(connection.execute(sa.text(others)).scalar_one()),
        )

    tables, others = migrations.in_transaction(url, look)
    if tables:
        raise BackupError(
            f"The database has {tables} tables already, and a backup is restored into an empty one only. "
            "Make one with createdb, and name it in CC_DATABASE_URL."
        )
    if others:
        raise BackupError(f"Somebody else is connected to the database ({others}). Stop every server and try again.")


def _look(connection: sa.Connection) -> Snapshot:
    names = sorted(sa.inspect(connection).get_table_names())
    counts = {name: int(connection.execute(_counting(name)).scalar_one()) for name in names}
    revision = None
    if "alembic_version" in names:
        revision = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    files: list[tuple[str, int, str]] = []
    for table in sorted(WITH_FILES & set(names)):
        found = connection.execute(sa.text(naming_blobs(table)))
        files += [(key, int(size), sha256) for key, size, sha256 in found]
    return Snapshot(counts, revision, files)


def _counting(table: str) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(sa.table(table))


def _program(name: str, connection: sa.Connection) -> None:
    """Raises BackupError where the program is missing or of an older version than the server."""
    server = int(connection.execute(sa.text("SHOW server_version_num")).scalar_one()) // 10_000
    package = f"Install the Debian package postgresql-client-{server}."
    if shutil.which(name) is None:
        raise BackupError(f"{name} is not installed, and only it can copy a PostgreSQL database. {package}")
    said = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    if found is None or int(found[1]) < server:
        shown = found[1] if found else "unknown"
        raise BackupError(f"{name} is of version {shown}, the server of version {server}. {package}")


def _run(program: str, *arguments: str, url: str) -> None:
    """The password goes by the environment, where no list of processes shows it. Raises BackupError."""
    result = subprocess.run(  # noqa: S603
        [program, "--no-password", *arguments],
        env={**os.environ, **_environment(url)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode:
        words = " ".join(result.stderr.split())[-LAST_WORDS:]
        raise BackupError(f"{program} failed: {words or f'it ended with {result.returncode}'}")


def _environment(url: str) -> Mapping[str, str]:
    """The address as libpq's variables."""
    parts = sa.make_url(url)
    query = {name: value if isinstance(value, str) else value[0] for name, value in parts.query.items()}
    given = {
        "PGHOST": parts.host or query.get("host"),
        "PGPORT": str(parts.port or query.get("port") or 5432),
        "PGUSER": parts.username,
        "PGPASSWORD": parts.password,
        "PGDATABASE": parts.database or parts.username,
        "PGSSLMODE": query.get("sslmode") or query.get("ssl"),
        "PGAPPNAME": "contact-center backup",
        "PGCONNECT_TIMEOUT": "10",
    }
    return {name: value for name, value in given.items() if value}

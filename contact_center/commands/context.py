"""What commands share: their settings, the data folder, and one unit of work on the database."""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from contact_center import settings
from contact_center.errors import SettingsError
from contact_center.secret_key import with_secret_key
from contact_center.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from contact_center.db import Database

T = TypeVar("T")

LONG_UNIT_SECONDS = 120.0
"""A command's unit may take longer than a request's."""


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="where data lives (CC_DATA_DIR, default var)")


def settings_of(args: argparse.Namespace, **overrides: Any) -> Settings:
    """The settings of the environment with a command's options. Raises SettingsError."""
    return settings.load(data_dir=args.data_dir, **overrides)


def prepared(chosen: Settings) -> Settings:
    """The settings with the installation's key, its data folder made and writable. Raises SettingsError."""
    require_writable(chosen.data_dir)
    return with_secret_key(chosen)


def migrated(args: argparse.Namespace) -> Settings:
    """The settings of a command that works on the database, which is brought up to date."""
    from contact_center import migrations

    chosen = settings_of(args)
    require_writable(chosen.data_dir)
    migrations.upgrade(chosen.url)
    return chosen


def require_writable(folder: Path) -> None:
    """Make the folder where it is missing and try it. Raises SettingsError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"writable?")
            file.flush()
    except OSError as error:
        raise SettingsError(
            f"The data folder {folder} cannot be written ({error.strerror}). "
            "Make room or make it writable, or name another with --data-dir or CC_DATA_DIR."
        ) from None


def in_database(chosen: Settings, unit: Callable[["Session"], T]) -> T:
    """Run one unit, from outside an event loop."""
    return with_database(chosen, lambda database: database.write(unit))


def with_database(chosen: Settings, work: Callable[["Database"], Awaitable[T]]) -> T:
    """Do something with the database, from outside an event loop.

    On PostgreSQL the running processes hear of the change at once, on SQLite when they next look.
    """
    from contact_center.bus import open_bus
    from contact_center.db import open_database

    patient = msgspec.structs.replace(chosen, database_timeout=max(LONG_UNIT_SECONDS, chosen.database_timeout))

    async def run() -> T:
        bus = open_bus(patient)
        await bus.start()
        database = open_database(patient, bus.publish)
        try:
            return await work(database)
        finally:
            await database.close()
            await bus.stop()

    return asyncio.run(run())

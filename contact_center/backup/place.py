"""The place of a backup and of what is restored: room on the disk, the kind of database, and what a crash leaves."""

import os
import shutil
from pathlib import Path

from contact_center.backup.archive import Kind
from contact_center.errors import BackupError
from contact_center.settings import Settings

SPARE = 16 << 20
"""Bytes that stay free on the disk."""


def kind_of(settings: Settings) -> Kind:
    return "sqlite" if settings.is_sqlite else "postgresql"


def require_room(folder: Path, size: int) -> None:
    """Raises BackupError where fewer bytes are free on the folder's disk, and some to spare."""
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise BackupError(
            f"There is too little room in {folder}: about {_megabytes(size + SPARE)} are needed, {_megabytes(free)} "
            "are free."
        )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a power cut."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"

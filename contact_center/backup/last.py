"""What is known of the last backup, for those who ask how old it is."""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from contact_center import installation
from contact_center.events import BackupMade
from contact_center.models import record

SETTING = "last_backup"


class LastBackup(msgspec.Struct, frozen=True, kw_only=True):
    """at: of which moment it is. size: of the archive, in bytes. lost: files that it could not hold."""

    at: datetime
    size: int
    files: int
    lost: int


def note_backup(tx: Session, last: LastBackup) -> None:
    """Remember a backup that was made, unless a later one is known."""
    before = last_backup(tx)
    if before is None or before.at <= last.at:
        installation.store(tx, SETTING, last)
    record(tx, "installation", 0, BackupMade(size=last.size, files=last.files), by="system", at=last.at)


def last_backup(tx: Session) -> LastBackup | None:
    return installation.stored(tx, SETTING, LastBackup)[0]

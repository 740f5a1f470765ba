"""The copy of the embedded database is of one moment, and keeps nobody who writes waiting."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from contact_center.backup import sqlite
from contact_center.db import open_database
from contact_center.errors import BackupError
from contact_center.settings import Settings
from tests import mails


def numbers(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM written ORDER BY number")]


def test_what_is_written_between_two_steps_is_written_at_once_and_is_not_in_the_copy(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = settings.data_dir / "contact-center.db", tmp_path / "copy"
    monkeypatch.setattr(sqlite, "PAGES", 5)
    with closing(sqlite3.connect(source, timeout=0, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE written (number INTEGER, ballast BLOB)")
        writer.execute("INSERT INTO written VALUES (0, zeroblob(100000))")
        steps = 0

        def write() -> None:
            nonlocal steps
            steps += 1
            writer.execute("INSERT INTO written VALUES (?, zeroblob(5000))", (steps,))

        sqlite.copy(source, target, step=write)
    assert steps > 10
    assert numbers(target) == [0]
    assert numbers(source) == list(range(steps + 1))
    sqlite.check(target)
    assert not target.with_name("copy-wal").exists()


def test_a_damaged_copy_is_found(settings: Settings) -> None:
    path = settings.data_dir / "contact-center.db"
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 9] = b"\x07" * (4096 * 6)
    path.write_bytes(content)
    with pytest.raises(BackupError, match="damaged"):
        sqlite.check(path)


def test_what_is_no_database_cannot_be_copied(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"no database" * 1000)
    with pytest.raises(BackupError, match="could not be copied"):
        sqlite.copy(tmp_path / "a", tmp_path / "b")


async def test_every_blob_that_a_row_names_is_named_and_none_that_was_deleted(settings: Settings) -> None:
    database = open_database(settings, lambda _: None)

    def unit(tx: Session) -> None:
        box = mails.mailbox(tx)
        for key in ("kept", None):
            mails.arrived(tx, box, key=key or "gone", raw=b"raw").key = key

    await database.write(unit)
    await database.close()
    found = list(sqlite.attachments(settings.data_dir / "contact-center.db"))
    assert found == [("kept", 3, hashlib.sha256(b"raw").hexdigest())]

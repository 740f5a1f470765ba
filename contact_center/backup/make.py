"""Makes a backup while the product runs: first the database at one moment, then the files that it knows."""

import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from contact_center import __version__
from contact_center.backup import postgres, sqlite
from contact_center.backup.archive import DATABASES, FILES, KEY, Manifest, Member, Writer, writing
from contact_center.backup.place import kind_of, require_room, sync_folder
from contact_center.deletion_lock import held_off
from contact_center.errors import BackupError
from contact_center.files.store import INCOMING, FileStore
from contact_center.secret_key import FILE as KEY_FILE
from contact_center.settings import Settings


def make(settings: Settings, target: Path, *, now: datetime, with_key: bool) -> Manifest:
    """Write a new archive; until it is whole it has another name, and whatever goes wrong, nothing is left behind.

    with_key: the secret key goes along, where it is kept in the data folder. Raises BackupError or StorageUnavailable.
    """
    if target.exists():
        raise BackupError(f"There is a file {target} already. Name another, or move it away.")
    if settings.is_sqlite and not (settings.data_dir / "contact-center.db").exists():
        raise BackupError(f"There is no database in {settings.data_dir} yet.")
    if with_key and not settings.secret_key and not (settings.data_dir / KEY_FILE).exists():
        raise BackupError(f"There is no secret key in {settings.data_dir} yet: the first start makes it.")
    # Named before it is made: however early a signal comes, it is known what is to be removed.
    folder = target.parent / f".{target.name}.{secrets.token_hex(4)}.partial"
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        return _make_in(folder, settings, target, now=now, with_key=with_key)
    except OSError as error:
        raise BackupError(f"The backup could not be written to {target} ({error.strerror or error}).") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_in(folder: Path, settings: Settings, target: Path, *, now: datetime, with_key: bool) -> Manifest:
    database, archive = folder / DATABASES[kind_of(settings)], folder / target.name
    with held_off(settings.data_dir):
        taken = _take(settings, database, target.parent)
        require_room(target.parent, database.stat().st_size + sum(size for _, size, _ in taken.files))
        with writing(archive) as writer:
            writer.add_path(database.name, database)
            lost = _add_files(writer, FileStore(settings.data_dir), taken.files)
            if with_key and not settings.secret_key:
                writer.add_path(KEY, settings.data_dir / KEY_FILE)
            manifest = Manifest(
                version=__version__,
                made_at=now,
                database=kind_of(settings),
                revision=taken.revision,
                rows=taken.rows,
                members=writer.members,
                lost=lost,
            )
            writer.close_with(manifest)
    archive.rename(target)
    sync_folder(target.parent)
    return manifest


def _take(settings: Settings, target: Path, folder: Path) -> postgres.Snapshot:
    """The database of this moment as a file."""
    if not settings.is_sqlite:
        return postgres.dump(settings.url, target, room=lambda size: require_room(folder, size))
    source = settings.data_dir / "contact-center.db"
    require_room(folder, 2 * source.stat().st_size)
    sqlite.copy(source, target)
    return postgres.Snapshot(sqlite.counts(target), sqlite.revision(target), list(sqlite.attachments(target)))


def _add_files(writer: Writer, store: FileStore, files: Iterable[tuple[str, int, str]]) -> list[str]:
    """Copy every blob that an attachment names; returns those that are missing, or not what was stored."""
    lost = []
    for key, size, sha256 in files:
        file = _open(store, key)
        if file is None:
            lost.append(key)
            continue
        with file:
            there = os.fstat(file.fileno()).st_size
            name = FILES + store.path_of(key).relative_to(store.folder).as_posix()
            if writer.add(name, file, there) != Member(size, sha256):
                lost.append(key)
    return lost


def _open(store: FileStore, key: str) -> BinaryIO | None:
    """A blob on its way into its place, or out of it, is found in one of the two, and then in the other."""
    for path in (store.path_of(key), store.folder / INCOMING / key, store.path_of(key)):
        with suppress(FileNotFoundError):
            return path.open("rb")
    return None

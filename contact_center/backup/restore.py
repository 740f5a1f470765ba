"""Restores a backup into an empty place: everything is unpacked and checked beside it before anything is put there."""

import tempfile
from pathlib import Path

from contact_center import migrations
from contact_center.backup import archive, postgres, sqlite
from contact_center.backup.archive import DATABASES, KEY, Manifest
from contact_center.backup.place import kind_of, require_room, sync_folder
from contact_center.errors import BackupError
from contact_center.secret_key import FILE as KEY_FILE
from contact_center.settings import Settings

NAMES = {"sqlite": "the embedded database", "postgresql": "PostgreSQL"}


def restore(settings: Settings, source: Path) -> Manifest:
    """Bring everything back, migrated to this version. Whatever goes wrong, the place is left as it was.

    The caller holds the data folder as the only process. Raises BackupError, NewerDatabase or StorageUnavailable.
    """
    manifest = archive.verify(source)
    migrations.check_known(manifest.revision)
    _require_kind(settings, manifest)
    _require_empty(settings, manifest)
    try:
        require_room(settings.data_dir, manifest.size)
        with tempfile.TemporaryDirectory(prefix=".restoring.", dir=settings.data_dir) as name:
            archive.unpack(source, manifest, Path(name))
            _put(settings, manifest, Path(name))
    except OSError as error:
        raise BackupError(f"{source} could not be restored ({error.strerror or error}).") from error
    return manifest


def _require_kind(settings: Settings, manifest: Manifest) -> None:
    if manifest.database == kind_of(settings):
        return
    todo = (
        "Leave CC_DATABASE_URL out." if manifest.database == "sqlite" else "Name an empty database in CC_DATABASE_URL."
    )
    raise BackupError(
        f"The backup is of {NAMES[manifest.database]}, and the settings name {NAMES[kind_of(settings)]}. {todo}"
    )


def _require_empty(settings: Settings, manifest: Manifest) -> None:
    """Raises BackupError that names what is there already."""
    if not settings.is_sqlite:
        postgres.require_empty(settings.url)
    there = [settings.data_dir / name for name in _targets(settings, manifest)]
    for path in there:
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        if path.exists():
            raise BackupError(
                f"There is {path} already, and a backup is restored into an empty place only. "
                "Move it away, or name another folder with --data-dir."
            )


def _targets(settings: Settings, manifest: Manifest) -> list[str]:
    """What will be put into the data folder."""
    names = ["files"]
    if KEY in manifest.members:
        names.append(KEY_FILE)
    if settings.is_sqlite:
        names += ["contact-center.db", "contact-center.db-wal"]
    return names


def _put(settings: Settings, manifest: Manifest, folder: Path) -> None:
    """The database last: where that fails, what was put before it is taken away again."""
    database = folder / DATABASES[manifest.database]
    if settings.is_sqlite:
        sqlite.check(database)
        migrations.upgrade(f"sqlite:///{database}")
    put: list[Path] = []
    try:
        for name, target in (("files", "files"), (KEY, KEY_FILE)):
            if (folder / name).exists():
                (folder / name).rename(settings.data_dir / target)
                put.append(settings.data_dir / target)
        if settings.is_sqlite:
            database.rename(settings.data_dir / "contact-center.db")
        else:
            postgres.restore(settings.url, database)
    except BaseException:
        for path in put:
            path.rename(folder / f"{path.name}.back")
        raise
    sync_folder(settings.data_dir)
    if not settings.is_sqlite:
        migrations.upgrade(settings.url)

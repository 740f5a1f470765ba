"""The archive: a tar, compressed where its name says so, whose last member is a manifest with everybody's checksum."""

import gzip
import hashlib
import io
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal

import msgspec

from contact_center.errors import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
KEY = "secret-key"
FILES = "files/"
Kind = Literal["sqlite", "postgresql"]
DATABASES: dict[Kind, str] = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
COMPRESSED, GZIP = (".gz", ".tgz"), b"\x1f\x8b"
MOST_MANIFEST = 1 << 30
PIECE = 1 << 20
_FILE = re.compile(r"files(/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,200}){1,4}")


class Member(msgspec.Struct, frozen=True):
    """size: in bytes. sha256: in hexadecimal."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds. rows: how many of each table. lost: files that had no blob, or a damaged one, already."""

    format: int = FORMAT
    version: str
    """The product's, which made it."""
    made_at: datetime
    database: Kind
    revision: str | None
    rows: dict[str, int]
    members: dict[str, Member]
    lost: list[str] = []

    @property
    def size(self) -> int:
        """Of everything unpacked, in bytes."""
        return sum(each.size for each in self.members.values())


class Writer:
    """Adds members to a new archive, and remembers their checksums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, Member] = {}

    def add(self, name: str, file: IO[bytes], size: int) -> Member:
        """Raises OSError where the file is shorter than that, or cannot be read or written."""
        hashed = _Hashed(file)
        self._tar.addfile(_info(name, size), hashed)
        self.members[name] = Member(size, hashed.digest.hexdigest())
        return self.members[name]

    def add_path(self, name: str, path: Path) -> Member:
        with path.open("rb") as file:
            return self.add(name, file, os.fstat(file.fileno()).st_size)

    def close_with(self, manifest: Manifest) -> None:
        """The last member, which says that the archive is whole."""
        content = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        self._tar.addfile(_info(MANIFEST, len(content)), io.BytesIO(content))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new archive, on the disk when this ends. compressed by the name. Raises OSError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        mode: Any = "w:gz" if path.name.endswith(COMPRESSED) else "w"
        with tarfile.open(fileobj=file, mode=mode, format=tarfile.PAX_FORMAT) as tar:
            yield Writer(tar)
        file.flush()
        os.fsync(file.fileno())


def verify(path: Path) -> Manifest:
    """Read the whole archive and compare every checksum. Raises BackupError: damaged, cut off, or no backup of ours."""
    found: dict[str, Member] = {}
    manifest: Manifest | None = None
    with _members(path) as members:
        for name, file, size in members:
            if manifest is not None or name in found:
                raise BackupError(f"{path} is no backup of ours: {name} does not belong there.")
            if name == MANIFEST:
                manifest = _decode(path, file.read(MOST_MANIFEST))
            else:
                found[name] = Member(size, _copy(file))
    if manifest is None:
        raise BackupError(f"{path} is cut off: its end, which lists what it holds, is missing.")
    for name in sorted(found.keys() ^ manifest.members.keys()):
        raise BackupError(f"{path} is damaged: {name} is {'not listed' if name in found else 'missing'}.")
    for name, member in found.items():
        if member != manifest.members[name]:
            raise BackupError(f"{path} is damaged: {name} is not what was backed up.")
    return manifest


def unpack(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write every member under the folder, and its checksum compared again. Raises BackupError or OSError."""
    with _members(path) as members:
        for name, file, _ in members:
            if name == MANIFEST:
                continue
            target = folder / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                sha256 = _copy(file, out)
                out.flush()
                os.fsync(out.fileno())
            if name not in manifest.members or sha256 != manifest.members[name].sha256:
                raise BackupError(f"{path} has changed while it was read.")


def _copy(file: IO[bytes], out: IO[bytes] | None = None) -> str:
    """Read to the end, and write where asked for; returns the checksum."""
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
        if out is not None:
            out.write(piece)
    return digest.hexdigest()


@contextmanager
def _members(path: Path) -> Iterator[Iterator[tuple[str, IO[bytes], int]]]:
    """Name, content and size of each member; only plain files by the names that we give. Raises BackupError."""
    try:
        with path.open("rb") as raw:
            start = raw.read(2)
            raw.seek(0)
            with gzip.GzipFile(fileobj=raw) if start == GZIP else raw as content:
                with tarfile.open(fileobj=content, mode="r|") as tar:
                    yield _read(path, tar)
                while content.read(PIECE):
                    pass  # to the end, where gzip has its own checksum
    except FileNotFoundError:
        raise BackupError(f"There is no file {path}.") from None
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BackupError(f"{path} is damaged or cut off, or no backup at all ({error}).") from None
    except OSError as error:
        if error.errno is None:  # tarfile's own: a member is shorter than its header says
            raise BackupError(f"{path} is damaged or cut off ({error}).") from None
        raise


def _read(path: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes], int]]:
    for info in tar:
        file = tar.extractfile(info) if info.isreg() and _is_ours(info.name) else None
        if file is None:
            raise BackupError(f"{path} is no backup of ours: it holds {info.name[:200]!r}.")
        yield info.name, file, info.size


def _is_ours(name: str) -> bool:
    return name in {MANIFEST, KEY, *DATABASES.values()} or _FILE.fullmatch(name) is not None


def _decode(path: Path, content: bytes) -> Manifest:
    try:
        number = msgspec.json.decode(content, type=dict[str, Any]).get("format")
        if isinstance(number, int) and number > FORMAT:
            raise BackupError(f"{path} was made by a newer version of contact-center. Install that version.")
        return msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BackupError(f"{path} is damaged: its manifest cannot be read ({error}).") from None


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Hashed(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece

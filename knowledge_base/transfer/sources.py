"""Where files come from and go to: a folder of the disk, or a zip archive; both bounded."""

import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from contact_center.errors import InvalidInput, TooLarge
from knowledge_base.images import MOST_BYTES
from knowledge_base.transfer.files import FOLDER, LONGEST_FILE, is_image, is_text

MOST_FILES = 10_000
MOST_UNPACKED = 500 * 1024 * 1024
"""Bytes of all files of an import."""


class Source(Protocol):
    """Files by their path, with slashes, beneath some place."""

    def sizes(self) -> Mapping[str, int]:
        """Bytes of each."""

    def read(self, path: str) -> bytes:
        """A whole file."""


class FolderSource:
    """A folder of the disk; links are not followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sizes(self) -> Mapping[str, int]:
        """Raises InvalidInput where there is no such folder."""
        if not self._folder.is_dir():
            raise InvalidInput(f"{self._folder} is no folder.", code="import_unfit")
        found = {}
        for place, _, names in os.walk(self._folder):
            for path in (Path(place) / name for name in names):
                if path.is_file() and not path.is_symlink():
                    found[path.relative_to(self._folder).as_posix()] = path.stat().st_size
        return found

    def read(self, path: str) -> bytes:
        return (self._folder / path).read_bytes()


class ZipSource:
    """A zip archive; what it says of sizes is checked as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raises InvalidInput where it is none."""
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise InvalidInput("This is not a zip archive.", code="import_unfit") from None

    def sizes(self) -> Mapping[str, int]:
        return {each.filename: each.file_size for each in self._archive.infolist() if not each.is_dir()}

    def read(self, path: str) -> bytes:
        """Raises InvalidInput where it is damaged or encrypted, or larger than it says."""
        limit = self._archive.getinfo(path).file_size
        try:
            with self._archive.open(path) as file:
                content = file.read(limit + 1)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
            raise InvalidInput(
                f"{path} cannot be read: the archive is damaged or encrypted.", code="import_unfit"
            ) from None
        if len(content) > limit:
            raise InvalidInput(f"{path} is larger than the archive says.", code="import_unfit")
        return content


class Files(NamedTuple):
    """What an import reads. images: their paths."""

    texts: dict[str, bytes]
    images: list[str]


def files_of(source: Source, *, most: int = MOST_FILES) -> Files:
    """The texts, and which images there are; other files are left alone. Raises TooLarge or InvalidInput."""
    sizes = {path: size for path, size in source.sizes().items() if is_text(path) or path.startswith(FOLDER)}
    if len(sizes) > most or sum(sizes.values()) > MOST_UNPACKED:
        raise TooLarge(f"At most {most} files, of {MOST_UNPACKED >> 20} MB in all.", code="import_too_large")
    for path, size in sizes.items():
        if path.startswith(FOLDER) and not is_image(path):
            said = "an image's name has small letters, digits and hyphens, and ends in .png, .jpg, .gif or .webp"
            raise InvalidInput(f"{path[:200]}:1: {said}", code="import_unfit")
        if size > (MOST_BYTES if is_image(path) else 10 * LONGEST_FILE):
            raise TooLarge(f"{path[:200]}:1: this file is too large.", code="import_too_large")
    return Files({path: source.read(path) for path in sizes if is_text(path)}, sorted(filter(is_image, sizes)))


def write_folder(folder: Path, texts: Iterable[tuple[str, bytes]], images: Iterable[tuple[str, Path]]) -> int:
    """Write all files into a folder that is not there yet, or empty; returns how many. Raises InvalidInput."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput(f"{folder} is there already, and not empty. Name another folder.", code="import_unfit")
    count = 0
    for path, content in texts:
        count += _put(folder / path, content)
    for path, blob in images:
        count += _put(folder / path, blob.read_bytes())
    return count


def write_zip(file: IO[bytes], texts: Iterable[tuple[str, bytes]], images: Iterable[tuple[str, Path]]) -> None:
    """All files as a zip archive, alike for the same content."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in texts:
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
        for path, blob in images:
            archive.writestr(zipfile.ZipInfo(path), blob.read_bytes(), zipfile.ZIP_STORED)


def _put(path: Path, content: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return 1

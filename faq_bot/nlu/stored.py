"""Files that are whole or not there: written aside, named in one step, and known by their hash."""

import hashlib
import os
from pathlib import Path

SUFFIX = ".sha256"


def write_whole(path: Path, content: bytes) -> None:
    """A reader, or a power cut, finds the old content or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def write_checked(path: Path, content: bytes) -> None:
    """With its hash in a file beside it, which is written last."""
    write_whole(path, content)
    write_whole(path.with_name(path.name + SUFFIX), hashlib.sha256(content).hexdigest().encode())


def checked(path: Path) -> bool:
    """Whether the file is there and as it was written."""
    try:
        wanted = path.with_name(path.name + SUFFIX).read_text("ascii")
        return wanted == sha256(path)
    except (OSError, ValueError):
        return False


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

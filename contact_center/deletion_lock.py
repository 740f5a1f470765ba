"""Keeps files from being deleted while a backup copies them: a lock on the data folder that every process sees."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

FILE = "backup.lock"


@contextlib.contextmanager
def held_off(data_dir: Path) -> Iterator[None]:
    """Nobody deletes a file while this is held. Several backups may hold it at once; waits for a deletion in hand."""
    with _locked(data_dir, exclusive=False, wait=True):
        yield


@contextlib.contextmanager
def may_delete(data_dir: Path) -> Iterator[bool]:
    """Whether files may be deleted now; where not, a backup is being made, and they wait for the next time."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_locked(data_dir, exclusive=True, wait=False))
        except BlockingIOError:
            yield False
        else:
            yield True


@contextlib.contextmanager
def _locked(data_dir: Path, *, exclusive: bool, wait: bool) -> Iterator[None]:
    if os.name != "posix":
        yield
        return
    import fcntl

    descriptor = os.open(data_dir / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)  # which also frees the lock

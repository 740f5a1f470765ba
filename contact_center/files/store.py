"""Blobs in a folder of the disk: written beside their place, moved into it when they are whole and wanted."""

import asyncio
import errno
import hashlib
import logging
import os
import secrets
import shutil
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeVar

import msgspec

from contact_center.deletion_lock import may_delete
from contact_center.errors import InvalidInput, NotFound, SlowUpload, StorageFull, StorageUnavailable, TooLarge
from contact_center.files.sniff import HEAD, TAIL

T = TypeVar("T")

FOLDER = "files"
INCOMING = "incoming"
"""Beneath FOLDER: what is still arriving, or has arrived and belongs to nobody yet."""
WRITE = 512 * 1024
"""Bytes collected before they are written."""
RESERVE = 200_000_000
"""Free bytes that files leave to the database beside them."""
DISK_SECONDS = 30.0
QUIET_SECONDS = 20.0
"""An upload of which nothing arrives for so long is ended."""
GRACE_SECONDS, LEAST_RATE = 30.0, 4_096
"""An upload may take GRACE_SECONDS and a second for each LEAST_RATE bytes."""
STALE = 3_600.0
"""Seconds after which what lies in INCOMING untouched is nobody's."""
THREADS = 4
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

logger = logging.getLogger(__name__)


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """A whole file that lies in INCOMING."""

    key: str
    size: int
    sha256: str
    head: bytes
    """Its first bytes, at most sniff.HEAD."""
    tail: bytes
    """Its last bytes, at most sniff.TAIL."""


@dataclass
class _Arriving:
    """What is known of a file so far."""

    file: IO[bytes]
    hash: Any = field(default_factory=hashlib.sha256)
    size: int = 0
    head: bytearray = field(default_factory=bytearray)
    tail: bytes = b""

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.hash.update(data)
        self.size += len(data)
        self.head += data[: HEAD - len(self.head)]
        self.tail = (self.tail + data)[-TAIL:]

    def finish(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()


class FileStore:
    """The installation's blobs, each under a random key. Several processes of one machine share the folder."""

    def __init__(self, data_dir: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.folder = data_dir / FOLDER
        self._clock = clock
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="files")

    def path_of(self, key: str) -> Path:
        """Where the blob of a key lies: in a folder by its first two letters."""
        return self.folder / key[:2] / key

    async def receive(self, chunks: AsyncIterator[bytes], *, limit: int) -> Arrived:
        """Write what arrives until its end, at most limit bytes; nothing is left of what breaks off or is refused.

        Raises TooLarge, SlowUpload, InvalidInput for nothing at all, StorageFull, StorageUnavailable, and whatever
        the chunks raise.
        """
        key = secrets.token_hex(20)
        path = self._incoming(key)
        arriving = _Arriving(await self._do(self._create, path))
        try:
            await self._take(arriving, chunks, limit)
            await self._do(arriving.finish)
        except BaseException:
            await self._drop(arriving, path)
            raise
        return Arrived(
            key=key,
            size=arriving.size,
            sha256=arriving.hash.hexdigest(),
            head=bytes(arriving.head),
            tail=arriving.tail,
        )

    async def put(self, data: bytes, *, limit: int) -> Arrived:
        """The same of bytes that are here already, for many small files: one way into a thread and back."""
        if not data:
            raise InvalidInput("The file is empty.", code="file_empty")
        if len(data) > limit:
            raise TooLarge(f"The file is larger than {limit} bytes.", code="file_too_large")
        key = secrets.token_hex(20)
        await self._do(self._put, self._incoming(key), data)
        digest = hashlib.sha256(data).hexdigest()
        return Arrived(key=key, size=len(data), sha256=digest, head=data[:HEAD], tail=data[-TAIL:])

    def _put(self, path: Path, data: bytes) -> None:
        try:
            with self._create(path) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    async def _take(self, arriving: _Arriving, chunks: AsyncIterator[bytes], limit: int) -> None:
        began, waiting, received = self._clock(), bytearray(), 0
        async with aclosing(_timed(chunks)) as timed:
            async for chunk in timed:
                received += len(chunk)
                if received > limit:
                    raise TooLarge(f"The file is larger than {limit} bytes.", code="file_too_large")
                if self._clock() - began > GRACE_SECONDS + received / LEAST_RATE:
                    raise SlowUpload("The file arrives too slowly. Try again over a better connection.")
                waiting += chunk
                if len(waiting) >= WRITE:
                    await self._do(arriving.write, bytes(waiting))
                    waiting.clear()
        if not received:
            raise InvalidInput("The file is empty.", code="file_empty")
        await self._do(arriving.write, bytes(waiting))

    async def _drop(self, arriving: _Arriving, path: Path) -> None:
        def close_and_delete() -> None:
            arriving.file.close()
            path.unlink(missing_ok=True)

        with suppress(StorageUnavailable):  # what cannot be deleted now is swept later
            await asyncio.shield(asyncio.ensure_future(self._do(close_and_delete)))

    async def keep(self, *keys: str) -> None:
        """Move arrived blobs to their places; call it after the commit that knows them."""

        await self._do(self._move, keys)

    async def discard(self, key: str) -> None:
        """Delete an arrived blob that nobody wants."""
        await self._do(self._incoming(key).unlink, missing_ok=True)

    async def delete(self, keys: Iterable[str]) -> None:
        """Delete blobs; those that are gone already are no error."""
        await self._do(self._delete, list(keys))

    async def status_of(self, key: str) -> os.stat_result:
        """Of a blob that lies in its place; raises NotFound where none does."""
        try:
            return await self._do(self.path_of(key).stat)
        except StorageUnavailable as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise NotFound("There is no such file.") from None
            raise

    async def read(self, key: str) -> bytes:
        """A whole blob, be it in its place or, right after its commit, on its way there. Raises NotFound."""
        try:
            return await self._do(self._read, key)
        except StorageUnavailable as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise NotFound("There is no such file.") from None
            raise

    async def sweep(self, known: Callable[[list[str]], Awaitable[Collection[str]]]) -> int:
        """Delete what broken-off uploads and crashes have left behind; returns how many files.

        known: which of some keys the database knows. A crash right after their commit has left those on their way.
        """
        stale = await self._do(self._stale)
        wanted = await known(stale) if stale else ()
        for key in wanted:
            with suppress(StorageUnavailable):  # its own process was not dead but slow, and has moved it
                await self.keep(key)
        return await self._do(self._sweep, [key for key in stale if key not in wanted])

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _incoming(self, key: str) -> Path:
        return self.folder / INCOMING / key

    def _create(self, path: Path) -> IO[bytes]:
        self._make_folders()
        if shutil.disk_usage(path.parent).free < RESERVE:
            raise OSError(errno.ENOSPC, "the disk is nearly full")
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def _make_folders(self) -> None:
        """Both the owner's alone; those above are made by whoever makes the data folder."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        (self.folder / INCOMING).mkdir(mode=0o700, exist_ok=True)

    def _move(self, keys: Sequence[str]) -> None:
        targets = [self.path_of(key) for key in keys]
        for target in targets:
            target.parent.mkdir(mode=0o700, exist_ok=True)
            self._incoming(target.name).replace(target)
        for parent in {target.parent for target in targets}:
            folder = os.open(parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _delete(self, keys: list[str]) -> None:
        """While a backup may still copy them, they are only put where sweep() finds them."""
        self._make_folders()
        with may_delete(self.folder.parent) as now:
            for key in keys:
                with suppress(FileNotFoundError):
                    self.path_of(key).unlink() if now else self.path_of(key).replace(self._incoming(key))

    def _read(self, key: str) -> bytes:
        for path in (self.path_of(key), self._incoming(key)):
            with suppress(FileNotFoundError):
                return path.read_bytes()
        return self.path_of(key).read_bytes()

    def _stale(self) -> list[str]:
        oldest, found = time.time() - STALE, []
        with suppress(FileNotFoundError):
            for path in (self.folder / INCOMING).iterdir():
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < oldest:
                        found.append(path.name)
        return found

    def _sweep(self, keys: list[str]) -> int:
        swept = 0
        with may_delete(self.folder.parent) as now:
            for key in keys if now else ():
                with suppress(FileNotFoundError):
                    self._incoming(key).unlink()
                    swept += 1
        return swept

    async def _do(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Do disk work in a thread, but wait for it DISK_SECONDS at most. Raises StorageFull, StorageUnavailable."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(DISK_SECONDS):
                return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))
        except TimeoutError as error:
            raise StorageUnavailable("The disk did not answer in time.") from error
        except OSError as error:
            if error.errno in _FULL:
                logger.error("files: the disk is full")
                raise StorageFull("There is no room for this file just now.") from error
            if not isinstance(error, FileNotFoundError):
                logger.error("files: %s", error)
            raise StorageUnavailable("Files cannot be stored just now.") from error


async def _timed(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """The chunks, of which each must come within QUIET_SECONDS."""
    while True:
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise SlowUpload("Nothing of the file has arrived for a while. Try again.") from None
        yield chunk

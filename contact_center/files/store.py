"""Blobs in a folder of the disk: written beside their place, moved into it when they are whole and wanted."""

import asyncio
import errno
import logging
import os
import secrets
import shutil
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, aclosing, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

from contact_center.deletion_lock import may_delete
from contact_center.errors import InvalidInput, NotFound, SlowUpload, StorageFull, StorageUnavailable, TooLarge
from contact_center.files.arriving import Arrived, Arriving, arrived, unfit

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
OPEN = 32
"""Files that are written at once."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

logger = logging.getLogger(__name__)


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
        arriving = Arriving(await self._do(self._create, path))
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
        """The same of bytes that are here already."""
        refused = unfit(data, limit=limit)
        if refused is not None:
            raise refused
        (found,) = await self.put_all([data])
        return found

    async def put_all(self, blobs: Sequence[bytes]) -> list[Arrived]:
        """The same for many small files, none empty: one way into a thread and back. All of them, or it raises."""
        return await self._do(self._put_all, blobs) if blobs else []

    def _put_all(self, blobs: Sequence[bytes]) -> list[Arrived]:
        keys = [secrets.token_hex(20) for _ in blobs]
        try:
            self._make_room()
            for start in range(0, len(blobs), OPEN):
                self._write(keys[start : start + OPEN], blobs[start : start + OPEN])
        except BaseException:
            for key in keys:
                self._incoming(key).unlink(missing_ok=True)
            raise
        return [arrived(key, data) for key, data in zip(keys, blobs, strict=True)]

    def _write(self, keys: Sequence[str], blobs: Sequence[bytes]) -> None:
        """All are written before the first waits for the disk: what makes one safe takes others along."""
        with ExitStack() as stack:
            files = [stack.enter_context(self._open(self._incoming(key))) for key in keys]
            for file, data in zip(files, blobs, strict=True):
                file.write(data)
                file.flush()
            for file in files:
                os.fsync(file.fileno())

    async def _take(self, arriving: Arriving, chunks: AsyncIterator[bytes], limit: int) -> None:
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

    async def _drop(self, arriving: Arriving, path: Path) -> None:
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

    async def read_all(self, keys: Sequence[str], *, most: int = -1) -> list[bytes | None]:
        """The same of several; none for one that there is not. most: bytes that are read of each from its beginning."""

        def read(key: str) -> bytes | None:
            try:
                return self._read(key, most)
            except FileNotFoundError:
                return None

        return await self._do(lambda: [read(key) for key in keys])

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
        self._make_room()
        return self._open(path)

    def _make_room(self) -> None:
        self._make_folders()
        if shutil.disk_usage(self.folder).free < RESERVE:
            raise OSError(errno.ENOSPC, "the disk is nearly full")

    @staticmethod
    def _open(path: Path) -> IO[bytes]:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def _make_folders(self) -> None:
        """Both the owner's alone; those above are made by whoever makes the data folder."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        (self.folder / INCOMING).mkdir(mode=0o700, exist_ok=True)

    def _move(self, keys: Sequence[str]) -> None:
        targets = [self.path_of(key) for key in keys]
        parents = {target.parent for target in targets}
        for parent in parents:
            parent.mkdir(mode=0o700, exist_ok=True)
        for target in targets:
            self._incoming(target.name).replace(target)
        for parent in parents:
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

    def _read(self, key: str, most: int = -1) -> bytes:
        for path in (self.path_of(key), self._incoming(key), self.path_of(key)):
            with suppress(FileNotFoundError), path.open("rb") as file:
                return file.read(most)
        raise FileNotFoundError(key)

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

"""Blobs on the disk: whole or not there at all."""

import asyncio
import errno
import hashlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contact_center.errors import InvalidInput, NotFound, SlowUpload, StorageFull, StorageUnavailable, TooLarge
from contact_center.files import store as store_module
from contact_center.files.sniff import HEAD, TAIL
from contact_center.files.store import INCOMING, STALE, FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def lying(store: FileStore) -> list[str]:
    """Every file beneath the folder, by its path."""
    return sorted(str(path.relative_to(store.folder)) for path in store.folder.rglob("*") if path.is_file())


async def chunks(content: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def nothing(keys: list[str]) -> set[str]:
    return set()


async def test_a_file_is_kept_whole_beneath_two_letters_of_its_key(store: FileStore) -> None:
    content = os.urandom(3_000_000)
    arrived = await store.receive(chunks(content), limit=3_000_000)
    assert lying(store) == [f"{INCOMING}/{arrived.key}"]
    assert (arrived.size, arrived.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (arrived.head, arrived.tail) == (content[:HEAD], content[-TAIL:])
    with pytest.raises(NotFound):
        await store.status_of(arrived.key)
    await store.keep(arrived.key)
    assert lying(store) == [f"{arrived.key[:2]}/{arrived.key}"]
    assert store.path_of(arrived.key).read_bytes() == content
    assert store.path_of(arrived.key).stat().st_mode & 0o777 == 0o600


async def test_two_at_once_do_not_mix(store: FileStore) -> None:
    one, other = os.urandom(900_000), os.urandom(900_000)
    found = await asyncio.gather(
        store.receive(chunks(one, 5_000), limit=10**6), store.receive(chunks(other, 7_000), limit=10**6)
    )
    assert [each.sha256 for each in found] == [hashlib.sha256(each).hexdigest() for each in (one, other)]


async def test_a_broken_off_upload_leaves_nothing(store: FileStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 1_000_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store.receive(broken(), limit=10**9)
    assert lying(store) == []


async def test_a_cancelled_upload_leaves_nothing(store: FileStore) -> None:
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"x" * 1_000_000
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(store.receive(endless(), limit=10**9))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert lying(store) == []


async def test_too_much_and_nothing_at_all_are_refused_and_leave_nothing(store: FileStore) -> None:
    taken = 0

    async def large() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 1_000

    with pytest.raises(TooLarge):
        await store.receive(large(), limit=10_000)
    assert taken == 11
    with pytest.raises(InvalidInput, match="empty"):
        await store.receive(chunks(b""), limit=10_000)
    assert lying(store) == []


async def test_a_trickle_is_ended(tmp_path: Path) -> None:
    now = 0.0

    async def trickle() -> AsyncIterator[bytes]:
        nonlocal now
        while True:
            now += 5
            yield b"x"

    store = FileStore(tmp_path, clock=lambda: now)
    with pytest.raises(SlowUpload, match="too slowly"):
        await store.receive(trickle(), limit=10**9)
    assert now < 60
    assert lying(store) == []


async def test_silence_is_ended(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "QUIET_SECONDS", 0.01)

    async def silent() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    with pytest.raises(SlowUpload, match="Nothing"):
        await store.receive(silent(), limit=10**9)
    assert lying(store) == []


async def test_a_slow_line_has_the_time_that_its_file_needs(tmp_path: Path) -> None:
    now = 0.0

    async def slow() -> AsyncIterator[bytes]:
        nonlocal now
        for _ in range(100):
            now += 10
            yield b"x" * 50_000

    arrived = await FileStore(tmp_path, clock=lambda: now).receive(slow(), limit=10**9)
    assert arrived.size == 5_000_000


@pytest.mark.parametrize(("number", "expected"), [(errno.ENOSPC, StorageFull), (errno.EIO, StorageUnavailable)])
async def test_a_failing_disk_is_said_to_be_full_or_away(
    store: FileStore, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[Exception]
) -> None:
    def fsync(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(expected) as raised:
        await store.receive(chunks(b"content"), limit=100)
    assert type(raised.value) is expected
    assert lying(store) == []


async def test_many_that_are_here_already_are_put_together_in_their_order(store: FileStore) -> None:
    blobs = [os.urandom(1 + number * 100) for number in range(store_module.OPEN + 3)]
    arrived = await store.put_all(blobs)
    assert lying(store) == sorted(f"{INCOMING}/{each.key}" for each in arrived)
    assert [each.sha256 for each in arrived] == [hashlib.sha256(each).hexdigest() for each in blobs]
    await store.keep(*(each.key for each in arrived[1:]))
    keys = [each.key for each in arrived]
    assert await store.read_all([*keys, "0" * 40]) == [*blobs, None]
    assert await store.read_all(keys, most=150) == [blob[:150] for blob in blobs]
    assert await store.put_all([]) == []


async def test_of_many_all_are_put_or_none(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [2]
    fsync = os.fsync

    def failing(number: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(number)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(StorageFull):
        await store.put_all([b"one", b"two", b"three", b"four"])
    assert lying(store) == []


async def test_a_nearly_full_disk_is_left_to_the_database(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "RESERVE", 1 << 62)
    with pytest.raises(StorageFull):
        await store.receive(chunks(b"content"), limit=100)


async def test_only_what_nobody_has_touched_for_long_is_swept(store: FileStore) -> None:
    old, kept, new = [await store.receive(chunks(b"content"), limit=100) for _ in range(3)]
    await store.keep(kept.key)
    long_ago = time.time() - STALE - 60
    os.utime(store.folder / INCOMING / old.key, (long_ago, long_ago))
    os.utime(store.path_of(kept.key), (long_ago, long_ago))
    assert await store.sweep(nothing) == 1
    assert lying(store) == sorted([f"{kept.key[:2]}/{kept.key}", f"{INCOMING}/{new.key}"])


async def test_what_the_database_knows_is_put_in_its_place_instead(store: FileStore) -> None:
    committed, unwanted = [await store.receive(chunks(b"content"), limit=100) for _ in range(2)]
    long_ago = time.time() - STALE - 60
    for each in (committed, unwanted):
        os.utime(store.folder / INCOMING / each.key, (long_ago, long_ago))
    assert await store.read(committed.key) == b"content"

    async def known(keys: list[str]) -> set[str]:
        assert sorted(keys) == sorted([committed.key, unwanted.key])
        return {committed.key}

    assert await store.sweep(known) == 1
    assert lying(store) == [f"{committed.key[:2]}/{committed.key}"]
    assert await store.read(committed.key) == b"content"
    with pytest.raises(NotFound):
        await store.read(unwanted.key)


async def test_deleting_what_is_gone_is_no_error(store: FileStore) -> None:
    arrived = await store.receive(chunks(b"content"), limit=100)
    await store.keep(arrived.key)
    await store.delete([arrived.key, arrived.key, "00" * 20])
    assert lying(store) == []


async def test_an_empty_installation_has_nothing_to_sweep(store: FileStore) -> None:
    assert await store.sweep(nothing) == 0

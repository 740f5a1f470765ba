"""The batcher of page views: what it collects, what it refuses, and who is told when something fails."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest

from contact_center.db import Database
from contact_center.errors import Forbidden, StorageUnavailable, TooManyRequests
from contact_center.visits import recorder
from contact_center.visits.recorder import Recorder
from contact_center.visits.recording import Hit

BAD = "bad"


class Storage:
    """Takes sets as a database does, when it is let; a set with a bad member fails as a whole."""

    def __init__(self) -> None:
        self.sets: list[list[str]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.away = False

    async def write(self, _: Callable[..., Any], hits: Sequence[Hit]) -> list[Forbidden | None]:
        await self.open.wait()
        if self.away:
            raise StorageUnavailable("The database is away.")
        if any(hit.visit == BAD for hit in hits):
            raise ValueError(BAD)
        self.sets.append([hit.visit for hit in hits])
        return [Forbidden("no") if hit.visitor == "stranger" else None for hit in hits]


def hit(visit: str, visitor: str = "ann") -> Hit:
    return Hit(inbox_id=1, visitor=visitor, visit=visit, columns={}, pages=(), oldest=0)


def over(storage: Storage) -> Recorder:
    return Recorder(cast(Database, storage), collect=0)


async def test_what_arrives_at_once_is_one_set() -> None:
    storage = Storage()
    recording = over(storage)
    await asyncio.gather(*(recording.record(hit(str(number))) for number in range(recorder.MAX_SET + 5)))
    assert [len(each) for each in storage.sets] == [recorder.MAX_SET, 5]


async def test_who_has_not_agreed_is_told_and_nobody_else() -> None:
    recording = over(Storage())
    found = await asyncio.gather(
        recording.record(hit("a")), recording.record(hit("b", "stranger")), return_exceptions=True
    )
    assert [type(each) for each in found] == [type(None), Forbidden]


async def test_a_member_that_breaks_a_set_fails_alone() -> None:
    storage = Storage()
    recording = over(storage)
    found = await asyncio.gather(*(recording.record(hit(name)) for name in ("a", BAD, "b")), return_exceptions=True)
    assert [type(each) for each in found] == [type(None), ValueError, type(None)]
    assert storage.sets == [["a"], ["b"]]


async def test_without_a_database_everybody_is_told_and_it_goes_on_afterwards() -> None:
    storage = Storage()
    recording = over(storage)
    storage.away = True
    with pytest.raises(StorageUnavailable):
        await recording.record(hit("a"))
    storage.away = False
    await recording.record(hit("b"))
    assert storage.sets == [["b"]]


async def test_a_flood_is_refused_with_a_time_to_wait_and_what_waited_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recorder, "MAX_WAITING", 10)
    storage = Storage()
    storage.open.clear()
    recording = over(storage)
    waiting = [asyncio.ensure_future(recording.record(hit(str(number)))) for number in range(10)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyRequests) as refused:
        await recording.record(hit("one more"))
    assert refused.value.retry_after >= 1
    storage.open.set()
    await asyncio.gather(*waiting)
    assert sum(map(len, storage.sets)) == 10

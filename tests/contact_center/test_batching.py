"""What arrives at once is stored at once, and every member hears of its own end."""

import asyncio
from collections.abc import Sequence

import pytest

from contact_center.batching import Batcher
from contact_center.errors import Conflict, StorageBusy, StorageUnavailable


class Store:
    """Notes each set, and fails as its members say: "bug" by an error of the program, "full" by one of storage."""

    def __init__(self) -> None:
        self.sets: list[list[str]] = []

    async def __call__(self, members: list[str]) -> Sequence[str | Exception]:
        self.sets.append(members)
        await asyncio.sleep(0)
        if "bug" in members:
            raise RuntimeError("a bug")
        if "full" in members:
            raise StorageUnavailable("full")
        return [Conflict("no") if member == "refused" else member.upper() for member in members]


def batcher(store: Store, *, most: int = 10, room: int = 10, in_order: bool = False) -> Batcher[str, str]:
    return Batcher(store, name="test", most=most, room=room, busy=lambda: StorageBusy("busy"), in_order=in_order)


async def outcomes(futures: list[asyncio.Future[str]]) -> list[str]:
    found = await asyncio.gather(*futures, return_exceptions=True)
    return [each if isinstance(each, str) else type(each).__name__ for each in found]


async def test_what_arrives_at_once_is_one_set_and_what_arrives_meanwhile_the_next() -> None:
    store = Store()
    box = batcher(store)
    first = [box.submit("a"), box.submit("b")]
    await asyncio.sleep(0)
    assert await outcomes([*first, box.submit("c")]) == ["A", "B", "C"]
    assert store.sets == [["a", "b"], ["c"]]


async def test_a_set_has_at_most_so_many_members_in_their_order() -> None:
    store = Store()
    box = batcher(store, most=2)
    assert await outcomes([box.submit(each) for each in "abc"]) == ["A", "B", "C"]
    assert store.sets == [["a", "b"], ["c"]]


async def test_a_member_that_is_refused_is_refused_alone() -> None:
    box = batcher(Store())
    assert await outcomes([box.submit(each) for each in ("a", "refused")]) == ["A", "Conflict"]


async def test_where_a_set_fails_by_itself_its_members_run_alone() -> None:
    store = Store()
    box = batcher(store)
    assert await outcomes([box.submit(each) for each in ("a", "bug", "c")]) == ["A", "RuntimeError", "C"]
    assert store.sets == [["a", "bug", "c"], ["a"], ["bug"], ["c"]]


@pytest.mark.parametrize(("in_order", "after"), [(True, "StorageUnavailable"), (False, "B")])
async def test_where_storage_fails_what_must_keep_its_order_fails_with_the_set(in_order: bool, after: str) -> None:
    box = batcher(Store(), most=1, in_order=in_order)
    assert await outcomes([box.submit("full"), box.submit("b")]) == ["StorageUnavailable", after]


async def test_one_more_than_there_is_room_for_is_told_at_once() -> None:
    box = batcher(Store(), room=1)
    waiting = box.submit("a")
    with pytest.raises(StorageBusy):
        box.submit("b")
    assert await waiting == "A"


async def test_a_member_whose_sender_has_gone_does_not_stop_the_others() -> None:
    box = batcher(Store())
    gone, stays = box.submit("a"), box.submit("b")
    gone.cancel()
    assert await stays == "B"

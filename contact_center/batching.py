"""Collects what arrives at once, so that one unit stores all of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from contact_center.errors import ContactCenterError

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """One set is being stored at a time, in the order of arrival; what arrives meanwhile is the next one.

    store answers for each member with its result or its own error. If a set fails for a reason of its own, its
    members run alone; if storage fails (a ContactCenterError), the set fails.
    """

    def __init__(
        self,
        store: Callable[[list[T]], Awaitable[Sequence[R | Exception]]],
        *,
        name: str,
        most: int,
        room: int,
        busy: Callable[[], ContactCenterError],
        collect: float = 0.0,
        in_order: bool = False,
    ) -> None:
        """most: members of a set. room: how many may wait; busy makes the error for one more. collect: seconds to wait
        before each set. in_order: when a set fails, so does all that came after it, to be sent again in order.
        """
        self._store, self._name, self._busy = store, name, busy
        self._most, self._room, self._collect, self._in_order = most, room, collect, in_order
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None

    def submit(self, member: T) -> asyncio.Future[R]:
        """Take one in; done when its set is stored. Raises the busy error where too many wait."""
        if len(self._waiting) >= self._room:
            raise self._busy()
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((member, future))
        if self._task is None:
            self._task = asyncio.create_task(self._drain(), name=self._name)
        return future

    async def _drain(self) -> None:
        try:
            while self._waiting:
                if self._collect:
                    await asyncio.sleep(self._collect)
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._settle(batch)
        finally:
            self._task = None

    async def _settle(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        results: Sequence[R | Exception]
        try:
            results = await self._store([member for member, _ in batch])
        except ContactCenterError as error:
            if self._in_order:
                batch, self._waiting = batch + self._waiting, []
            results = [error] * len(batch)
        except Exception as error:
            if len(batch) > 1:
                for member in batch:
                    await self._settle([member])
                return
            results = [error]
        for (_, future), result in zip(batch, results, strict=True):
            if future.done():
                continue  # who asked has gone; what was given is stored all the same
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)

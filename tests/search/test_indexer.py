"""The indexer as it runs: woken by signals, and not ended by a failure."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from contact_center.bus import MemoryBus
from contact_center.db import Database, Signal
from contact_center.errors import StorageUnavailable
from contact_center.realtime.changes import CONVERSATION
from contact_center.search import indexer, indexing, queries
from contact_center.search.schemas import SearchQuery
from tests import scene
from tests.app_server import until_stored


@pytest.fixture
async def bus(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MemoryBus]:
    """The bus that a running indexer listens to."""
    monkeypatch.setattr(indexer, "COLLECT_SECONDS", 0.0)
    monkeypatch.setattr(indexer, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(indexer, "LOOK_SECONDS", 60.0)
    bus = MemoryBus()
    running = asyncio.create_task(indexer.Indexer(db=database, bus=bus, clock=lambda: scene.START).run())
    yield bus
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def found(tx: Any) -> bool:
    return bool(queries.messages(tx, SearchQuery(q="hello")).items)


async def test_a_message_is_found_soon_after_its_signal(database: Database, bus: MemoryBus) -> None:
    await scene.conversation(database)
    bus.publish([Signal(CONVERSATION, 1)])
    await until_stored(database, found)


async def test_a_failure_does_not_end_the_indexing(
    database: Database, bus: MemoryBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, failures = database.write, [StorageUnavailable("full"), RuntimeError("a bug")]

    async def failing(unit: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if unit is indexing.index_messages and failures:
            raise failures.pop()
        return await write(unit, *args, **kwargs)

    monkeypatch.setattr(database, "write", failing)
    await scene.conversation(database)
    bus.publish([Signal(CONVERSATION, 1)])
    await until_stored(database, found)
    assert failures == []

"""Signals: within the process, and over PostgreSQL's NOTIFY so that several processes need nothing else."""

import asyncio
import logging
import os
import random
from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg
import msgspec

from contact_center.db import Signal
from contact_center.errors import StorageUnavailable
from contact_center.ports import RESYNC, Bus, Subscriber
from contact_center.settings import Settings

CHANNEL = "contact_center"
PAYLOAD_BYTES = 7_900
"""PostgreSQL takes payloads under 8,000 bytes."""
MAX_PENDING = 10_000
NETWORK_SECONDS = 5.0
PING_SECONDS = 15.0
"""A connection that was quiet for so long is asked whether it still lives."""
STOP_SECONDS = 2.0
BACKOFF_SECONDS = (0.05, 5.0)

Payload = tuple[str, list[tuple[str, int, int, str]]]
"""The origin and its signals."""
Lost = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a connection to PostgreSQL raises when it, or the server, is gone."""

log = logging.getLogger(__name__)


def open_bus(settings: Settings) -> Bus:
    """The bus that fits the database: the embedded one has a single process, PostgreSQL may have several."""
    return MemoryBus() if settings.is_sqlite else PostgresBus(settings.database_url)


class MemoryBus:
    """Calls subscribers at once; one that fails is logged and does not stop the others."""

    def __init__(self) -> None:
        self._subscribers: dict[str, list[Subscriber]] = {}

    def subscribe(self, topic: str, subscriber: Subscriber) -> None:
        self._subscribers.setdefault(topic, []).append(subscriber)

    def publish(self, signals: Sequence[Signal]) -> None:
        for signal in signals:
            for subscriber in self._subscribers.get(signal.topic, ()):
                try:
                    subscriber(signal)
                except Exception:  # the change is committed; whoever else waits for it must hear of it
                    log.exception("a subscriber failed", extra={"topic": signal.topic})

    async def start(self) -> None:
        """Nothing to begin: there is no other process."""

    async def stop(self) -> None:
        """Nothing to end."""


class PostgresBus:
    """A memory bus whose signals also go to the other processes, batched while the last NOTIFY is under way."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = MemoryBus()
        self._origin = os.urandom(6).hex()
        self._pending: list[Signal] = []
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def subscribe(self, topic: str, subscriber: Subscriber) -> None:
        self._local.subscribe(topic, subscriber)

    def publish(self, signals: Sequence[Signal]) -> None:
        self._local.publish(signals)
        self._pending += signals
        if len(self._pending) > MAX_PENDING:
            self._pending = [Signal(RESYNC, 0)]
        self._wake.set()

    async def start(self) -> None:
        try:
            connection = await self._connect()
        except Lost as error:
            raise StorageUnavailable(f"The database does not take part: {error}") from error
        self._task = asyncio.create_task(self._run(connection), name="bus")

    async def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            _, late = await asyncio.wait((self._task,), timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
                await asyncio.wait((task,), timeout=STOP_SECONDS)

    async def _connect(self) -> Any:
        connection = await asyncpg.connect(
            self._url, timeout=NETWORK_SECONDS, command_timeout=NETWORK_SECONDS, statement_cache_size=8
        )
        try:
            await connection.add_listener(CHANNEL, self._hear)
        except BaseException:
            connection.terminate()
            raise
        connection.add_termination_listener(lambda _: self._wake.set())
        return connection

    async def _run(self, connection: Any) -> None:
        """Serve one connection after the other until told to stop."""
        while True:
            try:
                await self._serve(connection)
                return
            except Lost as error:
                log.warning("the bus lost its connection", extra={"error": type(error).__name__})
                self._pending = [Signal(RESYNC, 0)]  # what was under way may be lost
            finally:
                connection.terminate()
            if (again := await self._reconnect()) is None:
                return
            connection = again
            self._local.publish([Signal(RESYNC, 0)])

    async def _serve(self, connection: Any) -> None:
        while not (self._stopping and not self._pending):
            if not self._pending:
                await self._wait(PING_SECONDS)
            self._wake.clear()
            if not self._pending:
                await connection.fetchval("SELECT 1")
                continue
            batch, self._pending = self._pending, []
            payloads = list(pack(self._origin, batch))
            await connection.execute("SELECT pg_notify($1, p) FROM unnest($2::text[]) p", CHANNEL, payloads)

    async def _reconnect(self) -> Any:
        """A new connection, however long that takes; None when told to stop meanwhile."""
        first, longest = BACKOFF_SECONDS
        pause = first
        while not self._stopping:
            try:
                return await self._connect()
            except Lost:
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, longest)
        return None

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _hear(self, _connection: Any, _process: int, _channel: str, payload: object) -> None:
        try:
            origin, found = msgspec.json.decode(str(payload), type=Payload)
        except msgspec.MsgspecError:
            log.warning("the bus heard something that is not a signal")
            return
        if origin != self._origin:
            self._local.publish([Signal(*each) for each in found])


def pack(origin: str, signals: Sequence[Signal]) -> Iterator[str]:
    """Write signals as JSON payloads of at most PAYLOAD_BYTES each: [origin, [[topic, id, seq, note], ...]]."""
    head = f'["{origin}",['.encode()
    room = PAYLOAD_BYTES - len(head) - 2
    parts: list[bytes] = []
    size = 0
    for signal in signals:
        part = msgspec.json.encode((signal.topic, signal.id, signal.seq, signal.note))
        if parts and size + len(part) > room:
            yield (head + b",".join(parts) + b"]]").decode()
            parts, size = [], 0
        parts.append(part)
        size += len(part) + 1
    if parts:
        yield (head + b",".join(parts) + b"]]").decode()

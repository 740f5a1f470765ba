"""What every bus does, and what the one over PostgreSQL does beyond it, on a real server."""

import asyncio
import logging
from collections.abc import AsyncIterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center import bus as bus_module
from contact_center.bus import PAYLOAD_BYTES, MemoryBus, PostgresBus, open_bus, pack
from contact_center.db import Signal
from contact_center.errors import StorageUnavailable
from contact_center.ports import RESYNC, Bus
from contact_center.settings import Settings
from tests.servers import Postgres, free_port


class Heard:
    """A subscriber that remembers, and lets a test wait."""

    def __init__(self, bus: Bus, *topics: str) -> None:
        self.signals: asyncio.Queue[Signal] = asyncio.Queue()
        for topic in topics:
            bus.subscribe(topic, self.signals.put_nowait)

    def now(self) -> list[Signal]:
        return [self.signals.get_nowait() for _ in range(self.signals.qsize())]

    async def next(self, number: int = 1) -> list[Signal]:
        async with asyncio.timeout(20):
            return [await self.signals.get() for _ in range(number)]


@pytest.fixture
async def bus(database_settings: Settings) -> AsyncIterator[Bus]:
    bus = open_bus(database_settings)
    await bus.start()
    yield bus
    await bus.stop()


@pytest.fixture
async def pair(postgres_settings: Settings) -> AsyncIterator[tuple[PostgresBus, PostgresBus]]:
    """What two processes have."""
    one, two = PostgresBus(postgres_settings.database_url), PostgresBus(postgres_settings.database_url)
    await one.start()
    await two.start()
    yield one, two
    await one.stop()
    await two.stop()


async def test_a_subscriber_hears_its_topic_at_once_and_in_order(bus: Bus) -> None:
    heard = Heard(bus, "conversation")
    bus.publish([Signal("conversation", 1, 7), Signal("jobs", 2), Signal("conversation", 1, 8, local="known")])
    bus.publish([Signal("conversation", 3)])
    assert heard.now() == [
        Signal("conversation", 1, 7),
        Signal("conversation", 1, 8, local="known"),
        Signal("conversation", 3),
    ]


async def test_a_failing_subscriber_is_logged_and_does_not_stop_the_others(
    bus: Bus, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Signal) -> None:
        raise ValueError("broken subscriber")

    bus.subscribe("jobs", fail)
    heard = Heard(bus, "jobs")
    with caplog.at_level(logging.ERROR):
        bus.publish([Signal("jobs", 1), Signal("jobs", 2)])
    assert heard.now() == [Signal("jobs", 1), Signal("jobs", 2)]
    assert "a subscriber failed" in caplog.text


async def test_the_bus_fits_the_database(settings: Settings) -> None:
    assert isinstance(open_bus(settings), MemoryBus)


@pytest.mark.postgresql
async def test_another_process_hears_in_order_and_without_what_is_local(pair: tuple[PostgresBus, PostgresBus]) -> None:
    one, two = pair
    own, other = Heard(one, "conversation"), Heard(two, "conversation")
    one.publish([Signal("conversation", number, 1, "typing", local="secret") for number in range(50)])
    assert await other.next(50) == [Signal("conversation", number, 1, "typing") for number in range(50)]
    assert len(own.now()) == 50


@pytest.mark.postgresql
async def test_a_process_does_not_hear_its_own_signals_twice(pair: tuple[PostgresBus, PostgresBus]) -> None:
    one, two = pair
    own, other = Heard(one, "a", "b"), Heard(two, "a")
    one.publish([Signal("a", 1)])
    await other.next()
    two.publish([Signal("b", 2)])  # PostgreSQL keeps the order of commits: an echo would have come before this
    assert await own.next(2) == [Signal("a", 1), Signal("b", 2)]


@pytest.mark.postgresql
async def test_many_signals_at_once_arrive_in_several_payloads(pair: tuple[PostgresBus, PostgresBus]) -> None:
    one, two = pair
    other = Heard(two, "conversation")
    signals = [Signal("conversation", number, number * 1_000_003) for number in range(3_000)]
    one.publish(signals)
    assert await other.next(len(signals)) == signals


@pytest.mark.postgresql
async def test_too_many_waiting_signals_become_one_resync(
    pair: tuple[PostgresBus, PostgresBus], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "MAX_PENDING", 10)
    one, two = pair
    other = Heard(two, "conversation", RESYNC)
    one.publish([Signal("conversation", number) for number in range(11)])
    assert await other.next() == [Signal(RESYNC, 0)]


@pytest.mark.postgresql
async def test_a_restart_of_the_server_ends_in_a_resync_and_signals_flow_again(own_server: Postgres) -> None:
    one, two = PostgresBus(own_server.url()), PostgresBus(own_server.url())
    await one.start()
    await two.start()
    here, there = Heard(one, "jobs", RESYNC), Heard(two, "jobs", RESYNC)
    await asyncio.to_thread(own_server.stop)
    one.publish([Signal("jobs", 1)])
    assert here.now() == [Signal("jobs", 1)]
    await asyncio.to_thread(own_server.start)
    assert await here.next() == [Signal(RESYNC, 0)]
    assert await there.next() == [Signal(RESYNC, 0)]
    one.publish([Signal("jobs", 2)])
    async with asyncio.timeout(20):
        while (await there.next()) != [Signal("jobs", 2)]:
            pass
    await one.stop()
    await two.stop()


@pytest.mark.postgresql
async def test_stopping_sends_what_is_waiting(pair: tuple[PostgresBus, PostgresBus]) -> None:
    one, two = pair
    other = Heard(two, "jobs")
    one.publish([Signal("jobs", 9)])
    await one.stop()
    assert await other.next() == [Signal("jobs", 9)]


@pytest.mark.postgresql
async def test_stopping_while_the_server_is_away_is_quick(own_server: Postgres) -> None:
    bus = PostgresBus(own_server.url())
    await bus.start()
    await asyncio.to_thread(own_server.stop)
    bus.publish([Signal("jobs", 1)])
    async with asyncio.timeout(bus_module.STOP_SECONDS * 2 + 1):
        await bus.stop()


@pytest.mark.postgresql
async def test_what_is_not_a_signal_is_ignored(
    pair: tuple[PostgresBus, PostgresBus], caplog: pytest.LogCaptureFixture
) -> None:
    one, two = pair
    other = Heard(two, "jobs")
    connection = await one._connect()
    await connection.execute(f"NOTIFY {bus_module.CHANNEL}, 'nonsense'")
    await connection.close()
    one.publish([Signal("jobs", 1)])
    assert await other.next() == [Signal("jobs", 1)]
    assert "not a signal" in caplog.text


async def test_a_bus_without_its_server_does_not_start() -> None:
    with pytest.raises(StorageUnavailable):
        await PostgresBus(f"postgresql://nobody@127.0.0.1:{free_port()}/none").start()


@given(
    st.lists(
        st.builds(Signal, st.text(max_size=40), st.integers(0, 2**62), st.integers(0, 2**62), st.text(max_size=9)),
        max_size=300,
    )
)
def test_packing_keeps_every_signal_in_order_within_the_limit(signals: list[Signal]) -> None:
    payloads = list(pack("origin", signals))
    assert all(len(payload.encode()) <= PAYLOAD_BYTES for payload in payloads)
    found = [Signal(*each) for payload in payloads for each in msgspec.json.decode(payload)[1]]
    assert found == signals

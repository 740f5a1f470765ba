"""The engine: asked while the server is well, left alone while it is not, and watched."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from contact_center.settings import Settings
from faq_bot.rasa.breaker import Rules, State
from faq_bot.rasa.client import RasaClient
from faq_bot.rasa.engine import RasaEngine, RasaMode, engine_of
from faq_bot.rasa.errors import RasaAside, RasaFailed
from tests.faq_bot.rasa.recorded import TOKEN, Health, Recorded, recorded_server

RULES = Rules(failures=2, first_pause=5, longest_pause=20)
QUESTION = "how do I send something back"


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[Recorded]:
    with recorded_server() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def make(server: Recorded, clock: Clock) -> AsyncIterator[Callable[[RasaMode], RasaEngine]]:
    client = RasaClient(server.url, TOKEN, seconds=30)
    yield lambda mode: RasaEngine(client, mode, key=b"key", rules=RULES, clock=clock)
    await client.close()


@pytest.fixture
def engine(make: Callable[[RasaMode], RasaEngine]) -> RasaEngine:
    return make(RasaMode.UNDERSTANDING)


async def failing(engine: RasaEngine) -> type[Exception]:
    with pytest.raises((RasaFailed, RasaAside)) as raised:
        await engine.rank(QUESTION)
    return raised.type


def complaints(engine: RasaEngine) -> list[tuple[str, dict[str, str]]]:
    error = engine.status.error
    return [] if error is None else [(error.code, error.values)]


async def test_a_question_is_ranked(engine: RasaEngine) -> None:
    assert (await engine.rank(QUESTION))[0].intent == "start-return"
    assert (engine.status.state, engine.status.answered, complaints(engine)) == (State.CLOSED, 1, [])


async def test_after_some_failures_it_is_left_alone_until_a_trial_succeeds(
    server: Recorded, engine: RasaEngine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    server.health = Health.BROKEN
    with caplog.at_level(logging.INFO):
        assert [await failing(engine) for _ in range(4)] == [RasaFailed, RasaFailed, RasaAside, RasaAside]
        assert (engine.status.state, engine.status.aside) == (State.OPEN, 4)
        assert complaints(engine) == [("rasa_status", {"status": "500"})]
        assert len(server.asked) == 2
        clock.now += 5
        assert await failing(engine) is RasaFailed
        clock.now += 9
        assert await failing(engine) is RasaAside  # the second pause is twice as long
        server.health = Health.WELL
        clock.now += 1
        assert await engine.rank(QUESTION)
    assert (engine.status.state, complaints(engine)) == (State.CLOSED, [])
    said = [each.getMessage() for each in caplog.records if each.name == "faq_bot.rasa.engine"]
    assert [each.partition(" ")[2][:12] for each in said] == ["is left alon", "is left alon", "answers agai"]
    assert not any(QUESTION in each for each in said)


async def test_one_success_forgives(server: Recorded, engine: RasaEngine) -> None:
    for _ in range(3):
        server.health = Health.BROKEN
        assert await failing(engine) is RasaFailed
        server.health = Health.WELL
        assert await engine.rank(QUESTION)
    assert engine.status.state == State.CLOSED


async def test_the_dialogue_goes_by_senders_that_tell_nothing(
    server: Recorded, make: Callable[[RasaMode], RasaEngine]
) -> None:
    engine = make(RasaMode.DIALOGUE)
    assert [each.intent for each in await engine.rank(QUESTION, "7c9e6679")] == ["start-return"]
    assert await engine.rank("zxqwv", "7c9e6679") == ()
    senders = {each["sender"] for each in server.texts}
    assert senders == {engine.sender("7c9e6679")}
    assert "7c9e6679" not in senders.pop()
    assert engine.sender("other") != engine.sender("7c9e6679")


async def test_without_a_conversation_there_is_no_dialogue(
    server: Recorded, make: Callable[[RasaMode], RasaEngine]
) -> None:
    await make(RasaMode.DIALOGUE).rank(QUESTION)
    assert server.asked == ["/model/parse"]


async def test_it_is_watched_so_that_no_question_finds_out(server: Recorded) -> None:
    rules = Rules(failures=1, first_pause=0.01, longest_pause=0.02)
    client = RasaClient(server.url, TOKEN, seconds=30)
    engine = RasaEngine(client, RasaMode.UNDERSTANDING, key=b"key", rules=rules, look_every=0.01)
    watching = asyncio.create_task(engine.watch())
    await until(lambda: engine.status.model != "")
    server.health = Health.BROKEN
    await until(lambda: engine.status.state == State.OPEN)
    server.health = Health.WELL
    await until(lambda: engine.status.state == State.CLOSED)
    assert await engine.rank(QUESTION)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert engine.status.aside == 0


async def test_a_server_without_a_model_is_not_well(server: Recorded) -> None:
    server.health = Health.EMPTY
    client = RasaClient(server.url, TOKEN, seconds=30)
    engine = RasaEngine(client, RasaMode.UNDERSTANDING, key=b"key", rules=Rules(failures=1), look_every=0.01)
    watching = asyncio.create_task(engine.watch())
    await until(lambda: engine.status.state == State.OPEN)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


def test_without_a_server_there_is_no_engine() -> None:
    assert engine_of(Settings()) is None
    engine = engine_of(Settings(rasa_url="http://127.0.0.1:5005/", rasa_mode="dialogue", secret_key="x" * 32))
    assert engine is not None
    assert (engine.status.url, engine.status.mode) == ("http://127.0.0.1:5005", RasaMode.DIALOGUE)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)

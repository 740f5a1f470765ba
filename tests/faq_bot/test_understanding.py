"""Who understands: Rasa behind our own gate, and the next engine where it is not well."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from contact_center.settings import Settings
from faq_bot.nlu.errors import Unavailable
from faq_bot.nlu.process import Limits
from faq_bot.nlu.records import EngineName, Question, Ranked, Training, Understanding
from faq_bot.rasa.breaker import Rules, State
from faq_bot.rasa.client import RasaClient
from faq_bot.rasa.engine import RasaEngine, RasaMode
from faq_bot.understanding import Engines, by_rasa, engines
from tests.faq_bot.rasa.recorded import TOKEN, Health, Recorded, recorded_server

KNOWN = "how do I send something back"
TRAINING = Training(
    locale="en",
    questions=tuple(
        Question(text, intent)
        for intent, texts in {
            "opening": ("when are you open", "are you open on sunday", "opening hours", "how late are you open"),
            "sending": (KNOWN, "send something back", "how do I return something", "how can I send it back"),
        }.items()
        for text in texts
    ),
)


@pytest.fixture
def server() -> Iterator[Recorded]:
    with recorded_server() as server:
        yield server


@contextlib.asynccontextmanager
async def running(folder: Path, server: Recorded, mode: RasaMode = RasaMode.UNDERSTANDING) -> AsyncIterator[Engines]:
    client = RasaClient(server.url, TOKEN, seconds=30)
    rasa = RasaEngine(client, mode, key=b"key", rules=Rules(failures=1, first_pause=3600, longest_pause=3600))
    understanders = Engines(folder, Limits(answer=60.0), rasa=rasa)
    await understanders.train(TRAINING, EngineName.TFIDF)
    task = asyncio.create_task(understanders.run())
    try:
        yield understanders
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def understood(understanders: Engines, text: str, conversation: str = "") -> Understanding:
    found = await understanders.understand(text, conversation=conversation)
    assert found is not None
    return found


async def test_what_is_in_scope_is_ranked_by_rasa(server: Recorded, tmp_path: Path) -> None:
    async with running(tmp_path, server) as understanders:
        found = await understood(understanders, KNOWN)
        assert (found.engine, found.in_scope, found.ranked[0].intent) == (EngineName.RASA, True, "start-return")


async def test_what_is_out_of_scope_never_reaches_rasa(server: Recorded, tmp_path: Path) -> None:
    async with running(tmp_path, server) as understanders:
        found = await understood(understanders, "zxqwv")
        assert (found.engine, found.in_scope) == (EngineName.TFIDF, False)
        assert "zxqwv" not in [each["text"] for each in server.texts]


async def test_where_the_server_is_not_well_the_next_engine_answers(server: Recorded, tmp_path: Path) -> None:
    async with running(tmp_path, server) as understanders:
        assert understanders.rasa is not None
        await understood(understanders, KNOWN)
        server.health = Health.BROKEN
        for _ in range(2):
            found = await understood(understanders, KNOWN)
            assert (found.engine, found.ranked[0].intent) == (EngineName.TFIDF, "sending")
        assert understanders.rasa.status.state == State.OPEN


async def test_the_dialogue_answers_within_its_conversation(server: Recorded, tmp_path: Path) -> None:
    async with running(tmp_path, server, RasaMode.DIALOGUE) as understanders:
        found = await understood(understanders, KNOWN, "7c9e6679")
        assert (found.engine, found.ranked) == (EngineName.RASA, (Ranked("start-return", 1.0),))


async def test_without_a_server_nothing_else_is_done(tmp_path: Path) -> None:
    understanders = engines(Settings(data_dir=tmp_path))
    assert understanders.rasa is None
    understanders.limits = Limits(answer=0.01)
    with pytest.raises(Unavailable):
        await understanders.understand("hello")


def test_a_dialogue_that_names_no_article_leaves_the_question_out_of_scope() -> None:
    found = Understanding(
        ranked=(Ranked("sending", 0.9),), score=1.5, in_scope=True, engine=EngineName.HYBRID, locale="en"
    )
    assert by_rasa(found, ()) == Understanding(
        ranked=(Ranked("sending", 0.9),), score=1.5, in_scope=False, engine=EngineName.RASA, locale="en"
    )

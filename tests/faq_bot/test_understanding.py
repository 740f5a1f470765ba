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

FLOWS = Training(
    locale="en",
    questions=tuple(
        Question(each.text, "flow-start:return" if each.intent == "sending" else each.intent)
        for each in TRAINING.questions
    ),
)


@pytest.fixture
def server() -> Iterator[Recorded]:
    with recorded_server() as server:
        yield server


@contextlib.asynccontextmanager
async def running(
    folder: Path, server: Recorded, mode: RasaMode = RasaMode.UNDERSTANDING, *, training: Training = TRAINING
) -> AsyncIterator[Engines]:
    client = RasaClient(server.url, TOKEN, seconds=30)
    rasa = RasaEngine(client, mode, key=b"key", rules=Rules(failures=1, first_pause=3600, longest_pause=3600))
    understanders = Engines(folder, Limits(answer=60.0), rasa=rasa)
    await understanders.train(training, EngineName.TFIDF)
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


async def test_what_asks_for_a_flow_is_not_put_to_rasa(server: Recorded, tmp_path: Path) -> None:
    async with running(tmp_path, server, training=FLOWS) as understanders:
        found = await understood(understanders, KNOWN)
        assert (found.engine, found.ranked[0].intent) == (EngineName.TFIDF, "flow-start:return")
        assert KNOWN not in [each["text"] for each in server.texts]


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
        assert (found.engine, [each.intent for each in found.ranked]) == (EngineName.RASA, ["start-return"])


async def test_without_a_server_nothing_else_is_done(tmp_path: Path) -> None:
    understanders = engines(Settings(data_dir=tmp_path))
    assert understanders.rasa is None
    understanders.limits = Limits(answer=0.01)
    with pytest.raises(Unavailable):
        await understanders.understand("hello")


def ranked(**scores: float) -> tuple[Ranked, ...]:
    return tuple(Ranked(intent, score) for intent, score in scores.items())


@pytest.mark.parametrize(
    ("rasa", "together", "right", "among_three"),
    [
        (ranked(a=0.9, b=0.1), ranked(a=3.0, b=2.0), 0.7, 0.8),
        (ranked(b=0.5, a=0.4, c=0.1), ranked(b=2.0, a=2.0, c=1.0), 0.1, 0.9),
        (ranked(x=0.9, a=0.1, b=0.1), ranked(x=1.0, a=1.0, b=1.0), 0.0, 0.8),
    ],
)
def test_rasa_puts_in_order_what_our_engine_is_sure_of(
    rasa: tuple[Ranked, ...], together: tuple[Ranked, ...], right: float, among_three: float
) -> None:
    own = Understanding(
        ranked=ranked(a=3.0, b=2.0, c=1.0), score=1.5, in_scope=True, right=0.7, among_three=0.9,
        engine=EngineName.HYBRID, locale="en",
    )  # fmt: skip
    found = by_rasa(own, rasa)
    assert found.ranked == together
    assert found.right == pytest.approx(right)
    assert found.among_three == pytest.approx(among_three)
    assert (found.score, found.in_scope, found.engine) == (1.5, True, EngineName.RASA)


def test_a_dialogue_that_names_no_article_leaves_the_question_out_of_scope() -> None:
    found = Understanding(
        ranked=(Ranked("sending", 0.9),), score=1.5, in_scope=True, engine=EngineName.HYBRID, locale="en"
    )
    assert by_rasa(found, ()) == Understanding(
        ranked=(Ranked("sending", 0.9),), score=1.5, in_scope=False, engine=EngineName.RASA, locale="en"
    )

"""Understanding in real processes: killed, stuck, flooded, closed, and trained beside the answering."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from faq_bot.nlu.errors import ModelBroken, TooFew, Unavailable
from faq_bot.nlu.layout import FOLDER, MODELS
from faq_bot.nlu.process import Limits, Understanders
from faq_bot.nlu.records import EngineName, Question, Training, Understanding
from faq_bot.nlu.store import Store
from tests.faq_bot.nlu.sets import training

QUICK = Limits(answer=30.0, first_pause=0.01, longest_pause=0.02)
TFIDF = EngineName.TFIDF


@contextlib.asynccontextmanager
async def running(folder: Path, limits: Limits = QUICK) -> AsyncIterator[Understanders]:
    understanders = Understanders(folder, limits)
    task = asyncio.create_task(understanders.run())
    try:
        yield understanders
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def understood(understanders: Understanders, text: str) -> Understanding:
    """Asked again where the worker has just ended."""
    while True:
        with contextlib.suppress(Unavailable):
            found = await understanders.understand(text)
            assert found is not None
            return found
        await asyncio.sleep(0.01)


async def test_it_is_trained_and_asked(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        assert understanders.pid is None
        trained = await understanders.train(training())
        assert (trained.version, trained.chosen, trained.engine) == (1, True, EngineName.HYBRID)
        assert understanders.pid is None  # nothing was asked
        found = await understanders.understand("where is my parcel")
        assert found is not None
        assert (found.ranked[0].intent, found.engine) == ("order", EngineName.HYBRID)
        assert not understanders.status.complaints


async def test_without_any_model_nothing_is_understood(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        assert await understanders.understand("where is my parcel") is None


async def test_a_killed_worker_is_followed_by_another(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        await understanders.train(training(), TFIDF)
        await understood(understanders, "refund")
        for deaths in (1, 2, 3):
            assert understanders.pid is not None
            os.kill(understanders.pid, signal.SIGKILL)
            await until(lambda deaths=deaths: understanders.status.deaths == deaths)  # type: ignore[misc]
            assert (await understood(understanders, "refund")).ranked[0].intent == "return"


async def test_a_question_in_hand_when_the_worker_dies_is_answered_by_an_error(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        await understanders.train(training(), TFIDF)
        await understood(understanders, "refund")
        assert understanders.pid is not None
        os.kill(understanders.pid, signal.SIGSTOP)
        asked = asyncio.create_task(understanders.understand("refund"))
        await asyncio.sleep(0)
        os.kill(understanders.pid, signal.SIGKILL)
        with pytest.raises(Unavailable):
            await asked


async def test_a_training_whose_process_is_killed_says_how_it_ended(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        asked = asyncio.create_task(understanders.train(training(), TFIDF))
        await until(lambda: bool(trainers()))
        os.kill(trainers()[0].pid, signal.SIGKILL)
        with pytest.raises(Unavailable, match="ended by signal SIGKILL"):
            await asked


async def test_what_a_terminal_sends_to_the_server_s_group_does_not_reach_the_worker(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        await understanders.train(training(), TFIDF)
        await understood(understanders, "refund")
        assert understanders.pid is not None
        assert os.getpgid(understanders.pid) != os.getpgrp()


async def test_a_stuck_worker_is_replaced(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        await understanders.train(training(), TFIDF)
        await understood(understanders, "refund")
    async with running(tmp_path, Limits(answer=30.0, first_pause=0.01)) as understanders:
        await understood(understanders, "refund")
        stuck = understanders.pid
        assert stuck is not None
        os.kill(stuck, signal.SIGSTOP)
        understanders.limits = Limits(answer=0.05, first_pause=0.01)
        with pytest.raises(Unavailable):
            await understanders.understand("refund")
        understanders.limits = QUICK
        await understood(understanders, "refund")
        assert understanders.pid != stuck


async def test_more_than_may_wait_are_refused_at_once(tmp_path: Path) -> None:
    async with running(tmp_path, Limits(answer=60.0, waiting=3, first_pause=0.01)) as understanders:
        await understanders.train(training(), TFIDF)
        await understood(understanders, "refund")
        assert understanders.pid is not None
        os.kill(understanders.pid, signal.SIGSTOP)
        asked = [asyncio.create_task(understanders.understand("refund")) for _ in range(5)]
        done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_EXCEPTION)
        assert len(done) == 2
        assert all(isinstance(each.exception(), Unavailable) for each in done)
        os.kill(understanders.pid, signal.SIGCONT)
        assert all(await asyncio.gather(*waiting))


async def test_a_question_waits_for_a_worker_that_starts_and_less_for_a_dead_one_s_successor(tmp_path: Path) -> None:
    async with running(tmp_path, Limits(answer=0.1, start=60.0, first_pause=60.0)) as understanders:
        try:
            assert await understanders.understand("where is my order") is None
        except Unavailable as error:
            assert "in time" in str(error)  # noqa: PT017 - it was awaited, and then slower than it may be
        if understanders.pid is not None:
            os.kill(understanders.pid, signal.SIGKILL)
        await until(lambda: understanders.status.deaths == 1)
        with pytest.raises(Unavailable, match="not ready"):
            await understanders.understand("where is my order")


async def test_nothing_is_left_when_it_closes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with running(tmp_path) as understanders:
        await understanders.train(training(), TFIDF)
        await understood(understanders, "refund")
        pid = understanders.pid
        learning = asyncio.create_task(understanders.train(training()))
        await until(lambda: bool(trainers()))
        trainer = trainers()[0].pid
    learning.cancel()
    await asyncio.gather(learning, return_exceptions=True)
    assert f"process {trainer}" not in caplog.text  # its work is not waited for
    assert pid is not None
    assert not psutil.pid_exists(pid)
    assert not [each for each in psutil.Process().children() if "faq_bot" in " ".join(each.cmdline())]


async def test_the_old_model_answers_until_the_new_one_is_loaded_and_one_can_go_back(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        await understanders.train(training(5), TFIDF)
        first = await understood(understanders, "where is my parcel")
        learning = asyncio.create_task(understanders.train(training(6), TFIDF))
        while not learning.done():
            assert await understood(understanders, "where is my parcel") == first
        assert (await learning).version == 2
        await until(lambda: understanders.status.answering[0].version == 2)
        assert await understood(understanders, "where is my parcel") != first
        await understanders.go_back("en", 1)
        await until(lambda: understanders.status.answering[0].version == 1)
        assert await understood(understanders, "where is my parcel") == first
        with pytest.raises(ModelBroken):
            await understanders.go_back("en", 7)


async def test_a_worse_model_is_stored_but_does_not_answer(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        await understanders.train(repeated(), TFIDF)
        worse = await understanders.train(repeated(noise=True), TFIDF)
        assert worse.compared is not None
        assert worse.compared.is_worse
        assert (worse.version, worse.chosen) == (2, False)
        assert (await understood(understanders, "blue bowl 3")).ranked[0].intent == "blue"
        assert understanders.status.answering[0].version == 1


async def test_a_damaged_model_gives_way_and_is_told(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        await understanders.train(training(5), TFIDF)
        await understanders.train(training(6), TFIDF)
        path = tmp_path / FOLDER / MODELS / "en" / "2" / "sparse.npy"
        path.write_bytes(path.read_bytes()[:-4])
        found = await understood(understanders, "refund")
        assert (found.ranked[0].intent, found.version) == ("return", 1)
        assert understanders.status.answering[0].version == 1
        assert [each.text for each in understanders.status.complaints] == [
            "Version 2 of the model for en is damaged: sparse.npy."
        ]


async def test_a_training_of_nothing_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as understanders:
        with pytest.raises(TooFew):
            await understanders.train(Training(locale="en", questions=()))
        assert Store(tmp_path / FOLDER / MODELS).locales() == []


def trainers() -> list[psutil.Process]:
    """The trainings that run."""
    return [each for each in psutil.Process().children() if "faq_bot.nlu.trainer" in each.cmdline()]


def repeated(*, noise: bool = False) -> Training:
    """Questions that are easily told apart; with noise, twice as many that are given the wrong intent."""
    colours = ("red", "blue")
    questions = [Question(f"{colour} bowl {number}", colour) for colour in colours for number in range(30)]
    if noise:
        wrong = dict(zip(colours, reversed(colours), strict=True))
        questions += [
            Question(f"{colour} bowl {number}", wrong[colour]) for colour in colours for number in range(30, 90)
        ]
    return Training(locale="en", questions=tuple(questions))

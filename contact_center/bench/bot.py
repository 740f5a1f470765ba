"""`bench bot`: sets of questions through the bot's understanding, in the processes that the product runs it in."""

import asyncio
import contextlib
import random
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import psutil

from contact_center.bench.bot_figures import Asked, figures
from contact_center.bench.bot_sets import Set
from contact_center.bench.options import Options
from faq_bot.nlu.process import Limits, Understanders
from faq_bot.nlu.records import EngineName, Question, Training

RETRAINED = 1_000
"""Questions of the training that is timed apart, with one of them new."""
PATIENT = Limits(answer=60.0, train=3 * 3600.0)


def run(options: Options, sets: list[Set], engine: EngineName) -> dict[str, Any]:
    """One object for each set. The seed decides in which order its questions are asked."""
    return {"engine": engine, **{each.name: asyncio.run(_measure(options, each, engine)) for each in sets}}


async def _measure(options: Options, questions: Set, engine: EngineName) -> dict[str, Any]:
    """Trained and asked in fresh processes, so that memory and time are this set's alone."""
    with tempfile.TemporaryDirectory() as folder:
        understanders = Understanders(Path(folder), PATIENT)
        async with running(understanders):
            trained = await understanders.train(questions.training, engine)
            asked = [each async for each in ask(understanders, questions, random.Random(options.seed))]
            memory = psutil.Process(understanders.pid).memory_info().rss
        options.ledger.keep(asked)
        fewer = [(name, await _accuracy(Path(folder) / name, questions, name, engine)) for name in questions.fewer]
        return {
            "engine": trained.engine,
            **figures(asked),
            **{f"accuracy_{name}": share for name, share in fewer},
            "rss_mb": round(memory / 2**20),
            "train_s": round(trained.seconds, 1),
            "retrain_1000_s": round(await _retrain(Path(folder), questions.training, engine, options.seed), 1),
            "held_out_accuracy": round(trained.accuracy, 4) if trained.accuracy is not None else None,
            **({"complaints": [each.text for each in trained.complaints]} if trained.complaints else {}),
        }


async def _accuracy(folder: Path, questions: Set, name: str, engine: EngineName) -> float:
    """Of the same questions after one of the smaller trainings."""
    understanders = Understanders(folder, PATIENT)
    async with running(understanders):
        await understanders.train(questions.fewer[name], engine)
        part = msgspec.structs.replace(questions, out_of_scope=())
        found = figures([each async for each in ask(understanders, part, random.Random(0))])
    return float(found["accuracy"])


async def _retrain(folder: Path, training: Training, engine: EngineName, seed: int) -> float:
    """Seconds of a training that follows another one of all its questions but one."""
    questions = random.Random(seed).sample(training.questions, min(RETRAINED, len(training.questions)))
    understanders = Understanders(folder / "again", PATIENT)
    for size in (len(questions) - 1, len(questions)):
        part = msgspec.structs.replace(training, questions=tuple(questions[:size]))
        trained = await understanders.train(part, engine)
    return trained.seconds


async def ask(understanders: Understanders, questions: Set, rng: random.Random) -> AsyncIterator[Asked]:
    """One at a time, in and out of scope mixed."""
    asked = [(f"test/{number}", each) for number, each in enumerate(questions.test)]
    asked += [(f"oos_test/{number}", Question(text, "")) for number, text in enumerate(questions.out_of_scope)]
    rng.shuffle(asked)
    for number, (text_id, question) in enumerate(asked, 1):
        answer = await understanders.ask(question.text)
        understood = answer.understanding
        if understood is None:
            raise RuntimeError("no model answers")
        yield Asked(
            id=number,
            set=questions.name,
            text_id=text_id,
            text=question.text,
            intent=question.intent,
            prediction=understood.ranked[0].intent,
            score=understood.score,
            in_scope=understood.in_scope,
            cpu=answer.cpu,
        )


@contextlib.asynccontextmanager
async def running(understanders: Understanders) -> AsyncIterator[None]:
    task = asyncio.create_task(understanders.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

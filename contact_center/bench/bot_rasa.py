"""`bench bot --engine rasa`: a part of a set through a Rasa server, behind our gate and without it, beside `hybrid`."""

import asyncio
import random
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import psutil

from contact_center.bench import bot
from contact_center.bench.bot_figures import Asked, figures
from contact_center.bench.bot_sets import Set
from contact_center.bench.options import Options
from contact_center.bench.server import free_port
from faq_bot.nlu.process import Understanders
from faq_bot.nlu.records import EngineName, Question, Ranked, Training
from faq_bot.rasa import installing, learning, project
from faq_bot.rasa.client import RasaClient
from faq_bot.rasa.programs import environment, started
from faq_bot.rasa.serving import Place, command, wait_ready

PATIENCE = 60.0
"""Seconds for an answer: how long one takes is measured, not limited."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """intents, examples: as many of the set as are learned, at random. epochs: rounds of Rasa's training."""

    intents: int
    examples: int
    epochs: int


class Said(NamedTuple):
    """What the server ranks for a question, and seconds of processor time."""

    ranked: tuple[Ranked, ...]
    cpu: float


def run(options: Options, sets: list[Set], folder: Path, size: Size) -> dict[str, Any]:
    """One object for each set, in the same form as of another engine. folder: where Rasa is installed."""
    installing.require_installed(folder)
    found = {each.name: asyncio.run(_measure(options, part(each, size, options.seed), folder, size)) for each in sets}
    return {"engine": EngineName.RASA, **msgspec.to_builtins(size), **found}


def part(questions: Set, size: Size, seed: int) -> Set:
    """Some of the intents, with some of their examples and all of their test questions."""
    rng = random.Random(seed)
    by_intent: dict[str, list[Question]] = {}
    for each in questions.training.questions:
        by_intent.setdefault(each.intent, []).append(each)
    kept = rng.sample(sorted(by_intent), min(size.intents, len(by_intent)))
    train = [each for intent in kept for each in _some(rng, by_intent[intent], size.examples)]
    return msgspec.structs.replace(
        questions,
        training=Training(locale=questions.training.locale, questions=tuple(train)),
        test=tuple(each for each in questions.test if each.intent in kept),
    )


async def _measure(options: Options, questions: Set, folder: Path, size: Size) -> dict[str, Any]:
    """The same questions, each of them asked of `hybrid` and of the server."""
    with tempfile.TemporaryDirectory() as place:
        understanders = Understanders(Path(place), bot.PATIENT)
        async with bot.running(understanders):
            trained = await understanders.train(questions.training)
            own = [each async for each in bot.ask(understanders, questions, random.Random(options.seed))]
            own_memory = psutil.Process(understanders.pid).memory_info().rss
        said, seconds, memory = await _ask_server(questions.training, [each.text for each in own], folder, size)
    pairs = list(zip(own, said, strict=True))
    together, alone = [behind_gate(*each) for each in pairs], [without_gate(*each) for each in pairs]
    for each in (together, alone, own):
        options.ledger.keep(each)
    cost = {"rss_mb": round(memory / 2**20), "train_s": round(seconds, 1)}
    own_cost = {"rss_mb": round(own_memory / 2**20), "train_s": round(trained.seconds, 1)}
    return {
        **figures(together),
        **cost,
        "without_gate": figures(alone) | cost,
        "hybrid": figures(own) | own_cost,
    }


def behind_gate(own: Asked, said: Said) -> Asked:
    """As the product takes it: what our gate lets pass is ranked by the server."""
    if not own.in_scope or not said.ranked:
        return own
    return msgspec.structs.replace(own, prediction=said.ranked[0].intent, cpu=own.cpu + said.cpu)


def without_gate(own: Asked, said: Said) -> Asked:
    """As the server would by itself: its confidence is the score, its fallback classifier the gate."""
    scores = [each.score for each in said.ranked]
    lead = scores[0] - scores[1] if len(scores) > 1 else 1.0
    return msgspec.structs.replace(
        own,
        prediction=said.ranked[0].intent if said.ranked else "",
        score=max(scores, default=0.0),
        in_scope=max(scores, default=0.0) >= project.THRESHOLD and lead >= project.AMBIGUITY,
        cpu=said.cpu,
    )


async def _ask_server(training: Training, texts: list[str], folder: Path, size: Size) -> tuple[list[Said], float, int]:
    """What it says to each, the seconds of its training, and its resident memory in the end."""
    with tempfile.TemporaryDirectory() as place:
        target = Path(place)
        keys = {intent: f"intent-{number}" for number, intent in enumerate(_intents(training))}
        articles = [_article(training, intent, key) for intent, key in keys.items()]
        learning.write(target, project.files(articles, locale=training.locale, epochs=size.epochs))
        before = _children_seconds()
        model = learning.train(folder, target, say=_quiet)  # here: its signals belong to the main thread
        seconds = _children_seconds() - before
        listening = Place("127.0.0.1", free_port())
        with started(command(folder, target, model, listening), env=environment(folder)) as server:
            await asyncio.to_thread(wait_ready, server, listening)
            said = await _ask(listening.url, texts, lambda: _cpu_seconds(server.pid))
            memory = psutil.Process(server.pid).memory_info().rss
    intents = {key: intent for intent, key in keys.items()}
    named = [Said(tuple(Ranked(intents[each.intent], each.score) for each in ranked), cpu) for ranked, cpu in said]
    return named, seconds, memory


async def _ask(url: str, texts: list[str], cpu: Callable[[], float]) -> list[Said]:
    client = RasaClient(url, seconds=PATIENCE)
    try:
        await client.parse("hello")  # the first one costs more, once
        said = []
        for text in texts:
            before = cpu()
            ranked = await client.parse(text)
            said.append(Said(ranked, cpu() - before))
        return said
    finally:
        await client.close()


def _article(training: Training, intent: str, key: str) -> project.Article:
    phrasings = tuple(each.text for each in training.questions if each.intent == intent)
    return project.Article(
        key, {training.locale: project.Text(title="", summary="", body="", url="", phrasings=phrasings)}
    )


def _intents(training: Training) -> list[str]:
    return sorted({each.intent for each in training.questions})


def _some(rng: random.Random, questions: list[Question], most: int) -> list[Question]:
    return rng.sample(questions, min(most, len(questions)))


def _cpu_seconds(pid: int) -> float:
    """Of all its threads, to the nanosecond, where the system counts that; else to its ticks."""
    try:
        return sum(int(each.read_text().split()[0]) for each in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9
    except (OSError, IndexError):
        used = psutil.Process(pid).cpu_times()
        return float(used.user + used.system)


def _children_seconds() -> float:
    """Processor time of the processes that have been waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _quiet(_: str) -> None:
    """What a training says is not for the figures."""

"""Understanding in processes of its own: one that answers, kept alive with back-off, and one for each training."""

import asyncio
import contextlib
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from contact_center.ending import how_it_ended
from faq_bot.nlu.choosing import Answering
from faq_bot.nlu.errors import Complaint, TooFew, Unavailable, each_once
from faq_bot.nlu.layout import FOLDER, MODELS
from faq_bot.nlu.orders import Order, Refused, Trained
from faq_bot.nlu.records import EngineName, Training, Understanding
from faq_bot.nlu.store import Store
from faq_bot.nlu.worker import Ask, Loaded, Look, Understood

logger = logging.getLogger(__name__)
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
LINE_BYTES = 1024 * 1024
"""Longer than any answer of the worker."""
GOODBYE = 1.0
"""Seconds that a process has to end by itself."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """answer: seconds for a question, its wait included, before the worker counts as stuck and is replaced. start:
    seconds at least that a question waits for a worker that is just starting. waiting: questions at once. train:
    seconds for a training. first_pause, longest_pause: seconds before a dead worker's successor starts, doubled each
    time; steady: seconds of life after which a death is a first one again.
    """

    answer: float = 5.0
    start: float = 10.0
    waiting: int = 32
    train: float = 1800.0
    first_pause: float = 0.5
    longest_pause: float = 30.0
    steady: float = 60.0


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """For an administrator. deaths: of the worker since the start."""

    running: bool
    training: bool
    deaths: int
    answering: tuple[Answering, ...]
    complaints: tuple[Complaint, ...]


class _Worker:
    """One life of the process that answers."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.asked: dict[int, asyncio.Future[Understood]] = {}

    def say(self, line: Ask | Look) -> None:
        if self.process.stdin is not None and not self.process.stdin.is_closing():
            self.process.stdin.write(msgspec.json.encode(line) + b"\n")

    def end(self) -> None:
        """What was asked gets no answer any more."""
        for future in self.asked.values():
            if not future.done():
                future.set_exception(Unavailable("The process that understands has ended."))


class Understanders:
    """The web process's side. run() must be running; nothing is started before there is a model or a question."""

    def __init__(self, data_dir: Path, limits: Limits | None = None) -> None:
        self._folder = data_dir / FOLDER
        self._store = Store(self._folder / MODELS)
        self.limits = limits or Limits()
        self._wanted = asyncio.Event()
        self._ready = asyncio.Event()
        self._worker: _Worker | None = None
        self._loaded = Loaded(())
        self._training: dict[str, asyncio.Lock] = {}
        self._trained: dict[str, Trained] = {}
        self._deaths = 0
        self._last = 0

    @property
    def status(self) -> Status:
        complaints = [*self._loaded.broken]
        for answering in self._loaded.answering:
            complaints.extend(answering.complaints)
        for trained in self._trained.values():
            complaints.extend(trained.complaints)
        return Status(
            running=self._worker is not None,
            training=any(each.locked() for each in self._training.values()),
            deaths=self._deaths,
            answering=self._loaded.answering,
            complaints=each_once(complaints),
        )

    @property
    def _patience(self) -> float:
        """Seconds for the worker to be ready: more while it loads what answers, fewer while a dead one's is awaited."""
        starting = self._worker is not None or self._deaths == 0
        return max(self.limits.answer, self.limits.start) if starting else self.limits.answer

    @property
    def pid(self) -> int | None:
        """Of the process that answers; None while there is none."""
        return None if self._worker is None else self._worker.process.pid

    async def understand(self, text: str, spoken: str = "") -> Understanding | None:
        """None where no model answers. Raises Unavailable: too many ask, or the worker is dead, stuck or starting."""
        return (await self.ask(text, spoken)).understanding

    async def ask(self, text: str, spoken: str = "") -> Understood:
        """As understand(), with what it has cost."""
        self._wanted.set()
        try:
            async with asyncio.timeout(self._patience):
                await self._ready.wait()
        except TimeoutError:
            raise Unavailable("The process that understands is not ready.") from None
        worker = self._worker
        if worker is None or len(worker.asked) >= self.limits.waiting:
            raise Unavailable("Too many questions wait to be understood.")
        self._last += 1
        number = self._last
        future: asyncio.Future[Understood] = asyncio.get_running_loop().create_future()
        worker.asked[number] = future
        worker.say(Ask(number, text, spoken))
        try:
            async with asyncio.timeout(self.limits.answer):
                return await future
        except TimeoutError:
            logger.error("a question was not understood in %s s; its process is replaced", self.limits.answer)
            _kill(worker.process)
            raise Unavailable("The question was not understood in time.") from None
        finally:
            worker.asked.pop(number, None)

    async def train(self, training: Training, engine: EngineName = EngineName.HYBRID) -> Trained:
        """In a process of its own, one at a time of each language, so that none waits for another one's minutes; the
        old model answers until the new one is loaded.

        Raises TooFew, and Unavailable where the process fails.
        """
        async with self._training.setdefault(training.locale, asyncio.Lock()):
            answer = await self._run_trainer(Order(training=training, engine=engine))
        if isinstance(answer, Refused):
            raise TooFew(answer.why)
        for complaint in answer.complaints:
            logger.warning("training for %s: %s", answer.locale, complaint.text)
        self._trained[answer.locale] = answer
        self._look()
        return answer

    def start(self) -> None:
        """Have the worker run from now on, as if there had been a model from the beginning."""
        self._wanted.set()

    async def go_back(self, locale: str, version: int) -> None:
        """Let another stored version answer. Raises ModelBroken where it is not there."""
        await asyncio.to_thread(self._store.choose, locale, version)
        self._look()

    async def run(self) -> None:
        """Keep the worker alive until cancelled: at once where there is a model, else from the first question on."""
        pause = self.limits.first_pause
        if self._store.locales():
            self._wanted.set()
        loop = asyncio.get_running_loop()
        await self._wanted.wait()
        while True:
            born = loop.time()
            try:
                await self._live()
            except OSError as error:
                logger.error("the process that understands cannot be started: %s", error)
            self._deaths += 1
            if loop.time() - born > self.limits.steady:
                pause = self.limits.first_pause
            logger.error("the process that understands has ended; the next one starts in %s s", pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, self.limits.longest_pause)

    async def _live(self) -> None:
        """One worker from its start to its end."""
        async with _process("faq_bot.nlu.worker", self._folder) as process:
            worker = self._worker = _Worker(process)
            try:
                if process.stdout is not None:
                    async for line in process.stdout:
                        self._hear(worker, msgspec.json.decode(line, type=Understood | Loaded))
            except (ValueError, msgspec.MsgspecError) as error:
                logger.error("the process that understands says what is no answer: %s", error)
            finally:
                self._worker = None
                self._ready.clear()
                worker.end()

    def _hear(self, worker: _Worker, answer: Understood | Loaded) -> None:
        if isinstance(answer, Loaded):
            self._loaded = answer
            self._ready.set()
            for complaint in self.status.complaints:
                logger.warning("understanding: %s", complaint.text)
        elif (future := worker.asked.get(answer.id)) is not None and not future.done():
            future.set_result(answer)

    def _look(self) -> None:
        if self._worker is not None:
            self._worker.say(Look())

    async def _run_trainer(self, order: Order) -> Trained | Refused:
        try:
            async with asyncio.timeout(self.limits.train), _process("faq_bot.nlu.trainer", self._folder) as process:
                said = await _told(process, msgspec.json.encode(order))
            if not said:
                raise Unavailable(f"The training has ended {how_it_ended(await process.wait())} before it was done.")
            return msgspec.json.decode(said, type=Trained | Refused)
        except (OSError, TimeoutError, msgspec.MsgspecError) as error:
            raise Unavailable(f"The training failed: {error or 'it took too long'}") from error


@contextlib.asynccontextmanager
async def _process(module: str, folder: Path) -> AsyncIterator[Process]:
    """A process of one thread, gone at the end of the block. Its input ends with this one, however this one ends; a
    terminal's Ctrl+C is for this one alone.
    """
    command = (sys.executable, "-m", module, str(folder))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, limit=LINE_BYTES, env=os.environ | _ONE_THREAD, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(GOODBYE):
                await process.wait()
        except TimeoutError:
            logger.warning("process %s did not end by itself", process.pid)
        finally:
            _kill(process)
            await process.wait()


async def _told(process: Process, order: bytes) -> bytes:
    """What a process says to it until it ends; nothing where it ended before. Cancelled, it is killed at once."""
    try:
        said, _ = await process.communicate(order)
    except RuntimeError:  # uvloop's, where a process has gone before it was written to
        return b""
    finally:
        _kill(process)
    return said


def _kill(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()

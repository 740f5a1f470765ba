"""Keeps what the bot has learned in step with what is published: looks, waits for quiet, trains in the background."""

import asyncio
import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from contact_center.db import Database
from contact_center.errors import ContactCenterError
from faq_bot import learnable
from faq_bot.flows.records import FlowCard
from faq_bot.learnable import Mark
from faq_bot.newer import Newer
from faq_bot.nlu.errors import ModelBroken, TooFew
from faq_bot.nlu.layout import FOLDER, MODELS
from faq_bot.nlu.orders import Trained
from faq_bot.nlu.process import Understanders
from faq_bot.nlu.records import EngineName, Training
from faq_bot.nlu.store import Store

FIRST_SECONDS = 20.0
"""After the start, which has enough to do."""
UNLEARNED_SECONDS = 2.0
"""After a start where nothing answers yet."""
LOOK_SECONDS = 15.0
"""How often to look; what was changed is learned once nothing else has changed for so long."""
PAUSE_SECONDS = 60.0
"""After a failure."""
LOCK = "training.lock"

log = logging.getLogger(__name__)


class Learner:
    """One per working process. What it learns lies in the process's data folder, so each folder has a learner: of
    several processes with the same folder one trains and the others load; those with other folders train too.

    flows: those that are offered, which are learned beside the articles. newer: by language, what is published and what
    answers was not taught; kept here, for whoever answers.
    """

    def __init__(
        self,
        db: Database,
        understanders: Understanders,
        data_dir: Path,
        flows: Sequence[FlowCard] = (),
        newer: dict[str, Newer] | None = None,
    ) -> None:
        self._db, self._understanders, self._flows = db, understanders, flows
        self._folder = data_dir / FOLDER
        self.store = Store(self._folder / MODELS)
        self.newer = {} if newer is None else newer
        self._lock = TrainingLock(self._folder)
        self._learning: set[str] = set()
        self._begun: set[Mark] = set()
        self._noted: tuple[Mark, dict[str, int]] | None = None
        self._done: Mark | None = None
        self._seen: Mark | None = None
        self._rests_until = 0.0
        self._asked_for: set[asyncio.Task[object]] = set()

    async def run(self) -> None:
        """Look until cancelled, also while a language is learned: what is new in another one does not wait for it."""
        await asyncio.sleep(FIRST_SECONDS if self.store.locales() else UNLEARNED_SECONDS)
        async with asyncio.TaskGroup() as tasks:
            while True:
                if asyncio.get_running_loop().time() >= self._rests_until:
                    tasks.create_task(self._try(), name="learning, a look")
                await asyncio.sleep(LOOK_SECONDS)

    async def _try(self) -> None:
        """Whatever goes wrong, the old model answers and a later look tries again."""
        try:
            await self.look()
        except ContactCenterError as error:
            log.warning("the bot could not be trained and tries again: %s", error)
            self._rest()
        except Exception:
            log.exception("the bot's training failed and is tried again")
            self._rest()

    def _rest(self) -> None:
        self._rests_until = asyncio.get_running_loop().time() + PAUSE_SECONDS

    async def look(self) -> list[Trained]:
        """Learn what is new, unless it has changed since the last look; returns what was trained. A language that is
        being learned is left to a later look. What cannot be learned yet is noted, so that it is known by its words.
        """
        mark = await self._db.read(learnable.mark)
        found = await self._note(mark)
        quiet, self._seen = self._seen in (None, mark), mark
        if mark == self._done or mark in self._begun or not quiet:
            return []
        with self._lock.alone() as alone, self._learns(mark):
            if not alone:
                return []
            found = found or await self._db.read(learnable.trainings, self._flows)
            free = [each for each in found if each.locale not in self._learning]
            trained = await self._train(free)
            if len(free) == len(found):
                self._done = mark
        if self.store.locales():
            self._understanders.start()
        await self._note(mark)
        return trained

    @contextlib.contextmanager
    def _learns(self, mark: Mark) -> Iterator[None]:
        """Until the end of the block nobody reads again what is published: all that is as it was."""
        self._begun.add(mark)
        try:
            yield
        finally:
            self._begun.discard(mark)

    async def _note(self, mark: Mark) -> list[Training]:
        """What the models that answer were not taught; returns what is published, if it had to be read."""
        versions = {each.locale: each.version for each in self._understanders.status.answering}
        if self._noted == (mark, versions):
            return []
        found = await self._db.read(learnable.trainings, self._flows)
        for training in found:
            version = versions.get(training.locale)
            self.newer.pop(training.locale, None)
            if version is not None and (new := await asyncio.to_thread(self._newer, training, version)):
                self.newer[training.locale] = new
        self._noted = (mark, versions)
        return found

    def _newer(self, training: Training, version: int) -> Newer | None:
        try:
            return Newer(training, self.store.training(training.locale, version))
        except ModelBroken:
            return None

    def learn_again(self, locale: str) -> None:
        """Train in the background with what is published now, whether or not it is new."""
        task: asyncio.Task[object] = asyncio.create_task(self._again(locale), name=f"training {locale}")
        self._asked_for.add(task)
        task.add_done_callback(self._asked_for.discard)

    async def _again(self, locale: str) -> None:
        found = [each for each in await self._db.read(learnable.trainings, self._flows) if each.locale == locale]
        try:
            await self._train(found, again=True)
        except ContactCenterError as error:
            log.warning("the bot could not be trained: %s", error)

    async def _train(self, trainings: Sequence[Training], *, again: bool = False) -> list[Trained]:
        """Where nothing answers yet it learns by words alone first: that takes seconds, and people are waiting."""
        mine = {each.locale for each in trainings}  # what is done is taken out of it
        self._learning |= mine
        try:
            wanted = [each for each in trainings if again or not await asyncio.to_thread(self._has_learned, each)]
            return await self._train_each(wanted, mine)
        finally:
            self._learning -= mine

    async def _train_each(self, wanted: Sequence[Training], held: set[str]) -> list[Trained]:
        """held: the languages that no other look learns meanwhile; those that are done are given back."""
        self._give_back(held, held - {each.locale for each in wanted})
        first = [each for each in wanted if not self.store.versions(each.locale)]
        orders = [*((each, EngineName.TFIDF) for each in first), *((each, EngineName.HYBRID) for each in wanted)]
        trained: list[Trained] = []
        for training, engine in orders:
            with contextlib.suppress(TooFew):
                trained.append(await self._understanders.train(training, engine))
                self._understanders.start()
            if engine is EngineName.HYBRID:
                self._give_back(held, {training.locale})
        return trained

    def _give_back(self, held: set[str], done: set[str]) -> None:
        self._learning -= done
        held -= done

    def _has_learned(self, training: Training) -> bool:
        """Whether the newest version, chosen or not, is of this training, of a form that is read today, and not the
        quick one before the first.
        """
        versions = self.store.versions(training.locale)
        if not versions:
            return False
        try:
            engine = self.store.about(training.locale, versions[0]).engine
            if len(versions) == 1 and engine is EngineName.TFIDF:
                return False
            return self.store.training(training.locale, versions[0]) == training
        except ModelBroken:
            return False


class TrainingLock:
    """One process at a time trains in a folder; within it several trainings may."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._holders, self._handle = folder, 0, -1

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other process trains in this folder, until the end of the block."""
        if not self._holders:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(self._handle)
                yield False
                return
        self._holders += 1
        try:
            yield True
        finally:
            self._holders -= 1
            if not self._holders:
                os.close(self._handle)

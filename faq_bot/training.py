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

    flows: those that are offered, which are learned beside the articles.
    """

    def __init__(
        self, db: Database, understanders: Understanders, data_dir: Path, flows: Sequence[FlowCard] = ()
    ) -> None:
        self._db, self._understanders, self._flows = db, understanders, flows
        self._folder = data_dir / FOLDER
        self.store = Store(self._folder / MODELS)
        self._done: Mark | None = None
        self._seen: Mark | None = None
        self._asked_for: set[asyncio.Task[object]] = set()

    async def run(self) -> None:
        """Look until cancelled. Whatever goes wrong, the old model answers and the next look tries again."""
        await asyncio.sleep(FIRST_SECONDS if self.store.locales() else UNLEARNED_SECONDS)
        while True:
            try:
                await self.look()
                pause = LOOK_SECONDS
            except ContactCenterError as error:
                log.warning("the bot could not be trained and tries again: %s", error)
                pause = PAUSE_SECONDS
            except Exception:
                log.exception("the bot's training failed and is tried again")
                pause = PAUSE_SECONDS
            await asyncio.sleep(pause)

    async def look(self) -> list[Trained]:
        """Learn what is new, unless it has changed since the last look; returns what was trained."""
        mark = await self._db.read(learnable.mark)
        quiet, self._seen = self._seen in (None, mark), mark
        if mark == self._done or not quiet:
            return []
        with _alone(self._folder) as alone:
            if not alone:
                return []
            trained = await self._train(await self._db.read(learnable.trainings, self._flows))
        self._done = mark
        if self.store.locales():
            self._understanders.start()
        return trained

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
        wanted = [each for each in trainings if again or not await asyncio.to_thread(self._has_learned, each)]
        first = [each for each in wanted if not self.store.versions(each.locale)]
        orders = [*((each, EngineName.TFIDF) for each in first), *((each, EngineName.HYBRID) for each in wanted)]
        trained: list[Trained] = []
        for training, engine in orders:
            with contextlib.suppress(TooFew):
                trained.append(await self._understanders.train(training, engine))
                self._understanders.start()
        return trained

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


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other process trains in this folder, until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
            return
        yield False
    finally:
        os.close(handle)

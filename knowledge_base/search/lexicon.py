"""What a process knows of all articles' words, by language: read again when something was published since."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from math import inf
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.errors import ContactCenterError
from contact_center.folding import fold
from contact_center.models import KbDocument, KbSynonym
from knowledge_base.search import index, keeping
from knowledge_base.search.ranking import Synonyms
from knowledge_base.search.vocabulary import Vocabulary
from knowledge_base.search.words import tokens
from knowledge_base.values import LOCALES

EVERY = 1.0
"""Seconds for which nobody looks whether anything has changed."""

logger = logging.getLogger(__name__)
State = tuple[int, datetime | None, int, int]


class Lexicon(NamedTuple):
    """All by language. lacking: those whose readers are shown articles in others. state: how the tables stood."""

    vocabularies: Mapping[str, Vocabulary]
    synonyms: Mapping[str, Synonyms]
    lacking: frozenset[str]
    state: State


class Lexicons:
    """The one that is used now. every: as EVERY."""

    def __init__(self, db: Database, clock: Callable[[], datetime], *, every: float = EVERY) -> None:
        self._db, self._clock, self._every = db, clock, every
        self._current: Lexicon | None = None
        self._looked = 0.0
        self._reading = asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None

    async def current(self) -> Lexicon:
        """Waits for the first one alone; a later one is read beside the searches, and so is what is not indexed yet."""
        if self._current is None:
            async with self._reading:
                if self._current is None:
                    self._current = await self._read()
                    self._looked = -inf
        elif time.monotonic() - self._looked > self._every and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew())
        return self._current

    async def renewed(self) -> Lexicon:
        """As the tables stand now, with all of them indexed."""
        await self._catch_up()
        self._current = await self._read()
        return self._current

    async def _renew(self) -> None:
        try:
            await self._catch_up()
            state = await self._db.read(_state)
            if self._current is None or state != self._current.state:
                self._current = await self._read()
            self._looked = time.monotonic()
        except ContactCenterError as error:
            logger.warning("the words of the articles could not be read: %s", error)

    async def _catch_up(self) -> None:
        more = await self._db.read(keeping.behind)
        while more:
            more = await self._db.write(keeping.catch_up, self._clock())

    async def _read(self) -> Lexicon:
        read = await self._db.read(_words)
        self._looked = time.monotonic()
        return await asyncio.to_thread(_made, *read)


def _state(tx: Session) -> State:
    documents = tx.execute(sa.select(sa.func.count(), sa.func.max(KbDocument.made_at))).one()
    synonyms = tx.execute(sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(KbSynonym.version), 0))).one()
    return (documents[0], documents[1], synonyms[0], int(synonyms[1]))


def _words(tx: Session) -> tuple[State, dict[str, dict[str, int]], dict[str, int], list[tuple[str, list[str]]]]:
    sets = [(locale, words) for locale, words in tx.execute(sa.select(KbSynonym.locale, KbSynonym.words)).all()]
    return _state(tx), index.counts(tx, LOCALES), index.sizes(tx), sets


def _made(
    state: State, counts: dict[str, dict[str, int]], sizes: dict[str, int], sets: list[tuple[str, list[str]]]
) -> Lexicon:
    synonyms: dict[str, list[list[str]]] = {locale: [] for locale in LOCALES}
    for locale, words in sets:
        synonyms[locale].append([" ".join(each.folded for each in tokens(fold(word), locale)) for word in words])
    vocabularies: dict[str, Vocabulary] = {
        locale: Vocabulary(counts[locale], sizes.get(locale, 0)) for locale in LOCALES
    }
    shown = counts[index.SHOWN]
    lacking = frozenset(locale for locale in LOCALES if shown.get(locale, 0) > sizes.get(locale, 0))
    return Lexicon(vocabularies, synonyms, lacking, state)

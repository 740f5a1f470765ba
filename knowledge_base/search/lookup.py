"""Finds articles: those in the index by their words, beside what the question engine makes of the search."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from contact_center.db import Database
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbDocument
from knowledge_base.search import index
from knowledge_base.search.fusion import NONE, Opinion, fused
from knowledge_base.search.lexicon import Lexicon, Lexicons
from knowledge_base.search.ranking import Scale, scale, score, sought, wanted, words_of
from knowledge_base.search.words import is_common, tokens
from knowledge_base.values import LOCALES

PATIENCE = 0.15
"""Seconds that a search waits for the question engine; then it is answered by words alone."""
FEWEST_WORDS = 2
"""A single word says too little for the engine."""
LEAST = 0.05
"""Of how much of a search an article must have, where it is found by words alone."""

Engine = Callable[[str, str], Awaitable[Opinion]]
"""What it makes of a text in a language; NONE where it cannot say."""
logger = logging.getLogger(__name__)


class Found(NamedTuple):
    """documents: their ids, the best first. words: what they were found by, for excerpts."""

    documents: list[int]
    words: frozenset[str]


class _Plan(NamedTuple):
    """A search as a language reads it. words: what is shown as found. sought: what the index is asked."""

    language: str
    words: frozenset[str]
    sought: Mapping[str, float]
    scales: tuple[Scale, ...]


class Lookup:
    """One per process. engine: none, where nothing understands questions. patience: as PATIENCE."""

    def __init__(
        self, db: Database, clock: Callable[[], datetime], engine: Engine | None = None, *, patience: float = PATIENCE
    ) -> None:
        self.lexicons = Lexicons(db, clock)
        self._db, self._engine, self._patience = db, engine, patience

    async def find(self, text: str, locale: Locale, *, unfinished: bool = False) -> Found:
        """What readers of a language are shown; where that is nothing, what is there in the others.

        unfinished: somebody still types the last word, and gets an answer by words alone.
        """
        lexicon = await self.lexicons.current()
        languages = LOCALES if locale in lexicon.lacking else (locale,)
        asking = asyncio.create_task(self._ask(text, locale) if not unfinished else _nothing())
        try:
            plans = await asyncio.to_thread(_plans, text, lexicon, languages, unfinished)
            scored = await self._weighed(plans, locale)
            opinion = await asking
        finally:
            asking.cancel()
        likely = await self._db.read(_of_articles, opinion.likely, locale) if opinion.likely else {}
        documents = fused(scored, likely, alone=opinion.alone)
        if not documents:
            for other in (each for each in LOCALES if each != locale):
                plans = await asyncio.to_thread(_plans, text, lexicon, (other,), unfinished)
                documents += fused(await self._weighed(plans, other), {}, alone=False)
        return Found(documents, frozenset({word for plan in plans for word in plan.words}))

    async def _weighed(self, plans: Sequence[_Plan], reader: Locale) -> dict[int, float]:
        found = await self._db.read(_candidates, plans, reader)
        return await asyncio.to_thread(_scored, plans, found)

    async def _ask(self, text: str, locale: Locale) -> Opinion:
        """None where the engine fails or takes too long: the search goes on without it."""
        telling = [each for each in tokens(text, locale) if not is_common(each.folded, locale)]
        if self._engine is None or len(telling) < FEWEST_WORDS:
            return NONE
        try:
            async with asyncio.timeout(self._patience):
                return await self._engine(text, locale)
        except TimeoutError:
            logger.info("a search was answered without the question engine, which took too long")
            return NONE


async def _nothing() -> Opinion:
    return NONE


def _plans(text: str, lexicon: Lexicon, languages: Sequence[str], unfinished: bool) -> list[_Plan]:
    plans = []
    for language in languages:
        vocabulary = lexicon.vocabularies[language]
        looked = wanted(text, language, vocabulary, synonyms=lexicon.synonyms[language], unfinished=unfinished)
        plans.append(_Plan(language, looked.words, sought(looked, vocabulary), scale(looked, vocabulary)))
    return plans


def _candidates(tx: Session, plans: Sequence[_Plan], reader: Locale) -> list[str]:
    """Of each plan, as JSON, the documents with their weights."""
    return [index.find(tx, plan.sought, language=plan.language, reader=reader) for plan in plans]


def _scored(plans: Sequence[_Plan], found: Sequence[str]) -> dict[int, float]:
    return {
        document: value
        for plan, text in zip(plans, found, strict=True)
        for document, weights in _read(text, words_of(plan.scales))
        if (value := score(plan.scales, weights)) >= LEAST
    }


def _read(documents: str, words: Sequence[str]) -> Iterator[tuple[int, Mapping[str, int]]]:
    """Reads the weights of these words alone out of an entry's hundreds, which is three times as fast as all."""
    fields = [f"word{number}" for number in range(len(words))]
    held = msgspec.defstruct("Held", [(each, int, 0) for each in fields], rename=dict(zip(fields, words, strict=True)))
    for document, weights in msgspec.json.decode(documents, type=list[tuple[int, held]]):  # type: ignore[valid-type]  # made above
        yield document, dict(zip(words, msgspec.structs.astuple(weights), strict=True))


def _of_articles(tx: Session, likely: Mapping[str, float], locale: Locale) -> dict[int, float]:
    """The documents of these articles that readers of a language are shown."""
    own = aliased(KbDocument)
    lacks = sa.not_(sa.exists().where(own.article_id == KbDocument.article_id, own.locale == locale))
    query = sa.select(KbDocument.id, KbArticle.key).join(KbArticle, KbArticle.id == KbDocument.article_id)
    rows = tx.execute(query.where(KbArticle.key.in_(likely), sa.or_(KbDocument.locale == locale, lacks))).all()
    return {document: likely[key] for document, key in rows}

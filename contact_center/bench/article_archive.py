"""Many articles beside the demonstration's: their sentences mixed anew, so that every word is in many of them."""

import random
import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.bench.wording import Wording
from contact_center.db import open_database
from contact_center.demo.seeding import ARTICLES
from contact_center.models import KbArticle, KbPhrasing, KbPublication, KbTranslation
from contact_center.settings import Settings
from contact_center.values import Role, new_id, utc_now
from knowledge_base.search import keeping
from knowledge_base.search.entries import plain
from knowledge_base.transfer import files
from knowledge_base.transfer.sources import FolderSource, files_of
from knowledge_base.values import LOCALES, Kind, Stage, Visibility

CHUNK = 500
SENTENCES = (6, 18)
PHRASINGS = 6
OWN_WORDS = 5
"""Words of an article that few others have."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class _Language:
    """What the demonstration's articles say in a language."""

    def __init__(self, locale: str) -> None:
        bundle, _ = files.read(files_of(FolderSource(ARTICLES)).texts, [])
        texts = [each.text for each in bundle.texts if each.text.locale == locale]
        self.titles = [text.title for text in texts]
        self.summaries = [text.summary for text in texts]
        self.phrasings = [each for text in texts for each in text.phrasings]
        self.sentences = [
            part for text in texts for block in plain(text.body).blocks for part in _SENTENCE.split(block)
        ]

    def text(self, rng: random.Random, wording: Wording) -> dict[str, Any]:
        own = [wording.word((5, 30_000)) for _ in range(OWN_WORDS)]
        said = rng.sample(self.sentences, rng.randint(*SENTENCES))
        said.insert(rng.randrange(len(said)), " ".join(own).capitalize() + ".")
        half = len(said) // 2
        body = f"{' '.join(said[:half])}\n\n## {rng.choice(self.titles)}\n\n{' '.join(said[half:])}"
        return {
            "title": f"{rng.choice(self.titles)} ({own[0]})",
            "summary": rng.choice(self.summaries),
            "body": body,
            "phrasings": rng.sample(self.phrasings, PHRASINGS),
        }


async def fill(settings: Settings, rng: random.Random, count: int) -> None:
    """So many articles in both languages, published, and in the index."""
    wording = Wording(rng)
    languages = {locale: _Language(locale) for locale in LOCALES}
    db = open_database(settings, lambda _: None)
    try:
        for start in range(0, count, CHUNK):
            numbers = range(start, min(start + CHUNK, count))
            await db.write(_put, numbers, languages, rng, wording)
        at = utc_now()
        while await db.write(keeping.catch_up, at):
            at += timedelta(microseconds=1)
    finally:
        await db.close()


def _put(tx: Session, numbers: range, languages: dict[Any, _Language], rng: random.Random, wording: Wording) -> None:
    at = utc_now()
    common = {"kind": Kind.ARTICLE, "visibility": Visibility.PUBLIC, "role": Role.AGENT, "version": 1}
    articles = [
        {"public_id": new_id(), "key": f"more-{number}", "created_at": at, "changed_at": at, **common}
        for number in numbers
    ]
    keys = list(
        tx.execute(sa.insert(KbArticle).returning(KbArticle.id, sort_by_parameter_order=True), articles).scalars()
    )
    for locale, language in languages.items():
        made = [language.text(rng, wording) for _ in keys]
        texts = [
            {"article_id": key, "locale": locale, "slug": f"more-{number}", "revision": 1}
            | {name: text[name] for name in ("title", "summary", "body")}
            for key, number, text in zip(keys, numbers, made, strict=True)
        ]
        drafts = [{**text, "status": Stage.PUBLISHED, "changed_at": at} for text in texts]
        inserted = sa.insert(KbTranslation).returning(KbTranslation.id, sort_by_parameter_order=True)
        ids = tx.execute(inserted, drafts).scalars()
        published = [{**text, "translation_id": key, "at": at} for key, text in zip(ids, texts, strict=True)]
        tx.execute(sa.insert(KbPublication), published)
        phrasings = [
            {"article_id": key, "locale": locale, "text": each, "folded": f"{place}", "position": place}
            for key, text in zip(keys, made, strict=True)
            for place, each in enumerate(text["phrasings"])
        ]
        tx.execute(sa.insert(KbPhrasing), phrasings)

"""Reads the knowledge base as records: all of it, or some articles."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.inboxes.schemas import Locale
from contact_center.models import (
    Agent,
    KbArticle,
    KbCategory,
    KbCategoryName,
    KbImage,
    KbPhrasing,
    KbPublication,
    KbRedirect,
    KbSynonym,
    KbTranslation,
)
from contact_center.values import Role
from knowledge_base.categories import names_of
from knowledge_base.queries import locale_of
from knowledge_base.transfer.records import Bundle, CategoryFile, Placed, Synonyms, TextFile
from knowledge_base.values import Kind, Stage, Visibility

Words = dict[tuple[int, str], list[str]]
"""By article and language."""


class Exported(NamedTuple):
    """blobs: the key of each image's content, by name."""

    bundle: Bundle
    blobs: dict[str, str]


def export(tx: Session) -> Exported:
    """All of it."""
    images = tx.execute(sa.select(KbImage).order_by(KbImage.name)).scalars().all()
    alt = {row.name: {locale_of(locale): text for locale, text in row.alt.items()} for row in images}
    articles = tx.execute(sa.select(KbArticle).order_by(KbArticle.id)).scalars().all()
    placed = [Placed("", text, {}, 1) for text in texts(tx, articles)]
    return Exported(Bundle(placed, _categories(tx), _synonyms(tx), alt), {row.name: row.key for row in images})


def texts(tx: Session, articles: Sequence[KbArticle]) -> list[TextFile]:
    """The files of some articles."""
    keys = [article.id for article in articles]
    people = sa.select(Agent.id, Agent.email).where(Agent.id.in_({article.author_id for article in articles}))
    emails: dict[int | None, str] = dict(tx.execute(people).all())
    shelves = _shelves(tx, {article.category_id for article in articles})
    phrasings, redirects = _phrasings(tx, keys), _redirects(tx, keys)
    by_key = {article.id: article for article in articles}
    query = sa.select(KbTranslation, KbPublication).outerjoin(
        KbPublication, KbPublication.translation_id == KbTranslation.id
    )
    rows = tx.execute(query.where(KbTranslation.article_id.in_(keys)).order_by(KbTranslation.id)).all()
    found = []
    for draft, published in rows:
        article, place = by_key[draft.article_id], (draft.article_id, draft.locale)
        shelf, email = shelves.get((article.category_id, draft.locale)), emails.get(article.author_id)
        words = phrasings.get(place, []), redirects.get(place, [])
        if published is not None:
            found.append(_file(article, published, Stage.PUBLISHED, shelf, email, *words))
        if draft.status != Stage.PUBLISHED:
            found.append(
                _file(article, draft, Stage(draft.status), shelf, email, *(words if not published else ([], [])))
            )
    return found


def _file(
    article: KbArticle,
    row: KbTranslation | KbPublication,
    status: Stage,
    category: str | None,
    author: str | None,
    phrasings: list[str],
    redirects: list[str],
) -> TextFile:
    return TextFile(
        article=article.key,
        locale=locale_of(row.locale),
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        status=status,
        category=category,
        kind=Kind(article.kind),
        visibility=Visibility(article.visibility),
        role=Role(article.role),
        author=author,
        review_by=article.review_by,
        archived=article.archived_at is not None,
        phrasings=phrasings,
        redirects=redirects,
        body=row.body,
    )


def _shelves(tx: Session, keys: Collection[int | None]) -> dict[tuple[int | None, str], str]:
    """The slug by which a file names its category: in its own language, else in the other one."""
    found: dict[tuple[int | None, str], str] = {}
    rows = tx.execute(sa.select(KbCategoryName).where(KbCategoryName.category_id.in_(keys))).scalars().all()
    for row in rows:
        for locale in ("en", "vi"):
            found.setdefault((row.category_id, locale), row.slug)
    return found | {(row.category_id, row.locale): row.slug for row in rows}


def _phrasings(tx: Session, keys: Collection[int]) -> Words:
    query = sa.select(KbPhrasing).where(KbPhrasing.article_id.in_(keys)).order_by(KbPhrasing.position)
    found: Words = {}
    for row in tx.execute(query).scalars():
        found.setdefault((row.article_id, row.locale), []).append(row.text)
    return found


def _redirects(tx: Session, keys: Collection[int]) -> Words:
    query = sa.select(KbRedirect).where(KbRedirect.article_id.in_(keys)).order_by(KbRedirect.slug)
    found: Words = {}
    for row in tx.execute(query).scalars():
        found.setdefault((row.article_id, row.locale), []).append(row.slug)
    return found


def _categories(tx: Session) -> list[CategoryFile]:
    rows = tx.execute(sa.select(KbCategory).order_by(KbCategory.position, KbCategory.id)).scalars().all()
    names = names_of(tx, [row.id for row in rows])

    def inside(parent: int | None) -> list[CategoryFile]:
        return [
            CategoryFile(names=dict(sorted(names[row.id].items())), inside=inside(row.id))
            for row in rows
            if row.parent_id == parent
        ]

    return inside(None)


def _synonyms(tx: Session) -> Synonyms:
    found: dict[Locale, list[list[str]]] = {"en": [], "vi": []}
    for row in tx.execute(sa.select(KbSynonym).order_by(KbSynonym.id)).scalars():
        found[locale_of(row.locale)].append(row.words)
    return Synonyms(en=found["en"], vi=found["vi"])

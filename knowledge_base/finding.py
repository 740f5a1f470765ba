"""Finds articles, translations and addresses, for those who change them."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import Conflict, NotFound
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbImage, KbPublication, KbRedirect, KbTranslation
from contact_center.values import Role
from knowledge_base.values import Visibility, reads_as


def readable_by(role: Role | None) -> sa.ColumnElement[bool]:
    """Of articles, whether this role may read them; none: somebody outside."""
    public = KbArticle.visibility == Visibility.PUBLIC
    return sa.or_(public, KbArticle.role.in_(reads_as(role))) if role is not None else public


def article_by_id(tx: Session, public_id: str, role: Role) -> KbArticle:
    """Raises NotFound, also for one that this role may not read."""
    query = sa.select(KbArticle).where(KbArticle.public_id == public_id, readable_by(role))
    return _found(tx.execute(query).scalar_one_or_none())


def locked(tx: Session, public_id: str, role: Role) -> KbArticle:
    """The article, locked: of several who change any part of it, one does so after the other. Raises NotFound."""
    query = sa.select(KbArticle).where(KbArticle.public_id == public_id, readable_by(role)).with_for_update()
    return _found(tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none())


def open_article(tx: Session, public_id: str, role: Role) -> KbArticle:
    """The article, locked, for a change of what is in it. Raises NotFound, or Conflict article_archived."""
    article = locked(tx, public_id, role)
    if article.archived_at is not None:
        raise Conflict("This article is archived. Restore it first.", code="article_archived")
    return article


def translation_of(tx: Session, article: KbArticle, locale: str) -> KbTranslation | None:
    query = sa.select(KbTranslation).where(KbTranslation.article_id == article.id, KbTranslation.locale == locale)
    return tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def the_translation(tx: Session, article: KbArticle, locale: str) -> KbTranslation:
    """Raises NotFound."""
    found = translation_of(tx, article, locale)
    if found is None:
        raise NotFound("There is no such translation.")
    return found


def publication_of(tx: Session, article: KbArticle, locale: str) -> KbPublication | None:
    query = sa.select(KbPublication).where(KbPublication.article_id == article.id, KbPublication.locale == locale)
    return tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def is_published(tx: Session, article: KbArticle) -> bool:
    """Whether readers have it in any language, or would, were it not archived."""
    return bool(tx.execute(sa.select(sa.exists().where(KbPublication.article_id == article.id))).scalar_one())


def taken_slugs(tx: Session, locale: Locale, slugs: Collection[str], *, but: int | None) -> set[str]:
    """Which of them are, or were, the address of another article, as a draft, as published, or formerly."""
    found: set[str] = set()
    tables: tuple[Any, ...] = (KbTranslation, KbPublication, KbRedirect)
    for table in tables:
        query = sa.select(table.slug).where(table.locale == locale, table.slug.in_(slugs))
        found |= set(tx.execute(query if but is None else query.where(table.article_id != but)).scalars())
    return found


def articles_by_slug(tx: Session, slugs: Collection[str], locale: str) -> dict[str, int]:
    """The keys of the articles that slugs lead to, of drafts, of archived ones and by former addresses too.

    The language given goes before the others.
    """
    found: dict[str, int] = {}
    tables: tuple[Any, ...] = (KbPublication, KbTranslation, KbRedirect)
    for table in tables:
        rows = tx.execute(sa.select(table.slug, table.locale, table.article_id).where(table.slug.in_(slugs))).all()
        for slug, _, article_id in sorted(rows, key=lambda row: (row[1] != locale, row[1])):
            found.setdefault(slug, article_id)
    return found


def images_by_name(tx: Session, names: Collection[str]) -> dict[str, KbImage]:
    query = sa.select(KbImage).where(KbImage.name.in_(names))
    return {row.name: row for row in tx.execute(query).scalars()}


def _found(article: KbArticle | None) -> KbArticle:
    if article is None:
        raise NotFound("There is no such article.")
    return article

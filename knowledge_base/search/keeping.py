"""Keeps the index in step with what readers have: called by every change of that, in its transaction."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import KbArticle, KbDocument, KbPhrasing, KbPublication
from knowledge_base.search import index
from knowledge_base.search.entries import FORM, Source, entry_of, index_words
from knowledge_base.values import LOCALES, Visibility

CHUNK = 20
"""Articles that are caught up with in one unit."""
_READ = (KbArticle.visibility == Visibility.PUBLIC, KbArticle.archived_at.is_(None))


def keep(tx: Session, article: KbArticle, at: datetime) -> None:
    """Index an article anew: each language that is published of it, if everybody may read it; else nothing."""
    tx.flush()
    tx.execute(_of(article).execution_options(synchronize_session=False))
    if article.visibility != Visibility.PUBLIC or article.archived_at is not None:
        return
    query = sa.select(KbPublication).where(KbPublication.article_id == article.id).order_by(KbPublication.locale)
    rows = tx.execute(query.execution_options(populate_existing=True)).scalars().all()
    lacking = [locale for locale in LOCALES if locale not in {row.locale for row in rows}]
    for row in rows:
        _put(tx, row, [row.locale, *lacking], at)


def catch_up(tx: Session, at: datetime) -> bool:
    """Index some of the articles that are not indexed, or in an older way; returns whether there may be more."""
    same = sa.and_(KbDocument.article_id == KbPublication.article_id, KbDocument.locale == KbPublication.locale)
    query = (
        sa.select(KbArticle).join(KbPublication, KbPublication.article_id == KbArticle.id).outerjoin(KbDocument, same)
    )
    older = sa.or_(KbDocument.id.is_(None), KbDocument.form != FORM)
    some = sa.select(query.where(*_READ, older).with_only_columns(KbArticle.id).limit(CHUNK).subquery())
    locked = sa.select(KbArticle).where(KbArticle.id.in_(some)).order_by(KbArticle.id).with_for_update()
    rows = tx.execute(locked).scalars().all()
    for row in rows:
        keep(tx, row, at)
    return bool(rows)


def behind(tx: Session) -> bool:
    """Whether anything published is not indexed, or in an older way."""
    same = sa.and_(KbDocument.article_id == KbPublication.article_id, KbDocument.locale == KbPublication.locale)
    rows = sa.select(KbPublication.article_id).join(KbArticle, KbArticle.id == KbPublication.article_id)
    rows = rows.outerjoin(KbDocument, same).where(*_READ, sa.or_(KbDocument.id.is_(None), KbDocument.form != FORM))
    return tx.execute(rows.limit(1)).first() is not None


def _put(tx: Session, row: KbPublication, shown_to: Sequence[str], at: datetime) -> None:
    asked = sa.select(KbPhrasing.text).where(KbPhrasing.article_id == row.article_id, KbPhrasing.locale == row.locale)
    phrasings = tx.execute(asked.order_by(KbPhrasing.position)).scalars().all()
    source = Source(title=row.title, summary=row.summary, body=row.body, phrasings=phrasings)
    entry = entry_of(source, row.locale)
    document = KbDocument(
        article_id=row.article_id, locale=row.locale, form=FORM, weights=entry.weights, text=entry.text, made_at=at
    )
    tx.add(document)
    tx.flush()
    index.put(tx, document.id, index_words(entry, row.locale, shown_to))


def _of(article: KbArticle) -> sa.Delete:
    return sa.delete(KbDocument).where(KbDocument.article_id == article.id)

"""Reads of articles as those who write them see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.inboxes.schemas import Locale
from contact_center.models import (
    Agent,
    KbArticle,
    KbCategory,
    KbFeedback,
    KbPhrasing,
    KbPublication,
    KbRedirect,
    KbRevision,
    KbTranslation,
)
from contact_center.paging import Page, PageQuery, decode_cursor, page_of
from contact_center.realtime.staff_frames import AgentRef
from contact_center.values import Role
from knowledge_base import settings
from knowledge_base.drafting import revision_of
from knowledge_base.filters import conditions, is_stale
from knowledge_base.finding import article_by_id, readable_by, the_translation
from knowledge_base.schemas import (
    ArticleRow,
    ArticlesQuery,
    ArticleView,
    Redirect,
    RevisionRow,
    RevisionView,
    TranslationRow,
    TranslationView,
)
from knowledge_base.values import LOCALES, Kind, Stage, Visibility


def articles(tx: Session, query: ArticlesQuery, *, role: Role, now: datetime) -> Page[ArticleRow]:
    """Those that this role may read, the latest worked on first."""
    months = settings.current(tx).stale_months
    found = sa.select(KbArticle).where(readable_by(role), *conditions(query, months=months, now=now))
    if query.after is not None:
        at, key = decode_cursor(query.after, tuple[datetime, int])
        found = found.where(sa.tuple_(KbArticle.changed_at, KbArticle.id) < sa.tuple_(_time(at), sa.literal(key)))
    found = found.order_by(KbArticle.changed_at.desc(), KbArticle.id.desc()).limit(query.limit + 1)
    rows = tx.execute(found).scalars().all()
    shown = _rows(tx, rows, months, now)
    return page_of(rows, query.limit, item=lambda row: shown[row.id], cursor=lambda row: (row.changed_at, row.id))


def article_view(tx: Session, public_id: str, *, role: Role, now: datetime) -> ArticleView:
    """Raises NotFound."""
    article = article_by_id(tx, public_id, role)
    of_article = KbPhrasing.article_id == article.id
    phrasings: dict[Locale, list[str]] = {}
    for row in tx.execute(sa.select(KbPhrasing).where(of_article).order_by(KbPhrasing.position)).scalars():
        phrasings.setdefault(locale_of(row.locale), []).append(row.text)
    redirects = sa.select(KbRedirect).where(KbRedirect.article_id == article.id)
    return ArticleView(
        article=_rows(tx, [article], settings.current(tx).stale_months, now)[article.id],
        translations=_translations(tx, article),
        phrasings=phrasings,
        redirects=[
            Redirect(locale=locale_of(row.locale), slug=row.slug)
            for row in tx.execute(redirects.order_by(KbRedirect.locale, KbRedirect.slug)).scalars()
        ],
    )


def revisions(tx: Session, public_id: str, locale: Locale, query: PageQuery, *, role: Role) -> Page[RevisionRow]:
    """The versions of a translation, the newest first. Raises NotFound."""
    row = the_translation(tx, article_by_id(tx, public_id, role), locale)
    found = sa.select(KbRevision).where(KbRevision.translation_id == row.id).order_by(KbRevision.number.desc())
    if query.after is not None:
        found = found.where(KbRevision.number < decode_cursor(query.after, tuple[int])[0])
    rows = tx.execute(found.limit(query.limit + 1)).scalars().all()
    people = _people(tx, [each.author_id for each in rows])
    return page_of(rows, query.limit, item=lambda each: _revision_row(each, people), cursor=lambda each: (each.number,))


def revision(tx: Session, public_id: str, locale: Locale, number: int, *, role: Role) -> RevisionView:
    """Raises NotFound."""
    found = revision_of(tx, the_translation(tx, article_by_id(tx, public_id, role), locale), number)
    row = _revision_row(found, _people(tx, [found.author_id]))
    return RevisionView(row=row, summary=found.summary, slug=found.slug, body=found.body)


def locale_of(text: str) -> Locale:
    """A stored language as the one that it is."""
    return next(locale for locale in LOCALES if locale == text)


def _time(at: datetime) -> sa.BindParameter[datetime]:
    return sa.literal(at, KbArticle.changed_at.type)


def _rows(tx: Session, articles: Sequence[KbArticle], months: int, now: datetime) -> dict[int, ArticleRow]:
    keys = [article.id for article in articles]
    people = _people(tx, [article.author_id for article in articles])
    shelves = sa.select(KbCategory.id, KbCategory.public_id).where(
        KbCategory.id.in_([article.category_id for article in articles])
    )
    categories: dict[int | None, str] = dict(tx.execute(shelves).all())
    translations = _translation_rows(tx, keys)
    return {
        article.id: ArticleRow(
            id=article.public_id,
            key=article.key,
            category=categories.get(article.category_id),
            kind=Kind(article.kind),
            visibility=Visibility(article.visibility),
            role=Role(article.role),
            author=people.get(article.author_id),
            review_by=article.review_by,
            stale=is_stale(article, months=months, now=now),
            archived=article.archived_at is not None,
            changed_at=article.changed_at,
            version=article.version,
            translations=translations.get(article.id, []),
        )
        for article in articles
    }


def _translation_rows(tx: Session, keys: Sequence[int]) -> dict[int, list[TranslationRow]]:
    """Without their texts, which may be long."""
    row = KbTranslation
    columns: tuple[Any, ...] = (row.locale, row.title, row.slug, row.status, row.revision, row.changed_at)
    query = sa.select(row.article_id, *columns, KbPublication.revision.label("published"))
    joined = query.outerjoin(KbPublication, KbPublication.translation_id == row.id)
    votes = _votes(tx, keys)
    found: dict[int, list[TranslationRow]] = {}
    for each in tx.execute(joined.where(row.article_id.in_(keys)).order_by(row.locale)).all():
        found.setdefault(each.article_id, []).append(
            TranslationRow(
                locale=locale_of(each.locale),
                title=each.title,
                slug=each.slug,
                status=Stage(each.status),
                revision=each.revision,
                published=each.published,
                helpful=votes.get((each.article_id, each.locale, each.published, True), 0),
                unhelpful=votes.get((each.article_id, each.locale, each.published, False), 0),
                changed_at=each.changed_at,
            )
        )
    return found


def _translations(tx: Session, article: KbArticle) -> list[TranslationView]:
    query = sa.select(KbTranslation, KbPublication).outerjoin(
        KbPublication, KbPublication.translation_id == KbTranslation.id
    )
    rows = tx.execute(query.where(KbTranslation.article_id == article.id).order_by(KbTranslation.locale)).all()
    votes = _votes(tx, [article.id])
    return [
        TranslationView(
            locale=locale_of(row.locale),
            title=row.title,
            summary=row.summary,
            slug=row.slug,
            body=row.body,
            status=Stage(row.status),
            revision=row.revision,
            note=row.note,
            published=published.revision if published else None,
            published_slug=published.slug if published else None,
            published_at=published.at if published else None,
            helpful=votes.get((article.id, row.locale, published.revision, True), 0) if published else 0,
            unhelpful=votes.get((article.id, row.locale, published.revision, False), 0) if published else 0,
            changed_at=row.changed_at,
        )
        for row, published in rows
    ]


def _votes(tx: Session, keys: Sequence[int]) -> dict[tuple[int, str, int, bool], int]:
    """How many found what of which version of which article."""
    columns = KbFeedback.article_id, KbFeedback.locale, KbFeedback.revision, KbFeedback.helpful
    query = sa.select(*columns, sa.func.count()).where(KbFeedback.article_id.in_(keys)).group_by(*columns)
    return {(key, locale, number, helpful): count for key, locale, number, helpful, count in tx.execute(query).all()}


def _revision_row(row: KbRevision, people: dict[int | None, AgentRef]) -> RevisionRow:
    author = people.get(row.author_id)
    return RevisionRow(number=row.number, title=row.title, author=author, restored_from=row.restored_from, at=row.at)


def _people(tx: Session, keys: Sequence[int | None]) -> dict[int | None, AgentRef]:
    query = sa.select(Agent.id, Agent.public_id, Agent.name).where(Agent.id.in_({key for key in keys if key}))
    return {key: AgentRef(id=public_id, name=name) for key, public_id, name in tx.execute(query).all()}

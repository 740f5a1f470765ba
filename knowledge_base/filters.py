"""Which articles a list shows: what its filters ask for, as conditions on articles."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from contact_center.folding import folded_words
from contact_center.models import Agent, KbArticle, KbCategory, KbPhrasing, KbPublication, KbTranslation
from knowledge_base.schemas import ArticlesQuery

MONTH = timedelta(days=30.4375)
"""A twelfth of a year."""
MOST_WORDS = 8
"""Of what is looked for."""


def is_stale(article: KbArticle, *, months: int, now: datetime) -> bool:
    """Its review is due, or nobody has worked on it for so many months."""
    due = article.review_by is not None and article.review_by < now.date()
    return article.archived_at is None and (due or article.changed_at < now - months * MONTH)


def conditions(query: ArticlesQuery, *, months: int, now: datetime) -> list[sa.ColumnElement[bool]]:
    """All of which an article must meet. months: after how many without work an article is stale."""
    there = KbArticle.archived_at.is_not(None) if query.status == "archived" else KbArticle.archived_at.is_(None)
    found: list[sa.ColumnElement[bool]] = [there]
    if query.words is not None:
        found.append(_named(query.words))
    if query.category is not None:
        found.append(KbArticle.category_id.in_(_inside(query.category)))
    if query.kind is not None:
        found.append(KbArticle.kind == query.kind)
    if query.visibility is not None:
        found.append(KbArticle.visibility == query.visibility)
    if query.author is not None:
        found.append(KbArticle.author_id.in_(sa.select(Agent.id).where(Agent.public_id == query.author)))
    if query.locale is not None or query.status in {"draft", "in_review", "published"}:
        found.append(_has_translation(query))
    if query.stale is not None:
        due = sa.and_(KbArticle.review_by.is_not(None), KbArticle.review_by < now.date())
        stale = sa.or_(due, KbArticle.changed_at < now - months * MONTH)
        found.append(stale if query.stale else sa.not_(stale))
    return found


def _named(words: str) -> sa.ColumnElement[bool]:
    """Every word is in an address, a key or a phrasing, with marks or without; or a title has the text as it is."""
    title = _any(KbTranslation.article_id, KbTranslation.title.icontains(words.strip(), autoescape=True))
    folded = folded_words(words)[:MOST_WORDS]
    return sa.or_(title, sa.and_(*map(_has_word, folded))) if folded else title


def _has_word(word: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        KbArticle.key.contains(word, autoescape=True),
        _any(KbTranslation.article_id, KbTranslation.slug.contains(word, autoescape=True)),
        _any(KbPhrasing.article_id, KbPhrasing.folded.contains(word, autoescape=True)),
    )


def _any(article_id: InstrumentedAttribute[int], condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(article_id == KbArticle.id, condition)


def _inside(public_id: str) -> sa.CompoundSelect[tuple[int]]:
    """The keys of a category and of those inside it, which are at most three deep."""
    own = sa.select(KbCategory.id).where(KbCategory.public_id == public_id)
    inner = sa.select(KbCategory.id).where(KbCategory.parent_id.in_(own))
    return sa.union(own, inner, sa.select(KbCategory.id).where(KbCategory.parent_id.in_(inner)))


def _has_translation(query: ArticlesQuery) -> sa.ColumnElement[bool]:
    table = KbPublication if query.status == "published" else KbTranslation
    parts: list[sa.ColumnElement[bool]] = [table.article_id == KbArticle.id]
    if query.locale is not None:
        parts.append(table.locale == query.locale)
    if query.status in {"draft", "in_review"}:
        parts.append(KbTranslation.status == query.status)
    found = sa.exists().where(*parts)
    return sa.not_(found) if query.status == "missing" else found

"""What the help centre's pages show besides the text of an article. Everything here is for everybody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import NotFound
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbCategory, KbCategoryName, KbFeedback, KbPublication, KbSearch
from knowledge_base.finding import readable_by
from knowledge_base.queries import locale_of
from knowledge_base.values import Kind, article_path

LATELY = timedelta(days=90)
MOST_POPULAR = 6
MOST = 500
"""Articles of one list."""
SHOWN_FIRST = 3
_READ = (KbArticle.archived_at.is_(None), readable_by(None))


class Line(NamedTuple):
    """An article in a list. fallback: it is in another language than the page."""

    article: int
    title: str
    summary: str
    path: str
    locale: Locale
    fallback: bool
    category: int | None
    kind: str


class Shelf(NamedTuple):
    """A category. articles: how many in it and below it. first: some of those in it."""

    key: int
    parent: int | None
    name: str
    slug: str
    articles: int
    first: list[Line]


class Address(NamedTuple):
    """A page for the sitemap. others: the same one in each language that it has."""

    path: str
    at: datetime
    others: dict[Locale, str]


_COLUMNS = (
    KbArticle.id,
    KbArticle.category_id,
    KbArticle.kind,
    KbPublication.locale,
    KbPublication.slug,
    KbPublication.title,
    KbPublication.summary,
)
_SAME = KbPublication.article_id == KbArticle.id


def lines(tx: Session, locale: Locale, *conditions: sa.ColumnElement[bool], most: int = MOST) -> list[Line]:
    """Articles by title, each in the page's language or else in another."""
    query = sa.select(*_COLUMNS).join(KbPublication, _SAME).where(*_READ, *conditions)
    order = (KbPublication.locale != locale, KbPublication.title, KbPublication.locale)
    found: dict[int, Line] = {}
    for row in tx.execute(query.order_by(*order).limit(most)).all():
        found.setdefault(row.id, _line(row, locale))
    return sorted(found.values(), key=lambda line: line.title.casefold())


def _line(row: sa.Row[int, int | None, str, str, str, str, str], locale: Locale) -> Line:
    language = locale_of(row.locale)
    path = article_path(language, row.slug)
    return Line(row.id, row.title, row.summary, path, language, language != locale, row.category_id, row.kind)


def shelves(tx: Session, locale: Locale) -> list[Shelf]:
    """All categories with something to read, as they are arranged; named in the page's language or else in another."""
    rows = tx.execute(sa.select(KbCategory).order_by(KbCategory.position, KbCategory.id)).scalars().all()
    named: dict[int, tuple[str, str]] = {}
    for name in tx.execute(sa.select(KbCategoryName).order_by(KbCategoryName.locale)).scalars():
        if name.locale == locale or name.category_id not in named:
            named[name.category_id] = (name.name, name.slug)
    counting = sa.select(KbArticle.category_id, sa.func.count(sa.distinct(KbArticle.id))).join(KbPublication, _SAME)
    counts: dict[int | None, int] = dict(tx.execute(counting.where(*_READ).group_by(KbArticle.category_id)).all())
    first = _first(tx, locale)
    found = []
    for row in rows:
        count = sum(counts.get(key, 0) for key in within(rows, row.id))
        if count and row.id in named:
            found.append(Shelf(row.id, row.parent_id, *named[row.id], count, first.get(row.id, [])))
    return found


def _first(tx: Session, locale: Locale) -> dict[int | None, list[Line]]:
    """The first articles of each category that are there in the page's language."""
    place = sa.func.row_number().over(partition_by=KbArticle.category_id, order_by=KbPublication.title).label("place")
    every = (
        sa.select(*_COLUMNS, place).join(KbPublication, _SAME).where(*_READ, KbPublication.locale == locale).subquery()
    )
    found: dict[int | None, list[Line]] = {}
    for row in tx.execute(sa.select(every).where(every.c.place <= SHOWN_FIRST).order_by(every.c.place)).all():
        found.setdefault(row.category_id, []).append(_line(row, locale))
    return found


def within(rows: Sequence[KbCategory], key: int) -> set[int]:
    found, more = {key}, True
    while more:
        below = {row.id for row in rows if row.parent_id in found} - found
        found |= below
        more = bool(below)
    return found


def category_at(tx: Session, locale: Locale, slug: str) -> tuple[int, dict[Locale, str]]:
    """The key of the category at an address, and its addresses in all languages. Raises NotFound."""
    here = sa.select(KbCategoryName.category_id).where(KbCategoryName.slug == slug)
    key = tx.execute(here.order_by(KbCategoryName.locale != locale).limit(1)).scalar_one_or_none()
    if key is None:
        raise NotFound("There is no such category.")
    rows = tx.execute(sa.select(KbCategoryName).where(KbCategoryName.category_id == key)).scalars()
    return key, {locale_of(row.locale): row.slug for row in rows}


def popular(tx: Session, locale: Locale, *, now: datetime) -> list[Line]:
    """What was opened most from searches and found helpful lately; empty where nobody has."""
    opened = (
        sa.select(KbSearch.article_id, sa.func.count().label("times"))
        .where(KbSearch.article_id.is_not(None), KbSearch.at > now - LATELY)
        .group_by(KbSearch.article_id)
    )
    helped = (
        sa.select(KbFeedback.article_id, sa.func.count().label("times"))
        .where(KbFeedback.helpful, KbFeedback.at > now - LATELY)
        .group_by(KbFeedback.article_id)
    )
    both = sa.union_all(opened, helped).subquery()
    total = sa.func.sum(both.c.times)
    best = tx.execute(
        sa.select(both.c.article_id).group_by(both.c.article_id).order_by(total.desc()).limit(30)
    ).scalars()
    order = {key: place for place, key in enumerate(best)}
    found = lines(tx, locale, KbArticle.id.in_(order)) if order else []
    return sorted(found, key=lambda line: order[line.article])[:MOST_POPULAR]


def policies(tx: Session, locale: Locale) -> list[Line]:
    """The articles of a kind that a company owes its customers."""
    kinds: list[str] = [kind for kind in Kind if kind is not Kind.ARTICLE]
    found = lines(tx, locale, KbArticle.kind.in_(kinds))
    return sorted(found, key=lambda line: kinds.index(line.kind))


def trail(found: Sequence[Shelf], key: int | None) -> list[Shelf]:
    """A category with those above it, from the top."""
    by_key = {shelf.key: shelf for shelf in found}
    steps: list[Shelf] = []
    while key is not None and key in by_key:
        steps.insert(0, by_key[key])
        key = by_key[key].parent
    return steps


def addresses(tx: Session) -> list[Address]:
    """Every page of an article, for the sitemap."""
    query = sa.select(KbArticle.id, KbPublication.locale, KbPublication.slug, KbPublication.at)
    rows = tx.execute(
        query.join(KbPublication, KbPublication.article_id == KbArticle.id)
        .where(*_READ)
        .order_by(KbArticle.id, KbPublication.locale)
    ).all()
    others: dict[int, dict[Locale, str]] = {}
    for row in rows:
        others.setdefault(row.id, {})[locale_of(row.locale)] = article_path(row.locale, row.slug)
    return [Address(article_path(row.locale, row.slug), row.at, others[row.id]) for row in rows]


def newest(tx: Session) -> datetime | None:
    """When anything was published last."""
    return tx.execute(sa.select(sa.func.max(KbPublication.at))).scalar_one_or_none()

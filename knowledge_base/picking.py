"""Finds published articles for staff who answer somebody: in the customer's language, or else in one that there is."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from contact_center.folding import fold, folded_words
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbPhrasing, KbPublication
from contact_center.values import Role
from knowledge_base import settings
from knowledge_base.finding import readable_by
from knowledge_base.part_schemas import ArticlePick, ArticlePickText
from knowledge_base.plain import plain_text
from knowledge_base.queries import locale_of
from knowledge_base.reading import find
from knowledge_base.values import Visibility, article_path

MOST_WORDS = 8
"""Of what is looked for."""
LOOKED_AT = 200
"""Articles that are weighed against each other, the latest worked on."""


class _Picked(NamedTuple):
    article: KbArticle
    publication: KbPublication
    pick: ArticlePick


def search(
    tx: Session, words: str, *, locale: Locale, role: Role, limit: int, likely: Sequence[str] = ()
) -> list[ArticlePick]:
    """Those that have every word in a title, a summary or a phrasing, with marks or without; the best first.

    likely: articles by their public ids, found in another way, the best first. They come first, but for those whose
    title begins with what is looked for. Without words the latest worked on.
    """
    wanted = folded_words(words)[:MOST_WORDS]
    if words.strip() and not wanted:
        return []
    query = sa.select(KbArticle.id).where(KbArticle.archived_at.is_(None), readable_by(role), *map(_has_word, wanted))
    query = query.where(_any(KbPublication.article_id)).order_by(KbArticle.changed_at.desc(), KbArticle.id.desc())
    keys = list(tx.execute(query.limit(LOOKED_AT if wanted else limit)).scalars())
    found = _picks(tx, sa.or_(KbArticle.id.in_(keys), KbArticle.public_id.in_(likely)), locale, role)
    places = {public_id: place for place, public_id in enumerate(likely)}

    def order(row: _Picked) -> tuple[bool, int, tuple[int, int], float]:
        rank = _rank(row.pick, fold(words), wanted)
        return rank[0] > 0, places.get(row.pick.id, len(places)), rank, -row.article.changed_at.timestamp()

    return [row.pick for row in sorted(found, key=order)[:limit]]


def by_keys(tx: Session, keys: Collection[str], *, locale: Locale, role: Role) -> dict[str, ArticlePick]:
    """Those of these articles, by their keys, that readers of this role have."""
    return {row.article.key: row.pick for row in _picks(tx, KbArticle.key.in_(keys), locale, role)} if keys else {}


def by_ids(tx: Session, ids: Sequence[str], *, locale: Locale, role: Role) -> list[ArticlePick]:
    """Those of these articles, by their public ids, that readers of this role have, in the same order."""
    rows = _picks(tx, KbArticle.public_id.in_(ids), locale, role) if ids else []
    return sorted((row.pick for row in rows), key=lambda pick: ids.index(pick.id))


def texts_by_keys(tx: Session, keys: Sequence[str], *, locale: Locale, role: Role) -> list[ArticlePickText]:
    """The same with their texts, in the order of the keys."""
    found = {row.article.key: row for row in _picks(tx, KbArticle.key.in_(keys), locale, role)} if keys else {}
    rows = [found[key] for key in keys if key in found]
    return [ArticlePickText(pick=row.pick, text=plain_text(row.publication.body)) for row in rows]


def text_of(tx: Session, public_id: str, *, locale: Locale, role: Role) -> ArticlePickText:
    """The article with its text, without markup. Raises NotFound."""
    found = find(tx, public_id, locale=locale, role=role)
    pick = _pick(found.article, found.publication, locale)
    return ArticlePickText(pick=pick, text=plain_text(found.publication.body))


def _picks(tx: Session, condition: sa.ColumnElement[bool], locale: Locale, role: Role) -> list[_Picked]:
    readable = (condition, KbArticle.archived_at.is_(None), readable_by(role))
    query = sa.select(KbArticle, KbPublication).join(KbPublication, KbPublication.article_id == KbArticle.id)
    rows = tx.execute(query.where(*readable)).all()
    default = settings.current(tx).locale
    best: dict[int, _Picked] = {}
    for article, publication in sorted(rows, key=lambda row: (row[1].locale != locale, row[1].locale != default)):
        best.setdefault(article.id, _Picked(article, publication, _pick(article, publication, locale)))
    return list(best.values())


def _pick(article: KbArticle, publication: KbPublication, asked: Locale) -> ArticlePick:
    locale, internal = locale_of(publication.locale), article.visibility == Visibility.INTERNAL
    return ArticlePick(
        id=article.public_id,
        key=article.key,
        title=publication.title,
        summary=publication.summary,
        locale=locale,
        fallback=locale != asked,
        internal=internal,
        path=None if internal else article_path(locale, publication.slug),
    )


def _rank(pick: ArticlePick, text: str, wanted: Iterable[str]) -> tuple[int, int]:
    """A title that begins with what is looked for, that has it, that has all its words; then what else has them."""
    title, words = fold(pick.title), tuple(wanted)
    if not words:
        return 0, 0
    place = 0 if title.startswith(text) else 1 if text in title else 2 if all(each in title for each in words) else 3
    return place, int(pick.fallback)


def _has_word(word: str) -> sa.ColumnElement[bool]:
    """A slug is made of a title, and has its words without marks."""
    return sa.or_(
        KbArticle.key.contains(word, autoescape=True),
        _any(KbPublication.article_id, KbPublication.slug.contains(word, autoescape=True)),
        _any(KbPublication.article_id, KbPublication.title.icontains(word, autoescape=True)),
        _any(KbPublication.article_id, KbPublication.summary.icontains(word, autoescape=True)),
        _any(KbPhrasing.article_id, KbPhrasing.folded.contains(word, autoescape=True)),
    )


def _any(article_id: InstrumentedAttribute[int], *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(article_id == KbArticle.id, *conditions)

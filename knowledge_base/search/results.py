"""What is shown of articles that were found."""

from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbCategoryName, KbDocument, KbPublication
from contact_center.search.excerpts import Piece, excerpt
from contact_center.search.terms import Term
from knowledge_base.finding import readable_by
from knowledge_base.queries import locale_of
from knowledge_base.values import article_path

SHORTEST_BEGINNING = 4
"""A stem of so many letters is shown as found in all words that begin with it."""


class HelpHit(msgspec.Struct, frozen=True, kw_only=True):
    """An article that was found. fallback: it is in another language than the search. category: what it is under."""

    article: str
    locale: Locale
    fallback: bool
    slug: str
    path: str
    category: str | None
    title: list[Piece]
    summary: str
    excerpt: list[Piece]


_SAME = sa.and_(KbPublication.article_id == KbDocument.article_id, KbPublication.locale == KbDocument.locale)
_NAMED = sa.and_(KbCategoryName.category_id == KbArticle.category_id, KbCategoryName.locale == KbDocument.locale)
_SHOWN = (  # made once: to make it takes longer than to run it
    sa.select(
        KbDocument.id,
        KbDocument.locale,
        KbDocument.text,
        KbPublication.slug,
        KbPublication.title,
        KbPublication.summary,
        KbArticle.public_id,
        KbCategoryName.name,
    )
    .join(KbPublication, _SAME)
    .join(KbArticle, KbArticle.id == KbDocument.article_id)
    .outerjoin(KbCategoryName, _NAMED)
    .where(KbDocument.id.in_(sa.bindparam("documents", expanding=True)))
    .where(KbArticle.archived_at.is_(None), readable_by(None))
)


def hits(tx: Session, documents: Sequence[int], locale: Locale, words: Collection[str]) -> list[HelpHit]:
    """In the order given; without those that nobody may read any more."""
    terms = [Term((word,), prefix=len(word) >= SHORTEST_BEGINNING) for word in sorted(words)]
    rows = tx.execute(_SHOWN, {"documents": list(documents)}).all()
    found = {row.id: _hit(row, locale, terms) for row in rows}
    return [found[key] for key in documents if key in found]


def _hit(row: sa.Row[int, str, str, str, str, str, str, str], locale: Locale, terms: list[Term]) -> HelpHit:
    language = locale_of(row.locale)
    about = f"{row.summary} {row.text}" if row.summary else row.text
    return HelpHit(
        article=row.public_id,
        locale=language,
        fallback=language != locale,
        slug=row.slug,
        path=article_path(language, row.slug),
        category=row.name,
        title=excerpt(row.title, terms),
        summary=row.summary,
        excerpt=excerpt(about, terms),
    )

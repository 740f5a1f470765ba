"""What readers have: a published article in the language that was asked for or else the default one, and its page."""

import asyncio
from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.errors import NotFound
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbPublication, KbRedirect
from contact_center.values import Role
from knowledge_base import settings
from knowledge_base.finding import articles_by_slug, images_by_name, readable_by
from knowledge_base.markdown import Picture, Reference, references, render
from knowledge_base.queries import locale_of
from knowledge_base.schemas import AddressView, PublishedArticle
from knowledge_base.values import Kind, Visibility, article_path, image_path


class Linked(NamedTuple):
    """What a text refers to, as a page shows it."""

    articles: dict[str, str]
    """The addresses of those that this reader may read, by slug."""
    images: dict[str, Picture]


class Found(NamedTuple):
    """A published article. locales: all those that it is published in."""

    article: KbArticle
    publication: KbPublication
    asked: Locale
    locales: list[Locale]


def find(tx: Session, public_id: str, *, locale: Locale | None, role: Role | None) -> Found:
    """In the language asked for, else in the default one, else in any that there is.

    role: of whoever reads; none: somebody outside. Raises NotFound where there is nothing for them.
    """
    default = settings.current(tx).locale
    readable = (KbArticle.public_id == public_id, KbArticle.archived_at.is_(None), readable_by(role))
    query = sa.select(KbArticle, KbPublication).join(KbPublication, KbPublication.article_id == KbArticle.id)
    rows = tx.execute(query.where(*readable).order_by(KbPublication.locale)).all()
    if not rows:
        raise NotFound("There is no such article.")
    asked = locale or default
    article, publication = min(rows, key=lambda row: (row[1].locale != asked, row[1].locale != default))
    return Found(article, publication, asked, [locale_of(row[1].locale) for row in rows])


async def show(db: Database, found: Found, *, role: Role | None) -> PublishedArticle:
    """The article with its page, as this role may read it."""
    article, publication = found.article, found.publication
    locale = locale_of(publication.locale)
    return PublishedArticle(
        id=article.public_id,
        kind=Kind(article.kind),
        visibility=Visibility(article.visibility),
        locale=locale,
        fallback=locale != found.asked,
        title=publication.title,
        summary=publication.summary,
        slug=publication.slug,
        path=article_path(locale, publication.slug),
        html=await page_of(db, publication.body, locale, role=role),
        revision=publication.revision,
        published_at=publication.at,
        other_locales=[each for each in found.locales if each != locale],
    )


async def page_of(db: Database, body: str, locale: Locale, *, role: Role | None) -> str:
    """A text as HTML. It is read in a thread, since a long one takes its time."""
    found = await asyncio.to_thread(references, body)
    linked = await db.read(linked_from, found, locale, role)
    return await asyncio.to_thread(render, body, articles=linked.articles, images=linked.images)


def linked_from(tx: Session, found: Sequence[Reference], locale: Locale, role: Role | None) -> Linked:
    """What a text in this language refers to, as far as this role may read it."""
    slugs = {each.target for each in found if each.kind == "article"}
    images = images_by_name(tx, {each.target for each in found if each.kind == "image"})
    pictures = {
        name: Picture(image_path(row.key, name), row.width, row.height, row.alt.get(locale, ""))
        for name, row in images.items()
    }
    return Linked(addresses(tx, slugs, locale, role), pictures)


def addresses(tx: Session, slugs: Collection[str], locale: Locale, role: Role | None) -> dict[str, str]:
    """Where readers find the published articles that slugs lead to; the same language goes before the others."""
    keys = articles_by_slug(tx, slugs, locale)
    query = sa.select(KbPublication).join(KbArticle, KbArticle.id == KbPublication.article_id)
    readable = (KbArticle.archived_at.is_(None), readable_by(role))
    rows = tx.execute(query.where(KbPublication.article_id.in_(keys.values()), *readable)).scalars().all()
    best = {row.article_id: row for row in sorted(rows, key=lambda row: row.locale == locale)}
    return {slug: article_path(best[key].locale, best[key].slug) for slug, key in keys.items() if key in best}


def resolve(tx: Session, locale: Locale, slug: str, *, role: Role | None) -> AddressView:
    """Which article an address leads to, present or former. Raises NotFound."""
    readable = (KbArticle.archived_at.is_(None), readable_by(role))
    query = sa.select(KbArticle, KbPublication).join(KbPublication, KbPublication.article_id == KbArticle.id)
    here = query.where(KbPublication.locale == locale, KbPublication.slug == slug, *readable)
    moved = False
    row = tx.execute(here).one_or_none()
    if row is None:
        moved = True
        there = query.join(KbRedirect, KbRedirect.article_id == KbArticle.id)
        there = there.where(KbRedirect.locale == locale, KbRedirect.slug == slug, *readable)
        row = _best(tx.execute(there).all(), locale)
    article, publication = row
    return AddressView(
        article=article.public_id,
        locale=locale_of(publication.locale),
        slug=publication.slug,
        path=article_path(publication.locale, publication.slug),
        moved=moved,
    )


def _best(rows: Sequence[sa.Row[KbArticle, KbPublication]], locale: Locale) -> sa.Row[KbArticle, KbPublication]:
    if not rows:
        raise NotFound("There is no article at this address.")
    return min(rows, key=lambda row: row[1].locale != locale)

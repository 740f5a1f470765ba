"""What readers have: state changes of publications and of the addresses that lead to them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.errors import Conflict, NotFound
from contact_center.events import ArticlePublished, ArticleWithdrawn, RedirectDeleted
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbPublication, KbRedirect, KbTranslation, record
from knowledge_base import checks
from knowledge_base.checks import Fault
from knowledge_base.drafting import TEXTS
from knowledge_base.finding import articles_by_slug, images_by_name, open_article, publication_of, the_translation
from knowledge_base.markdown import Reference, references
from knowledge_base.people import Editor
from knowledge_base.schemas import ArticleText
from knowledge_base.search import keeping
from knowledge_base.values import Stage


def publish(tx: Session, public_id: str, locale: Locale, revision: int, *, by: Editor, at: datetime) -> KbTranslation:
    """Readers have this version from now on; its former address leads to it.

    Raises NotFound, Conflict changed_meanwhile or slug_taken, and InvalidInput not_publishable that names all that is
    missing.
    """
    article = open_article(tx, public_id, by.role)
    row = the_translation(tx, article, locale)
    if row.revision != revision:
        raise Conflict("Somebody else has saved this meanwhile. Look again.", code="changed_meanwhile")
    checks.refuse(faults_of(tx, draft_of(row), references(row.body), locale))
    return put_publication(tx, article, row, by=by, at=at)


def put_publication(tx: Session, article: KbArticle, row: KbTranslation, *, by: Editor, at: datetime) -> KbTranslation:
    """Readers have this draft from now on, which lacks nothing. Raises Conflict slug_taken."""
    before = publication_of(tx, article, row.locale)
    if before is not None and before.revision == row.revision:
        return row
    _put(tx, article, row, before, at)
    row.status, row.note = Stage.PUBLISHED, None
    article.changed_at = at
    article.version += 1
    keeping.keep(tx, article, at)
    fact = ArticlePublished(row.locale, row.revision, row.slug)
    record(tx, "kb_article", article.id, fact, by=by.actor, at=at)
    return row


def withdraw(tx: Session, public_id: str, locale: Locale, *, by: Editor, at: datetime) -> KbTranslation:
    """Readers no longer have it in this language; what is written stays as a draft. Raises NotFound."""
    article = open_article(tx, public_id, by.role)
    row = the_translation(tx, article, locale)
    before = publication_of(tx, article, locale)
    if before is None:
        return row
    if before.slug != row.slug:
        put_redirect(tx, article, locale, before.slug, at)
    tx.delete(before)
    if row.status == Stage.PUBLISHED:
        row.status = Stage.DRAFT
    article.changed_at = at
    article.version += 1
    keeping.keep(tx, article, at)
    record(tx, "kb_article", article.id, ArticleWithdrawn(locale), by=by.actor, at=at)
    return row


def put_redirect(tx: Session, article: KbArticle, locale: str, slug: str, at: datetime) -> None:
    """A former address leads to the article from now on."""
    there = sa.select(KbRedirect).where(KbRedirect.locale == locale, KbRedirect.slug == slug)
    if tx.execute(there).scalar_one_or_none() is None:
        tx.add(KbRedirect(locale=locale, slug=slug, article_id=article.id, at=at))
        tx.flush()


def delete_redirect(tx: Session, public_id: str, locale: Locale, slug: str, *, by: Editor, at: datetime) -> None:
    """A former address leads nowhere from now on, and may be another article's. Raises NotFound."""
    article = open_article(tx, public_id, by.role)
    query = sa.select(KbRedirect).where(
        KbRedirect.article_id == article.id, KbRedirect.locale == locale, KbRedirect.slug == slug
    )
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("This is no former address of the article.")
    tx.delete(found)
    article.version += 1
    tx.flush()
    record(tx, "kb_article", article.id, RedirectDeleted(locale, slug), by=by.actor, at=at)


def faults_of(tx: Session, text: ArticleText, found: Sequence[Reference], locale: Locale) -> list[Fault]:
    """All that keeps a text from being published. found: what its body refers to."""
    slugs = {each.target for each in found if each.kind == "article"}
    images = images_by_name(tx, {each.target for each in found if each.kind == "image"})
    described = {name for name, image in images.items() if image.alt.get(locale)}
    articles = articles_by_slug(tx, slugs, locale).keys()
    return checks.faults(text, found, articles=articles, images=images.keys(), described=described)


def draft_of(row: KbTranslation) -> ArticleText:
    return ArticleText(**{name: getattr(row, name) for name in TEXTS})


def _put(tx: Session, article: KbArticle, row: KbTranslation, before: KbPublication | None, at: datetime) -> None:
    values = {name: getattr(row, name) for name in TEXTS} | {"revision": row.revision, "at": at}
    own = sa.delete(KbRedirect).where(KbRedirect.locale == row.locale, KbRedirect.slug == row.slug)
    tx.execute(own.where(KbRedirect.article_id == article.id).execution_options(synchronize_session=False))
    if before is None:
        tx.add(KbPublication(translation_id=row.id, article_id=article.id, locale=row.locale, **values))
    else:
        if before.slug != row.slug:
            put_redirect(tx, article, row.locale, before.slug, at)
        for name, value in values.items():
            setattr(before, name, value)
    try:
        tx.flush()
    except exc.IntegrityError:
        raise Conflict("Another article has, or had, this address.", code="slug_taken", field="slug") from None

"""State changes of what is written in a language: save a draft, go back to a version, ask for review, decline it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.errors import Conflict, NotFound
from contact_center.events import DraftSaved, ReviewDeclined, ReviewRequested, TranslationDeleted
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbRevision, KbTranslation, record
from knowledge_base.checks import cleaned
from knowledge_base.finding import open_article, publication_of, taken_slugs, the_translation, translation_of
from knowledge_base.people import Editor
from knowledge_base.schemas import ArticleText, ArticleTextChange
from knowledge_base.values import Stage, slug_of

TEXTS = ("slug", "title", "summary", "body")


def save_draft(
    tx: Session,
    public_id: str,
    locale: Locale,
    change: ArticleTextChange,
    *,
    by: Editor,
    at: datetime,
    restored_from: int | None = None,
) -> KbTranslation:
    """Store a version, which is a draft until it is published; one that changes nothing is none.

    Raises NotFound, InvalidInput, or Conflict changed_meanwhile, slug_taken or article_archived.
    """
    article = open_article(tx, public_id, by.role)
    row = translation_of(tx, article, locale)
    _check_revision(row, change.revision)
    text = _fitting(tx, article, locale, row, change)
    values = {name: getattr(text, name) for name in TEXTS}
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row
    if row is None:
        row = KbTranslation(article_id=article.id, locale=locale, revision=0, **values)
        tx.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.status, row.changed_at, row.revision, row.note = Stage.DRAFT, at, row.revision + 1, None
    _flush(tx)
    numbers = {"translation_id": row.id, "number": row.revision, "restored_from": restored_from}
    tx.add(KbRevision(author_id=by.agent_id, at=at, **numbers, **values))
    _touch(tx, article, at)
    record(tx, "kb_article", article.id, DraftSaved(locale, row.revision, restored_from), by=by.actor, at=at)
    return row


def restore_revision(
    tx: Session, public_id: str, locale: Locale, number: int, *, by: Editor, at: datetime
) -> KbTranslation:
    """Save the text of an earlier version again, under the present address. Raises NotFound or Conflict."""
    article = open_article(tx, public_id, by.role)
    row = the_translation(tx, article, locale)
    old = revision_of(tx, row, number)
    change = ArticleTextChange(
        title=old.title, summary=old.summary, slug=row.slug, body=old.body, revision=row.revision
    )
    return save_draft(tx, public_id, locale, change, by=by, at=at, restored_from=number)


def request_review(
    tx: Session, public_id: str, locale: Locale, revision: int, *, by: Editor, at: datetime
) -> KbTranslation:
    """Raises NotFound, or Conflict changed_meanwhile, or not_a_draft where readers have it already."""
    article = open_article(tx, public_id, by.role)
    row = the_translation(tx, article, locale)
    _check_revision(row, revision)
    if row.status == Stage.PUBLISHED:
        raise Conflict("Readers have this version already.", code="not_a_draft")
    if row.status == Stage.DRAFT:
        row.status, row.note = Stage.IN_REVIEW, None
        _touch(tx, article, at)
        record(tx, "kb_article", article.id, ReviewRequested(locale, row.revision), by=by.actor, at=at)
    return row


def decline_review(
    tx: Session, public_id: str, locale: Locale, revision: int, *, note: str | None, by: Editor, at: datetime
) -> KbTranslation:
    """It is a draft again. Raises NotFound, or Conflict changed_meanwhile or not_in_review."""
    article = open_article(tx, public_id, by.role)
    row = the_translation(tx, article, locale)
    _check_revision(row, revision)
    if row.status != Stage.IN_REVIEW:
        raise Conflict("Nobody has asked for a review of this.", code="not_in_review")
    row.status, row.note = Stage.DRAFT, (note or "").strip() or None
    _touch(tx, article, at)
    record(tx, "kb_article", article.id, ReviewDeclined(locale, row.revision, row.note), by=by.actor, at=at)
    return row


def delete_translation(tx: Session, public_id: str, locale: Locale, *, by: Editor, at: datetime) -> None:
    """With all its versions. Raises NotFound, or Conflict article_published or last_translation."""
    article = open_article(tx, public_id, by.role)
    row = the_translation(tx, article, locale)
    if publication_of(tx, article, locale) is not None:
        raise Conflict("Readers have this article in this language. Withdraw it first.", code="article_published")
    others = sa.exists().where(KbTranslation.article_id == article.id, KbTranslation.id != row.id)
    if not tx.execute(sa.select(others)).scalar_one():
        detail = "An article has at least one language. Delete the article instead."
        raise Conflict(detail, code="last_translation")
    tx.delete(row)
    _touch(tx, article, at)
    record(tx, "kb_article", article.id, TranslationDeleted(locale), by=by.actor, at=at)


def revision_of(tx: Session, row: KbTranslation, number: int) -> KbRevision:
    """Raises NotFound."""
    query = sa.select(KbRevision).where(KbRevision.translation_id == row.id, KbRevision.number == number)
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such version.")
    return found


def _fitting(
    tx: Session, article: KbArticle, locale: Locale, row: KbTranslation | None, change: ArticleTextChange
) -> ArticleText:
    """The text as it is kept. A slug that was not given stays, or is made of the title and free."""
    text = cleaned(_with_slug(change, row), fallback=article.key)
    slug = text.slug or ""
    given = change.slug is not None or row is not None
    wanted = [slug] if given else [slug, *(f"{slug[:70].rstrip('-')}-{number}" for number in range(2, 1_000))]
    taken = taken_slugs(tx, locale, wanted, but=article.id)
    free = next((each for each in wanted if each not in taken), None)
    if free is None:
        detail = "Another article has, or had, this address."
        raise Conflict(detail, code="slug_taken", field="slug")
    return ArticleText(title=text.title, summary=text.summary, slug=free, body=text.body)


def _with_slug(change: ArticleTextChange, row: KbTranslation | None) -> ArticleText:
    slug = change.slug or (row.slug if row is not None else slug_of(change.title) or None)
    return ArticleText(title=change.title, summary=change.summary, slug=slug, body=change.body)


def _check_revision(row: KbTranslation | None, revision: int) -> None:
    """Raises Conflict where somebody has saved another version since."""
    if revision != (row.revision if row is not None else 0):
        raise Conflict("Somebody else has saved this meanwhile. Look again.", code="changed_meanwhile")


def _touch(tx: Session, article: KbArticle, at: datetime) -> None:
    article.changed_at = at
    article.version += 1
    tx.flush()


def _flush(tx: Session) -> None:
    try:
        tx.flush()
    except exc.IntegrityError:
        raise Conflict("Another article has, or had, this address.", code="slug_taken", field="slug") from None

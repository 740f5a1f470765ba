"""State changes of articles as a whole: create, change, archive, restore, delete."""

from datetime import datetime

import sqlalchemy as sa
from msgspec import UNSET
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.errors import Conflict, InvalidInput
from contact_center.events import ArticleArchived, ArticleChanged, ArticleCreated, ArticleDeleted, ArticleRestored
from contact_center.models import Agent, KbArticle, record
from contact_center.values import Role
from knowledge_base.categories import key_of
from knowledge_base.drafting import save_draft
from knowledge_base.finding import is_published, locked
from knowledge_base.people import Editor
from knowledge_base.schemas import ArticlePatch, ArticleTextChange, NewArticle
from knowledge_base.search import keeping
from knowledge_base.values import Kind, reads_as, slug_of

MOST = 20_000
"""Articles of an installation."""
_SEEN_BY_READERS = ("kind", "visibility", "role")


def create_article(tx: Session, new: NewArticle, *, by: Editor, at: datetime) -> KbArticle:
    """With its first draft. Raises InvalidInput, or Conflict key_taken, slug_taken, policy_taken, too_many_articles."""
    if tx.execute(sa.select(sa.func.count()).select_from(KbArticle)).scalar_one() >= MOST:
        raise Conflict(f"There are {MOST} articles already. Delete some first.", code="too_many_articles")
    _check_policy(tx, new.kind)
    article = KbArticle(
        key=new.key or _free_key(tx, slug_of(new.text.title) or "article"),
        category_id=key_of(tx, new.category),
        kind=new.kind,
        visibility=new.visibility,
        role=_checked_role(new.role, by),
        author_id=by.agent_id,
        review_by=new.review_by,
        created_at=at,
        changed_at=at,
    )
    tx.add(article)
    _flush(tx)
    record(tx, "kb_article", article.id, ArticleCreated(article.key), by=by.actor, at=at)
    text = {name: getattr(new.text, name) for name in new.text.__struct_fields__}
    save_draft(tx, article.public_id, new.locale, ArticleTextChange(**text, revision=0), by=by, at=at)
    return article


def change_article(tx: Session, public_id: str, patch: ArticlePatch, *, by: Editor, at: datetime) -> KbArticle:
    """Raises NotFound, InvalidInput, Conflict changed_meanwhile or policy_taken, and Forbidden.

    Who may not publish changes nothing of a published article but what only staff see of it.
    """
    article = locked(tx, public_id, by.role)
    if patch.version is not None and patch.version != article.version:
        raise Conflict("Somebody else has changed this article meanwhile. Look again.", code="changed_meanwhile")
    given = {name: getattr(patch, name) for name in patch.__struct_fields__ if name != "version"}
    given = {name: value for name, value in given.items() if value is not UNSET}
    values = {_COLUMNS.get(name, name): value for name, value in given.items()}
    if "category" in given:
        values["category_id"] = key_of(tx, given["category"])
    if "author" in given:
        values["author_id"] = _agent(tx, given["author"])
    if "role" in given:
        values["role"] = _checked_role(given["role"], by)
    changed = [name for name in given if getattr(article, _COLUMNS.get(name, name)) != values[_COLUMNS.get(name, name)]]
    if any(name in _SEEN_BY_READERS for name in changed) and is_published(tx, article):
        by.must_publish()
    if not changed:
        return article
    if "kind" in changed and article.archived_at is None:
        _check_policy(tx, values["kind"])
    for name in changed:
        setattr(article, _COLUMNS.get(name, name), values[_COLUMNS.get(name, name)])
    touch(article, at)
    _flush(tx)
    if "visibility" in changed:
        keeping.keep(tx, article, at)
    record(tx, "kb_article", article.id, ArticleChanged(changed), by=by.actor, at=at)
    return article


_COLUMNS = {"category": "category_id", "author": "author_id"}


def archive_article(tx: Session, public_id: str, *, by: Editor, at: datetime) -> KbArticle:
    """Nobody reads it from now on. Raises NotFound."""
    article = locked(tx, public_id, by.role)
    if article.archived_at is None:
        article.archived_at = at
        touch(article, at)
        keeping.keep(tx, article, at)
        record(tx, "kb_article", article.id, ArticleArchived(), by=by.actor, at=at)
    return article


def restore_article(tx: Session, public_id: str, *, by: Editor, at: datetime) -> KbArticle:
    """Readers have again what was published of it. Raises NotFound, or Conflict policy_taken."""
    article = locked(tx, public_id, by.role)
    if article.archived_at is not None:
        _check_policy(tx, Kind(article.kind))
        article.archived_at = None
        touch(article, at)
        _flush(tx)
        keeping.keep(tx, article, at)
        record(tx, "kb_article", article.id, ArticleRestored(), by=by.actor, at=at)
    return article


def delete_article(tx: Session, public_id: str, *, by: Editor, at: datetime) -> None:
    """With all that belongs to it, for good. Raises NotFound, or Conflict article_published."""
    article = locked(tx, public_id, by.role)
    if article.archived_at is None and is_published(tx, article):
        raise Conflict("Readers have this article. Archive it first.", code="article_published")
    record(tx, "kb_article", article.id, ArticleDeleted(article.key), by=by.actor, at=at)
    tx.delete(article)
    tx.flush()


def touch(article: KbArticle, at: datetime) -> None:
    """Somebody has worked on it."""
    article.changed_at = at
    article.version += 1


def _check_policy(tx: Session, kind: Kind) -> None:
    """Raises Conflict where there is an article of this policy already: each step shows one."""
    if kind is Kind.ARTICLE:
        return
    there = sa.exists().where(KbArticle.kind == kind, KbArticle.archived_at.is_(None))
    if tx.execute(sa.select(there)).scalar_one():
        raise _policy_taken()


def _policy_taken() -> Conflict:
    detail = "There is an article for this policy already. Change that one, or archive it first."
    return Conflict(detail, code="policy_taken", field="kind")


def _checked_role(role: Role, by: Editor) -> Role:
    """Raises InvalidInput for a role under which the editor would not see the article any more."""
    if role not in reads_as(by.role):
        detail = "You could not read this article yourself then."
        raise InvalidInput(detail, code="role_unfit", field="role")
    return role


def _agent(tx: Session, public_id: str | None) -> int | None:
    if public_id is None:
        return None
    query = sa.select(Agent.id).where(Agent.public_id == public_id, Agent.disabled_at.is_(None))
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise InvalidInput("There is no such agent any more.", code="agent_gone", field="author")
    return found


def _free_key(tx: Session, base: str) -> str:
    """The key itself, or the first of those with a number after it that is not taken."""
    wanted = [base, *(f"{base[:70].rstrip('-')}-{number}" for number in range(2, 1_000))]
    taken = set(tx.execute(sa.select(KbArticle.key).where(KbArticle.key.in_(wanted))).scalars())
    return next(each for each in wanted if each not in taken)


def _flush(tx: Session) -> None:
    try:
        tx.flush()
    except exc.IntegrityError as error:
        if "policy" in str(error.orig) or "kind" in str(error.orig):
            raise _policy_taken() from None
        raise Conflict("There is an article with this key already.", code="key_taken", field="key") from None

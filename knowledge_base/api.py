"""The knowledge base over HTTP: articles, their translations and what is published of them."""

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.errors import NotFound
from contact_center.http import Call, route
from contact_center.inboxes.schemas import Locale
from contact_center.paging import Page, PageQuery
from knowledge_base import articles, drafting, publishing, queries, reading
from knowledge_base.checks import Fault, cleaned
from knowledge_base.markdown import references
from knowledge_base.people import editor_of
from knowledge_base.schemas import (
    AddressView,
    ArticlePatch,
    ArticlePreview,
    ArticlePreviewQuestion,
    ArticleRow,
    ArticlesQuery,
    ArticleTextChange,
    ArticleView,
    DeclinedDraft,
    FaultView,
    LocaleQuery,
    NewArticle,
    PublishedArticle,
    ReviewedDraft,
    RevisionRow,
    RevisionView,
)
from knowledge_base.values import LOCALES


async def list_articles(call: Call, query: ArticlesQuery) -> Page[ArticleRow]:
    """The articles that one may read, the latest worked on first."""
    return await call.db.read(queries.articles, query, role=call.principal.role, now=call.now)


async def get_article(call: Call, article: str) -> ArticleView:
    """One article with its drafts, phrasings and former addresses."""
    return await call.db.read(queries.article_view, article, role=call.principal.role, now=call.now)


async def add_article(call: Call, body: NewArticle) -> ArticleView:
    """Make an article with its first draft."""

    def unit(tx: Session) -> ArticleView:
        made = articles.create_article(tx, body, by=editor_of(call.principal), at=call.now)
        return queries.article_view(tx, made.public_id, role=call.principal.role, now=call.now)

    return await call.db.write(unit)


async def patch_article(call: Call, article: str, body: ArticlePatch) -> ArticleView:
    """Change what all languages have in common; with a version, only where nobody has saved since."""
    return await _changed(call, article, articles.change_article, body)


async def archive_article(call: Call, article: str) -> ArticleView:
    """Take an article from its readers, and keep it."""
    return await _changed(call, article, articles.archive_article)


async def restore_article(call: Call, article: str) -> ArticleView:
    """Give readers again what was published of an archived article."""
    return await _changed(call, article, articles.restore_article)


async def delete_article(call: Call, article: str) -> None:
    """Delete an article that readers do not have, for good."""
    await call.db.write(articles.delete_article, article, by=editor_of(call.principal), at=call.now)


async def put_draft(call: Call, article: str, locale: str, body: ArticleTextChange) -> ArticleView:
    """Save a version in a language. Readers keep what they have until it is published."""
    return await _changed(call, article, drafting.save_draft, known(locale), body)


async def delete_translation(call: Call, article: str, locale: str) -> ArticleView:
    """Delete a language that readers do not have, with its versions."""
    return await _changed(call, article, drafting.delete_translation, known(locale))


async def request_review(call: Call, article: str, locale: str, body: ReviewedDraft) -> ArticleView:
    """Ask those who publish to look at a draft."""
    return await _changed(call, article, drafting.request_review, known(locale), body.revision)


async def decline_review(call: Call, article: str, locale: str, body: DeclinedDraft) -> ArticleView:
    """Give a draft back to its writers, with a note."""
    return await _changed(call, article, drafting.decline_review, known(locale), body.revision, note=body.note)


async def publish_translation(call: Call, article: str, locale: str, body: ReviewedDraft) -> ArticleView:
    """Have readers read a version. 422 not_publishable says all that is missing."""
    return await _changed(call, article, publishing.publish, known(locale), body.revision)


async def withdraw_translation(call: Call, article: str, locale: str) -> ArticleView:
    """Take a language from its readers; the draft stays."""
    return await _changed(call, article, publishing.withdraw, known(locale))


async def list_revisions(call: Call, article: str, locale: str, query: PageQuery) -> Page[RevisionRow]:
    """The saved versions of a language, the newest first."""
    return await call.db.read(queries.revisions, article, known(locale), query, role=call.principal.role)


async def get_revision(call: Call, article: str, locale: str, number: int) -> RevisionView:
    """One saved version."""
    return await call.db.read(queries.revision, article, known(locale), number, role=call.principal.role)


async def restore_revision(call: Call, article: str, locale: str, number: int) -> ArticleView:
    """Save an earlier version's text again, as a draft."""
    return await _changed(call, article, drafting.restore_revision, known(locale), number)


async def delete_redirect(call: Call, article: str, locale: str, slug: str) -> ArticleView:
    """Give a former address free."""
    return await _changed(call, article, publishing.delete_redirect, known(locale), slug)


async def preview_article(call: Call, body: ArticlePreviewQuestion) -> ArticlePreview:
    """A text as readers would have it, and what keeps it from being published. Nothing is stored."""
    text, role = cleaned(body.text, fallback="article"), call.principal.role
    found = await asyncio.to_thread(references, text.body)
    faults = await call.db.read(publishing.faults_of, text, found, body.locale)
    html = await reading.page_of(call.db, text.body, body.locale, role=role)
    return ArticlePreview(html=html, faults=[_fault(each) for each in faults])


async def get_published(call: Call, article: str, query: LocaleQuery) -> PublishedArticle:
    """What readers have, in the language asked for or else in the default one."""
    found = await call.db.read(reading.find, article, locale=query.locale, role=call.principal.role)
    return await reading.show(call.db, found, role=call.principal.role)


async def resolve_address(call: Call, locale: str, slug: str) -> AddressView:
    """Which published article an address leads to, present or former."""
    return await call.db.read(reading.resolve, known(locale), slug, role=call.principal.role)


async def _changed(call: Call, article: str, do: Callable[..., Any], *args: Any, **kwargs: Any) -> ArticleView:
    """Carry out a change of an article; returns how it is then."""

    def unit(tx: Session) -> ArticleView:
        do(tx, article, *args, by=editor_of(call.principal), at=call.now, **kwargs)
        return queries.article_view(tx, article, role=call.principal.role, now=call.now)

    return await call.db.write(unit)


def known(locale: str) -> Locale:
    """The language in an address. Raises NotFound."""
    for each in LOCALES:
        if each == locale:
            return each
    raise NotFound("There is no such language.")


def _fault(fault: Fault) -> FaultView:
    return FaultView(code=fault.code, line=fault.line, what=fault.what)


_TEXT = "/articles/{article}/translations/{locale}"

ROUTES = (
    route("GET", "/articles", list_articles, Scope.ARTICLES_READ),
    route("POST", "/articles", add_article, Scope.ARTICLES_WRITE, status=201),
    route("POST", "/articles/preview", preview_article, Scope.ARTICLES_WRITE, changes=False),
    route("GET", "/articles/{article}", get_article, Scope.ARTICLES_READ),
    route("PATCH", "/articles/{article}", patch_article, Scope.ARTICLES_WRITE),
    route("DELETE", "/articles/{article}", delete_article, Scope.ARTICLES_PUBLISH),
    route("POST", "/articles/{article}/archive", archive_article, Scope.ARTICLES_PUBLISH),
    route("POST", "/articles/{article}/restore", restore_article, Scope.ARTICLES_PUBLISH),
    route("GET", "/articles/{article}/published", get_published, Scope.ARTICLES_READ),
    route("DELETE", "/articles/{article}/redirects/{locale}/{slug}", delete_redirect, Scope.ARTICLES_PUBLISH),
    route("PUT", _TEXT, put_draft, Scope.ARTICLES_WRITE),
    route("DELETE", _TEXT, delete_translation, Scope.ARTICLES_PUBLISH),
    route("POST", _TEXT + "/review", request_review, Scope.ARTICLES_WRITE),
    route("POST", _TEXT + "/decline", decline_review, Scope.ARTICLES_PUBLISH),
    route("POST", _TEXT + "/publish", publish_translation, Scope.ARTICLES_PUBLISH),
    route("POST", _TEXT + "/withdraw", withdraw_translation, Scope.ARTICLES_PUBLISH),
    route("GET", _TEXT + "/revisions", list_revisions, Scope.ARTICLES_READ),
    route("GET", _TEXT + "/revisions/{number}", get_revision, Scope.ARTICLES_READ),
    route("POST", _TEXT + "/revisions/{number}/restore", restore_revision, Scope.ARTICLES_WRITE),
    route("GET", "/article-addresses/{locale}/{slug}", resolve_address, Scope.ARTICLES_READ),
)

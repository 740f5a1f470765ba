"""Whether an article has helped: a vote for each source and version, with a comment that can be erased."""

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import attempts
from contact_center.attempts import Whom
from contact_center.errors import NotFound, TooManyRequests
from contact_center.events import ArticleRated
from contact_center.models import KbArticle, KbFeedback, KbPublication, record
from contact_center.paging import Page, decode_cursor, page_of
from contact_center.values import Role
from knowledge_base.finding import article_by_id, readable_by
from knowledge_base.part_schemas import FeedbackCount, FeedbackCounts, FeedbackQuery, FeedbackView, NewFeedback
from knowledge_base.queries import locale_of

MOST = 20
"""Votes of one source in 15 minutes; an address, which may be an office, four times as many."""


def source_of(secret_key: str, *, address: str, browser: str) -> Whom:
    """Who votes, as keyed hashes: a browser at an address, and the address."""
    browser = hashlib.sha256(browser.encode("utf-8", "surrogateescape")).hexdigest()
    return attempts.whom(secret_key, purpose="feedback", account=f"{address} {browser}", address=address)


def give(
    tx: Session, public_id: str, new: NewFeedback, *, source: Whom, customer_id: int | None, by: str, at: datetime
) -> None:
    """Of the version that readers have now; a second vote of the same source is in the place of the first.

    Raises NotFound where there is nothing that everybody may read, and TooManyRequests.
    """
    query = sa.select(KbPublication).join(KbArticle, KbArticle.id == KbPublication.article_id)
    readable = (KbArticle.public_id == public_id, KbArticle.archived_at.is_(None), readable_by(None))
    there = query.where(*readable, KbPublication.locale == new.locale)
    row = tx.execute(there.with_for_update(of=KbPublication)).scalar_one_or_none()  # of two votes one is first
    if row is None:
        raise NotFound("There is no such article.")
    if wait := attempts.wait(tx, source, limit=MOST, now=at):
        raise TooManyRequests("That was a lot of votes. Wait a while.", retry_after=wait)
    attempts.note(tx, source, now=at)
    vote = KbFeedback
    earlier = sa.select(vote).where(vote.article_id == row.article_id, vote.locale == row.locale)
    earlier = earlier.where(vote.revision == row.revision, vote.source == source.account)
    found = tx.execute(earlier).scalar_one_or_none()
    if found is None:
        found = vote(article_id=row.article_id, locale=row.locale, revision=row.revision, source=source.account)
        tx.add(found)
    found.helpful, found.comment = new.helpful, (new.comment or "").strip() or None
    found.customer_id, found.at = customer_id, at
    tx.flush()
    record(tx, "kb_article", row.article_id, ArticleRated(row.locale, row.revision, new.helpful), by=by, at=at)


def views(tx: Session, public_id: str, query: FeedbackQuery, *, role: Role) -> Page[FeedbackView]:
    """What was said of an article, the latest first. Raises NotFound."""
    article = article_by_id(tx, public_id, role)
    found = sa.select(KbFeedback).where(KbFeedback.article_id == article.id)
    if query.comments:
        found = found.where(KbFeedback.comment.is_not(None))
    if query.locale is not None:
        found = found.where(KbFeedback.locale == query.locale)
    if query.after is not None:
        at, key = decode_cursor(query.after, tuple[datetime, int])
        last = sa.tuple_(sa.literal(at, KbFeedback.at.type), sa.literal(key))
        found = found.where(sa.tuple_(KbFeedback.at, KbFeedback.id) < last)
    found = found.order_by(KbFeedback.at.desc(), KbFeedback.id.desc()).limit(query.limit + 1)
    rows = tx.execute(found).scalars().all()
    return page_of(rows, query.limit, item=_view, cursor=lambda row: (row.at, row.id))


def counts(tx: Session, public_id: str, *, role: Role) -> FeedbackCounts:
    """How each version of an article was received, the newest first. Raises NotFound."""
    article = article_by_id(tx, public_id, role)
    version = KbFeedback.locale, KbFeedback.revision
    helpful = sa.func.count().filter(KbFeedback.helpful)
    query = sa.select(*version, helpful, sa.func.count()).where(KbFeedback.article_id == article.id)
    rows = tx.execute(query.group_by(*version).order_by(KbFeedback.locale, KbFeedback.revision.desc())).all()
    return FeedbackCounts(
        items=[
            FeedbackCount(locale=locale_of(locale), revision=number, helpful=good, unhelpful=all_of_it - good)
            for locale, number, good, all_of_it in rows
        ]
    )


def _view(row: KbFeedback) -> FeedbackView:
    return FeedbackView(
        id=row.public_id,
        locale=locale_of(row.locale),
        revision=row.revision,
        helpful=row.helpful,
        comment=row.comment,
        at=row.at,
    )

"""State changes of questions that somebody has looked at: they become an article, its phrasings, or nothing."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from contact_center.errors import Conflict
from contact_center.events import GapClosed
from contact_center.folding import fold
from contact_center.inboxes.schemas import Locale
from contact_center.lines import clean_line
from contact_center.models import BotTurn, KbArticle, KbPhrasing, KbSearch, record
from faq_bot.desk.gaps import wordings
from faq_bot.desk.marking import OPEN
from faq_bot.desk.private import without_private
from faq_bot.desk.questions import OpenQuestion
from faq_bot.desk.schemas import GapClosing, GapDraft, GapPhrasing
from knowledge_base.articles import create_article
from knowledge_base.finding import open_article
from knowledge_base.part_schemas import MOST_PHRASINGS, Phrasings
from knowledge_base.people import Editor
from knowledge_base.phrasings import set_phrasings
from knowledge_base.schemas import ArticleText, NewArticle

DONE, DISMISSED = "done", "dismissed"
_UNSEEN = {"synchronize_session": False}
LONGEST_PHRASING = 300
LONGEST_TITLE = 200

MOST_AT_ONCE = 50
"""Wordings of a gap that become phrasings."""


def draft_article(
    tx: Session, group: Sequence[OpenQuestion], draft: GapDraft, *, by: Editor, at: datetime
) -> GapClosing:
    """Make an article of a gap, in the language of its questions, which become its phrasings.

    Raises Conflict gap_closed, and as `create_article` does.
    """
    texts = phrasings_of(wordings(group))
    title = clean_line(draft.title or next(iter(texts), ""))[:LONGEST_TITLE]
    locale = group[0].locale
    article = create_article(tx, NewArticle(locale=locale, text=ArticleText(title=title)), by=by, at=at)
    set_phrasings(tx, article.public_id, locale, Phrasings(texts=texts), by=by, at=at)
    closed = _close(tx, group, DONE)
    _record(tx, article, "draft", closed, by=by, at=at)
    return GapClosing(article=article.public_id, phrasings=len(texts), questions=closed)


def add_phrasings(
    tx: Session, group: Sequence[OpenQuestion], wanted: GapPhrasing, *, by: Editor, at: datetime
) -> GapClosing:
    """Give an article the wordings of a gap, or the chosen ones, as phrasings; those that it has count once.

    Raises NotFound, or Conflict gap_closed, too_many_phrasings or article_archived.
    """
    article = open_article(tx, wanted.article, by.role)
    before = _phrasings(tx, article, group[0].locale)
    have = {fold(text) for text in before}
    new = [text for text in phrasings_of(wanted.texts or wordings(group)) if fold(text) not in have]
    if len(before) + len(new) > MOST_PHRASINGS:
        detail = f"An article has at most {MOST_PHRASINGS} phrasings in a language."
        raise Conflict(detail, code="too_many_phrasings")
    if new:
        set_phrasings(tx, wanted.article, group[0].locale, Phrasings(texts=[*before, *new]), by=by, at=at)
    closed = _close(tx, group, DONE)
    _record(tx, article, "phrasing", closed, by=by, at=at)
    return GapClosing(article=article.public_id, phrasings=len(new), questions=closed)


def dismiss(tx: Session, group: Sequence[OpenQuestion], *, by: Editor, at: datetime) -> int:
    """Nothing is to be learned from it; returns how many questions that were. Raises Conflict gap_closed."""
    closed = _close(tx, group, DISMISSED)
    record(tx, "installation", 0, GapClosed("dismiss", closed), by=by.actor, at=at)
    return closed


def phrasings_of(questions: Sequence[str]) -> list[str]:
    """Questions as they can be kept: without what is private, each once, and none of which nothing is left. Pure."""
    found: dict[str, str] = {}
    for question in questions:
        line = clean_line(without_private(question))[:LONGEST_PHRASING].rstrip()
        if fold(line):
            found.setdefault(fold(line), line)
    return list(found.values())[:MOST_AT_ONCE]


def _close(tx: Session, group: Sequence[OpenQuestion], review: str) -> int:
    """Returns how many there were. A search, of which nothing else is known, is forgotten."""
    turns = [each.id for each in group if each.kind != "search"]
    searches = [each.id for each in group if each.kind == "search"]
    change = sa.update(BotTurn).where(BotTurn.id.in_(turns), BotTurn.review == OPEN).values(review=review)
    closed = sum(
        result.rowcount
        for statement in (change, sa.delete(KbSearch).where(KbSearch.id.in_(searches)))
        if isinstance(result := tx.execute(statement, execution_options=_UNSEEN), CursorResult)
    )
    if not closed:
        raise Conflict("Somebody has looked at these questions already.", code="gap_closed")
    return closed


def _phrasings(tx: Session, article: KbArticle, locale: Locale) -> list[str]:
    query = sa.select(KbPhrasing.text).where(KbPhrasing.article_id == article.id, KbPhrasing.locale == locale)
    return list(tx.execute(query.order_by(KbPhrasing.position)).scalars())


def _record(tx: Session, article: KbArticle, how: str, turns: int, *, by: Editor, at: datetime) -> None:
    record(tx, "kb_article", article.id, GapClosed(how, turns, article.key), by=by.actor, at=at)

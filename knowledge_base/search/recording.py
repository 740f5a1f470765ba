"""Notes searches for those who look for what is missing: what was typed, what was found, and which of it was opened."""

import re
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.folding import fold
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbSearch

MOST = 200_000
"""The newest that are kept, whatever the retention allows."""
LONGEST = 100
GOES_ON = timedelta(minutes=15)
"""For so long what is typed on is the same search."""
_MAIL = re.compile(r"\S*@\S*")
_DIGITS = re.compile(r"[0-9](?:[ .()/-]*[0-9]){4,}")
HIDDEN = "*"


def kept_of(text: str) -> str:
    """A search as it is kept: folded, and without what may be somebody's address, number or order."""
    return fold(_DIGITS.sub(HIDDEN, _MAIL.sub(HIDDEN, text)))[:LONGEST].strip()


def note_search(tx: Session, search: str, text: str, *, locale: Locale, found: int, source: str, at: datetime) -> None:
    """Keep a search, or what has become of one that was typed on. search: a UUID that the page has made."""
    folded = kept_of(text)
    if not folded:
        return
    row = tx.execute(sa.select(KbSearch).where(KbSearch.public_id == search).with_for_update()).scalar_one_or_none()
    if row is None:
        row = KbSearch(public_id=search, locale=locale, folded=folded, found=found, source=source, at=at)
        tx.add(row)
        tx.flush()
        if row.id % 100 == 0:
            tx.execute(sa.delete(KbSearch).where(KbSearch.id <= row.id - MOST))
    elif row.article_id is None and row.at > at - GOES_ON:
        row.folded, row.found, row.locale, row.at = folded, found, locale, at


def note_opened(tx: Session, search: str, article: str, *, at: datetime) -> None:
    """The first article that was opened of what a search had found. Nothing where there is no such search."""
    chosen = sa.select(KbArticle.id).where(KbArticle.public_id == article).scalar_subquery()
    lately = (KbSearch.public_id == search, KbSearch.article_id.is_(None), KbSearch.at > at - GOES_ON)
    tx.execute(
        sa.update(KbSearch).where(*lately).values(article_id=chosen).execution_options(synchronize_session=False)
    )

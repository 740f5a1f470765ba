"""State changes of the ways in which people ask what an article answers."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import Conflict, InvalidInput
from contact_center.events import PhrasingsChanged
from contact_center.folding import fold
from contact_center.inboxes.schemas import Locale
from contact_center.lines import clean_line
from contact_center.models import KbArticle, KbPhrasing, record
from knowledge_base.finding import open_article
from knowledge_base.part_schemas import Phrasings
from knowledge_base.people import Editor
from knowledge_base.search import keeping


def set_phrasings(
    tx: Session, public_id: str, locale: Locale, new: Phrasings, *, by: Editor, at: datetime
) -> KbArticle:
    """All of a language, in order. Raises NotFound, InvalidInput, or Conflict article_archived or changed_meanwhile."""
    article = open_article(tx, public_id, by.role)
    if new.version is not None and new.version != article.version:
        raise Conflict("Somebody else has changed this article meanwhile. Look again.", code="changed_meanwhile")
    wanted = checked(new.texts)
    mine = (KbPhrasing.article_id == article.id, KbPhrasing.locale == locale)
    query = sa.select(KbPhrasing.folded, KbPhrasing.text).where(*mine).order_by(KbPhrasing.position)
    before: dict[str, str] = dict(tx.execute(query).all())
    if list(before.items()) == list(wanted.items()):
        return article
    tx.execute(sa.delete(KbPhrasing).where(*mine).execution_options(synchronize_session=False))
    tx.add_all(
        KbPhrasing(article_id=article.id, locale=locale, text=text, folded=folded, position=position)
        for position, (folded, text) in enumerate(wanted.items())
    )
    article.changed_at = at
    article.version += 1
    keeping.keep(tx, article, at)
    fact = PhrasingsChanged(
        locale, added=len(wanted.keys() - before.keys()), removed=len(before.keys() - wanted.keys())
    )
    record(tx, "kb_article", article.id, fact, by=by.actor, at=at)
    return article


def checked(texts: Sequence[str]) -> dict[str, str]:
    """Each on one line, by its folded form: those that differ in case and tone marks alone count once.

    Raises InvalidInput for one of which nothing is left.
    """
    found: dict[str, str] = {}
    for number, text in enumerate(texts):
        line = clean_line(text)
        if not fold(line):
            raise InvalidInput("This question is empty.", code="phrasing_empty", field=f"texts.{number}")
        found.setdefault(fold(line), line)
    return found

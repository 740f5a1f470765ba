"""Articles straight in a database, for tests of what the bot learns."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.inboxes.schemas import Locale
from knowledge_base.articles import archive_article, create_article
from knowledge_base.drafting import save_draft
from knowledge_base.part_schemas import Phrasings
from knowledge_base.people import SYSTEM
from knowledge_base.phrasings import set_phrasings
from knowledge_base.publishing import publish, withdraw
from knowledge_base.schemas import ArticleText, ArticleTextChange, NewArticle
from knowledge_base.values import Visibility
from tests import scene


async def article(
    db: Database,
    key: str,
    *,
    en: str = "",
    vi: str = "",
    draft: str = "",
    phrasings: Sequence[str] = (),
    internal: bool = False,
) -> str:
    """en, vi: titles, of what is published. phrasings: English ones. Returns its public id."""

    def make(tx: Session) -> str:
        visibility = Visibility.INTERNAL if internal else Visibility.PUBLIC
        new = NewArticle(locale="en", text=_text(en or draft), key=key, visibility=visibility)
        made = create_article(tx, new, by=SYSTEM, at=scene.START).public_id
        if en:
            publish(tx, made, "en", 1, by=SYSTEM, at=scene.START)
        if vi:
            text = _text(vi)
            change = ArticleTextChange(title=text.title, summary=text.summary, body=text.body, revision=0)
            save_draft(tx, made, "vi", change, by=SYSTEM, at=scene.START)
            publish(tx, made, "vi", 1, by=SYSTEM, at=scene.START)
        if phrasings:
            set_phrasings(tx, made, "en", Phrasings(texts=list(phrasings)), by=SYSTEM, at=scene.START)
        return made

    return await db.write(make)


async def change(db: Database, article: str, what: str, *, locale: Locale = "en") -> None:
    """what: archive, withdraw, or phrasings for two others."""

    def unit(tx: Session) -> None:
        if what == "archive":
            archive_article(tx, article, by=SYSTEM, at=scene.START)
        elif what == "withdraw":
            withdraw(tx, article, locale, by=SYSTEM, at=scene.START)
        else:
            texts = ["send a bowl back", "get my money again"]
            set_phrasings(tx, article, locale, Phrasings(texts=texts), by=SYSTEM, at=scene.START)

    await db.write(unit)


def _text(title: str) -> ArticleText:
    return ArticleText(title=title, summary=f"About: {title}.", body=f"Here is all that there is to say of {title}.")

"""The articles that turns speak of, by the keys that they keep."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from contact_center.inboxes.schemas import Locale
from contact_center.values import Role
from faq_bot.desk.schemas import NamedArticle
from knowledge_base import picking
from knowledge_base.values import LOCALES


class Names:
    """What readers of a role call them."""

    def __init__(self, tx: Session, keys: Iterable[str | None], *, locale: Locale, role: Role) -> None:
        self._picks = picking.by_keys(tx, {key for key in keys if key}, locale=locale, role=role)

    def named(self, key: str | None) -> NamedArticle | None:
        """One that is gone, or is a guided flow, by its key alone."""
        if key is None:
            return None
        pick = self._picks.get(key)
        return (
            NamedArticle(key=key, title=pick.title, id=pick.id, path=pick.path)
            if pick
            else NamedArticle(key=key, title=key)
        )

    def each(self, keys: Iterable[str]) -> list[NamedArticle]:
        return [named for key in keys if (named := self.named(key)) is not None]


def spoken(locale: str | None, default: Locale) -> Locale:
    """The language of the articles for somebody who speaks this one."""
    return next((each for each in LOCALES if each == locale), default)

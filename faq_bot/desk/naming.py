"""The articles and guided flows that turns speak of, by the keys that they keep."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from contact_center.inboxes.schemas import Locale
from contact_center.values import Role
from faq_bot import choices
from faq_bot.desk.schemas import NamedArticle
from faq_bot.flows.records import FlowCard
from knowledge_base import picking
from knowledge_base.values import LOCALES


class Guides:
    """What the guided flows that are offered are called, and their steps."""

    def __init__(self, flows: Sequence[FlowCard] = ()) -> None:
        self._flows = {each.id: each for each in flows}

    def name(self, flow: str, locale: Locale) -> str:
        """Of one that is not offered any more its id."""
        card = self._flows.get(flow)
        return flow if card is None else card.names.get(locale, flow)

    def step(self, flow: str, step: str, locale: Locale) -> str | None:
        """None where it asks for nothing by a name."""
        card = self._flows.get(flow)
        return None if card is None else card.labels.get(step, {}).get(locale)


class Names:
    """What readers of a role call them."""

    def __init__(self, tx: Session, keys: Iterable[str | None], *, locale: Locale, role: Role, guides: Guides) -> None:
        self._locale, self._guides = locale, guides
        self._picks = picking.by_keys(tx, {key for key in keys if key}, locale=locale, role=role)

    def named(self, key: str | None) -> NamedArticle | None:
        """An article that is gone by its key alone."""
        if key is None:
            return None
        if (flow := choices.flow_of(key)) is not None:
            return NamedArticle(key=key, title=self._guides.name(flow, self._locale))
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

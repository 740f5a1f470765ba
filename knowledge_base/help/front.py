"""What the widget shows of the help centre before anything is looked for."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.orm import Session

from contact_center.auth import PUBLIC
from contact_center.http import Call, route
from contact_center.inboxes.schemas import Locale
from knowledge_base.help import queries
from knowledge_base.help.centre import centre_of
from knowledge_base.help.contacts import Contact
from knowledge_base.help.links import category_path
from knowledge_base.help.queries import Line, Shelf
from knowledge_base.schemas import Shape


class HelpFrontQuery(Shape, frozen=True, kw_only=True):
    locale: Locale


class HelpLine(msgspec.Struct, frozen=True, kw_only=True):
    """An article. fallback: it is in another language than was asked for."""

    title: str
    path: str
    locale: Locale
    fallback: bool


class HelpTopic(msgspec.Struct, frozen=True, kw_only=True):
    """A category of the uppermost level. articles: how many in it and below it. first: some of those in it."""

    name: str
    path: str
    articles: int
    first: list[HelpLine]


class HelpContact(msgspec.Struct, frozen=True, kw_only=True):
    """A way to reach the company. kind: chat, callback, form, email or phone. lines: how it stands now. address:
    none for the first two; the label of a callback is what one writes into the chat to be led to it.
    """

    kind: str
    label: str
    lines: list[str]
    address: str | None
    detail: str


class HelpFront(msgspec.Struct, frozen=True, kw_only=True):
    """popular: empty where nobody has read anything lately. policies: what the company owes its customers."""

    popular: list[HelpLine]
    topics: list[HelpTopic]
    policies: list[HelpLine]
    contacts: list[HelpContact]


async def get_help_front(call: Call, query: HelpFrontQuery) -> HelpFront:
    """What there is to read for everybody, and how the company is reached."""
    locale = query.locale

    def unit(tx: Session) -> tuple[list[Line], list[Shelf], list[Line]]:
        popular = queries.popular(tx, locale, now=call.now)
        return popular, queries.shelves(tx, locale), queries.policies(tx, locale)

    popular, shelves, policies = await call.db.read(unit)
    house = await centre_of(call.services).house(locale)
    return HelpFront(
        popular=_lines(popular),
        topics=[_topic(each, locale) for each in shelves if each.parent is None],
        policies=_lines(policies),
        contacts=[_contact(each) for each in house.contacts],
    )


def _lines(found: Sequence[Line]) -> list[HelpLine]:
    return [HelpLine(title=each.title, path=each.path, locale=each.locale, fallback=each.fallback) for each in found]


def _topic(found: Shelf, locale: Locale) -> HelpTopic:
    path = category_path(locale, found.slug)
    return HelpTopic(name=found.name, path=path, articles=found.articles, first=_lines(found.first))


def _contact(way: Contact) -> HelpContact:
    return HelpContact(kind=way.kind, label=way.label, lines=way.lines, address=way.address, detail=way.detail)


ROUTES = (route("GET", "/help/front", get_help_front, PUBLIC),)

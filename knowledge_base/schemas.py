"""The shapes of categories and articles over HTTP."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from contact_center.inboxes.schemas import Key, Locale
from contact_center.paging import PageQuery
from contact_center.realtime.staff_frames import AgentRef
from contact_center.values import Role
from knowledge_base.values import SLUG, Kind, Stage, Visibility

LONGEST_BODY = 50_000
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
Slug = Annotated[str, Meta(pattern=SLUG)]
Title = Annotated[str, Meta(max_length=200)]
Summary = Annotated[str, Meta(max_length=500)]
Body = Annotated[str, Meta(max_length=LONGEST_BODY)]
Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root: a field that does not exist is an error, not a silent nothing."""


# Categories ----------------------------------------------------------------------------------------------------------


class CategoryText(Shape, frozen=True, kw_only=True):
    """slug: its address; made of the name where it is left out."""

    name: Name
    slug: Slug | None = None


class CategoryView(msgspec.Struct, frozen=True, kw_only=True):
    """position: among those with the same parent. articles: directly in it, archived ones left out."""

    id: str
    parent: str | None
    position: int
    names: dict[Locale, CategoryText]
    articles: int
    version: int


class NewCategory(Shape, frozen=True, kw_only=True):
    names: dict[Locale, CategoryText]
    parent: Key | None = None


class CategoryPatch(Shape, frozen=True, kw_only=True):
    """What is left out stays as it is. position: where among its siblings it goes."""

    names: dict[Locale, CategoryText] | UnsetType = UNSET
    parent: Key | UnsetType | None = UNSET
    position: Number | UnsetType = UNSET
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""


# Articles ------------------------------------------------------------------------------------------------------------


class ArticleText(Shape, frozen=True, kw_only=True):
    """What is written in a language. slug: the address; made of the title where it is left out. body: Markdown."""

    title: Title = ""
    summary: Summary = ""
    slug: Slug | None = None
    body: Body = ""


class ArticleTextChange(ArticleText, frozen=True, kw_only=True):
    """revision: the number of the version that was edited; 0 where there was none yet."""

    revision: Number


class NewArticle(Shape, frozen=True, kw_only=True):
    """key: by which exported files know it; made of the title where it is left out."""

    locale: Locale
    text: ArticleText = ArticleText()
    key: Slug | None = None
    category: Key | None = None
    kind: Kind = Kind.ARTICLE
    visibility: Visibility = Visibility.PUBLIC
    role: Role = Role.AGENT
    review_by: date | None = None


class ArticlePatch(Shape, frozen=True, kw_only=True):
    """What is left out stays as it is. author: the public id of who looks after it."""

    category: Key | UnsetType | None = UNSET
    kind: Kind | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    author: Key | UnsetType | None = UNSET
    review_by: date | UnsetType | None = UNSET
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""


class TranslationRow(msgspec.Struct, frozen=True, kw_only=True):
    """Where a translation stands. published: the number of the version that readers have; none: they have nothing.

    helpful, unhelpful: how many found the published version so.
    """

    locale: Locale
    title: str
    slug: str
    status: Stage
    revision: int
    published: int | None
    helpful: int
    unhelpful: int
    changed_at: datetime


class ArticleRow(msgspec.Struct, frozen=True, kw_only=True):
    """stale: its review is due, or nobody has worked on it for the months that are set."""

    id: str
    key: str
    category: str | None
    kind: Kind
    visibility: Visibility
    role: Role
    author: AgentRef | None
    review_by: date | None
    stale: bool
    archived: bool
    changed_at: datetime
    version: int
    translations: list[TranslationRow]


class TranslationView(msgspec.Struct, frozen=True, kw_only=True):
    """The draft, why its review was declined, and how the published version was received."""

    locale: Locale
    title: str
    summary: str
    slug: str
    body: str
    status: Stage
    revision: int
    note: str | None
    published: int | None
    published_slug: str | None
    published_at: datetime | None
    helpful: int
    unhelpful: int
    changed_at: datetime


class Redirect(msgspec.Struct, frozen=True, kw_only=True):
    locale: Locale
    slug: str


class ArticleView(msgspec.Struct, frozen=True, kw_only=True):
    article: ArticleRow
    translations: list[TranslationView]
    phrasings: dict[Locale, list[str]]
    redirects: list[Redirect]


class ArticlesQuery(PageQuery, frozen=True, kw_only=True):
    """words: in titles, addresses and phrasings of any language, with or without tone marks.

    category: with those inside it. status: of any translation, or of that in the locale; published: readers have a
    version of it; missing: there is none in the locale. Archived ones are shown where they are asked for.
    """

    words: Annotated[str, Meta(max_length=200)] | None = None
    category: Key | None = None
    locale: Locale | None = None
    status: Literal["draft", "in_review", "published", "missing", "archived"] | None = None
    kind: Kind | None = None
    visibility: Visibility | None = None
    author: Key | None = None
    stale: bool | None = None


class ReviewedDraft(Shape, frozen=True, kw_only=True):
    """revision: the number of the version that was looked at: 409 changed_meanwhile where there is a newer one."""

    revision: Number


class DeclinedDraft(ReviewedDraft, frozen=True, kw_only=True):
    note: Annotated[str, Meta(max_length=1_000)] | None = None


class RevisionRow(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    title: str
    author: AgentRef | None
    restored_from: int | None
    at: datetime


class RevisionView(msgspec.Struct, frozen=True, kw_only=True):
    row: RevisionRow
    summary: str
    slug: str
    body: str


class FaultView(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a text from being published. line: of the body, from 1. what: the image or address it is about."""

    code: str
    line: int | None
    what: str


class ArticlePreviewQuestion(Shape, frozen=True, kw_only=True):
    """A text that is still being written."""

    locale: Locale
    text: ArticleText


class ArticlePreview(msgspec.Struct, frozen=True, kw_only=True):
    """The body as readers would have it, and what keeps it from being published."""

    html: str
    faults: list[FaultView]


class LocaleQuery(Shape, frozen=True, kw_only=True):
    """locale: that one is wanted, and else the default one."""

    locale: Locale | None = None


class PublishedArticle(msgspec.Struct, frozen=True, kw_only=True):
    """What readers have. fallback: it was asked for in another language, in which there is none."""

    id: str
    kind: Kind
    visibility: Visibility
    locale: Locale
    fallback: bool
    title: str
    summary: str
    slug: str
    path: str
    html: str
    revision: int
    published_at: datetime
    other_locales: list[Locale]


class AddressView(msgspec.Struct, frozen=True, kw_only=True):
    """moved: it is an address that the article had before; slug is the one that it has now."""

    article: str
    locale: Locale
    slug: str
    path: str
    moved: bool

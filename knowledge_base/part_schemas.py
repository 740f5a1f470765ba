"""The shapes of what belongs to articles over HTTP: phrasings, synonyms, images, feedback, settings and imports."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from contact_center.inboxes.schemas import Key, Locale
from contact_center.paging import PageQuery
from knowledge_base.schemas import Number, Shape

MOST_PHRASINGS = 200
Phrasing = Annotated[str, Meta(min_length=1, max_length=300)]
Word = Annotated[str, Meta(min_length=1, max_length=60)]
MailAddress = Annotated[str, Meta(max_length=200, pattern=r"^([^@\s<>\"]+@[^@\s<>\"]+)?$")]
PhoneNumber = Annotated[str, Meta(max_length=40, pattern=r"^[0-9+() .-]*$")]
AltText = Annotated[str, Meta(max_length=300)]


class Phrasings(Shape, frozen=True, kw_only=True):
    """All of a language, in order; those that differ in case and tone marks alone count once."""

    texts: Annotated[list[Phrasing], Meta(max_length=MOST_PHRASINGS)]
    version: int | None = None
    """Of the article, to which the change was made: 409 changed_meanwhile where somebody else has saved since."""


class SynonymView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    locale: Locale
    words: list[str]
    version: int


class NewSynonym(Shape, frozen=True, kw_only=True):
    locale: Locale
    words: Annotated[list[Word], Meta(min_length=2, max_length=20)]


class SynonymPatch(Shape, frozen=True, kw_only=True):
    words: Annotated[list[Word], Meta(min_length=2, max_length=20)]
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""


class SynonymsQuery(PageQuery, frozen=True, kw_only=True):
    locale: Locale | None = None


class ImagesQuery(PageQuery, frozen=True, kw_only=True):
    """search: words of the name or of what the image says, in any language."""

    search: Annotated[str, Meta(max_length=200)] = ""


class ImageView(msgspec.Struct, frozen=True, kw_only=True):
    """name: as articles write it, images/NAME. alt: what it says to those who do not see it, by locale."""

    id: str
    name: str
    path: str
    media_type: str
    size: int
    width: int
    height: int
    alt: dict[Locale, str]
    version: int


class ImageUse(msgspec.Struct, frozen=True, kw_only=True):
    """An article whose text in a language shows an image. published: readers have such a text."""

    article: str
    locale: Locale
    title: str
    published: bool


class ImageUses(msgspec.Struct, frozen=True, kw_only=True):
    """Where an image is shown. hidden: in how many articles more that one may not read."""

    items: list[ImageUse]
    hidden: int


class ImagePatch(Shape, frozen=True, kw_only=True):
    alt: dict[Locale, AltText]
    version: int | None = None
    """The one that the change was made to: 409 changed_meanwhile where somebody else has saved since."""


class ImageRules(msgspec.Struct, frozen=True, kw_only=True):
    """What an image must keep to; said before anything is sent."""

    max_bytes: int
    max_pixels: int
    media_types: list[str]


class NewFeedback(Shape, frozen=True, kw_only=True):
    locale: Locale
    helpful: bool
    comment: Annotated[str, Meta(max_length=1_000)] | None = None


class FeedbackView(msgspec.Struct, frozen=True, kw_only=True):
    """revision: the number of the version that it is about."""

    id: str
    locale: Locale
    revision: int
    helpful: bool
    comment: str | None
    at: datetime


class FeedbackCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many found a version of a language helpful or not."""

    locale: Locale
    revision: int
    helpful: int
    unhelpful: int


class FeedbackCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Of each version that somebody has rated, the newest first."""

    items: list[FeedbackCount]


class FeedbackQuery(PageQuery, frozen=True, kw_only=True):
    """comments: those with one alone. locale: of that language alone."""

    comments: bool = False
    locale: Locale | None = None


class KnowledgeSettings(Shape, frozen=True, kw_only=True):
    """locale: in which readers have an article that their own language lacks.

    stale_months: an article on which nobody has worked for so long is to be looked at. inbox: whose name, colour and
    chat the help centre has; none: the first one's. email, phone: what readers are told to write to and to call.
    """

    locale: Locale = "en"
    stale_months: Annotated[int, Meta(ge=1, le=120)] = 12
    inbox: Key | None = None
    email: MailAddress = ""
    phone: PhoneNumber = ""


class KnowledgeSettingsView(msgspec.Struct, frozen=True, kw_only=True):
    """version: 0 while nobody has changed them."""

    settings: KnowledgeSettings
    version: int


class KnowledgeSettingsPatch(Shape, frozen=True, kw_only=True):
    """What is left out stays as it is. version: the one that the change was made to."""

    version: Number
    locale: Locale | UnsetType = UNSET
    stale_months: Annotated[int, Meta(ge=1, le=120)] | UnsetType = UNSET
    inbox: Key | UnsetType | None = UNSET
    email: MailAddress | UnsetType = UNSET
    phone: PhoneNumber | UnsetType = UNSET


class ImportQuery(Shape, frozen=True, kw_only=True):
    """dry_run: look at all of it and say what would be done, and do nothing."""

    dry_run: bool = False


class ImportProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a file of an import. path: empty where it is about no file. line: from 1.

    code, values: for whoever says it in another language; text: the same in English.
    """

    path: str
    line: int | None = None
    text: str
    code: str = ""
    values: dict[str, str] = {}

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.text}" if place else self.text


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """How many articles were (or would be) made, changed, and left as they are; why nothing can be done."""

    dry_run: bool
    created: int
    changed: int
    unchanged: int
    images: int
    problems: list[ImportProblem]


# Articles for an answer ----------------------------------------------------------------------------------------------


class ArticlePick(msgspec.Struct, frozen=True, kw_only=True):
    """A published article for whoever answers a customer. fallback: there is none in the language that was wanted.

    path: where customers find it, on our own origin; none where it is for staff alone.
    """

    id: str
    key: str
    title: str
    summary: str
    locale: Locale
    fallback: bool
    internal: bool
    path: str | None


class ArticlePickText(msgspec.Struct, frozen=True, kw_only=True):
    """text: all of it, without markup."""

    pick: ArticlePick
    text: str


class ArticlePicks(msgspec.Struct, frozen=True, kw_only=True):
    items: list[ArticlePick]


class ArticlePicksQuery(Shape, frozen=True, kw_only=True):
    """locale: the customer's."""

    words: Annotated[str, Meta(max_length=200)] = ""
    locale: Locale = "en"
    limit: Annotated[int, Meta(ge=1, le=20)] = 8


class ArticlePickQuery(Shape, frozen=True, kw_only=True):
    locale: Locale = "en"

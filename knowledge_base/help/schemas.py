"""The shapes of what everybody may ask of the help centre over HTTP."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contact_center.inboxes.schemas import Locale
from knowledge_base.schemas import PublishedArticle, Shape
from knowledge_base.search.results import HelpHit

COMMENT = 1_000
"""Letters of a comment, as NewFeedback takes them."""
Words = Annotated[str, Meta(max_length=200)]
SearchId = Annotated[str, Meta(pattern="^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]


class HelpSearchQuery(Shape, frozen=True, kw_only=True):
    """typing: somebody still types, and the last word may be the beginning of one.

    search: a UUID that the page has made for what one person looks for; with it the search is noted, without who
    searched, so that what nobody finds can be written. What is typed on under it is the same search. source: where.
    """

    q: Words
    locale: Locale
    limit: Annotated[int, Meta(ge=1, le=20)] = 8
    typing: bool = False
    source: Literal["help", "widget", "console"] = "help"
    search: SearchId | None = None


class HelpResults(msgspec.Struct, frozen=True, kw_only=True):
    """The best first. found: how many there are in all."""

    items: list[HelpHit]
    found: int


class HelpArticleQuery(Shape, frozen=True, kw_only=True):
    """search: by which it was found, to be noted."""

    search: SearchId | None = None


class HelpArticle(msgspec.Struct, frozen=True, kw_only=True):
    """moved: the address is a former one; the article's own has the one that it has now."""

    article: PublishedArticle
    moved: bool

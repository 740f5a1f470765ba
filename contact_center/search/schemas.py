"""The shapes of search over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from contact_center.paging import PageQuery
from contact_center.realtime.staff_frames import AgentRef, AuthorName, ConversationRow
from contact_center.search.excerpts import Piece

Key = Annotated[str, msgspec.Meta(max_length=36)]
Words = Annotated[str, msgspec.Meta(max_length=200)]


class SearchQuery(PageQuery, frozen=True, kw_only=True):
    """q: words that all must be found, "words in quotes" side by side, the last one may be a beginning.

    Case and tone marks do not matter. A number, as #1234 or alone, also finds the conversation of this number.
    """

    q: Words
    inbox: Key | None = None


class CustomerSearchQuery(PageQuery, frozen=True, kw_only=True):
    """q: parts of names, e-mail addresses, telephone numbers, ids or custom fields, which all must be found."""

    q: Words


class MessageHit(msgspec.Struct, frozen=True):
    """A message that was found. seq: its staff_seq in the conversation."""

    conversation: ConversationRow
    id: str
    seq: int
    author: AuthorName
    agent: AgentRef | None
    audience: Literal["public", "staff"]
    at: datetime
    excerpt: list[Piece]


class MessageHits(msgspec.Struct, frozen=True):
    """Messages, the newest first. numbered: the conversation whose number was typed, on the first page."""

    items: list[MessageHit]
    next: str | None
    numbered: ConversationRow | None = None


class CustomerHit(msgspec.Struct, frozen=True):
    """A customer who was found. conversation: the newest one with this customer."""

    id: str
    name: list[Piece]
    details: list[list[Piece]]
    """E-mail, telephone, and whatever else was found by."""
    conversation: ConversationRow | None


class CustomerHits(msgspec.Struct, frozen=True):
    items: list[CustomerHit]
    next: str | None

"""The shapes of visits, as staff see them."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page that the customer looked at. seconds: for how long, so far."""

    url: str
    title: str
    referrer: str | None = None
    search: str | None = None
    """The words that the customer searched the shop for."""
    at: datetime
    seconds: int = 0


class CartLine(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    quantity: int
    price: str | None = None
    """With its currency, as the shop writes it."""


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer does on the shop's pages, with consent; empty without."""

    consented: bool = False
    asked: bool = True
    """The inbox asks its visitors for consent."""
    here: bool = False
    """The newest page is still open."""
    pages: list[Page] = []
    """The last twenty, the newest first."""
    started_at: datetime | None = None
    visits: int = 0
    """How many visits are kept."""
    referrer: str | None = None
    """Where the customer came from."""
    campaign: dict[str, str] = {}
    device: str = ""
    cart: list[CartLine] = []
    facts: dict[str, str] = {}
    """Whatever else the shop's page has told."""


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """The pages that led to a conversation, the newest first; none without consent."""

    pages: list[Page] = []
    taken_at: datetime | None = None


VisitorToken = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{32,64}$")]
ClientId = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]{8,64}$")]
"""Made by the tracker, so that sending again is harmless."""
Words = Annotated[str, msgspec.Meta(max_length=1_000)]
Address = Annotated[str, msgspec.Meta(max_length=8_000)]
Name = Annotated[str, msgspec.Meta(max_length=50)]


class SeenPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page as the tracker tells of it. ago: milliseconds since it was opened, so that no clock need be right."""

    id: ClientId
    url: Address
    title: Words = ""
    referrer: Address | None = None
    search: Words | None = None
    ago: Annotated[int, msgspec.Meta(ge=0)] = 0
    seconds: Annotated[int, msgspec.Meta(ge=0)] = 0


class SeenCartLine(msgspec.Struct, frozen=True, kw_only=True):
    name: Words
    quantity: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 1
    price: Name | None = None


class VisitReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the tracker sends: pages that are new or were looked at longer, and what the shop has told of the visit."""

    inbox: Name
    visitor_token: VisitorToken
    visit: ClientId
    pages: Annotated[list[SeenPage], msgspec.Meta(max_length=50)] = []
    ago: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Milliseconds since the visit began."""
    referrer: Address | None = None
    campaign: Annotated[dict[Name, Words], msgspec.Meta(max_length=10)] = {}
    cart: Annotated[list[SeenCartLine], msgspec.Meta(max_length=50)] | None = None
    """None: not told, or not told anew."""
    facts: Annotated[dict[Name, Words], msgspec.Meta(max_length=30)] | None = None
    left: bool = False
    """The page was left."""


class HelpRead(msgspec.Struct, frozen=True, kw_only=True):
    """An article that was opened in the widget. path: of its page in the help centre."""

    inbox: Name
    visitor_token: VisitorToken
    path: Annotated[str, msgspec.Meta(pattern="^/help/(en|vi)/[a-z0-9-]{1,200}$")]
    title: Words


class ConsentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    inbox: Name
    visitor_token: VisitorToken
    given: bool


class ConsentQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What the tracker asks, and when; off: nothing is asked and nothing kept."""

    ask: Literal["off", "on_visit", "in_chat"]
    text: dict[str, str]
    privacy_url: str
    colour: str

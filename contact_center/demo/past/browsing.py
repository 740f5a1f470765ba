"""Decides what a customer of the past looked at in the shop before and while writing. Pure."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from contact_center.demo.shop.catalog import CATEGORIES, PRODUCTS, Product, money
from contact_center.demo.shop.texts import BRAND, POLICIES, text
from contact_center.inboxes.schemas import Locale
from contact_center.visits.schemas import CartLine

DEVICES = (
    "phone Android Chrome", "phone iOS Safari", "phone iOS Safari", "desktop Windows Chrome", "desktop Windows Edge",
    "desktop macOS Safari", "desktop Linux Firefox", "tablet iPadOS Safari",
)  # fmt: skip
ORIGINS: tuple[tuple[str | None, dict[str, str]], ...] = (
    (None, {}),
    ("https://www.google.com/", {}),
    ("https://www.google.com/", {"source": "google", "medium": "cpc", "name": "gom-bat-trang", "click": "Google Ads"}),
    ("https://www.facebook.com/", {"source": "facebook", "medium": "social", "name": "kiln-opening"}),
    (None, {"source": "newsletter", "medium": "email", "name": "autumn-glazes"}),
    ("https://www.instagram.com/", {}),
)
"""The page that a visit came from, and its campaign."""


class Look(NamedTuple):
    """A page that was opened at a time. path: with its language, from the slash on."""

    at: datetime
    path: str
    title: str
    seconds: int
    search: str | None = None


class Browse(NamedTuple):
    """One stay on the shop's pages. looks: the oldest first."""

    looks: tuple[Look, ...]
    device: str
    referrer: str | None
    campaign: dict[str, str]
    cart: tuple[CartLine, ...]


def browse(source: random.Random, product: Product, locale: Locale, wrote: Sequence[datetime]) -> Browse:
    """A stay that led to the first of the messages, and mostly went on after it. wrote: when the customer wrote."""
    pages = list(_pages(source, product, locale))
    after = source.choice((0, 1, 1, 2)) if len(wrote) > 1 else 0
    looks: list[Look] = []
    at = wrote[0]
    for path, title, search in reversed(pages):
        seconds = source.randint(8, 140)
        at -= timedelta(seconds=seconds, milliseconds=source.randint(0, 999))
        looks.insert(0, Look(at, path, title, seconds, search))
    for path, title, search in source.sample(pages, min(after, len(pages))):
        seconds = source.randint(10, 60)
        looks.append(Look(wrote[0] + (wrote[1] - wrote[0]) * source.uniform(0.2, 0.7), path, title, seconds, search))
    looks.sort(key=lambda look: look.at)
    referrer, campaign = source.choice(ORIGINS)
    return Browse(tuple(looks), source.choice(DEVICES), referrer, campaign, _cart(source, product, locale))


def _pages(source: random.Random, product: Product, locale: Locale) -> Iterator[tuple[str, str, str | None]]:
    """Paths with their titles, and the words where it is a search."""
    brand = BRAND[locale]

    def page(path: str, title: str, search: str | None = None) -> tuple[str, str, str | None]:
        return f"/{locale}/{path}", f"{title} · {brand}", search

    yield f"/{locale}/", f"{brand} – {text('tagline', locale)}", None
    if source.random() < 0.35:
        words = product.spoken[locale]
        yield page(f"search?q={quote(words)}", text("found", locale).format(words=words), words)
    else:
        yield page(f"products/{product.category}", CATEGORIES[product.category][locale])
    for other in source.sample(PRODUCTS, source.randint(0, 2)):
        yield page(f"product/{other.slug}", other.name[locale])
    yield page(f"product/{product.slug}", product.name[locale])
    if source.random() < 0.5:
        name = source.choice(list(POLICIES))
        yield page(name, POLICIES[name][locale])


def _cart(source: random.Random, product: Product, locale: Locale) -> tuple[CartLine, ...]:
    if product.sold_out or source.random() < 0.55:
        return ()
    return (CartLine(name=product.name[locale], quantity=source.randint(1, 4), price=money(product.price)),)

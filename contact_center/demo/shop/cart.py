"""The shop's cart: a short text in a cookie. Pure."""

from collections.abc import Mapping

from contact_center.demo.shop.catalog import BY_SLUG

COOKIE = "shop_cart"
MOST = 20
"""Of one product."""
SHIPPING, FREE_FROM = 45_000, 800_000

Cart = dict[str, int]
"""Quantities by the product's slug."""


def read(text: str) -> Cart:
    """What the cookie says, without what the shop does not have."""
    cart: Cart = {}
    for part in text.split("."):
        slug, _, count = part.partition("-x")
        if slug in BY_SLUG and count.isascii() and count.isdigit():
            put(cart, slug, int(count[:4]))
    return cart


def write(cart: Mapping[str, int]) -> str:
    return ".".join(f"{slug}-x{count}" for slug, count in cart.items())


def put(cart: Cart, slug: str, count: int) -> None:
    """Have so many of a product; none removes it. What is unknown or sold out cannot be had."""
    product = BY_SLUG.get(slug)
    if product is None or product.sold_out or count <= 0:
        cart.pop(slug, None)
    else:
        cart[slug] = min(count, MOST)


def subtotal(cart: Mapping[str, int]) -> int:
    return sum(BY_SLUG[slug].price * count for slug, count in cart.items())


def shipping(cart: Mapping[str, int]) -> int:
    return 0 if subtotal(cart) >= FREE_FROM or not cart else SHIPPING

"""The frame of every page of the shop: head, header, footer and the widget's one line. Pure."""

from collections.abc import Mapping
from html import escape
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from contact_center.demo.shop.catalog import BY_SLUG, CATEGORIES, money
from contact_center.demo.shop.texts import BRAND, COLOUR, LANGUAGES, POLICIES, text
from contact_center.inboxes.schemas import Locale


class View(NamedTuple):
    """What a page must know. path: below the language, such as cart; query: with its question mark."""

    locale: Locale
    path: str
    query: str
    held: Mapping[str, int]
    """What is in the cart."""
    inbox: str
    widget: str

    def say(self, name: str) -> str:
        """A text of the shop, as HTML."""
        return escape(text(name, self.locale))

    def link(self, path: str) -> str:
        return f"/{self.locale}/{quote(path)}"


def page(view: View, title: str, main: str) -> str:
    brand = escape(BRAND[view.locale])
    full = f"{escape(title)} · {brand}" if title else f"{brand} – {view.say('tagline')}"
    return f"""<!doctype html>
<html lang="{view.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{full}</title>
<link rel="icon" href="/static/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/shop.css">
<script async src="{escape(view.widget)}/widget.js" data-inbox="{escape(view.inbox)}" data-colour="{COLOUR}"
data-visits></script>
<script async src="/static/shop.js"></script>
</head>
<body data-cart="{escape(_cart(view))}">
<a class="skip" href="#main">{view.say("skip")}</a>
{_header(view)}
<main id="main">
{main}
</main>
{_footer(view)}
</body>
</html>
"""


def _cart(view: View) -> str:
    """The cart as shop.js tells the contact centre of it, as JSON."""
    lines = [
        {"name": BY_SLUG[slug].name[view.locale], "quantity": count, "price": money(BY_SLUG[slug].price)}
        for slug, count in view.held.items()
    ]
    return msgspec.json.encode(lines).decode()


def _header(view: View) -> str:
    links = [("", view.say("home")), ("products", view.say("everything"))]
    links += [(f"products/{slug}", escape(words[view.locale])) for slug, words in CATEGORIES.items()]
    here = ' aria-current="page"'
    nav = "".join(
        f'<a href="{view.link(path)}"{here if path == view.path else ""}>{name}</a>' for path, name in links[1:]
    )
    others = "".join(
        f'<a href="/{locale}/{quote(view.path)}{escape(view.query)}" lang="{locale}" hreflang="{locale}"'
        f"{here if locale == view.locale else ''}>{name}</a>"
        for locale, name in LANGUAGES.items()
    )
    count = sum(view.held.values())
    pieces = f'<span class="count">{count}</span>' if count else ""
    return f"""<header>
<p class="notice">{view.say("notice")}</p>
<div class="top">
<a class="brand" href="{view.link("")}"><img src="/static/logo.svg" alt="" width="40" height="40">
<span>{escape(BRAND[view.locale])}</span></a>
<form class="search" action="{view.link("search")}" role="search">
<input type="search" name="q" required maxlength="80" aria-label="{view.say("search_for")}"
placeholder="{view.say("search_for")}">
<button>{view.say("search")}</button>
</form>
<nav class="languages" aria-label="{view.say("language")}">{others}</nav>
<a class="cart-link" href="{view.link("cart")}">{view.say("cart")}{pieces}</a>
<nav class="main" aria-label="{view.say("menu")}">{nav}</nav>
</div>
</header>"""


def _footer(view: View) -> str:
    help_links = "".join(
        f'<li><a href="{view.link(slug)}">{escape(words[view.locale])}</a></li>' for slug, words in POLICIES.items()
    )
    shop_links = "".join(
        f'<li><a href="{view.link(f"products/{slug}")}">{escape(words[view.locale])}</a></li>'
        for slug, words in CATEGORIES.items()
    )
    address = view.say("address").replace("\n", "<br>")
    return f"""<footer>
<div><p class="brand">{escape(BRAND[view.locale])}</p><p>{view.say("tagline")}</p></div>
<div><h2>{view.say("shop")}</h2><ul>{shop_links}</ul></div>
<div><h2>{view.say("help")}</h2><ul>{help_links}</ul></div>
<div><h2>{view.say("visit")}</h2><address>{address}</address></div>
<p class="small">{view.say("footer")}</p>
</footer>"""

"""The shop's pages: what stands between header and footer. Pure."""

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from contact_center.demo.shop import cart as carts
from contact_center.demo.shop.catalog import BY_SLUG, CATEGORIES, PRODUCTS, Product, money
from contact_center.demo.shop.layout import View, page
from contact_center.demo.shop.texts import POLICIES, text

HERO = ("moon-vase", "celadon-teapot", "pho-bowl")
"""The pictures on the first page."""
CURRENT = ' aria-current="page"'


def home(view: View) -> str:
    new = [product for product in PRODUCTS if product.new]
    fresh = [*new, *(product for product in PRODUCTS if product.category == "tea" and not product.new)][:4]
    table = [product for product in PRODUCTS if product.category == "table"][:4]
    promises = "".join(
        f"<li><strong>{view.say(f'promise_{name}')}</strong><span>{view.say(f'promise_{name}_text')}</span></li>"
        for name in ("kiln", "return", "broken")
    )
    pictures = "".join(_picture(BY_SLUG[slug], view, 320) for slug in HERO)
    main = f"""<section class="hero">
<div><h1>{view.say("hero")}</h1><p>{view.say("hero_text")}</p>
<p class="actions"><a class="button" href="{view.link("products")}">{view.say("hero_action")}</a>
<a class="button quiet" href="{view.link("contact")}">{view.say("hero_second")}</a></p></div>
<div class="pictures">{pictures}</div>
</section>
<ul class="promises">{promises}</ul>
<section><h2>{view.say("new_here")}</h2>{_grid(view, fresh)}</section>
<section><h2>{view.say("favourites")}</h2>{_grid(view, table)}</section>"""
    return page(view, "", main)


def products(view: View, category: str | None) -> str:
    title = CATEGORIES[category][view.locale] if category else text("everything", view.locale)
    shown = [product for product in PRODUCTS if category in (None, product.category)]
    return page(view, title, f"<h1>{escape(title)}</h1>{_grid(view, shown)}")


def product(view: View, shown: Product) -> str:
    name = escape(shown.name[view.locale])
    also = [other for other in PRODUCTS if other.category == shown.category and other is not shown][:4]
    facts = (
        ("size", shown.size),
        ("made", shown.made[view.locale]),
        ("care", text("care_text", view.locale)),
        ("delivery", text("delivery_text", view.locale)),
    )
    category = escape(CATEGORIES[shown.category][view.locale])
    rows = "".join(f"<dt>{view.say(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts)
    main = f"""<article class="product">
<div class="large">{_picture(shown, view, 640)}</div>
<div><p class="path"><a href="{view.link(f"products/{shown.category}")}">{category}</a></p>
<h1>{name}</h1>
<p class="price">{money(shown.price)}</p>
<p>{escape(shown.text[view.locale])}</p>
{_buy(view, shown)}
<dl>{rows}</dl></div>
</article>
<section><h2>{view.say("also")}</h2>{_grid(view, also)}</section>"""
    return page(view, shown.name[view.locale], main)


def _buy(view: View, shown: Product) -> str:
    if shown.sold_out:
        return f'<p class="sold-out"><strong>{view.say("sold_out")}.</strong> {view.say("sold_out_text")}</p>'
    return f"""<form class="buy" method="post" action="{view.link("cart/add")}">
<input type="hidden" name="product" value="{shown.slug}">
<label>{view.say("quantity")} <input type="number" name="count" value="1" min="1" max="{carts.MOST}"></label>
<button class="button">{view.say("add")}</button>
</form>"""


def cart(view: View, held: Mapping[str, int]) -> str:
    title = text("cart", view.locale)
    if not held:
        empty = f"""<h1>{view.say("cart")}</h1><p>{view.say("cart_empty")}</p>
<p><a class="button" href="{view.link("products")}">{view.say("go_shopping")}</a></p>"""
        return page(view, title, empty)
    rows = "".join(_cart_row(view, BY_SLUG[slug], count) for slug, count in held.items())
    fee = carts.shipping(held)
    sums = (
        ("subtotal", money(carts.subtotal(held))),
        ("shipping", money(fee) if fee else text("free", view.locale)),
        ("total", money(carts.subtotal(held) + fee)),
    )
    lines = "".join(f"<div><dt>{view.say(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in sums)
    main = f"""<h1>{view.say("cart")}</h1>
<div class="cart"><ul class="rows">{rows}</ul>
<div class="sums"><dl>{lines}</dl>
<a class="button" href="{view.link("checkout")}">{view.say("checkout")}</a></div></div>"""
    return page(view, title, main)


def _cart_row(view: View, held: Product, count: int) -> str:
    name = escape(held.name[view.locale])
    label = f"{view.say('quantity')}: {name}"
    return f"""<li>{_picture(held, view, 120)}
<div><a href="{view.link(f"product/{held.slug}")}">{name}</a><span>{money(held.price)}</span></div>
<form method="post" action="{view.link("cart/set")}"><input type="hidden" name="product" value="{held.slug}">
<input type="number" name="count" value="{count}" min="0" max="{carts.MOST}" aria-label="{label}">
<button>{view.say("update")}</button><button name="remove" value="1">{view.say("remove")}</button></form>
<strong>{money(held.price * count)}</strong></li>"""


def checkout(view: View) -> str:
    main = f"""<h1>{view.say("checkout_title")}</h1><p class="narrow">{view.say("checkout_text")}</p>
<p><a class="button quiet" href="{view.link("cart")}">{view.say("back")}</a></p>"""
    return page(view, text("checkout_title", view.locale), main)


def results(view: View, words: str, found: Sequence[Product]) -> str:
    title = text("found", view.locale).format(words=words)
    shown = _grid(view, found) if found else f"<p>{view.say('not_found')}</p>"
    return page(view, title, f"<h1>{escape(title)}</h1>{shown}")


def policy(view: View, name: str) -> str:
    title = POLICIES[name][view.locale]
    body = (files(__package__) / "pages" / view.locale / f"{name}.html").read_text(encoding="utf-8")
    links = "".join(
        f'<li><a href="{view.link(slug)}"{CURRENT if slug == name else ""}>{escape(words[view.locale])}</a></li>'
        for slug, words in POLICIES.items()
    )
    main = f'<div class="policy"><nav aria-label="{view.say("help")}"><ul>{links}</ul></nav>'
    return page(view, title, f"{main}<article><h1>{escape(title)}</h1>{body}</article></div>")


def missing(view: View) -> str:
    main = f"""<h1>{view.say("no_page")}</h1><p>{view.say("no_page_text")}</p>
<p><a class="button" href="{view.link("")}">{view.say("home")}</a></p>"""
    return page(view, text("no_page", view.locale), main)


def _grid(view: View, shown: Sequence[Product]) -> str:
    return f'<ul class="grid">{"".join(_card(view, each) for each in shown)}</ul>'


def _card(view: View, shown: Product) -> str:
    badge = "sold_out" if shown.sold_out else "new" if shown.new else None
    mark = f'<span class="badge {badge}">{view.say(badge)}</span>' if badge else ""
    return f"""<li><a href="{view.link(f"product/{shown.slug}")}">{_picture(shown, view, 320, named=False)}{mark}
<span class="name">{escape(shown.name[view.locale])}</span><span class="price">{money(shown.price)}</span></a></li>"""


def _picture(shown: Product, view: View, size: int, *, named: bool = True) -> str:
    alt = escape(shown.name[view.locale]) if named else ""
    return f'<img src="/static/products/{shown.slug}.svg" alt="{alt}" width="{size}" height="{size}">'

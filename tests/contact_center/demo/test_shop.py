"""The demonstration's shop, without a socket."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from contact_center.demo.shop import cart
from contact_center.demo.shop import pages as pages_module
from contact_center.demo.shop.app import ByPort, shop
from contact_center.demo.shop.catalog import BY_SLUG, CATEGORIES, PRODUCTS, money, search
from contact_center.demo.shop.texts import POLICIES, TEXTS

INBOX = "0199aaaa-0000-7000-8000-000000000000"
WIDGET = "http://127.0.0.1:8000"
PATHS = (
    "",
    "products",
    *(f"products/{slug}" for slug in CATEGORIES),
    *(f"product/{slug}" for slug in BY_SLUG),
    *POLICIES,
    "cart",
    "checkout",
    "search?q=tra",
)


@pytest.fixture
async def visitor() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(shop(inbox=INBOX, widget=WIDGET))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as client:
        yield client


def links(html: str) -> Iterator[str]:
    return (found for found in re.findall(r'(?:href|src|action)="([^"]+)"', html) if found.startswith("/"))


@pytest.mark.parametrize("locale", ["en", "vi"])
async def test_every_page_is_there_in_both_languages_with_the_widgets_one_line(
    visitor: httpx.AsyncClient, locale: str
) -> None:
    for path in PATHS:
        page = await visitor.get(f"/{locale}/{path}")
        assert page.status_code == 200, path
        assert f'<html lang="{locale}">' in page.text
        assert page.text.count("<script") == 2
        assert f'<script async src="{WIDGET}/widget.js" data-inbox="{INBOX}"' in page.text
        assert '<script async src="/static/shop.js"></script>' in page.text
        assert page.text.count("<h1>") == 1, path


async def test_every_link_of_every_page_leads_somewhere(visitor: httpx.AsyncClient) -> None:
    found = {link.partition("?")[0] for path in PATHS for link in links((await visitor.get(f"/en/{path}")).text)}
    found -= {"/en/cart/add", "/en/cart/set"}  # forms
    for link in found:
        assert (await visitor.get(link)).status_code == 200, link


async def test_the_policy_of_a_page_lets_in_the_widget_and_nothing_else(visitor: httpx.AsyncClient) -> None:
    policy = (await visitor.get("/en/")).headers["content-security-policy"]
    assert f"script-src 'self' {WIDGET};" in policy
    assert f"frame-src {WIDGET}; connect-src {WIDGET};" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_pages_hold_no_style_or_script_that_the_policy_would_refuse(visitor: httpx.AsyncClient) -> None:
    for path in PATHS:
        text = (await visitor.get(f"/en/{path}")).text
        assert not re.search(r"<style|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize(
    ("wish", "locale"),
    [("vi-VN,vi;q=0.9,en;q=0.8", "vi"), ("en-GB,en;q=0.9,vi;q=0.8", "en"), ("fr", "en"), ("vi", "vi"), ("", "en")],
)
async def test_the_browser_s_language_is_chosen(visitor: httpx.AsyncClient, wish: str, locale: str) -> None:
    answer = await visitor.get("/", headers={"accept-language": wish})
    assert answer.headers["location"] == f"/{locale}/"


@pytest.mark.parametrize("path", ["/xx/", "/en/nothing", "/en/product/none", "/en/products/none", "/vi/../en/%00"])
async def test_what_is_not_there_is_said_to_be_missing(visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.get(path)).status_code == 404


async def test_what_was_searched_for_is_shown_as_text(visitor: httpx.AsyncClient) -> None:
    page = await visitor.get("/en/search", params={"q": "<script>alert(1)</script>"})
    assert "&lt;script&gt;" in page.text
    assert page.text.count("<script") == 2


@pytest.mark.parametrize(
    ("words", "slug"),
    [("ấm trà", "celadon-teapot"), ("AM TRA", "celadon-teapot"), ("teapot", "celadon-teapot"), ("pho", "pho-bowl")],
)
def test_a_product_is_found_in_either_language_with_or_without_marks(words: str, slug: str) -> None:
    assert BY_SLUG[slug] in search(words)


def test_nothing_is_found_by_nothing() -> None:
    assert search("  ") == []


async def test_a_product_goes_into_the_cart_is_counted_and_taken_out_again(visitor: httpx.AsyncClient) -> None:
    for _ in range(2):
        shown = await visitor.post("/vi/cart/add", data={"product": "pho-bowl", "count": "2"}, follow_redirects=True)
    assert shown.url.path == "/vi/cart"
    assert money(4 * 185_000) in shown.text
    assert '<span class="count">4</span>' in (await visitor.get("/vi/")).text
    shown = await visitor.post("/vi/cart/set", data={"product": "pho-bowl", "count": "5"}, follow_redirects=True)
    assert money(5 * 185_000) in shown.text
    shown = await visitor.post(
        "/vi/cart/set", data={"product": "pho-bowl", "count": "5", "remove": "1"}, follow_redirects=True
    )
    assert "đang trống" in shown.text


async def test_the_cart_is_told_to_the_contact_centre_by_the_shop_s_script(visitor: httpx.AsyncClient) -> None:
    await visitor.post("/en/cart/add", data={"product": "pho-bowl", "count": "2"})
    body = re.search(r'<body data-cart="([^"]*)"', (await visitor.get("/en/")).text)
    assert body is not None
    ((line),) = json.loads(unescape(body[1]))
    assert line == {"name": BY_SLUG["pho-bowl"].name["en"], "quantity": 2, "price": money(185_000)}
    assert "ContactCenterCalls" in (await visitor.get("/static/shop.js")).text


@pytest.mark.parametrize(
    "form", [{"product": "none", "count": "1"}, {"product": "pho-bowl", "count": "²"}, {}, {"x": "y" * 9_000}]
)
async def test_a_form_that_makes_no_sense_changes_nothing(visitor: httpx.AsyncClient, form: dict[str, str]) -> None:
    shown = await visitor.post("/en/cart/add", data=form, follow_redirects=True)
    assert "Your cart is empty." in shown.text


@given(st.text(max_size=200))
def test_any_cookie_is_a_cart(text: str) -> None:
    held = cart.read(text)
    assert all(0 < count <= cart.MOST for count in held.values())
    assert cart.read(cart.write(held)) == held


def test_shipping_is_free_from_a_sum_on() -> None:
    assert cart.shipping({}) == 0
    assert cart.shipping({"pho-bowl": 1}) == cart.SHIPPING
    assert cart.shipping({"moon-vase": 1}) == 0


def test_what_is_sold_out_cannot_be_had() -> None:
    held: cart.Cart = {}
    cart.put(held, "fish-platter", 1)
    assert held == {}


def test_every_product_has_its_picture_and_every_word_both_languages() -> None:
    folder = Path(pages_module.__file__).parent / "static" / "products"
    assert {path.stem for path in folder.iterdir()} == {product.slug for product in PRODUCTS}
    for words in (*TEXTS.values(), *POLICIES.values(), *CATEGORIES.values()):
        assert set(words) == {"en", "vi"}


async def test_one_server_tells_the_two_sites_apart_by_port() -> None:
    def says(word: str) -> Starlette:
        async def page(_: object) -> PlainTextResponse:
            return PlainTextResponse(word)

        return Starlette(routes=[Route("/", page)])

    both = ByPort(says("console"), {8001: says("shop")})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(both)) as client:
        assert (await client.get("http://localhost:8001/")).text == "shop"
        assert (await client.get("http://localhost:8000/")).text == "console"

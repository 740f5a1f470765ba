"""The shop as a web application of its own: another origin than the console, as a real customer's site is."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from contact_center.demo.shop import api, pages
from contact_center.demo.shop import cart as carts
from contact_center.demo.shop.catalog import BY_SLUG, CATEGORIES, search
from contact_center.demo.shop.layout import View
from contact_center.demo.shop.orders import DemoOrders
from contact_center.demo.shop.texts import POLICIES
from contact_center.inboxes.schemas import Locale
from contact_center.values import utc_now

LOCALES: tuple[Locale, ...] = get_args(Locale)
FORM_BYTES = 2_000
_POLICY = (
    "default-src 'none'; script-src 'self' {widget}; frame-src {widget}; connect-src {widget}; style-src 'self'; "
    "img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a careful shop allows itself: of the contact centre, its scripts, its frame, and that visits are told it."""


class ByPort:
    """One server for both sites: what comes in on a port of `beside` goes to its application."""

    def __init__(self, app: ASGIApp, beside: Mapping[int, ASGIApp]) -> None:
        self._app, self._beside = app, beside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        server = scope.get("server")
        app = self._beside.get(server[1], self._app) if server else self._app
        await app(scope, receive, send)


def shop(*, inbox: str, widget: str, secret: str = "") -> Starlette:
    """inbox: the public id that the snippet names. widget: the contact centre's address.

    secret: with which the contact centre signs what it asks of orders; empty: they cannot be asked for.
    """
    asked = api.routes(DemoOrders(lambda: utc_now().date()), secret) if secret else []
    return Starlette(routes=[*asked, *Shop(inbox, widget).routes()])


class Shop:
    """The pages' handlers, and what they share: which inbox the widget belongs to, and where it is served."""

    def __init__(self, inbox: str, widget: str) -> None:
        self._inbox, self._widget = inbox, widget
        self._headers = {
            "Content-Security-Policy": _POLICY.format(widget=widget),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Cache-Control": "private, no-cache",
        }

    def routes(self) -> list[Route | Mount]:
        static = StaticFiles(directory=Path(__file__).parent / "static")
        return [
            Route("/", self.choose_language),
            Mount("/static", static),
            Route("/{locale}/cart/add", self.change_cart, methods=["POST"]),
            Route("/{locale}/cart/set", self.change_cart, methods=["POST"]),
            Route("/{path:path}", self.show),
        ]

    async def choose_language(self, request: Request) -> Response:
        wished = request.headers.get("accept-language", "").lower()
        first = min(LOCALES, key=lambda locale: wished.find(locale) % (len(wished) + 1))
        return RedirectResponse(f"/{first}/", headers={"Vary": "Accept-Language"})

    async def show(self, request: Request) -> Response:
        view = self._view(request)
        held = carts.read(request.cookies.get(carts.COOKIE, ""))
        known = str(request.path_params["path"]).partition("/")[0] in LOCALES
        page = self._page(view, request.query_params.get("q", "")[:80].strip(), held) if known else None
        return HTMLResponse(page or pages.missing(view), 200 if page else 404, headers=self._headers)

    def _page(self, view: View, words: str, held: carts.Cart) -> str | None:
        """The page at an address; none where there is none."""
        kind, _, rest = view.path.partition("/")
        if kind == "product" and rest in BY_SLUG:
            return pages.product(view, BY_SLUG[rest])
        if kind == "products" and rest in CATEGORIES:
            return pages.products(view, rest)
        if view.path in POLICIES:
            return pages.policy(view, view.path)
        simple: dict[str, Callable[[], str]] = {
            "": lambda: pages.home(view),
            "products": lambda: pages.products(view, None),
            "search": lambda: pages.results(view, words, search(words)),
            "cart": lambda: pages.cart(view, held),
            "checkout": lambda: pages.checkout(view),
        }
        return simple[view.path]() if view.path in simple else None

    async def change_cart(self, request: Request) -> Response:
        """Put a product into the cart, or have another number of it; then show the cart."""
        form = dict(parse_qsl((await _body(request)).decode(errors="replace")))
        held = carts.read(request.cookies.get(carts.COOKIE, ""))
        slug, count = form.get("product", ""), form.get("count", "")
        wanted = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0
        if request.url.path.endswith("/add"):
            carts.put(held, slug, held.get(slug, 0) + wanted)
        else:
            carts.put(held, slug, 0 if "remove" in form else wanted)
        response = RedirectResponse(f"/{_locale(request.path_params['locale'])}/cart", 303)
        response.set_cookie(carts.COOKIE, carts.write(held), max_age=30 * 86_400, httponly=True, samesite="lax")
        return response

    def _view(self, request: Request) -> View:
        first, _, path = str(request.path_params["path"]).partition("/")
        held = carts.read(request.cookies.get(carts.COOKIE, ""))
        query = f"?{request.url.query}" if request.url.query else ""
        return View(_locale(first), path, query, held, self._inbox, self._widget)


def _locale(text: str) -> Locale:
    return "vi" if text == "vi" else "en"


async def _body(request: Request) -> bytes:
    """At most FORM_BYTES of what was sent."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            return b""
    return body

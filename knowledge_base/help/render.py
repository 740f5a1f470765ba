"""Turns what a page shows into HTML, and HTML into an answer that browsers keep only as long as it is true."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from contact_center.inboxes.schemas import Locale
from contact_center.search.excerpts import Piece
from knowledge_base.help import links
from knowledge_base.help.texts import NAMES, counted, say

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
STATIC = {"help.css": "text/css", "help.js": "text/javascript"}
FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"


def pieces(found: Iterable[Piece]) -> Markup:
    """A text with what was found in it marked."""
    return Markup().join(
        Markup("<mark>{}</mark>").format(each.text) if each.hit else escape(each.text) for each in found
    )


@lru_cache
def static(name: str) -> str:
    """The address of a file of ours, which changes with its content."""
    return f"/help/static/{name}?v={hashlib.sha256(static_file(name)).hexdigest()[:12]}"


@lru_cache
def static_file(name: str) -> bytes:
    return files("knowledge_base.help").joinpath("static", name).read_bytes()


_ENVIRONMENT = Environment(
    loader=PackageLoader("knowledge_base.help"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals |= {
    "names": NAMES,
    "static": static,
    "pieces": pieces,
    "category_path": links.category_path,
    "search_path": links.search_path,
    "found_path": links.found_path,
}
_PLAIN: dict[str, Any] = {
    "q": "",
    "data": [],
    "hidden": False,
    "og_type": "website",
    "description": "",
    "languages": {},
}


def html(template: str, locale: Locale, values: Mapping[str, Any]) -> str:
    """values: those of base.html, where they are other than plain, and of the template."""

    def say_here(name: str, **parts: object) -> str:
        return say(locale, name, **parts)

    def counted_here(name: str, count: int) -> str:
        return counted(locale, name, count)

    words = {"say": say_here, "counted": counted_here, "home": links.home_path(locale), "locale": locale}
    return _ENVIRONMENT.get_template(f"{template}.html").render(_PLAIN | {"page": template} | words | dict(values))


def answer(request: Request[Any], content: str, *, status: int = 200, media_type: str = "text/html") -> Response:
    """With an ETag: who has the same already is told so."""
    raw = content.encode()
    tag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": ASK_FIRST, "Content-Security-Policy": POLICY}
    if status == 200 and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(raw, status, headers, media_type)

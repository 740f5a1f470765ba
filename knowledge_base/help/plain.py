"""What the help centre serves besides pages: its files, the brand's colours, and what search engines read."""

from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response

from contact_center.errors import NotFound
from contact_center.http import State
from knowledge_base.help import contacts, links, markup, queries, render
from knowledge_base.help.centre import centre_of
from knowledge_base.help.pages import base_of
from knowledge_base.values import LOCALES

A_MAP = 5_000
"""Addresses of one sitemap; 50,000 are allowed (https://www.sitemaps.org/protocol.html)."""
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
_INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


async def serve_static(request: Request[State]) -> Response:
    """GET /help/static/{name}: the address holds the version, so it may be kept for ever."""
    name = request.path_params["name"]
    if name not in render.STATIC:
        return Response("There is no such file.\n", 404, media_type="text/plain")
    return Response(render.static_file(name), headers={"Cache-Control": render.FOREVER}, media_type=render.STATIC[name])


async def serve_brand(request: Request[State]) -> Response:
    """GET /help/brand.css."""
    colour = await request.state["services"].db.read(contacts.colour)
    return render.answer(request, markup.brand_sheet(colour), media_type="text/css")


async def serve_icon(request: Request[State]) -> Response:
    """GET /help/icon.svg."""
    house = await centre_of(request.state["services"]).house(LOCALES[0])
    drawn = markup.icon(house.brand.initial, house.brand.colour)
    return render.answer(request, drawn, media_type="image/svg+xml")


async def robots(request: Request[State]) -> Response:
    """GET /robots.txt: the help centre is to be found, and nothing else."""
    text = f"User-agent: *\nAllow: /help\nDisallow: /\n\nSitemap: {base_of(request)}/help/sitemap.xml\n"
    return render.answer(request, text, media_type="text/plain")


async def sitemap(request: Request[State]) -> Response:
    """GET /help/sitemap.xml: all pages, or where they are many, where the parts of the list are."""
    found, base = await request.state["services"].db.read(queries.addresses), base_of(request)
    if len(found) > A_MAP:
        parts = range(1, -(-len(found) // A_MAP) + 1)
        lines = "".join(f"<sitemap><loc>{escape(base)}/help/sitemap-{part}.xml</loc></sitemap>\n" for part in parts)
        return _xml(request, f"{_INDEX}{lines}</sitemapindex>\n")
    homes = "".join(f"<url><loc>{escape(base + links.home_path(locale))}</loc></url>\n" for locale in LOCALES)
    return _xml(request, _URLSET + homes + "".join(_url(each, base) for each in found) + "</urlset>\n")


async def sitemap_part(request: Request[State]) -> Response:
    """GET /help/sitemap-{part}.xml."""
    part = request.path_params["part"]
    found = (await request.state["services"].db.read(queries.addresses))[(part - 1) * A_MAP : part * A_MAP]
    if part < 1 or not found:
        return Response("There is no such part.\n", NotFound.status, media_type="text/plain")
    return _xml(request, _URLSET + "".join(_url(each, base_of(request)) for each in found) + "</urlset>\n")


def _xml(request: Request[State], text: str) -> Response:
    return render.answer(request, _XML + text, media_type="application/xml")


def _url(page: queries.Address, base: str) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{locale}" href={quoteattr(base + path)}/>'
        for locale, path in page.others.items()
    )
    return f"<url><loc>{escape(base + page.path)}</loc><lastmod>{page.at:%Y-%m-%d}</lastmod>{others}</url>\n"

"""The help centre's pages for readers, whole without a script."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from contact_center.errors import ApiError, NotFound
from contact_center.http import Services, State
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle
from contact_center.values import new_id
from knowledge_base import reading, settings
from knowledge_base.api import known
from knowledge_base.help import links, markup, queries, render
from knowledge_base.help.centre import centre_of, typed
from knowledge_base.help.queries import Line, Shelf
from knowledge_base.help.schemas import COMMENT
from knowledge_base.help.texts import counted, say
from knowledge_base.reading import Found
from knowledge_base.schemas import AddressView
from knowledge_base.values import LOCALES, article_path

A_PAGE = 10
"""Articles of one page of results."""
MOST_PAGES = 20
LONGEST = 200
"""Letters of a search that count."""
RELATED = 4

Handler = Callable[[Request[State], Services, Locale], Awaitable[Response]]
_MOVED = {"Cache-Control": "no-cache"}


async def choose_language(request: Request[State]) -> Response:
    """GET /help: to the pages in the language that the browser likes best."""
    services = request.state["services"]
    default = await services.db.read(lambda tx: settings.current(tx).locale)
    locale = links.wished(request.headers.get("accept-language", ""), default)
    return RedirectResponse(links.home_path(locale), 302, {"Vary": "Accept-Language", **_MOVED})


def in_language(handler: Handler) -> Callable[[Request[State]], Awaitable[Response]]:
    """A page below /help/{locale}; errors are pages too."""

    async def endpoint(request: Request[State]) -> Response:
        services, locale = request.state["services"], LOCALES[0]
        try:
            locale = known(request.path_params["locale"])
            return await handler(request, services, locale)
        except ApiError as error:
            return await failed(request, services, locale, error)

    return endpoint


async def failed(request: Request[State], services: Services, locale: Locale, error: ApiError) -> Response:
    """A page that says so, with a way on."""
    missing = isinstance(error, NotFound)
    shelves = await services.db.read(queries.shelves, locale)
    values = {
        "title": say(locale, "missing" if missing else "failed"),
        "description": say(locale, "missing_text") if missing else error.detail,
        "hidden": True,
        "shelves": [shelf for shelf in shelves if shelf.parent is None],
    }
    return await page(request, "missing", locale, values, status=error.status)


async def page(
    request: Request[State], name: str, locale: Locale, values: dict[str, Any], *, status: int = 200
) -> Response:
    house = await centre_of(request.state["services"]).house(locale)
    data = [markup.data_block(each) for each in values.pop("data", [])]
    shown = render.html(name, locale, values | {"house": house, "base": base_of(request), "data": data})
    return render.answer(request, shown, status=status)


def base_of(request: Request[State]) -> str:
    """Scheme and host, as readers know us."""
    public = request.state["services"].settings.public_url
    return public.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


async def show_home(request: Request[State], services: Services, locale: Locale) -> Response:
    """GET /help/{locale}: the topics; with ?q= what is found."""
    text = typed(request.query_params.get("q", ""))[:LONGEST]
    if text:
        return await show_results(request, services, locale, text)

    def unit(tx: Session) -> tuple[list[Shelf], list[Line], list[Line], list[Line]]:
        loose = queries.lines(tx, locale, KbArticle.category_id.is_(None))
        popular = queries.popular(tx, locale, now=services.clock())
        return queries.shelves(tx, locale), popular, queries.policies(tx, locale), loose

    shelves, popular, policies, loose = await services.db.read(unit)
    shown = {line.article for line in policies}
    asked = [(line.title, line.summary) for line in (popular or policies) if line.summary and not line.fallback]
    values = {
        "title": "",
        "description": say(locale, "welcome_text"),
        "path": links.home_path(locale),
        "languages": {each: links.home_path(each) for each in LOCALES} | {"x-default": "/help"},
        "shelves": [shelf for shelf in shelves if shelf.parent is None],
        "popular": popular,
        "policies": policies,
        "others": [line for line in loose if line.article not in shown],
        "data": [markup.questions_data(asked)] if asked else [],
    }
    return await page(request, "home", locale, values)


async def show_results(request: Request[State], services: Services, locale: Locale, text: str) -> Response:
    asked = request.query_params.get("page", "1")
    number = min(max(int(asked), 1), MOST_PAGES) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 1
    centre, search = centre_of(services), new_id()
    found = await centre.search(text, locale, limit=A_PAGE, offset=(number - 1) * A_PAGE)
    if number == 1:
        centre.note(search, text, locale, found=found.found, source="help")
    shelves = [] if found.hits else await services.db.read(queries.shelves, locale)
    values = {
        "title": say(locale, "results" if found.hits else "found_none", text=text),
        "description": counted(locale, "found", found.found),
        "hidden": True,
        "languages": {each: links.search_path(each, text) for each in LOCALES},
        "q": text,
        "search": search,
        "hits": found.hits,
        "found": found.found,
        "first": (number - 1) * A_PAGE + 1,
        "number": number,
        "pages": min(-(-found.found // A_PAGE), MOST_PAGES),
        "shelves": [shelf for shelf in shelves if shelf.parent is None],
    }
    return await page(request, "results", locale, values)


async def show_category(request: Request[State], services: Services, locale: Locale) -> Response:
    """GET /help/{locale}/c/{slug}."""
    slug = request.path_params["slug"].replace("\0", "")

    def unit(tx: Session) -> tuple[list[Shelf], int, dict[Locale, str], list[Line]]:
        key, slugs = queries.category_at(tx, locale, slug)
        return queries.shelves(tx, locale), key, slugs, queries.lines(tx, locale, KbArticle.category_id == key)

    shelves, key, slugs, lines = await services.db.read(unit)
    trail = queries.trail(shelves, key)
    if not trail:
        raise NotFound("There is nothing in this category.")
    if slugs.get(locale, slug) != slug:
        return RedirectResponse(links.category_path(locale, slugs[locale]), 301, _MOVED)
    base, shelf = base_of(request), trail[-1]
    steps = [(say(locale, "help"), base + links.home_path(locale))]
    steps += [(each.name, base + links.category_path(locale, each.slug)) for each in trail]
    values = {
        "title": shelf.name,
        "description": counted(locale, "articles", shelf.articles),
        "path": links.category_path(locale, slug),
        "languages": {each: links.category_path(each, other) for each, other in slugs.items()},
        "shelf": shelf,
        "above": trail[:-1],
        "below": [each for each in shelves if each.parent == key],
        "lines": lines,
        "data": [markup.breadcrumbs(steps)],
    }
    return await page(request, "category", locale, values)


def found_at(tx: Session, locale: Locale, slug: str) -> tuple[AddressView, Found, list[Shelf]]:
    """The article at an address, in whatever language readers of this one get it, and where it stands."""
    address = reading.resolve(tx, locale, slug, role=None)
    found = reading.find(tx, address.article, locale=locale, role=None)
    return address, found, queries.trail(queries.shelves(tx, locale), found.article.category_id)


async def show_article(request: Request[State], services: Services, locale: Locale) -> Response:
    """GET /help/{locale}/{slug}; a former address leads on to the one that it has now."""
    slug = request.path_params["slug"].replace("\0", "")
    address, found, trail = await services.db.read(found_at, locale, slug)
    if address.path != article_path(locale, slug):
        return RedirectResponse(address.path, 301, _MOVED)
    shown = await reading.show(services.db, found, role=None)
    search, centre = request.query_params.get("s", ""), centre_of(services)
    if search:
        centre.note_opened(search[:36], shown.id)
    related = await _related(services, locale, shown.title, shown.id)
    base, said = base_of(request), request.query_params.get("said", "")
    steps = [(say(locale, "help"), base + links.home_path(locale))]
    steps += [(each.name, base + links.category_path(locale, each.slug)) for each in trail]
    about = {
        "url": base + shown.path,
        "title": shown.title,
        "summary": shown.summary,
        "locale": shown.locale,
        "updated": shown.published_at.date().isoformat(),
        "brand": (await centre.house(locale)).brand.name,
    }
    values = {
        "title": shown.title,
        "description": shown.summary,
        "path": shown.path,
        "og_type": "article",
        "languages": await services.db.read(_languages, found),
        "article": shown,
        "html": Markup(shown.html),  # noqa: S704, it was made safe by markdown.render
        "contents": await asyncio.to_thread(markup.contents, shown.html),
        "updated": links.day_said(shown.published_at.date(), locale),
        "trail": trail,
        "related": related,
        "said": said,
        "longest": COMMENT,
        "data": [markup.article_data(about), markup.breadcrumbs([*steps, (shown.title, base + shown.path)])],
    }
    return await page(request, "article", locale, values)


def _languages(tx: Session, found: Found) -> dict[Locale, str]:
    """The article's address in each of its languages."""
    views = [reading.find(tx, found.article.public_id, locale=each, role=None) for each in found.locales]
    return {each.asked: article_path(each.asked, each.publication.slug) for each in views}


async def _related(services: Services, locale: Locale, title: str, article: str) -> list[dict[str, Any]]:
    """Articles with the words of its title."""
    near = await centre_of(services).search(title, locale, limit=RELATED + 1, unfinished=True)
    return [
        {
            "path": hit.path,
            "title": "".join(piece.text for piece in hit.title),
            "summary": hit.summary,
            "fallback": hit.fallback,
            "locale": hit.locale,
        }
        for hit in near.hits
        if hit.article != article
    ][:RELATED]

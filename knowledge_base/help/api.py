"""The help centre for programs: the search as one types, and articles as the widget shows them."""

from sqlalchemy.orm import Session

from contact_center.auth import PUBLIC
from contact_center.http import Call, route
from knowledge_base import reading
from knowledge_base.api import known
from knowledge_base.help.centre import centre_of, typed
from knowledge_base.help.schemas import HelpArticle, HelpArticleQuery, HelpResults, HelpSearchQuery
from knowledge_base.reading import Found


async def search_help(call: Call, query: HelpSearchQuery) -> HelpResults:
    """Find articles that everybody may read; case, tone marks and slips do not matter."""
    centre, text = centre_of(call.services), typed(query.q)
    unfinished = query.typing and query.q == query.q.rstrip()
    page = await centre.search(text, query.locale, limit=query.limit, unfinished=unfinished)
    if query.search:
        centre.note(query.search, text, query.locale, found=page.found, source=query.source)
    return HelpResults(items=page.hits, found=page.found)


async def get_help_article(call: Call, locale: str, slug: str, query: HelpArticleQuery) -> HelpArticle:
    """An article that everybody may read, by its address or a former one."""

    def unit(tx: Session) -> tuple[Found, bool]:
        address = reading.resolve(tx, known(locale), slug, role=None)
        return reading.find(tx, address.article, locale=address.locale, role=None), address.moved

    found, moved = await call.db.read(unit)
    if query.search:
        centre_of(call.services).note_opened(query.search, found.article.public_id)
    return HelpArticle(article=await reading.show(call.db, found, role=None), moved=moved)


ROUTES = (
    route("GET", "/help/search", search_help, PUBLIC),
    route("GET", "/help/articles/{locale}/{slug}", get_help_article, PUBLIC),
)

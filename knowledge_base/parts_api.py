"""What belongs to articles over HTTP: phrasings, synonyms, images and feedback."""

from contextlib import suppress

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from contact_center.auth import PUBLIC, Scope
from contact_center.errors import StorageUnavailable
from contact_center.files import kinds
from contact_center.files.api import store_of
from contact_center.files.schemas import UploadQuery
from contact_center.http import Call, State, route
from contact_center.paging import Page
from contact_center.request_input import Upload
from knowledge_base import feedback, images, phrasings, picking, queries, synonyms
from knowledge_base.api import known
from knowledge_base.help.centre import centre_of
from knowledge_base.part_schemas import (
    ArticlePick,
    ArticlePickQuery,
    ArticlePicks,
    ArticlePicksQuery,
    ArticlePickText,
    FeedbackCounts,
    FeedbackQuery,
    FeedbackView,
    ImagePatch,
    ImageRules,
    ImagesQuery,
    ImageUses,
    ImageView,
    NewFeedback,
    NewSynonym,
    Phrasings,
    SynonymPatch,
    SynonymsQuery,
    SynonymView,
)
from knowledge_base.people import editor_of
from knowledge_base.schemas import ArticleView

_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "public, max-age=31536000, immutable",
}


async def put_phrasings(call: Call, article: str, locale: str, body: Phrasings) -> ArticleView:
    """Say how people ask what an article answers, all of a language at once."""

    def unit(tx: Session) -> ArticleView:
        editor = editor_of(call.principal)
        phrasings.set_phrasings(tx, article, known(locale), body, by=editor, at=call.now)
        return queries.article_view(tx, article, role=editor.role, now=call.now)

    return await call.db.write(unit)


async def list_synonyms(call: Call, query: SynonymsQuery) -> Page[SynonymView]:
    """The sets of words that mean the same."""
    return await call.db.read(synonyms.views, query)


async def add_synonym(call: Call, body: NewSynonym) -> SynonymView:
    """Make a set of words that mean the same."""
    by, at = call.principal.actor, call.now
    return await call.db.write(lambda tx: synonyms.view(synonyms.create_synonym(tx, body, by=by, at=at)))


async def patch_synonym(call: Call, synonym: str, body: SynonymPatch) -> SynonymView:
    """Change the words of a set; with a version, only where nobody has saved since."""
    by, at = call.principal.actor, call.now
    return await call.db.write(lambda tx: synonyms.view(synonyms.change_synonym(tx, synonym, body, by=by, at=at)))


async def delete_synonym(call: Call, synonym: str) -> None:
    """Delete a set."""
    await call.db.write(synonyms.delete_synonym, synonym, by=call.principal.actor, at=call.now)


async def list_images(call: Call, query: ImagesQuery) -> Page[ImageView]:
    """The images of articles by name."""
    return await call.db.read(images.views, query)


async def image_rules(call: Call) -> ImageRules:  # noqa: ARG001
    """What an image must keep to."""
    return ImageRules(max_bytes=images.MOST_BYTES, max_pixels=images.MOST_PIXELS, media_types=sorted(kinds.SHOWN))


async def upload_image(call: Call, query: UploadQuery, upload: Upload) -> ImageView:
    """Upload an image for articles.

    The body is the file itself; its type is told by its content. The same picture again is the one that is there.
    """
    upload.check_length(images.MOST_BYTES)
    store = store_of(call.services)
    arrived = await store.receive(aiter(upload), limit=images.MOST_BYTES)
    by, at = call.principal.actor, call.now

    def unit(tx: Session) -> tuple[str, ImageView]:
        row = images.add_image(tx, images.described(arrived, name=query.name), by=by, at=at)
        return row.key, images.view(row)

    try:
        key, found = await call.db.write(unit)
    except BaseException:
        with suppress(StorageUnavailable):
            await store.discard(arrived.key)
        raise
    await (store.keep(key) if key == arrived.key else store.discard(arrived.key))
    return found


async def patch_image(call: Call, image: str, body: ImagePatch) -> ImageView:
    """Say what an image shows, for those who do not see it; with a version, only where nobody has saved since."""
    by, at = call.principal.actor, call.now
    return await call.db.write(lambda tx: images.view(images.change_image(tx, image, body, by=by, at=at)))


async def list_image_uses(call: Call, image: str) -> ImageUses:
    """The articles that show an image."""
    return await call.db.read(images.uses, image, role=call.principal.role)


async def delete_image(call: Call, image: str) -> None:
    """Delete an image that no article shows. 409 image_in_use says which do."""
    await call.db.write(images.delete_image, image, by=call.principal.actor, at=call.now)


async def give_feedback(call: Call, article: str, body: NewFeedback) -> None:
    """Say whether an article that everybody may read has helped; once for each browser and version."""
    browser = call.request.headers.get("user-agent", "")
    source = feedback.source_of(call.settings.secret_key, address=call.address, browser=browser)
    by, at = call.principal.actor, call.now
    await call.db.write(feedback.give, article, body, source=source, customer_id=None, by=by, at=at)


async def list_feedback(call: Call, article: str, query: FeedbackQuery) -> Page[FeedbackView]:
    """What was said of an article, the latest first."""
    return await call.db.read(feedback.views, article, query, role=call.principal.role)


async def count_feedback(call: Call, article: str) -> FeedbackCounts:
    """How each version of an article was received."""
    return await call.db.read(feedback.counts, article, role=call.principal.role)


async def pick_articles(call: Call, query: ArticlePicksQuery) -> ArticlePicks:
    """Published articles for an answer to a customer, in their language where there are any, the fitting ones first."""
    role, locale, limit = call.principal.role, query.locale, query.limit
    likely: list[str] = []
    if query.words.strip():
        found = await centre_of(call.services).search(query.words, locale, limit=limit, unfinished=True)
        likely = [hit.article for hit in found.hits]

    def read(tx: Session) -> list[ArticlePick]:
        return picking.search(tx, query.words, locale=locale, role=role, limit=limit, likely=likely)

    return ArticlePicks(items=await call.db.read(read))


async def read_pick(call: Call, article: str, query: ArticlePickQuery) -> ArticlePickText:
    """The text of a published article without markup."""
    return await call.db.read(picking.text_of, article, locale=query.locale, role=call.principal.role)


async def serve_image(request: Request[State]) -> Response:
    """GET /help/images/{key}/{name}: whoever has the random key has the image."""
    services = request.state["services"]

    def found(tx: Session) -> tuple[str, str, str]:
        row = images.image_by_key(tx, request.path_params["key"])
        return row.key, row.media_type, row.sha256

    key, media_type, sha256 = await services.db.read(found)
    headers = _HEADERS | {"ETag": f'"{sha256}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    store = store_of(services)
    status = await store.status_of(key)
    return FileResponse(store.path_of(key), headers=headers, media_type=media_type, stat_result=status)


PAGES = (Route("/help/images/{key}/{name}", serve_image),)
ROUTES = (
    route("PUT", "/articles/{article}/phrasings/{locale}", put_phrasings, Scope.ARTICLES_WRITE),
    route("GET", "/articles/{article}/feedback", list_feedback, Scope.ARTICLES_READ),
    route("POST", "/articles/{article}/feedback", give_feedback, PUBLIC),
    route("GET", "/articles/{article}/feedback/counts", count_feedback, Scope.ARTICLES_READ),
    route("GET", "/article-picks", pick_articles, Scope.ARTICLES_READ),
    route("GET", "/article-picks/{article}", read_pick, Scope.ARTICLES_READ),
    route("GET", "/article-synonyms", list_synonyms, Scope.ARTICLES_READ),
    route("POST", "/article-synonyms", add_synonym, Scope.ARTICLES_PUBLISH, status=201),
    route("PATCH", "/article-synonyms/{synonym}", patch_synonym, Scope.ARTICLES_PUBLISH),
    route("DELETE", "/article-synonyms/{synonym}", delete_synonym, Scope.ARTICLES_PUBLISH),
    route("GET", "/article-images", list_images, Scope.ARTICLES_READ),
    route("POST", "/article-images", upload_image, Scope.ARTICLES_WRITE, status=201),
    route("GET", "/article-images/rules", image_rules, Scope.ARTICLES_READ),
    route("GET", "/article-images/{image}/uses", list_image_uses, Scope.ARTICLES_READ),
    route("PATCH", "/article-images/{image}", patch_image, Scope.ARTICLES_WRITE),
    route("DELETE", "/article-images/{image}", delete_image, Scope.ARTICLES_PUBLISH),
)

"""The page in the widget's iframe: served only to be framed by one allowed site."""

import json
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from channels.webchat import embed
from channels.webchat.pre_chat import askable
from contact_center.errors import ContactCenterError, NotFound
from contact_center.http import Services, State
from contact_center.inboxes.schemas import InboxSettings, PreChatField
from contact_center.inboxes.service import inbox_by_id, note_shown, settings_of
from contact_center.inboxes.sites import allows, origin_of
from contact_center.models import CustomField, KbArticle, KbPublication

LANGUAGES = ("en", "vi")
BUILT = Path(str(files("agents_ui"))) / "dist" / "widget" / "index.html"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)


class Question(msgspec.Struct, frozen=True):
    """One of the questions before the first message. kind: name, email, phone, or the kind of a custom field.

    names: what people read, by locale; the app has its own words for the first three.
    """

    key: str
    kind: str
    required: bool
    names: dict[str, str] = {}
    choices: list[str] = []


class Brand(msgspec.Struct, frozen=True):
    """What the widget's app must know of its inbox; see InboxSettings for what the fields mean."""

    id: str
    name: str
    colour: str
    title: dict[str, str]
    greeting: dict[str, str]
    closed: dict[str, str] = {}
    pre_chat: list[Question] = []
    files: bool = True
    rating: bool = True
    transcript: bool = True
    typing_preview: bool = False
    consent: str = "off"
    consent_text: dict[str, str] = {}
    privacy_url: str = ""


class Boot(msgspec.Struct, frozen=True):
    """Read by the app from the page: there is no inline script."""

    embed_token: str
    inbox: Brand
    site: str
    max_file_bytes: int = 0
    languages: tuple[str, ...] = LANGUAGES
    help: bool = False
    """There are articles for everybody to read."""


class _Shown(msgspec.Struct, frozen=True):
    id: int
    public_id: str
    name: str
    settings: InboxSettings
    sites: list[str]
    before: bool
    """It has been served to a page already."""
    questions: list[Question]
    help: bool


def _shown(tx: Session, public_id: str) -> _Shown:
    inbox = inbox_by_id(tx, public_id)
    if inbox.disabled_at is not None:
        raise NotFound("This inbox is disabled.")
    before = inbox.first_shown_at is not None
    settings = settings_of(inbox)
    questions = [_question(*each) for each in askable(tx, settings.pre_chat)]
    return _Shown(
        inbox.id, inbox.public_id, inbox.name, settings, inbox.allowed_sites, before, questions, _anything_to_read(tx)
    )


def _anything_to_read(tx: Session) -> bool:
    """Whether everybody may read an article."""
    there = KbPublication.article_id == KbArticle.id, KbArticle.archived_at.is_(None), KbArticle.visibility == "public"
    return bool(tx.execute(sa.select(sa.exists().where(*there))).scalar_one())


def _question(asked: PreChatField, custom: CustomField | None) -> Question:
    if custom is None:
        return Question(asked.key, asked.key, asked.required)
    return Question(asked.key, custom.kind, asked.required, custom.names, custom.choices)


async def frame_page(request: Request[State]) -> Response:
    """GET /widget/frame?inbox=ID&site=ORIGIN: 403 without a frame where the site may not carry the inbox."""
    services = request.state["services"]
    site, key = request.query_params.get("site", ""), request.query_params.get("inbox", "")
    try:
        inbox = await services.db.read(_shown, key.replace("\0", ""))
    except NotFound:
        return _refused(404, "There is no such inbox, or it is disabled.")
    except ContactCenterError:
        return _refused(503, "The chat is not available just now. Try again in a moment.")
    ours = is_ours(site, request, services)
    if not ours and not allows(inbox.sites, site):
        return _refused(403, "This site may not carry this chat. Its address must be among the inbox's allowed sites.")
    if not BUILT.is_file():
        return _refused(503, "The widget is not built. Run `make ui`, or install the wheel.")
    response = _page(inbox, origin_of(site), services)
    if not inbox.before and not ours:
        response.background = BackgroundTask(_note_shown, services, inbox.id, origin_of(site))
    return response


def is_ours(site: str, request: Request[State], services: Services) -> bool:
    """Whether the page is one of our own, such as the help centre's: it may always carry a chat."""
    public = services.settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
    return site != "" and site == public.rstrip("/").lower()


async def _note_shown(services: Services, inbox_id: int, site: str) -> None:
    """Once in an inbox's life, after the page was sent; where it fails, the next page tries again."""
    with suppress(ContactCenterError):
        await services.db.write(note_shown, inbox_id, site=site, at=services.clock())


def _page(inbox: _Shown, site: str, services: Services) -> Response:
    settings = services.settings
    expires = services.clock() + timedelta(seconds=settings.embed_token_lifetime)
    token = embed.sign(embed.Embed(inbox.public_id, site, int(expires.timestamp())), settings.secret_key)
    boot = Boot(token, _brand(inbox), site, settings.file_bytes, help=inbox.help)
    html = app_page().replace("</head>", boot_element(boot) + "</head>", 1)
    headers = {"Content-Security-Policy": _POLICY.format(ancestors=site), "Cache-Control": "no-store"}
    return HTMLResponse(html, headers=headers)


def _brand(inbox: _Shown) -> Brand:
    shown = inbox.settings
    return Brand(
        inbox.public_id,
        inbox.name,
        shown.colour,
        dict(shown.title.items()),
        dict(shown.greeting.items()),
        dict(shown.closed.items()),
        inbox.questions,
        shown.files,
        shown.rating,
        shown.transcript,
        shown.typing_preview,
        shown.consent,
        dict(shown.consent_text.items()),
        shown.privacy_url,
    )


def boot_element(boot: Boot) -> str:
    """A JSON data block that no text in it can end or turn into markup."""
    text = json.dumps(msgspec.to_builtins(boot), ensure_ascii=True)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="boot">{text}</script>'


def app_page() -> str:
    """The built page of the widget's app; read anew when it was built anew."""
    return _read(BUILT, BUILT.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(built: Path, _mtime: int) -> str:
    return built.read_text(encoding="utf-8")


def _refused(status: int, reason: str) -> Response:
    html = f"<!doctype html><meta charset=utf-8><title>Chat</title><p>{escape(reason)}</p>"
    policy = "default-src 'none'; frame-ancestors 'none'"
    return HTMLResponse(html, status, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})

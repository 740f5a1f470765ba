"""Mails as people look at them: the original to download, and the HTML as a page in which nothing runs."""

from html import escape

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from channels.email.folding import FOLDED
from channels.email.mailboxes.service import mail_by_id
from channels.email.sanitise import with_remote
from contact_center.auth import Scope, principal_of
from contact_center.errors import Forbidden, NotFound
from contact_center.files.api import store_of
from contact_center.files.names import disposition
from contact_center.http import State
from contact_center.models import Mail, MailIn, Message
from contact_center.request_input import decode_query

MESSAGE_PATH = "/api/v1/messages/{message}/mail"
HTML_PATH = f"{MESSAGE_PATH}/html"
ORIGINAL_PATH = f"{MESSAGE_PATH}/original"
CAME_PATH = "/api/v1/mails/{mail}/original"
_DOWNLOADED = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}
_STYLE = (
    "body{margin:0;padding:8px;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
)
_PAPER = ":root{color-scheme:light}body{background:#fff;color:#111}"
"""What has colours of its own was made for white paper, and is shown on it in the dark theme too."""
_ANY = ":root{color-scheme:light dark}body{background:Canvas;color:CanvasText}a{color:LinkText}"


class HtmlQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """remote: with the pictures that are elsewhere. quoted: with quotes and signatures."""

    remote: bool = False
    quoted: bool = False


async def serve_original(request: Request[State]) -> Response:
    """GET MESSAGE_PATH/original: the mail of a message as it came, for agents."""
    await _admit(request, Scope.CONVERSATIONS_READ)
    found = await request.state["services"].db.read(_came_of, request.path_params["message"])
    return await _download(request, found)


async def serve_came(request: Request[State]) -> Response:
    """GET CAME_PATH: a mail as it came, whatever became of it, for administrators."""
    await _admit(request, Scope.INBOXES_MANAGE)
    found = await request.state["services"].db.read(mail_by_id, _plain(request.path_params["mail"]))
    return await _download(request, found)


async def serve_html(request: Request[State]) -> Response:
    """GET MESSAGE_PATH/html: for a frame of the console. No script, form or frame of it works, whatever it holds."""
    await _admit(request, Scope.CONVERSATIONS_READ)
    query = decode_query(request.scope["query_string"], HtmlQuery)
    html, coloured = await request.state["services"].db.read(_html_of, request.path_params["message"])
    page = _page(with_remote(html) if query.remote else html, coloured=coloured, quoted=query.quoted)
    pictures = "'self' data: https: http:" if query.remote else "'self' data:"
    policy = (
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
        f"img-src {pictures}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    headers = _DOWNLOADED | {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return HTMLResponse(page, headers=headers)


async def _admit(request: Request[State], scope: Scope) -> None:
    principal = await principal_of(request, request.state["services"])
    if not principal.may(scope):
        raise Forbidden(f"This needs the permission {scope}.")


async def _download(request: Request[State], found: MailIn) -> Response:
    """As a file that no browser opens: a mail may hold anything."""
    if found.key is None:
        raise NotFound("The mail as it came was deleted.")
    raw = await store_of(request.state["services"]).read(found.key)
    name = f"{found.arrived_at:%Y-%m-%d}-{found.public_id[-8:]}.eml"
    headers = _DOWNLOADED | {"Content-Disposition": disposition(name, inline=False)}
    return Response(raw, headers=headers, media_type="application/octet-stream")


def _page(html: str, *, coloured: bool, quoted: bool) -> str:
    style = _STYLE + (_PAPER if coloured else _ANY) + ("" if quoted else f".{escape(FOLDED)}{{display:none}}")
    return (
        '<!doctype html><html><head><meta charset="utf-8"><base target="_blank">'
        f'<style>{style}</style></head><body dir="auto">{html}</body></html>'
    )


def _came_of(tx: Session, public_id: str) -> MailIn:
    query = sa.select(MailIn).join(Mail, Mail.mail_in_id == MailIn.id).join(Message, Message.id == Mail.message_id)
    found = tx.execute(query.where(Message.public_id == _plain(public_id))).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such mail.")
    return found


def _html_of(tx: Session, public_id: str) -> tuple[str, bool]:
    query = sa.select(Mail.html, Mail.coloured).join(Message, Message.id == Mail.message_id)
    found = tx.execute(query.where(Message.public_id == _plain(public_id))).one_or_none()
    if found is None or found.html is None:
        raise NotFound("This message has no HTML.")
    return found.html, found.coloured


def _plain(text: str) -> str:
    return text.replace("\0", "")

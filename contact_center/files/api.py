"""Files over HTTP: the staff's uploads, and the address at which both sides have what was sent."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from contact_center.auth import Scope, principal_of
from contact_center.errors import Forbidden, NotFound
from contact_center.files import kinds, links
from contact_center.files.names import disposition
from contact_center.files.receiving import receive
from contact_center.files.schemas import FileRules, UploadQuery
from contact_center.files.store import FileStore
from contact_center.http import Call, Services, State, route
from contact_center.models import Attachment
from contact_center.request_input import Upload, decode_query
from contact_center.values import FileRef

MARKUP = frozenset({kinds.HTML, kinds.SVG, kinds.XML})
"""Types that browsers run scripts of: they are never named to a browser."""
_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def upload_file(call: Call, query: UploadQuery, upload: Upload) -> FileRef:
    """Upload a file, to be sent with a message.

    The body is the file itself, whatever the content type says: its type is told by its content. It waits a day for
    the message that names its id.
    """
    limit = call.settings.file_bytes
    upload.check_length(limit)
    store = store_of(call.services)
    return await receive(
        store, call.db, upload, limit=limit, name=query.name, uploader=call.principal.actor, at=call.now
    )


async def file_rules(call: Call) -> FileRules:
    """What an upload must keep to."""
    return FileRules(max_bytes=call.settings.file_bytes, mail_bytes=call.settings.mail_file_bytes)


def store_of(services: Services) -> FileStore:
    return cast(FileStore, services.extra.files)


async def serve_file(request: Request[State]) -> Response:
    """GET /files/{key}/{name}: for staff, and by a link until it ends; nothing in it is ever run on our origin."""
    services, key = request.state["services"], request.path_params["key"]
    kept = await _admit(request, key)
    found = await services.db.read(_by_key, key)
    media_type = kinds.UNKNOWN if found.media_type in MARKUP else found.media_type
    headers = _HEADERS | {
        "Content-Disposition": disposition(found.name, inline=found.media_type in kinds.SHOWN),
        "ETag": f'"{found.sha256}"',
        "Cache-Control": kept,
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    store = store_of(services)
    status = await store.status_of(found.key)
    return FileResponse(store.path_of(found.key), headers=headers, media_type=media_type, stat_result=status)


async def _admit(request: Request[State], key: str) -> str:
    """How long browsers may keep it: as long as the link works; the staff's ask each time whether it is still there.

    Raises Forbidden, NotSignedIn.
    """
    services = request.state["services"]
    query = decode_query(request.scope["query_string"], links.LinkQuery)
    secret_key, now = services.settings.secret_key, services.clock()
    left = links.seconds_left(query, file=key, secret_key=secret_key, now=now)
    if left is not None:
        return f"private, max-age={left}, immutable"
    if not (await principal_of(request, services)).may(Scope.CONVERSATIONS_READ):
        raise Forbidden(f"This needs the permission {Scope.CONVERSATIONS_READ}.")
    return "private, no-cache"


def _by_key(tx: Session, key: str) -> Attachment:
    found = tx.execute(sa.select(Attachment).where(Attachment.key == key.replace("\0", ""))).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such file.")
    tx.expunge(found)
    return found


ROUTES = (
    route("POST", "/files", upload_file, Scope.CONVERSATIONS_WRITE, status=201),
    route("GET", "/files/rules", file_rules, Scope.CONVERSATIONS_READ),
)

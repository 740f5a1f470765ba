"""Files over HTTP: the staff's uploads, and the address at which everybody has what was sent."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from contact_center.auth import Scope
from contact_center.errors import NotFound
from contact_center.files import kinds
from contact_center.files.names import disposition
from contact_center.files.receiving import receive
from contact_center.files.schemas import FileRules, UploadQuery
from contact_center.files.store import FileStore
from contact_center.http import Call, Services, State, route
from contact_center.models import Attachment
from contact_center.request_input import Upload
from contact_center.values import FileRef

MARKUP = frozenset({kinds.HTML, kinds.SVG, kinds.XML})
"""Types that browsers run scripts of: they are never named to a browser."""
_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=31536000, immutable",
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
    return FileRules(max_bytes=call.settings.file_bytes)


def store_of(services: Services) -> FileStore:
    return cast(FileStore, services.extra.files)


async def serve_file(request: Request[State]) -> Response:
    """GET /files/{key}/{name}: whoever has the random key has the file; nothing in it is ever run on our origin."""
    services = request.state["services"]
    found = await services.db.read(_by_key, request.path_params["key"])
    media_type = kinds.UNKNOWN if found.media_type in MARKUP else found.media_type
    headers = _HEADERS | {
        "Content-Disposition": disposition(found.name, inline=found.media_type in kinds.SHOWN),
        "ETag": f'"{found.sha256}"',
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    store = store_of(services)
    status = await store.status_of(found.key)
    return FileResponse(store.path_of(found.key), headers=headers, media_type=media_type, stat_result=status)


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

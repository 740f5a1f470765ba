"""The whole knowledge base as a zip archive over HTTP, for administrators."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from contact_center.auth import Scope, principal_of
from contact_center.errors import Forbidden, SlowUpload, TooLarge
from contact_center.files.api import store_of
from contact_center.http import API_PREFIX, Call, State, route
from contact_center.request_input import Upload
from knowledge_base.part_schemas import ImportQuery, ImportReport
from knowledge_base.people import editor_of
from knowledge_base.transfer.carrying import collect, import_from
from knowledge_base.transfer.sources import ZipSource, write_zip

EXPORT_PATH = API_PREFIX + "/knowledge-base.zip"
MOST_BYTES = 50 * 1024 * 1024
"""Of an archive that is sent to us."""
MOST_FILES = 300
"""In such an archive: larger ones would keep everybody waiting who writes, and have a command."""
MOST_SECONDS = 300.0
PIECE = 64 * 1024


async def import_articles(call: Call, query: ImportQuery, upload: Upload) -> ImportReport:
    """Import a zip archive of Markdown files, all of it or nothing.

    422 import_unfit names every file and line at fault. With dry_run nothing is changed, and the report says what would
    be, and what is wrong.
    """
    upload.check_length(MOST_BYTES)
    store, by = store_of(call.services), editor_of(call.principal)
    with tempfile.TemporaryFile() as file:
        await _receive(upload, file)
        source = await asyncio.to_thread(ZipSource, file)
        return await import_from(source, call.db, store, dry_run=query.dry_run, by=by, at=call.now, most=MOST_FILES)


async def export_articles(request: Request[State]) -> Response:
    """GET /api/v1/knowledge-base.zip: categories, articles, synonyms and images; see the import."""
    services = request.state["services"]
    principal = await principal_of(request, services)
    if not principal.may(Scope.SETTINGS_MANAGE):
        raise Forbidden(f"This needs the permission {Scope.SETTINGS_MANAGE}.")
    outgoing = await collect(services.db, store_of(services))
    file = await asyncio.to_thread(tempfile.TemporaryFile)
    try:
        await asyncio.to_thread(write_zip, file, outgoing.texts, outgoing.images)
        await asyncio.to_thread(file.seek, 0)
    except BaseException:
        file.close()
        raise
    headers = {"Content-Disposition": 'attachment; filename="knowledge-base.zip"', "Cache-Control": "no-store"}
    return StreamingResponse(_pieces(file), headers=headers, media_type="application/zip")


async def _receive(upload: Upload, file: IO[bytes]) -> None:
    """Raises TooLarge or SlowUpload."""
    received = 0
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async for chunk in upload:
                received += len(chunk)
                if received > MOST_BYTES:
                    raise TooLarge(f"The archive is larger than {MOST_BYTES} bytes.", code="import_too_large")
                await asyncio.to_thread(file.write, chunk)
    except TimeoutError:
        raise SlowUpload("The archive arrives too slowly. Try again over a better connection.") from None


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


PAGES = (Route(EXPORT_PATH, export_articles),)
ROUTES = (route("POST", "/article-imports", import_articles, Scope.SETTINGS_MANAGE),)

"""The visitors' door for files: for who shows an embed token, where the inbox takes files, and not too many."""

import math
from datetime import timedelta
from typing import cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from channels.webchat import embed
from channels.webchat.visitors import address_of, checked_token, uploader_of
from contact_center.auth import check_origin
from contact_center.customers import blocks
from contact_center.customers.service import known_customer
from contact_center.errors import ContactCenterError, Forbidden, MalformedBody, TooManyRequests
from contact_center.files.api import store_of
from contact_center.files.receiving import receive
from contact_center.files.schemas import UploadQuery
from contact_center.files.service import check_amount
from contact_center.http import Services, State
from contact_center.inboxes.service import settings_of
from contact_center.limits import Buckets, Tally
from contact_center.models import Inbox
from contact_center.problems import REQUEST_ID, problem_response
from contact_center.request_input import Upload, decode_query
from contact_center.settings import Settings
from contact_center.values import Address, FileRef

EMBED, VISITOR = "X-Embed-Token", "X-Visitor-Token"
PAGE_LASTS = timedelta(days=1)
"""How long after the end of its embed token a page may still upload: it may have been open for long."""
HOUR = 3_600
FILES_AN_HOUR = 120
FILES_AT_ONCE = 30
ADDRESS_SHARE = 5
"""An address may be an office: it gets so many times what one visitor gets."""
OPEN_PER_ADDRESS = 20
"""Uploads of one address that may be on their way at the same time."""


class Uploads:
    """How much each visitor, and each address, sends to this process; what was stored by all is counted beside it."""

    def __init__(self, settings: Settings) -> None:
        hourly = bytes_an_hour(settings)
        self._bytes = Buckets(hourly / HOUR, hourly)
        self._bytes_from = Buckets(ADDRESS_SHARE * hourly / HOUR, ADDRESS_SHARE * hourly)
        self._files = Buckets(FILES_AN_HOUR / HOUR, FILES_AT_ONCE)
        self._files_from = Buckets(ADDRESS_SHARE * FILES_AN_HOUR / HOUR, ADDRESS_SHARE * FILES_AT_ONCE)
        self.open = Tally(OPEN_PER_ADDRESS)

    def admit(self, visitor: str, address: str, size: int) -> None:
        """Count one file of so many bytes. Raises TooManyRequests. Tokens cost nothing: the address counts as well."""
        waits = (
            self._files_from.take(address),
            self._files.take(visitor),
            self._bytes_from.take(address, size),
            self._bytes.take(visitor, size),
        )
        if max(waits) > 0:
            raise TooManyRequests("You have sent a lot of files. Wait a while.", retry_after=math.ceil(max(waits)))


def bytes_an_hour(settings: Settings) -> int:
    return max(settings.visitor_file_bytes, settings.file_bytes)


async def upload_file(request: Request[State]) -> Response:
    """POST /widget/files?name=NAME: the file itself as the body, the tokens in headers. Answers its FileRef."""
    upload = Upload(request)
    try:
        found = await _upload(request, upload)
    except (ContactCenterError, ClientDisconnect) as error:
        return await upload.end_with(problem_response(error, request.scope.get(REQUEST_ID, "")))
    return Response(msgspec.json.encode(found), 201, {"Cache-Control": "no-store"}, "application/json")


async def _upload(request: Request[State], upload: Upload) -> FileRef:
    services = request.state["services"]
    uploads, limit = cast(Uploads, services.extra.uploads), services.settings.file_bytes
    upload.check_length(limit)
    if upload.length is None:
        raise MalformedBody("Say how long the file is, by Content-Length.", code="length_required")
    visitor, address = await _admitted(request, services, upload.length)
    uploads.admit(visitor.value, address, upload.length)
    if not uploads.open.enter(address):
        raise TooManyRequests("Too many files are on their way. Wait for one to arrive.", retry_after=5)
    try:
        return await receive(
            store_of(services),
            services.db,
            upload,
            limit=limit,
            name=decode_query(request.scope["query_string"], UploadQuery).name,
            uploader=uploader_of(visitor),
            at=services.clock(),
        )
    finally:
        uploads.open.leave(address)


async def _admitted(request: Request[State], services: Services, size: int) -> tuple[Address, str]:
    """The visitor and the client's address. Raises Forbidden, or TooManyRequests."""
    check_origin(request.headers, services.settings)
    shown = embed.verify(request.headers.get(EMBED, ""), services.settings.secret_key, services.clock() - PAGE_LASTS)
    visitor = address_of(checked_token(request.headers.get(VISITOR, "")))
    address = request.client.host if request.client else ""
    await services.db.read(_check, services, shown.inbox, visitor, address, size)
    return visitor, address


def _check(tx: Session, services: Services, inbox: str, visitor: Address, address: str, size: int) -> None:
    found = tx.execute(sa.select(Inbox).where(Inbox.public_id == inbox, Inbox.disabled_at.is_(None))).scalar()
    if found is None:
        raise Forbidden("This inbox takes no messages any more.", code="inbox_disabled")
    if not settings_of(found).files:
        raise Forbidden("This inbox takes no files.", code="files_refused")
    blocks.check(tx, known_customer(tx, visitor), address, now=services.clock())
    check_amount(
        tx,
        uploader_of(visitor),
        size,
        most_files=FILES_AN_HOUR,
        most_bytes=bytes_an_hour(services.settings),
        now=services.clock(),
    )

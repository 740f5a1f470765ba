"""The tracker's door: what visitors look at, told by the pages of allowed sites alone, and their consent to it."""

import math
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar, cast

import msgspec
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from channels.webchat.visitors import KIND, address_of
from contact_center.customers import blocks
from contact_center.customers.service import known_customer
from contact_center.db import Database
from contact_center.errors import ContactCenterError, Forbidden, TooManyRequests
from contact_center.http import State
from contact_center.inboxes.schemas import InboxSettings
from contact_center.inboxes.service import inbox_by_id, settings_of
from contact_center.inboxes.sites import allows
from contact_center.limits import Buckets
from contact_center.problems import REQUEST_ID, problem_response
from contact_center.request_input import decode_body, read_body
from contact_center.settings import Settings
from contact_center.values import Address
from contact_center.visits import service
from contact_center.visits.cleaning import clean_text
from contact_center.visits.devices import device_of
from contact_center.visits.recorder import Recorder
from contact_center.visits.recording import NOT_KEPT, hit_of
from contact_center.visits.schemas import ConsentAnswer, ConsentQuestion, HelpRead, VisitReport

BODY_BYTES = 64 * 1024
"""What browsers let a page send while it is being left."""
KNOWN_SECONDS = 5.0
"""How long an inbox's settings are taken to be what they were: a report is worth no question to the database."""
MAX_KNOWN = 1_000
ADDRESS_SHARE = 20
"""An address may be an office: it gets so many times the rate of one visitor's socket."""
BURST_SECONDS = 10

S = TypeVar("S", bound=msgspec.Struct)
Handler = Callable[["Visits", Request[State]], Awaitable[Response]]


class Brand(msgspec.Struct, frozen=True):
    """What the door must know of an inbox."""

    id: int
    sites: list[str]
    settings: InboxSettings
    blocked: list[str]
    """Networks that nothing is taken from."""
    until: datetime


class Visits:
    """The door's part of a process: what it knows of inboxes, how fast each visitor and address may go on."""

    def __init__(self, settings: Settings, db: Database, clock: Callable[[], datetime]) -> None:
        self.db, self.clock = db, clock
        self.recorder = Recorder(db)
        self._known: dict[str, Brand] = {}
        rate = settings.visitor_rate
        self._addresses = Buckets(rate * ADDRESS_SHARE, max(1.0, rate * ADDRESS_SHARE * BURST_SECONDS))
        self._visitors = Buckets(rate / 5, max(1.0, rate * 4))

    async def brand(self, request: Request[State], inbox: str) -> Brand:
        """The inbox, for a page that may carry it. Raises NotFound, or Forbidden for any other page."""
        known = await self.known_brand(inbox)
        site = origin_of_page(request)
        if site not in known.sites and not allows(known.sites, site):
            raise Forbidden(
                "This site may not tell of its visitors. Its address must be among the inbox's allowed sites.",
                code="site_not_allowed",
            )
        return known

    async def known_brand(self, inbox: str) -> Brand:
        """The inbox, whoever asks. Raises NotFound, or Forbidden where it is disabled."""
        known = self._known.get(inbox)
        if known is None or known.until < self.clock():
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            known = self._known[inbox] = await self.db.read(_brand, inbox.replace("\0", ""), self.clock())
        return known

    def admit(self, address: str) -> None:
        """Raises TooManyRequests."""
        _check(self._addresses.take(address))

    def admit_visitor(self, visitor: str) -> None:
        """Raises TooManyRequests."""
        _check(self._visitors.take(visitor))


def _check(wait: float) -> None:
    if wait > 0:
        raise TooManyRequests("Too much is told at once. Slow down.", retry_after=math.ceil(wait))


def _brand(tx: Session, inbox: str, now: datetime) -> Brand:
    found = inbox_by_id(tx, inbox)
    if found.disabled_at is not None:
        raise Forbidden("This inbox is disabled.", code="inbox_disabled")
    until = now + timedelta(seconds=KNOWN_SECONDS)
    return Brand(found.id, found.allowed_sites, settings_of(found), blocks.blocked_networks(tx, now=now), until)


def origin_of_page(request: Request[State]) -> str:
    """What the browser says the page is. On our own site, where a GET does not say it, this very address."""
    return request.headers.get("origin") or f"{request.url.scheme}://{request.url.netloc}"


def wants_no_traces(request: Request[State]) -> bool:
    """Do Not Track and Global Privacy Control mean no."""
    return request.headers.get("dnt") == "1" or request.headers.get("sec-gpc") == "1"


async def _ask(visits: Visits, request: Request[State]) -> Response:
    brand = await visits.brand(request, request.query_params.get("inbox", ""))
    settings = brand.settings
    question = ConsentQuestion(
        ask="off" if wants_no_traces(request) else settings.consent,
        text=dict(settings.consent_text.items()),
        privacy_url=settings.privacy_url,
        colour=settings.colour,
    )
    headers = {"Cache-Control": "private, max-age=60"}
    return Response(msgspec.json.encode(question), headers=headers, media_type="application/json")


async def _answer(visits: Visits, request: Request[State]) -> Response:
    answer = await _body(request, ConsentAnswer)
    brand = await visits.brand(request, answer.inbox)
    visitor = address_of(answer.visitor_token).value
    visits.admit_visitor(visitor)
    if answer.given:
        _may_be_asked(brand, request)
    change = _give if answer.given else service.withdraw_consent
    await visits.db.write(change, inbox_id=brand.id, visitor=visitor, at=visits.clock())
    return Response(status_code=204)


def _give(tx: Session, *, inbox_id: int, visitor: str, at: datetime) -> None:
    """Who is blocked may still withdraw, and no more."""
    _refuse_blocked(tx, visitor, at)
    service.give_consent(tx, inbox_id=inbox_id, visitor=visitor, at=at)


def _refuse_blocked(tx: Session, visitor: str, at: datetime) -> None:
    customer = known_customer(tx, Address(KIND, visitor))
    if customer is not None and blocks.customer_blocked(tx, customer, now=at):
        raise Forbidden(NOT_KEPT, code="blocked")


async def _report(visits: Visits, request: Request[State]) -> Response:
    report = await _body(request, VisitReport)
    brand = await visits.brand(request, report.inbox)
    _may_be_asked(brand, request)
    visitor = address_of(report.visitor_token).value
    visits.admit_visitor(visitor)
    hit = hit_of(
        report,
        inbox_id=brand.id,
        visitor=visitor,
        site=origin_of_page(request),
        device=device_of(request.headers.get("user-agent", "")),
        at=visits.clock(),
    )
    await visits.recorder.record(hit)
    return Response(status_code=204)


async def _read(visits: Visits, request: Request[State]) -> Response:
    """From the widget's own frame: what it shows to a visitor who lets staff see the pages is such a page as well."""
    read = await _body(request, HelpRead)
    brand = await visits.known_brand(read.inbox)
    _may_be_asked(brand, request)
    visitor = address_of(read.visitor_token).value
    visits.admit_visitor(visitor)
    url, title = request.state["services"].settings.base_url + read.path, clean_text(read.title)
    await visits.db.write(_note, inbox_id=brand.id, visitor=visitor, url=url, title=title, at=visits.clock())
    return Response(status_code=204)


def _note(tx: Session, *, inbox_id: int, visitor: str, url: str, title: str, at: datetime) -> None:
    _refuse_blocked(tx, visitor, at)
    service.note_read(tx, inbox_id=inbox_id, visitor=visitor, url=url, title=title, at=at)


def _may_be_asked(brand: Brand, request: Request[State]) -> None:
    if brand.settings.consent == "off":
        raise Forbidden("This inbox keeps no visits.", code="visits_off")
    if wants_no_traces(request):
        raise Forbidden("This browser says that it wants no traces kept, and none are.", code="no_traces")
    address = request.client.host if request.client else ""
    if any(blocks.covers(network, address) for network in brand.blocked):
        raise Forbidden(NOT_KEPT, code="blocked")


async def _body(request: Request[State], kind: type[S]) -> S:
    """JSON as text/plain, which a browser sends to another site without asking first."""
    return decode_body(await read_body(request, BODY_BYTES), "application/json", kind)


def _door(handler: Handler) -> Callable[[Request[State]], Awaitable[Response]]:
    async def endpoint(request: Request[State]) -> Response:
        visits = cast(Visits, request.state["services"].extra.visits)
        try:
            visits.admit(request.client.host if request.client else "")
            response = await handler(visits, request)
        except (ContactCenterError, ClientDisconnect) as error:
            response = problem_response(error, request.scope.get(REQUEST_ID, ""))
        response.headers["Vary"] = "Origin"
        if origin := request.headers.get("origin"):  # the answers hold nothing that is anybody's own
            response.headers["Access-Control-Allow-Origin"] = origin
        return response

    return endpoint


ask_consent = _door(_ask)
"""GET /widget/consent?inbox=ID: a ConsentQuestion."""
answer_consent = _door(_answer)
"""POST /widget/consent with a ConsentAnswer: 204."""
report_visit = _door(_report)
"""POST /widget/visits with a VisitReport: 204 once it is stored for good."""
report_read = _door(_read)
"""POST /widget/read with a HelpRead: 204, whether or not there is a visit to keep it with."""

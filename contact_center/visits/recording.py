"""Page views, many at once: whatever their number, a handful of statements store a set.

Times are microseconds here, as they are stored.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.errors import Forbidden
from contact_center.given_rows import GivenRows
from contact_center.models import ConversationTrail
from contact_center.values import Status, from_micros, new_id, to_micros
from contact_center.visits.cleaning import clean_referrer, clean_text, clean_url
from contact_center.visits.queries import WEBCHAT, trail_pages
from contact_center.visits.schemas import VisitReport
from contact_center.visits.service import JOURNEY

LONGEST = timedelta(days=1)
"""Further back no page was opened, whatever a tracker says."""
CAMPAIGN = ("source", "medium", "name", "term", "content", "click")

_VISITS = GivenRows(
    "INSERT INTO visit (public_id, inbox_id, visitor, client_id, customer_id, started_at, last_at, left_at, referrer,"
    " campaign, device, facts) SELECT public_id, inbox_id, visitor, client_id, customer_id, started_at, at, left_at,"
    " referrer, campaign, device, coalesce(facts, '{}') FROM {given} WHERE true"
    " ON CONFLICT (inbox_id, visitor, client_id) DO UPDATE SET"
    " customer_id = coalesce(excluded.customer_id, visit.customer_id), last_at = excluded.last_at,"
    " left_at = excluded.left_at, facts = CASE WHEN excluded.facts = '{}' THEN visit.facts ELSE excluded.facts END"
    " RETURNING id, inbox_id, visitor, client_id",
    {
        "public_id": "TEXT", "inbox_id": "BIGINT", "visitor": "TEXT", "client_id": "TEXT", "customer_id": "BIGINT",
        "started_at": "BIGINT", "at": "BIGINT", "left_at": "BIGINT", "referrer": "TEXT", "campaign": "TEXT",
        "device": "TEXT", "facts": "TEXT",
    },
)  # fmt: skip
_PAGES = GivenRows(
    "INSERT INTO page_view (visit_id, client_id, url, title, referrer, search, at, seconds) SELECT visit_id, client_id,"
    " url, title, referrer, search, at, seconds FROM {given} WHERE true ON CONFLICT (visit_id, client_id)"
    " DO UPDATE SET title = excluded.title, search = coalesce(excluded.search, page_view.search),"
    " seconds = CASE WHEN excluded.seconds > page_view.seconds THEN excluded.seconds ELSE page_view.seconds END",
    {
        "visit_id": "BIGINT", "client_id": "TEXT", "url": "TEXT", "title": "TEXT", "referrer": "TEXT",
        "search": "TEXT", "at": "BIGINT", "seconds": "BIGINT",
    },
)  # fmt: skip
_NO_CONSENT = "This visitor has not agreed to let staff see the pages they look at, or does so no longer."
NOT_KEPT = "Of this visitor no pages are kept."

_AGREED = GivenRows(
    "SELECT consent.inbox_id, consent.visitor, coalesce(customer.merged_into, customer.id) AS customer_id,"
    " EXISTS (SELECT 1 FROM block WHERE block.customer_id = coalesce(customer.merged_into, customer.id)"
    " AND (block.expires_at IS NULL OR block.expires_at > :now)) AS blocked"
    " FROM {given} JOIN visitor_consent AS consent ON consent.inbox_id = given.inbox_id"
    " AND consent.visitor = given.visitor AND consent.withdrawn_at IS NULL"
    " LEFT JOIN customer_identity AS identity ON identity.kind = :kind AND identity.value = given.visitor"
    " LEFT JOIN customer ON customer.id = identity.customer_id ORDER BY consent.id",
    {"inbox_id": "BIGINT", "visitor": "TEXT"},
    locking="FOR SHARE OF consent",
)
_TALKING = GivenRows(
    "SELECT conversation.id, given.inbox_id, given.customer_id, given.oldest, conversation.created_at, trail.taken_at"
    " FROM {given} JOIN conversation ON conversation.customer_id = given.customer_id"
    " AND conversation.inbox_id = given.inbox_id AND conversation.status <> :ended"
    " LEFT JOIN conversation_trail AS trail ON trail.conversation_id = conversation.id",
    {"inbox_id": "BIGINT", "customer_id": "BIGINT", "oldest": "BIGINT"},
)
_COLUMNS = ("started_at", "at", "left_at", "referrer", "campaign", "device", "facts")
_PAGE = ("id", "url", "title", "referrer", "search", "at", "seconds")

Key = tuple[int, str]
"""Inbox and visitor."""


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One report, cleaned. pages: rows of page_view without their visit; oldest: when the first of them was opened."""

    inbox_id: int
    visitor: str
    visit: str
    columns: dict[str, Any]
    pages: tuple[dict[str, Any], ...]
    oldest: int

    @property
    def key(self) -> Key:
        return self.inbox_id, self.visitor


def hit_of(report: VisitReport, *, inbox_id: int, visitor: str, site: str, device: str, at: datetime) -> Hit:
    """What may be kept of a report. visitor: the hash of the token; site: the origin that the report came from."""
    now = to_micros(at)
    pages: list[dict[str, Any]] = [
        {
            "id": page.id,
            "url": url,
            "title": clean_text(page.title),
            "referrer": clean_referrer(page.referrer, site),
            "search": (clean_text(page.search) or None) if page.search else None,
            "at": now - _micros(page.ago),
            "seconds": min(page.seconds, LONGEST // timedelta(seconds=1)),
        }
        for page in report.pages
        if (url := clean_url(page.url)) is not None and url.startswith(f"{site}/")
    ]
    oldest = min((page["at"] for page in pages), default=now)
    columns = {
        "started_at": min(now - _micros(report.ago), oldest),
        "at": now,
        "left_at": now if report.left else None,
        "referrer": clean_referrer(report.referrer, site),
        "campaign": _json({name: clean_text(report.campaign[name]) for name in CAMPAIGN if name in report.campaign}),
        "device": device,
        "facts": _told(report),
    }
    return Hit(
        inbox_id=inbox_id, visitor=visitor, visit=report.visit, columns=columns, pages=tuple(pages), oldest=oldest
    )


def _told(report: VisitReport) -> str | None:
    if report.cart is None and report.facts is None:
        return None
    cart = [
        {"name": clean_text(line.name), "quantity": line.quantity, "price": line.price and clean_text(line.price)}
        for line in report.cart or []
    ]
    facts = {clean_text(name): clean_text(text) for name, text in (report.facts or {}).items()}
    return _json({"cart": cart, "facts": facts})


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _micros(milliseconds: int) -> int:
    return min(milliseconds * 1_000, LONGEST // timedelta(microseconds=1))


def record_hits(tx: Session, hits: Sequence[Hit]) -> list[Forbidden | None]:
    """Store what visitors looked at who have agreed to it; Forbidden for each report of one who has not, or is blocked.

    The rows of consent are locked, so that a withdrawal deletes what was being written at the same time.
    """
    agreed = _agreed(tx, hits)
    refused = {key: error for key in {hit.key for hit in hits} if (error := _refusal(agreed.get(key)))}
    kept = sorted(
        (hit for hit in hits if hit.key not in refused), key=lambda hit: (hit.inbox_id, hit.visitor, hit.visit)
    )
    if kept:
        customers = {row.visitor: row.customer_id for row in agreed.values() if row.customer_id is not None}
        _store(tx, kept, customers)
        if customers:
            _tell(tx, kept, customers)
    return [refused.get(hit.key) for hit in hits]


def _agreed(tx: Session, hits: Sequence[Hit]) -> dict[Key, sa.Row[Any]]:
    now = max(hit.columns["at"] for hit in hits)
    found = _AGREED.execute(tx, sorted({hit.key for hit in hits}), kind=WEBCHAT, now=now)
    return {(row.inbox_id, row.visitor): row for row in found}


def _refusal(agreed: sa.Row[Any] | None) -> Forbidden | None:
    if agreed is None:
        return Forbidden(_NO_CONSENT, code="no_consent")
    return Forbidden(NOT_KEPT, code="blocked") if agreed.blocked else None


def _store(tx: Session, hits: Sequence[Hit], customers: dict[str, int]) -> None:
    """In rounds, as one statement may touch no row twice: of each visit the first report, then the second, and on."""
    waiting = list(hits)
    while waiting:
        round_ = {(*hit.key, hit.visit): hit for hit in reversed(waiting)}
        taken = set(map(id, round_.values()))
        waiting = [hit for hit in waiting if id(hit) not in taken]
        _store_round(tx, round_, customers)


def _store_round(tx: Session, hits: dict[tuple[int, str, str], Hit], customers: dict[str, int]) -> None:
    rows = [
        [new_id(), *key, customers.get(hit.visitor), *(hit.columns[name] for name in _COLUMNS)]
        for key, hit in sorted(hits.items())
    ]
    pages = []
    for row in _VISITS.execute(tx, rows):
        hit = hits[row.inbox_id, row.visitor, row.client_id]
        last = {page["id"]: page for page in hit.pages}
        pages += [[row.id, *(page[name] for name in _PAGE)] for page in last.values()]
    if pages:
        _PAGES.execute(tx, pages)


def _tell(tx: Session, hits: Sequence[Hit], customers: dict[str, int]) -> None:
    """The open conversations of these customers: whoever looks at one hears of it, and one without a trail gets it."""
    oldest: dict[tuple[int, int], int] = {}
    for hit in hits:
        if hit.visitor in customers:
            key = hit.inbox_id, customers[hit.visitor]
            oldest[key] = min(oldest.get(key, hit.oldest), hit.oldest)
    for row in _TALKING.execute(tx, [[*key, at] for key, at in oldest.items()], ended=Status.RESOLVED).all():
        emit(tx, Signal(JOURNEY, row.id))
        if row.taken_at is None and row.oldest <= row.created_at:
            _keep_late(tx, row)


def _keep_late(tx: Session, row: Any) -> None:
    """The visitor agreed when the conversation had begun: what led to it comes now. Happens once to a conversation."""
    began = from_micros(row.created_at)
    pages = trail_pages(tx, inbox_id=row.inbox_id, customer_id=row.customer_id, upto=began)
    if pages:
        kept = msgspec.to_builtins(pages)
        tx.add(ConversationTrail(conversation_id=row.id, pages=kept, taken_at=began))
        tx.flush()

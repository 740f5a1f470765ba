"""Reports over HTTP."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from contact_center.auth import Scope, principal_of
from contact_center.db import Database
from contact_center.errors import Forbidden
from contact_center.http import API_PREFIX, Call, State, route
from contact_center.paging import Page, encode_cursor, page_of
from contact_center.reports import csv, ratings
from contact_center.reports.schemas import RatingFilter, RatingsQuery, RatingSummary, RatingView
from contact_center.request_input import decode_query

EXPORT_PATH = API_PREFIX + "/reports/ratings.csv"
AT_ONCE = 500
"""Rows of an export that are read and held at the same time."""
COLUMNS = ("at", "conversation", "customer", "inbox", "agent", "score", "comment")


async def list_ratings(call: Call, query: RatingsQuery) -> Page[RatingView]:
    """What customers thought, the latest first."""
    rows = await call.db.read(ratings.ratings, query.filter, after=query.after, limit=query.limit + 1)
    return page_of(rows, query.limit, item=ratings.view, cursor=ratings.cursor)


async def summarise_ratings(call: Call, query: RatingFilter) -> RatingSummary:
    """Count, mean, distribution and satisfaction: of all, by agent and by inbox."""
    return await call.db.read(ratings.summary, query)


async def export_ratings(request: Request[State]) -> Response:
    """GET /api/v1/reports/ratings.csv: the list as a table for spreadsheets, however long, with the same filters."""
    services = request.state["services"]
    principal = await principal_of(request, services)
    if not principal.may(Scope.REPORTS_READ):
        raise Forbidden(f"This needs the permission {Scope.REPORTS_READ}.")
    wanted = decode_query(request.scope["query_string"], RatingFilter)
    first = await services.db.read(ratings.ratings, wanted, after=None, limit=AT_ONCE)
    headers = {"Content-Disposition": 'attachment; filename="ratings.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_table(services.db, wanted, first), headers=headers, media_type="text/csv; charset=utf-8")


async def _table(db: Database, wanted: RatingFilter, rows: Sequence[Any]) -> AsyncIterator[str]:
    yield csv.BOM + csv.line(COLUMNS)
    while rows:
        yield "".join(csv.line(_cells(ratings.view(row))) for row in rows)
        after = encode_cursor(ratings.cursor(rows[-1]))
        rows = await db.read(ratings.ratings, wanted, after=after, limit=AT_ONCE) if len(rows) == AT_ONCE else ()


def _cells(rating: RatingView) -> tuple[object, ...]:
    agent = rating.agent.name if rating.agent else None
    at = rating.at.isoformat(timespec="seconds")
    return (at, rating.number, rating.customer, rating.inbox.name, agent, rating.score, rating.comment)


ROUTES = (
    route("GET", "/reports/ratings", list_ratings, Scope.REPORTS_READ),
    route("GET", "/reports/ratings/summary", summarise_ratings, Scope.REPORTS_READ),
)

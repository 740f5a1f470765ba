"""What staff see of the bot's work over HTTP."""

from typing import cast

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contact_center.auth import Principal, Scope, principal_of
from contact_center.errors import Forbidden
from contact_center.http import API_PREFIX, Call, Services, State, route
from contact_center.inboxes.schemas import Locale
from contact_center.reports import csv
from contact_center.request_input import decode_query
from faq_bot.desk import closing, gaps, marking, packet, report
from faq_bot.desk.naming import Guides, spoken
from faq_bot.desk.reader import Reader
from faq_bot.desk.schemas import (
    BotPacket,
    BotReport,
    BotReportQuery,
    GapClosing,
    GapDraft,
    GapPhrasing,
    Gaps,
    GapsDismissal,
    GapsQuery,
    NewMark,
    Outcomes,
)
from knowledge_base.help.centre import centre_of
from knowledge_base.people import editor_of

LOOKED_AT = 6
"""Articles that are found beside a guide; some of them may have been no answer."""
_COLUMNS = ("resolved", "abandoned", "escalated", "going_on", "resolved_share", "abandoned_share", "escalated_share")


async def get_packet(call: Call, conversation: str) -> BotPacket:
    """What the bot has done in a conversation, and what may be the answer; nothing where it had no part in it."""
    principal = call.principal
    reader = Reader(
        role=principal.role,
        locale=_language(principal),
        sees_private=principal.may(Scope.CUSTOMERS_READ),
        guides=_guides(call.services),
        origin=call.services.settings.base_url,
    )
    found, look = await call.db.read(packet.packet, conversation, reader=reader, now=call.now)
    if look is None or not look.words:
        return found
    hits = (await centre_of(call.services).search(look.words, look.locale, limit=LOOKED_AT)).hits
    ids = [hit.article for hit in hits]
    return await call.db.read(packet.with_found, found, look, ids, role=principal.role)


async def mark_turn(call: Call, turn: str, body: NewMark) -> None:
    """Say that the bot's answer was right or wrong; it learns from it once somebody has looked at that."""
    await call.db.write(marking.mark_turn, turn, body, by=editor_of(call.principal), at=call.now)


async def unmark_turn(call: Call, turn: str) -> None:
    """Take a mark back."""
    await call.db.write(marking.unmark_turn, turn, by=editor_of(call.principal), at=call.now)


async def list_gaps(call: Call, query: GapsQuery) -> Gaps:
    """Questions that nobody answered well, and searches in vain, those alike counted together, the commonest first."""
    return await gaps.gaps(call.db, query, role=call.principal.role, guides=_guides(call.services), now=call.now)


async def draft_article(call: Call, gap: str, body: GapDraft) -> GapClosing:
    """Make an article's draft of such questions, which become its phrasings. 404 gap_gone where somebody was first."""
    group = await gaps.group_of(call.db, gap, now=call.now)
    by, at = editor_of(call.principal), call.now
    return await call.db.write(closing.draft_article, group, body, by=by, at=at)


async def add_phrasings(call: Call, gap: str, body: GapPhrasing) -> GapClosing:
    """Add such questions to an article's phrasings. 404 gap_gone where somebody was first."""
    group = await gaps.group_of(call.db, gap, now=call.now)
    by, at = editor_of(call.principal), call.now
    return await call.db.write(closing.add_phrasings, group, body, by=by, at=at)


async def dismiss_gap(call: Call, gap: str) -> None:
    """Nothing is to be learned from such questions. 404 gap_gone where somebody was first."""
    group = await gaps.group_of(call.db, gap, now=call.now)
    by, at = editor_of(call.principal), call.now
    await call.db.write(closing.dismiss, group, by=by, at=at)


async def dismiss_gaps(call: Call, body: GapsDismissal) -> None:
    """Nothing is to be learned from several such questions; those that somebody has looked at already do not matter."""
    questions = [each for group in await gaps.groups_of(call.db, body.gaps, now=call.now) for each in group]
    if questions:
        await call.db.write(closing.dismiss, questions, by=editor_of(call.principal), at=call.now)


async def get_report(call: Call, query: BotReportQuery) -> BotReport:
    """What came of the conversations that the bot began, by what they were about."""
    principal, guides = call.principal, _guides(call.services)
    return await call.db.read(report.report, query, locale=_language(principal), role=principal.role, guides=guides)


async def export_report(request: Request[State]) -> Response:
    """GET /api/v1/reports/bot.csv: the same as a table for spreadsheets."""
    services = request.state["services"]
    principal = await principal_of(request, services)
    if not principal.may(Scope.REPORTS_READ):
        raise Forbidden(f"This needs the permission {Scope.REPORTS_READ}.")
    wanted = decode_query(request.scope["query_string"], BotReportQuery)

    def read(tx: Session) -> BotReport:
        guides = _guides(services)
        return report.report(tx, wanted, locale=_language(principal), role=principal.role, guides=guides)

    found = await services.db.read(read)
    lines = [csv.line(("key", "article", "conversations", *_COLUMNS))]
    for each in found.intents:
        name = (each.intent.key, each.intent.title) if each.intent else (None, None)
        lines.append(csv.line((*name, *_cells(each.outcomes))))
    headers = {"Content-Disposition": 'attachment; filename="bot.csv"', "Cache-Control": "no-store"}
    return Response(csv.BOM + "".join(lines), headers=headers, media_type="text/csv; charset=utf-8")


def _cells(outcomes: Outcomes) -> tuple[object, ...]:
    return (outcomes.conversations, *(getattr(outcomes, name) for name in _COLUMNS))


def _guides(services: Services) -> Guides:
    return cast(Guides, services.extra.guides)


def _language(principal: Principal) -> Locale:
    return spoken(principal.locale, "en")


PAGES = (Route(API_PREFIX + "/reports/bot.csv", export_report),)
ROUTES = (
    route("GET", "/conversations/{conversation}/bot", get_packet, Scope.CONVERSATIONS_READ),
    route("POST", "/bot/turns/{turn}/mark", mark_turn, Scope.CONVERSATIONS_WRITE),
    route("DELETE", "/bot/turns/{turn}/mark", unmark_turn, Scope.CONVERSATIONS_WRITE),
    route("GET", "/bot/gaps", list_gaps, Scope.ARTICLES_WRITE),
    route("POST", "/bot/gaps/{gap}/draft", draft_article, Scope.ARTICLES_WRITE, status=201),
    route("POST", "/bot/gaps/{gap}/phrasing", add_phrasings, Scope.ARTICLES_WRITE),
    route("POST", "/bot/gaps/{gap}/dismiss", dismiss_gap, Scope.ARTICLES_WRITE),
    route("POST", "/bot/gaps/dismiss", dismiss_gaps, Scope.ARTICLES_WRITE),
    route("GET", "/reports/bot", get_report, Scope.REPORTS_READ),
)

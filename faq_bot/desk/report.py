"""Reads what came of the bot's conversations, by what they were about."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.inboxes.schemas import Locale
from contact_center.models import BotConversation, BotTurn, Conversation, Inbox
from contact_center.values import Role
from faq_bot.desk.naming import Guides, Names
from faq_bot.desk.schemas import BotReport, BotReportQuery, IntentOutcomes, Outcomes

OUTCOMES = ("resolved", "abandoned", "escalated")


def report(tx: Session, query: BotReportQuery, *, locale: Locale, role: Role, guides: Guides) -> BotReport:
    """Of the conversations that the bot began in the period. The formulas are those of `Outcomes`."""
    rows = _counted(tx, query)
    by_intent: dict[str | None, dict[str | None, int]] = {}
    total: dict[str | None, int] = {}
    for intent, outcome, count in rows:
        for counts in (total, by_intent.setdefault(intent, {})):
            counts[outcome] = counts.get(outcome, 0) + count
    names = Names(tx, by_intent, locale=locale, role=role, guides=guides)
    intents = [IntentOutcomes(intent=names.named(key), outcomes=summed_up(each)) for key, each in by_intent.items()]
    intents.sort(key=lambda each: (-each.outcomes.conversations, each.intent.title if each.intent else ""))
    return BotReport(all=summed_up(total), intents=intents, reasons=_reasons(tx, query))


def summed_up(counts: dict[str | None, int]) -> Outcomes:
    """Of how many conversations have which outcome; none: it goes on. Pure."""
    resolved, abandoned, escalated = (counts.get(outcome, 0) for outcome in OUTCOMES)
    ended, every = resolved + abandoned + escalated, sum(counts.values())
    return Outcomes(
        conversations=every,
        resolved=resolved,
        abandoned=abandoned,
        escalated=escalated,
        going_on=every - ended,
        resolved_share=_share(resolved, ended),
        abandoned_share=_share(abandoned, ended),
        escalated_share=_share(escalated, ended),
    )


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _counted(tx: Session, query: BotReportQuery) -> Sequence[Any]:
    """Rows of the key of the article, the outcome and how many."""
    answered = _last_of(BotTurn.article)
    understood = _last_of(BotTurn.intent)
    intent = sa.func.coalesce(answered, understood).label("intent")
    each = sa.select(intent, BotConversation.outcome).where(*_conditions(query)).subquery()
    counted = sa.select(each.c.intent, each.c.outcome, sa.func.count()).group_by(each.c.intent, each.c.outcome)
    return tx.execute(counted).all()


def _last_of(column: Any) -> sa.ScalarSelect[Any]:
    """The last that a conversation's turns have, where any has one."""
    turns = sa.select(column).where(BotTurn.conversation_id == BotConversation.conversation_id, column.is_not(None))
    return turns.order_by(BotTurn.id.desc()).limit(1).correlate(BotConversation).scalar_subquery()


def _reasons(tx: Session, query: BotReportQuery) -> dict[str, int]:
    reason = BotConversation.reason
    found = sa.select(reason, sa.func.count()).where(reason.is_not(None), *_conditions(query)).group_by(reason)
    rows = [(str(why), count) for why, count in tx.execute(found).all()]
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))


def _conditions(query: BotReportQuery) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if query.inbox is not None:
        inbox = sa.select(Inbox.id).where(Inbox.public_id == query.inbox).scalar_subquery()
        own = sa.exists().where(Conversation.id == BotConversation.conversation_id, Conversation.inbox_id == inbox)
        found.append(own)
    if query.since is not None:
        found.append(BotConversation.started_at >= query.since)
    if query.until is not None:
        found.append(BotConversation.started_at < query.until)
    return found

"""What has come of conversations that went silent with the bot: closed after a time, and counted."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from contact_center.conversations import first_responder, service
from contact_center.conversations.service import locked
from contact_center.db import Database
from contact_center.jobs.store import TakenJob
from contact_center.models import BotConversation, BotTurn
from contact_center.values import Owner, Status
from faq_bot import keeping
from faq_bot.state import Kind

KIND = "bot.settle"
SILENCE = timedelta(hours=72)
"""Who has not come back by then has what they wanted, or has given up."""
AT_ONCE = 100
SETTLED = ("resolved", "abandoned")


def outcome_of(last: BotTurn | None) -> str:
    """Resolved where the last thing said was an answer, or a guided flow, that nobody called useless; else abandoned.

    Courtesies say nothing of it: last is the newest turn that was more.
    """
    if last is None or last.rejected or last.helped is False:
        return "abandoned"
    return "resolved" if last.decision in (Kind.ANSWER, Kind.GUIDE, Kind.HELPED) else "abandoned"


def settle_silent(tx: Session, *, now: datetime) -> int:
    """Close what has been silent for so long; returns how many conversations."""
    keys = list(keeping.open_ones(tx, now - SILENCE, AT_ONCE))
    for key in keys:
        row, kept = locked(tx, key), tx.get_one(BotConversation, key)
        if row.owner != Owner.BOT or row.status != Status.OPEN or row.last_message_at >= now - SILENCE:
            continue
        last = keeping.last_said(tx, key)
        if kept.outcome not in SETTLED:
            keeping.settle(tx, kept, outcome_of(last), at=now)
        service.resolve(tx, key, by=first_responder.BY, at=now, reason="inactivity")
    return len(keys)


def settler(clock: Callable[[], datetime]) -> Callable[[Database, TakenJob], Awaitable[None]]:
    """The handler of the job that comes round."""

    async def run(db: Database, _: TakenJob) -> None:
        while await db.write(settle_silent, now=clock()) == AT_ONCE:
            pass

    return run

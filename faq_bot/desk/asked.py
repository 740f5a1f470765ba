"""Which question a turn of the bot's deals with: its own, or the one before it where the customer pressed a button."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import BotTurn
from faq_bot.state import Kind


def asked_in(tx: Session, turns: Collection[BotTurn]) -> dict[int, BotTurn]:
    """By the id of a turn the turn with its question; those that deal with none are left out."""
    found = {turn.id: turn for turn in turns if turn.question}
    without = {turn.conversation_id for turn in turns if not turn.question}
    if not without:
        return found
    query = sa.select(BotTurn).where(BotTurn.conversation_id.in_(without)).order_by(BotTurn.id)
    talks: dict[int, list[BotTurn]] = defaultdict(list)
    for each in tx.execute(query).scalars():
        talks[each.conversation_id].append(each)
    for turn in turns:
        if turn.id not in found:
            before = [each for each in talks[turn.conversation_id] if each.id < turn.id]
            if (asked := question_before(turn, before)) is not None:
                found[turn.id] = asked
    return found


def question_before(turn: BotTurn, before: Sequence[BotTurn]) -> BotTurn | None:
    """Of a turn without a question. before: those of the same conversation, the oldest first. Pure.

    A guide may be begun from anywhere: it deals with a question only where it was among the choices just offered.
    """
    chosen = turn.decision == Kind.GUIDE and before and before[-1].decision == Kind.CLARIFY
    if not (turn.article or turn.articles or chosen):
        return None
    return next((each for each in reversed(before) if each.question), None)

"""State changes of what agents say of the bot's answers."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.signals import show_again
from contact_center.errors import Conflict, NotFound
from contact_center.events import BotTurnMarked
from contact_center.models import BotTurn, record
from faq_bot.desk.asked import asked_in
from faq_bot.desk.schemas import NewMark
from faq_bot.keeping import TO_REVIEW
from faq_bot.state import Kind
from knowledge_base.finding import article_by_id
from knowledge_base.people import Editor

NONE, OPEN = "none", "open"
UNMARKED = "none"
"""In the fact, where a mark was taken back."""


def mark_turn(tx: Session, public_id: str, new: NewMark, *, by: Editor, at: datetime) -> BotTurn:
    """Say that an answer was right or wrong; it then waits to be looked at, so that the bot learns from it.

    A guide that was right has nothing to teach: it takes no phrasings.

    Raises NotFound, also for the right article, or Conflict nothing_to_mark, or right_is_wrong where the article that
    would have been right is the wrong answer itself.
    """
    turn = _turn(tx, public_id)
    if turn.id not in asked_in(tx, [turn]):
        raise Conflict("The customer asked nothing here.", code="nothing_to_mark")
    right = article_by_id(tx, new.right_article, by.role).key if new.right_article and new.mark == "wrong" else None
    if right is not None and right == turn.article:
        raise Conflict("That article was the answer.", code="right_is_wrong")
    if (turn.mark, turn.right_article) == (new.mark, right):
        return turn
    turn.mark, turn.right_article = new.mark, right
    if new.mark == "wrong" or turn.decision != Kind.GUIDE:
        turn.review = OPEN
    elif turn.review == OPEN:
        turn.review = NONE
    turn.marked_by_id, turn.marked_at = by.agent_id, at
    _record(tx, turn, new.mark, by=by, at=at)
    return turn


def unmark_turn(tx: Session, public_id: str, *, by: Editor, at: datetime) -> BotTurn:
    """Take a mark back. What somebody has looked at meanwhile stays so. Raises NotFound."""
    turn = _turn(tx, public_id)
    if turn.mark is None:
        return turn
    turn.mark, turn.right_article, turn.marked_by_id, turn.marked_at = None, None, None, None
    if turn.review == OPEN and not is_gap(turn):
        turn.review = NONE
    _record(tx, turn, UNMARKED, by=by, at=at)
    return turn


def is_gap(turn: BotTurn) -> bool:
    """Nobody has answered it, or not well, as the customer says."""
    given_up = turn.decision == Kind.HAND_OVER and turn.reason in TO_REVIEW
    return turn.rejected or turn.helped is False or turn.decision == Kind.OFFER or given_up


def _turn(tx: Session, public_id: str) -> BotTurn:
    query = sa.select(BotTurn).where(BotTurn.public_id == public_id).with_for_update()
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("The bot has said nothing of this kind.")
    return found


def _record(tx: Session, turn: BotTurn, mark: str, *, by: Editor, at: datetime) -> None:
    tx.flush()
    fact = BotTurnMarked(turn_id=turn.id, mark=mark, right_article=turn.right_article)
    record(tx, "conversation", turn.conversation_id, fact, by=by.actor, at=at)
    show_again(tx, [turn.conversation_id])

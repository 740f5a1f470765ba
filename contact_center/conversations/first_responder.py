"""The bot has a conversation, and no longer has it: what changes of the conversation itself.

What the customer waits for it is no time of the agents: that begins with the handover.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.conversations.appending import DISPATCH
from contact_center.conversations.service import change
from contact_center.events import BotHandedOver, BotTookOver
from contact_center.models import Conversation, WorkItem
from contact_center.values import Author, Owner, Status

BY = Author.BOT.value
"""The bot as facts name it."""


def may_take(tx: Session, row: Conversation) -> bool:
    """Whether it is the bot's to answer: it has it, or nobody has had it yet."""
    if row.status != Status.OPEN or row.owner == Owner.AGENT:
        return False
    if row.owner == Owner.BOT:
        return True
    return not tx.execute(sa.select(sa.exists().where(WorkItem.conversation_id == row.id))).scalar_one()


def take(tx: Session, row: Conversation, *, at: datetime) -> None:
    """The bot answers from now on. row: locked, and nobody's."""
    change(tx, row, BotTookOver(), by=BY, at=at, public=True, owner=Owner.BOT, waiting_since=None, out_of_hours=False)


def hand_over(tx: Session, row: Conversation, *, reason: str, closed: bool, at: datetime) -> None:
    """It waits for a person from now on. row: locked, and the bot's or nobody's. closed: the business is."""
    fact = BotHandedOver(reason)
    change(
        tx, row, fact, by=BY, at=at, public=True, owner=Owner.NONE, waiting_since=at, out_of_hours=closed
    )  # fmt: skip
    jobs.enqueue(tx, DISPATCH, {"conversation_id": row.id}, now=at, unique_key=str(row.id))


def bot_has(tx: Session, conversation_id: int) -> bool:
    """Whether the bot answers there, or may as soon as the first message has been dispatched."""
    row = tx.get(Conversation, conversation_id)
    return row is not None and may_take(tx, row)

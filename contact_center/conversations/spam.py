"""What was marked as spam leaves the queues and lists, sets off nothing any more, and can be taken back."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.service import change, locked
from contact_center.conversations.standing import Stood, stand_again
from contact_center.customers import senders
from contact_center.customers.blocks import in_force, lift
from contact_center.errors import Conflict
from contact_center.events import ConversationMarkedSpam, ConversationUnmarkedSpam
from contact_center.models import Block, Conversation, Event, Mail, Message
from contact_center.values import BY_MAIL, Status
from contact_center.work import service as work


def mark(
    tx: Session, conversation_id: int, *, block: bool = False, agent_id: int | None = None, by: str, at: datetime
) -> None:
    """End a conversation as spam; its owner stays on record. block: refuse what else its sender mails.

    Of other channels a customer or a network is blocked.

    Raises NotFound, Conflict not_by_mail, already_spam or no_sender, and what senders.block_sender raises.
    """
    row = locked(tx, conversation_id)
    if row.channel != BY_MAIL:
        raise Conflict("Only a conversation by mail is marked as spam. Block the customer instead.", code="not_by_mail")
    if row.spam_at is not None:
        raise Conflict("This conversation is marked as spam already.", code="already_spam")
    sender = _blocked(tx, row.id, agent_id=agent_id, by=by, at=at) if block else None
    stood = ConversationMarkedSpam(row.status, row.waiting_since, row.due_at, row.unread, sender)
    mark_locked(tx, row, stood, by=by, at=at)


def mark_locked(tx: Session, row: Conversation, stood: ConversationMarkedSpam, *, by: str, at: datetime) -> None:
    """The same for a conversation that is locked and may be marked. stood: how it is to stand if that is taken back."""
    work.end(tx, row.id, outcome=work.SPAM, by=by, at=at)
    change(
        tx, row, stood, by=by, at=at, public=False, status=Status.RESOLVED, resolved_at=row.resolved_at or at,
        snoozed_until=None, waiting_since=None, due_at=None, unread=0, out_of_hours=False, spam_at=at,
    )  # fmt: skip


def unmark(tx: Session, conversation_id: int, *, by: str, at: datetime) -> None:
    """It stands as it did before: with the wait and the due time it had, at whoever had it, else in the queue.

    A sender who was blocked along with it may write again. Raises NotFound, Conflict not_spam.
    """
    row = locked(tx, conversation_id)
    if row.spam_at is None:
        raise Conflict("This conversation is not marked as spam.", code="not_spam")
    stood = _stood(tx, row.id)
    if stood.blocked is not None:
        _allow(tx, stood.blocked, by=by, at=at)
    fact = ConversationUnmarkedSpam()
    if stood.status == Status.RESOLVED:
        change(tx, row, fact, by=by, at=at, public=False, spam_at=None)
        return
    before = Stood(
        agent_id=row.agent_id, waiting_since=stood.waiting_since, due_at=stood.due_at, unread=stood.unread
    )  # fmt: skip
    as_before = stand_again(tx, row, before, by=by, at=at)
    change(tx, row, fact, by=by, at=at, public=False, **as_before)


def _blocked(tx: Session, conversation_id: int, *, agent_id: int | None, by: str, at: datetime) -> str | None:
    """The address that its mail came from, blocked; none where somebody has blocked it already."""
    came = Message.conversation_id == conversation_id, Mail.direction == "in"
    query = sa.select(Mail.sender).join(Message, Message.id == Mail.message_id).where(*came)
    found = tx.execute(query.order_by(Message.staff_seq.desc()).limit(1)).scalar()
    if found is None:
        raise Conflict("No mail has come in this conversation whose sender could be blocked.", code="no_sender")
    address = found["address"].lower()
    if senders.blocked_among(tx, [address], now=at):
        return None
    row = senders.block_sender(tx, address, reason=f"Spam, #{conversation_id}", agent_id=agent_id, by=by, at=at)
    return row.sender


def _stood(tx: Session, conversation_id: int) -> ConversationMarkedSpam:
    of_this = Event.entity == "conversation", Event.entity_id == conversation_id
    query = sa.select(Event.data).where(*of_this, Event.type == ConversationMarkedSpam.__name__)
    data = tx.execute(query.order_by(Event.id.desc()).limit(1)).scalar_one()
    return msgspec.convert(data | {"fact": ConversationMarkedSpam.__name__}, ConversationMarkedSpam)


def _allow(tx: Session, sender: str, *, by: str, at: datetime) -> None:
    found = tx.execute(sa.select(Block.public_id).where(Block.sender == sender, in_force(at))).scalar()
    if found is not None:
        lift(tx, found, by=by, at=at)

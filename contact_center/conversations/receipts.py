"""How far customers and agents have received and seen a conversation's messages."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.service import change, locked
from contact_center.events import ReceiptAdvanced
from contact_center.models import ConversationParticipant, Message, actor
from contact_center.values import Author


def advance_receipt(
    tx: Session,
    conversation_id: int,
    *,
    customer_id: int | None = None,
    agent_id: int | None = None,
    delivered: int,
    seen: int,
    at: datetime,
) -> bool:
    """Note how far a party has received and seen the public messages (public_seq); marks never go back.

    Returns whether anything changed.
    """
    row = locked(tx, conversation_id)
    customer_id = customer_id and row.customer_id  # who may have been merged a moment ago
    party = _participant(tx, row.id, customer_id=customer_id, agent_id=agent_id)
    seen = max(party.seen_seq, min(seen, row.public_seq))
    delivered = max(party.delivered_seq, min(delivered, row.public_seq), seen)
    if (delivered, seen) == (party.delivered_seq, party.seen_seq):
        return False
    read = agent_id is not None and seen > party.seen_seq
    party.delivered_seq, party.seen_seq = delivered, seen
    who = Author.CUSTOMER if customer_id else Author.AGENT
    fact = ReceiptAdvanced(who.value, delivered, seen)
    columns = {"unread": min(row.unread, _unread_after(tx, row.id, seen))} if read else {}
    change(tx, row, fact, by=actor(who, customer_id or agent_id), at=at, public=True, **columns)
    return True


def _unread_after(tx: Session, conversation_id: int, seen: int) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(Message)
        .where(Message.conversation_id == conversation_id, Message.author == Author.CUSTOMER, Message.public_seq > seen)
    ).scalar_one()


def _participant(
    tx: Session, conversation_id: int, *, customer_id: int | None = None, agent_id: int | None = None
) -> ConversationParticipant:
    mine = ConversationParticipant.customer_id == customer_id if customer_id else (
        ConversationParticipant.agent_id == agent_id
    )  # fmt: skip
    found = tx.execute(
        sa.select(ConversationParticipant).where(ConversationParticipant.conversation_id == conversation_id, mine)
    ).scalar_one_or_none()
    if found is None:
        found = ConversationParticipant(
            conversation_id=conversation_id,
            customer_id=customer_id,
            agent_id=agent_id,
            delivered_seq=0,
            seen_seq=0,
        )
        tx.add(found)
        tx.flush()
    return found

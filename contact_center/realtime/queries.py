"""What the hub reads: rows, snapshots and the changes after a sequence number, each in one consistent view."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import (
    Agent,
    Conversation,
    ConversationParticipant,
    Customer,
    Event,
    Inbox,
    Message,
)
from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as visitor
from contact_center.realtime.changes import MessageRecord
from contact_center.realtime.projections import (
    conversation_row,
    public_conversation,
    public_message,
    staff_message,
    staff_message_frame,
    visitor_message_frame,
)
from contact_center.values import Audience, Author, Delivery, Writer

PAGE = 50
MAX_GAP = 200
"""A client further behind than this many changes gets a snapshot instead of them."""
NOTICES = ("ConversationAssigned", "ConversationReleased", "ConversationResolved", "ConversationReopened",
           "ConversationSnoozed", "ConversationWoken")  # fmt: skip
MESSAGES = ("MessageReceived", "MessageSent", "NoteAdded")


class Change(msgspec.Struct, frozen=True):
    """One numbered change of a conversation, ready for both audiences."""

    staff_seq: int
    public_seq: int | None
    staff: staff.AnyStaffFrame
    visitor: visitor.AnyVisitorFrame | None


def conversation_columns() -> sa.Select[Any]:
    """What projections.conversation_row wants, one row a conversation."""
    return (
        sa.select(
            *(column for column in Conversation.__table__.c),
            Inbox.public_id.label("inbox_public_id"),
            Inbox.name.label("inbox_name"),
            Customer.public_id.label("customer_public_id"),
            Customer.name.label("customer_name"),
            Customer.email.label("customer_email"),
            Customer.locale.label("customer_locale"),
            Agent.public_id.label("agent_public_id"),
            Agent.name.label("agent_name"),
        )
        .join(Inbox, Inbox.id == Conversation.inbox_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .outerjoin(Agent, Agent.id == Conversation.agent_id)
    )


def rows_by_id(tx: Session, ids: Sequence[int]) -> list[staff.ConversationRow]:
    found = tx.execute(conversation_columns().where(Conversation.id.in_(ids)))
    return [conversation_row(row) for row in found]


def conversation_id(tx: Session, public_id: str) -> int | None:
    return tx.execute(sa.select(Conversation.id).where(Conversation.public_id == public_id)).scalar()


def message_columns() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Message.public_id,
        Message.staff_seq,
        Message.public_seq,
        Message.author,
        Message.audience,
        Message.body,
        Message.created_at,
        Message.client_id,
        Message.delivery,
        Agent.public_id.label("agent_public_id"),
        Agent.name.label("agent_name"),
    ).outerjoin(Agent, Agent.id == Message.agent_id)


def message_record(row: Any) -> MessageRecord:
    return MessageRecord(
        public_id=row.public_id,
        staff_seq=row.staff_seq,
        public_seq=row.public_seq,
        writer=Writer(Author(row.author), None, row.agent_public_id or "", row.agent_name or ""),
        audience=Audience(row.audience),
        body=row.body,
        at=row.created_at,
        client_id=row.client_id,
        delivery=Delivery(row.delivery),
    )


def newest_messages(
    tx: Session, conversation_id: int, *, before: int | None = None, public: bool
) -> tuple[list[MessageRecord], bool]:
    """A page of messages before a sequence number, oldest first, and whether there are older ones.

    before counts in public_seq where public, else in staff_seq.
    """
    order = Message.public_seq if public else Message.staff_seq
    query = message_columns().where(Message.conversation_id == conversation_id)
    if public:
        query = query.where(Message.public_seq.is_not(None))
    if before is not None:
        query = query.where(order < before)
    found = tx.execute(query.order_by(Message.staff_seq.desc()).limit(PAGE + 1)).all()
    return [message_record(row) for row in reversed(found[:PAGE])], len(found) > PAGE


class Receipts(msgspec.Struct, frozen=True):
    """How far the customer, and the furthest of the agents, have received and seen (public_seq)."""

    customer: visitor.PublicReceipt
    agent: visitor.PublicReceipt


def receipts(tx: Session, conversation_id: int) -> Receipts:
    participant = ConversationParticipant
    found = tx.execute(
        sa.select(
            participant.customer_id.is_not(None).label("is_customer"),
            sa.func.max(participant.delivered_seq).label("delivered"),
            sa.func.max(participant.seen_seq).label("seen"),
        )
        .where(participant.conversation_id == conversation_id)
        .group_by(participant.customer_id.is_not(None))
    )
    by = {bool(row.is_customer): visitor.PublicReceipt(row.delivered, row.seen) for row in found}
    nothing = visitor.PublicReceipt()
    return Receipts(by.get(True, nothing), by.get(False, nothing))


class Joined(msgspec.Struct, frozen=True):
    """What a new watcher is told first. upto counts in its audience's sequence."""

    conversation: str
    frames: Sequence[staff.AnyStaffFrame] | Sequence[visitor.AnyVisitorFrame]
    upto: int
    staff_seq: int


def join_staff(tx: Session, conversation_id: int, after: int | None) -> Joined:
    """The changes after a staff_seq; a snapshot where there is none, or too many were missed."""
    row = tx.execute(conversation_columns().where(Conversation.id == conversation_id)).one()
    seq = row.staff_seq
    changes = changes_after(tx, conversation_id, after) if after is not None else None
    if after is not None and changes is not None and len(changes) == seq - after:
        return Joined(row.public_id, [change.staff for change in changes], seq, seq)
    return Joined(row.public_id, [_staff_snapshot(tx, row)], seq, seq)


def join_visitor(tx: Session, conversation_id: int, after: int | None) -> Joined:
    """As join_staff, for a visitor: after counts in public_seq."""
    row = tx.execute(conversation_columns().where(Conversation.id == conversation_id)).one()
    seq = row.public_seq
    changes = changes_after(tx, conversation_id, after, public=True) if after is not None else None
    if after is not None and changes is not None and len(changes) == seq - after:
        return Joined(row.public_id, [change.visitor for change in changes if change.visitor], seq, row.staff_seq)
    return Joined(row.public_id, [_visitor_snapshot(tx, row)], seq, row.staff_seq)


def _staff_snapshot(tx: Session, row: Any) -> staff.StaffSnapshot:
    records, has_older = newest_messages(tx, row.id, public=False)
    first = records[0].staff_seq if has_older else 0
    both = receipts(tx, row.id)
    return staff.StaffSnapshot(
        conversation=conversation_row(row),
        seq=row.staff_seq,
        messages=[staff_message(record) for record in records],
        notices=notices(tx, row.id, after=first - 1),
        receipts=[
            staff.StaffReceipt("customer", both.customer.delivered, both.customer.seen),
            staff.StaffReceipt("agent", both.agent.delivered, both.agent.seen),
        ],
        has_older=has_older,
    )


def _visitor_snapshot(tx: Session, row: Any) -> visitor.VisitorSnapshot:
    records, has_older = newest_messages(tx, row.id, public=True)
    both = receipts(tx, row.id)
    return visitor.VisitorSnapshot(
        conversation=public_conversation(row),
        seq=row.public_seq,
        messages=[public_message(record) for record in records],
        has_older=has_older,
        mine=both.customer,
        theirs=both.agent,
    )


def notices(tx: Session, conversation_id: int, *, after: int, before: int | None = None) -> list[staff.Notice]:
    """The timeline's lines that are not messages, between two staff_seq (neither included), oldest first."""
    query = _facts(conversation_id, after).where(Event.type.in_(NOTICES))
    if before is not None:
        query = query.where(Event.staff_seq < before)
    found = tx.execute(query).all()
    names = agents_named(tx, found)
    return [notice(row, names) for row in found]


def _facts(conversation_id: int, after: int) -> sa.Select[Any]:
    return (
        sa.select(Event.type, Event.at, Event.actor, Event.data, Event.staff_seq, Event.public_seq)
        .where(Event.entity == "conversation", Event.entity_id == conversation_id, Event.staff_seq > after)
        .order_by(Event.staff_seq)
    )


def agents_named(tx: Session, facts: Sequence[Any]) -> dict[int, staff.AgentRef]:
    """Everybody of the staff whom the facts name."""
    keys = {int(row.actor[6:]) for row in facts if row.actor.startswith("agent:")}
    keys |= {row.data["agent_id"] for row in facts if "agent_id" in row.data}
    if not keys:
        return {}
    found = tx.execute(sa.select(Agent.id, Agent.public_id, Agent.name).where(Agent.id.in_(keys)))
    return {row.id: staff.AgentRef(row.public_id, row.name) for row in found}


def notice(row: Any, names: dict[int, staff.AgentRef]) -> staff.Notice:
    by = names.get(int(row.actor[6:])) if row.actor.startswith("agent:") else None
    agent = names.get(row.data["agent_id"]) if "agent_id" in row.data else None
    return staff.Notice(row.staff_seq, row.type, row.at, by, agent, row.data.get("note"))


def changes_after(tx: Session, conversation_id: int, after: int, *, public: bool = False) -> list[Change] | None:
    """The numbered changes after a staff_seq (after a public_seq where public), oldest first.

    None if there are more than MAX_GAP of them: then a snapshot serves better.
    """
    query = _facts(conversation_id, 0 if public else after)
    if public:
        query = query.where(Event.public_seq > after)
    facts = tx.execute(query.limit(MAX_GAP + 1)).all()
    if len(facts) > MAX_GAP:
        return None
    return _as_changes(tx, conversation_id, facts) if facts else []


def _as_changes(tx: Session, conversation_id: int, facts: Sequence[Any]) -> list[Change]:
    row = tx.execute(conversation_columns().where(Conversation.id == conversation_id)).one()
    names = agents_named(tx, facts)
    wanted = {each.data.get("message_seq", each.staff_seq) for each in facts}
    found = tx.execute(
        message_columns().where(Message.conversation_id == conversation_id, Message.staff_seq.in_(wanted))
    )
    messages = {record.staff_seq: record for record in map(message_record, found)}
    return [_change(each, row, names, messages) for each in facts]


def _change(fact: Any, row: Any, names: dict[int, staff.AgentRef], messages: dict[int, MessageRecord]) -> Change:
    shown: visitor.AnyVisitorFrame | None = None
    told: staff.AnyStaffFrame
    public = fact.public_seq is not None
    if fact.type in MESSAGES:
        record = messages[fact.staff_seq]
        told = staff_message_frame(row.public_id, record)
        shown = visitor_message_frame(row.public_id, record) if public else None
    elif fact.type == "DeliveryChanged":
        record = messages[fact.data["message_seq"]]
        told = staff.StaffMessageChanged(row.public_id, fact.staff_seq, staff_message(record))
        if public:
            shown = visitor.VisitorMessageChanged(row.public_id, fact.public_seq, public_message(record))
    elif fact.type == "ReceiptAdvanced":
        by, delivered, seen = fact.data["by"], fact.data["delivered"], fact.data["seen"]
        told = staff.StaffReceipts(row.public_id, fact.staff_seq, staff.StaffReceipt(by, delivered, seen))
        if public:
            receipt = visitor.PublicReceipt(delivered, seen)
            shown = visitor.VisitorReceipts(row.public_id, fact.public_seq, by, receipt)
    else:
        told = staff.StaffConversation(fact.staff_seq, conversation_row(row), notice(fact, names))
        shown = visitor.VisitorConversation(fact.public_seq, public_conversation(row)) if public else None
    return Change(fact.staff_seq, fact.public_seq, told, shown)

"""What the hub reads: rows, snapshots and the changes after a sequence number, each in one consistent view."""

from collections.abc import Sequence
from typing import Any, NamedTuple

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
    Rating,
)
from contact_center.realtime import ratings
from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as visitor
from contact_center.realtime.changes import MessageRecord
from contact_center.realtime.forwarded import customers_named
from contact_center.realtime.messages import message_columns, message_records, newest_messages
from contact_center.realtime.projections import (
    conversation_row,
    public_conversation,
    public_message,
    staff_message,
    staff_message_frame,
    visitor_message_frame,
)
from contact_center.values import Owner, Status

MAX_GAP = 200
"""A client further behind than this many changes gets a snapshot instead of them."""
NOTICES = ("ConversationAssigned", "ConversationReleased", "ConversationResolved", "ConversationReopened",
           "ConversationSnoozed", "ConversationWoken", "ConversationRated", "ConversationLabelled",
           "ConversationTransferred", "ConversationsMerged", "ConversationsSplit", "BotHandedOver",
           "MailBounced", "ConversationMarkedSpam", "ConversationUnmarkedSpam",
           "ConversationCustomerChanged")  # fmt: skip
MESSAGES = ("MessageReceived", "MessageSent", "NoteAdded")
MESSAGE_CHANGES = ("DeliveryChanged", "MailPlanned", "MailAttributed")


_WHY = {"BotHandedOver": "reason", "MailBounced": "outcome", "ConversationMarkedSpam": "blocked"}
"""Which of a fact's data its notice gives as the reason."""


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


def public_columns() -> sa.Select[Any]:
    """As conversation_columns, with what projections.public_conversation wants beside."""
    columns = conversation_columns().add_columns(Inbox.settings.label("inbox_settings"), Rating.score)
    return columns.outerjoin(Rating, ratings.stands())


_ROWS = conversation_columns().where(Conversation.id.in_(sa.bindparam("ids", expanding=True)))
"""Made once, and run on the connection: consoles with lists ask for it several times a second."""


def rows_by_id(tx: Session, ids: Sequence[int]) -> list[staff.ConversationRow]:
    return [conversation_row(row) for row in tx.connection().execute(_ROWS, {"ids": ids})]


def conversation_id(tx: Session, public_id: str) -> int | None:
    return tx.execute(sa.select(Conversation.id).where(Conversation.public_id == public_id)).scalar()


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
    """What a new watcher is told first. upto counts in its audience's sequence. waits: for somebody to take it."""

    conversation: str
    frames: Sequence[staff.AnyStaffFrame] | Sequence[visitor.AnyVisitorFrame]
    upto: int
    staff_seq: int
    waits: bool = False


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
    row = tx.execute(public_columns().where(Conversation.id == conversation_id)).one()
    seq, waits = row.public_seq, row.owner == Owner.NONE and row.status == Status.OPEN
    changes = changes_after(tx, conversation_id, after, public=True) if after is not None else None
    if after is not None and changes is not None and len(changes) == seq - after:
        missed = [change.visitor for change in changes if change.visitor]
        return Joined(row.public_id, missed, seq, row.staff_seq, waits)
    return Joined(row.public_id, [_visitor_snapshot(tx, row)], seq, row.staff_seq, waits)


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
        conversation=public_conversation(row, _joined(tx, row.id)),
        seq=row.public_seq,
        messages=[public_message(record) for record in records],
        has_older=has_older,
        mine=both.customer,
        theirs=both.agent,
    )


def _joined(tx: Session, conversation_id: int) -> int | None:
    """The public_seq at which an agent last took the conversation up."""
    last = sa.select(sa.func.max(Event.public_seq)).where(
        Event.entity == "conversation", Event.entity_id == conversation_id, Event.type == "ConversationAssigned"
    )
    return tx.execute(last).scalar_one()


def notices(tx: Session, conversation_id: int, *, after: int, before: int | None = None) -> list[staff.Notice]:
    """The timeline's lines that are not messages, between two staff_seq (neither included), oldest first."""
    query = _facts(conversation_id, after).where(Event.type.in_(NOTICES))
    if before is not None:
        query = query.where(Event.staff_seq < before)
    found = tx.execute(query).all()
    told = Told(agents_named(tx, found), comments_in(tx, found), customers_named(tx, found))
    return [notice(row, told) for row in found]


def _facts(conversation_id: int, after: int) -> sa.Select[Any]:
    return (
        sa.select(Event.type, Event.at, Event.actor, Event.data, Event.staff_seq, Event.public_seq, Event.entity_id)
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


def comments_in(tx: Session, facts: Sequence[Any]) -> dict[int, str | None]:
    """The words that came with the ratings among the facts."""
    keys = {row.data["rating_id"] for row in facts if row.type == "ConversationRated"}
    if not keys:
        return {}
    return {row.id: row.comment for row in tx.execute(sa.select(Rating.id, Rating.comment).where(Rating.id.in_(keys)))}


class Told(NamedTuple):
    """What the facts name by key: agents, the words of ratings, customers."""

    agents: dict[int, staff.AgentRef]
    comments: dict[int, str | None]
    customers: dict[int, str]


def notice(row: Any, told: Told) -> staff.Notice:
    by = told.agents.get(int(row.actor[6:])) if row.actor.startswith("agent:") else None
    agent = told.agents.get(row.data["agent_id"]) if "agent_id" in row.data else None
    note = row.data.get("note") or row.data.get("words") or told.comments.get(row.data.get("rating_id", 0))
    labels = row.data.get("added", []), row.data.get("removed", [])
    score, queue, warm = row.data.get("score"), row.data.get("queue"), row.data.get("warm", False)
    why = row.data.get(_WHY.get(row.type, "")) or told.customers.get(row.data.get("customer_id", 0))
    merge, other, away = row.data.get("merge"), None, False
    if merge is not None:
        other = next(row.data[each] for each in ("source_id", "target_id") if row.data[each] != row.entity_id)
        away = row.data["source_id"] == row.entity_id
    return staff.Notice(
        row.staff_seq, row.type, row.at, by, agent, note, score, *labels, queue, warm, why, other, merge, away
    )


def changes_after(tx: Session, conversation_id: int, after: int, *, public: bool = False) -> list[Change] | None:
    """The numbered changes after a staff_seq (after a public_seq where public), oldest first.

    None if there are more than MAX_GAP of them, or a number was left out, as a merge does where it numbers anew what
    was there before: then a snapshot is needed.
    """
    query = _facts(conversation_id, 0 if public else after)
    if public:
        query = query.where(Event.public_seq > after)
    facts = tx.execute(query.limit(MAX_GAP + 1)).all()
    if len(facts) > MAX_GAP or (facts and (facts[0].public_seq if public else facts[0].staff_seq) != after + 1):
        return None
    return _as_changes(tx, conversation_id, facts) if facts else []


def _as_changes(tx: Session, conversation_id: int, facts: Sequence[Any]) -> list[Change]:
    row = tx.execute(public_columns().where(Conversation.id == conversation_id)).one()
    told = Told(agents_named(tx, facts), comments_in(tx, facts), customers_named(tx, facts))
    wanted = {each.data.get("message_seq", each.staff_seq) for each in facts}
    found = tx.execute(
        message_columns().where(Message.conversation_id == conversation_id, Message.staff_seq.in_(wanted))
    )
    messages = {record.staff_seq: record for record in message_records(tx, found.all())}
    joined = _joined(tx, conversation_id) if any(each.type in NOTICES for each in facts) else None
    return [_change(each, row, joined, messages, notice(each, told)) for each in facts]


def _change(fact: Any, row: Any, joined: int | None, messages: dict[int, MessageRecord], line: staff.Notice) -> Change:
    shown: visitor.AnyVisitorFrame | None = None
    told: staff.AnyStaffFrame
    public = fact.public_seq is not None
    if fact.type in MESSAGES:
        record = messages[fact.staff_seq]
        told = staff_message_frame(row.public_id, record)
        shown = visitor_message_frame(row.public_id, record) if public else None
    elif fact.type in MESSAGE_CHANGES:
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
        told = staff.StaffConversation(fact.staff_seq, conversation_row(row), line)
        shown = visitor.VisitorConversation(fact.public_seq, public_conversation(row, joined)) if public else None
    return Change(fact.staff_seq, fact.public_seq, told, shown)

"""Every state change of a conversation but the appending of messages: one function each, with its fact."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.conversations import states
from contact_center.conversations.appending import DISPATCH, Appended, went_into
from contact_center.conversations.sending import append_one
from contact_center.customers import blocks
from contact_center.customers.reach import within_reach
from contact_center.customers.service import apply_about, customer_for
from contact_center.db import Signal, emit
from contact_center.errors import Conflict, NotFound
from contact_center.events import (
    ConversationAssigned,
    ConversationOpened,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    ConversationWoken,
    Fact,
)
from contact_center.inboxes.service import WEBCHAT
from contact_center.models import (
    Conversation,
    ConversationParticipant,
    Customer,
    Inbox,
    Message,
    WorkItem,
    actor,
    record,
)
from contact_center.realtime.changes import ASSIGNED, CONVERSATION
from contact_center.values import Author, InboundMessage, NewMessage, Owner, Status, Writer, new_id
from contact_center.visits import service as visits
from contact_center.work import service as work

WAKE = "wake"


def receive(tx: Session, inbound: InboundMessage, *, origin: int = 0) -> Appended:
    """Take in what a channel received: recognise the customer, find or open the conversation, append the message.

    Receiving it again (same sender and client_id) returns what was stored the first time. Raises NotFound for an
    inbox that is gone or disabled, Forbidden blocked, and InvalidInput for a form's answer that does not fit.
    """
    inbox = tx.get(Inbox, inbound.inbox_id)
    if inbox is None or inbox.disabled_at is not None:
        raise NotFound("This inbox takes no messages any more.")
    customer = customer_for(tx, inbound.sender, locale=inbound.locale, at=inbound.at)
    tx.connection().execute(_LOCK_CUSTOMER, {"customer": customer})  # one opening at a time
    blocks.check(tx, customer, "", now=inbound.at)
    if inbound.about is not None:
        apply_about(tx, customer, inbound.about, at=inbound.at)
    conversation_id = (
        _conversation_with(tx, customer, inbound)
        or (None if inbound.begin else _open_conversation(tx, customer, inbound))
        or open_conversation(
            tx, inbox=inbox, customer_id=customer, at=inbound.at, visitor=inbound.sender.value, subject=inbound.subject
        )
    )
    message = NewMessage(
        conversation_id=conversation_id,
        writer=Writer(Author.CUSTOMER, customer),
        body=inbound.body,
        client_id=inbound.client_id,
        at=inbound.at,
        files=inbound.files,
        content=inbound.choice,
        out_of_hours=inbound.out_of_hours,
        due_at=inbound.due_at,
        by_mail=inbound.by_mail,
        origin=origin,
    )
    return append_one(tx, message)


_LOCK_CUSTOMER = sa.select(Customer.id).where(Customer.id == sa.bindparam("customer")).with_for_update()


def _conversation_with(tx: Session, customer_id: int, inbound: InboundMessage) -> int | None:
    """The conversation that this very message was stored in before, or the one it says it continues."""
    continued = sa.select(Conversation.id).where(Conversation.id == inbound.conversation_id)
    mine = sa.and_(Conversation.customer_id == customer_id, within_reach(inbound.sender))
    stored = (
        sa.select(Message.conversation_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(mine, Message.client_id == inbound.client_id)
    )
    found = tx.execute(stored).scalar()
    return tx.execute(continued.where(mine)).scalar() if found is None and inbound.conversation_id else found


def _open_conversation(tx: Session, customer_id: int, inbound: InboundMessage) -> int | None:
    mine = Conversation.customer_id == customer_id, Conversation.inbox_id == inbound.inbox_id
    open_ones = sa.select(Conversation.id).where(*mine, Conversation.status != Status.RESOLVED)
    return tx.execute(open_ones.where(within_reach(inbound.sender)).order_by(Conversation.id.desc()).limit(1)).scalar()


def open_conversation(
    tx: Session,
    *,
    inbox: Inbox,
    customer_id: int,
    at: datetime,
    visitor: str | None = None,
    subject: str | None = None,
    by: str | None = None,
    public_id: str | None = None,
) -> int:
    """A new conversation with a customer, without messages yet; returns its key.

    visitor: the identity's value. by: who begins it, where that is not the customer. public_id: one that was made for
    it; without it, a new one.
    """
    row = Conversation(
        inbox_id=inbox.id, customer_id=customer_id, visitor=visitor, channel=inbox.channel, subject=subject,
        created_at=at, last_message_at=at, public_id=public_id or new_id(),
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    party = {"conversation_id": row.id, "customer_id": customer_id, "delivered_seq": 0, "seen_seq": 0}
    tx.connection().execute(_FIRST, party)
    fact = ConversationOpened(inbox.channel, inbox.id)
    record(tx, "conversation", row.id, fact, by=by or actor(Author.CUSTOMER, customer_id), at=at)
    browser = visitor if inbox.channel == WEBCHAT else None
    visits.keep_trail(tx, row.id, inbox_id=inbox.id, customer_id=customer_id, visitor=browser, at=at)
    return row.id


_FIRST = sa.insert(ConversationParticipant)


def change(
    tx: Session, row: Conversation, fact: Fact, *, by: str, at: datetime, public: bool, **columns: Any
) -> tuple[int, int | None]:
    """Apply one numbered change to a locked conversation: its columns, its place in the sequences, its fact.

    Returns (staff_seq, public_seq); public_seq is None where the visitor does not see the change. Raises Conflict
    where it was merged into another one.
    """
    if row.merged_into_id is not None:
        raise went_into(row.merged_into_id)
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.staff_seq += 1
    row.public_seq += 1 if public else 0
    place = row.staff_seq, row.public_seq if public else None
    tx.flush()
    record(tx, "conversation", row.id, fact, by=by, at=at, staff_seq=place[0], public_seq=place[1])
    emit(tx, Signal(CONVERSATION, row.id, row.staff_seq))
    return place


def locked(tx: Session, conversation_id: int) -> Conversation:
    """The conversation, locked until the unit ends. Raises NotFound."""
    query = sa.select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    row = tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such conversation.")
    return row


def _join(tx: Session, conversation_id: int, agent_id: int) -> None:
    """The agent takes part from now on, if not yet."""
    values = {"conversation_id": conversation_id, "agent_id": agent_id, "delivered_seq": 0, "seen_seq": 0}
    tx.connection().execute(_JOIN[tx.get_bind().dialect.name], values)


_JOIN = {
    "postgresql": postgresql.insert(ConversationParticipant).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(ConversationParticipant).on_conflict_do_nothing(),
}


def assign(tx: Session, conversation_id: int, *, agent_id: int, by: str, at: datetime, note: str | None = None) -> None:
    """Give a conversation to an agent, whoever owned it; its open work item goes along.

    Raises Conflict where the agent owns it already or the conversation is resolved.
    """
    row = assignable(tx, conversation_id, agent_id)
    assign_locked(tx, row, work.open_item(tx, row.id), agent_id=agent_id, by=by, at=at, note=note)


def assignable(tx: Session, conversation_id: int, agent_id: int) -> Conversation:
    """The conversation, locked, if it may be given to the agent. Raises NotFound, and Conflict as assign."""
    row = locked(tx, conversation_id)
    if row.status == Status.RESOLVED:
        raise Conflict("A resolved conversation has no owner. Reopen it first.", code="already_resolved")
    if row.agent_id == agent_id:
        raise Conflict("This agent has the conversation already.", code="already_assigned")
    return row


def assign_locked(
    tx: Session,
    row: Conversation,
    item: WorkItem | None,
    *,
    agent_id: int,
    by: str,
    at: datetime,
    note: str | None = None,
    over_capacity: bool = False,
    accepted: bool = False,
) -> None:
    """The same for a conversation that is locked and may be given, whose open work item is known.

    over_capacity: a supervisor gives it to an agent who has no room. accepted: the agent was asked and knows of it.
    """
    _join(tx, row.id, agent_id)
    work.activate_item(
        tx, item, row.id, channel=row.channel, agent_id=agent_id, by=by, at=at, over_capacity=over_capacity
    )
    fact = ConversationAssigned(agent_id, row.agent_id, note)
    change(tx, row, fact, by=by, at=at, public=True, owner=Owner.AGENT, agent_id=agent_id)
    if not accepted and by != actor(Author.AGENT, agent_id):
        emit(tx, Signal(ASSIGNED, row.id, note=str(agent_id)))


def owned_by(tx: Session, conversation_id: int, agent_id: int | None) -> None:
    """Raise Conflict where somebody else than the caller believes owns the conversation by now."""
    if locked(tx, conversation_id).agent_id != agent_id:
        raise Conflict("Somebody was faster: the conversation has another owner by now.")


def release(tx: Session, conversation_id: int, *, by: str, at: datetime, reason: str) -> None:
    """Take a conversation from its agent: it waits for somebody again, with the wait it had. Raises Conflict."""
    row = locked(tx, conversation_id)
    if row.agent_id is None:
        raise Conflict("Nobody has this conversation.", code="not_assigned")
    work.give_back(tx, row.id, agent_id=row.agent_id, reason=reason, by=by, at=at)
    fact = ConversationReleased(row.agent_id, reason)
    change(tx, row, fact, by=by, at=at, public=True, owner=Owner.NONE, agent_id=None)
    if row.status != Status.RESOLVED:
        jobs.enqueue(tx, DISPATCH, {"conversation_id": row.id}, now=at, unique_key=str(row.id))


def resolve(
    tx: Session, conversation_id: int, *, by: str, at: datetime, outcome: str = "resolved", reason: str | None = None
) -> None:
    """End a conversation; the owner stays on record, the agent is free for the next. Raises Conflict."""
    row = locked(tx, conversation_id)
    states.may_resolve(row.status)
    work.end(tx, row.id, outcome=outcome, by=by, at=at)
    change(
        tx, row, ConversationResolved(reason), by=by, at=at, public=True,
        status=Status.RESOLVED, resolved_at=at, snoozed_until=None, waiting_since=None, due_at=None, unread=0,
        out_of_hours=False,
    )  # fmt: skip


def reopen(tx: Session, conversation_id: int, *, agent_id: int, by: str, at: datetime) -> None:
    """An agent takes a resolved or snoozed conversation up again and owns it. Raises Conflict where it is open."""
    row = locked(tx, conversation_id)
    states.may_reopen(row.status)
    if row.status == Status.SNOOZED:
        wake(tx, conversation_id, by=by, at=at, reason="agent")
        return
    _join(tx, row.id, agent_id)
    work.activate(tx, row.id, channel=row.channel, agent_id=agent_id, by=by, at=at)
    change(
        tx, row, ConversationReopened("agent"), by=by, at=at, public=True,
        status=Status.OPEN, owner=Owner.AGENT, agent_id=agent_id, resolved_at=None, spam_at=None,
    )  # fmt: skip


def snooze(tx: Session, conversation_id: int, *, until: datetime, by: str, at: datetime) -> None:
    """Put a conversation aside until a time, or until the customer writes. Raises Conflict where it has ended."""
    row = locked(tx, conversation_id)
    states.may_snooze(row.status)
    change(tx, row, ConversationSnoozed(until), by=by, at=at, public=False, status=Status.SNOOZED, snoozed_until=until)
    work.end(tx, row.id, outcome="snoozed", by=by, at=at)
    plan_wake(tx, row.id, until=until, now=at)


def plan_wake(tx: Session, conversation_id: int, *, until: datetime, now: datetime) -> None:
    """A job brings the conversation back at its time."""
    payload = {"conversation_id": conversation_id}
    jobs.enqueue(tx, WAKE, payload, now=now, run_at=until, unique_key=str(conversation_id))


def wake(tx: Session, conversation_id: int, *, by: str, at: datetime, reason: str) -> None:
    """Bring a snoozed conversation back to its owner, or to the queue where it has none."""
    row = locked(tx, conversation_id)
    if row.status != Status.SNOOZED:
        return
    if row.agent_id is not None:
        work.activate(tx, row.id, channel=row.channel, agent_id=row.agent_id, by=by, at=at)
    change(tx, row, ConversationWoken(reason), by=by, at=at, public=False, status=Status.OPEN, snoozed_until=None)
    if row.owner == Owner.NONE:
        jobs.enqueue(tx, DISPATCH, {"conversation_id": row.id}, now=at, unique_key=str(row.id))

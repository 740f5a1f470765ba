"""Every state change of a conversation but the appending of messages: one function each, with its fact."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.conversations import states
from contact_center.conversations.appending import DISPATCH, Appended, append_messages
from contact_center.customers.service import customer_for
from contact_center.db import Signal, emit
from contact_center.errors import ApiError, Conflict, NotFound
from contact_center.events import (
    ConversationAssigned,
    ConversationOpened,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    ConversationWoken,
    Fact,
    ReceiptAdvanced,
)
from contact_center.models import Conversation, ConversationParticipant, Customer, Inbox, Message, actor, record
from contact_center.realtime.changes import ASSIGNED, CONVERSATION
from contact_center.values import Author, InboundMessage, NewMessage, Owner, Status, Writer
from contact_center.work import service as work

WAKE = "wake"


def receive(tx: Session, inbound: InboundMessage, *, origin: int = 0) -> Appended:
    """Take in what a channel received: recognise the customer, find or open the conversation, append the message.

    Receiving it again (same sender and client_id) returns what was stored the first time. Raises NotFound for an
    inbox that is gone or disabled.
    """
    inbox = tx.get(Inbox, inbound.inbox_id)
    if inbox is None or inbox.disabled_at is not None:
        raise NotFound("This inbox takes no messages any more.")
    customer = customer_for(tx, inbound.sender, locale=inbound.locale, at=inbound.at)
    tx.execute(sa.select(Customer.id).where(Customer.id == customer).with_for_update())  # one opening at a time
    conversation_id = (
        _conversation_with(tx, customer, inbound)
        or _open_conversation(tx, customer, inbound)
        or open_conversation(tx, inbox=inbox, customer_id=customer, at=inbound.at)
    )
    message = NewMessage(
        conversation_id=conversation_id,
        writer=Writer(Author.CUSTOMER, customer),
        body=inbound.body,
        client_id=inbound.client_id,
        at=inbound.at,
        origin=origin,
    )
    (result,) = append_messages(tx, [message])
    if isinstance(result, ApiError):
        raise result
    return result


def _conversation_with(tx: Session, customer_id: int, inbound: InboundMessage) -> int | None:
    """The conversation that this very message was stored in before, or the one it says it continues."""
    mine = Conversation.customer_id == customer_id
    stored = (
        sa.select(Message.conversation_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(mine, Message.client_id == inbound.client_id)
    )
    continued = sa.select(Conversation.id).where(mine, Conversation.id == inbound.conversation_id)
    found: int | None = tx.execute(stored).scalar() or tx.execute(continued).scalar()
    return found


def _open_conversation(tx: Session, customer_id: int, inbound: InboundMessage) -> int | None:
    return tx.execute(
        sa.select(Conversation.id)
        .where(
            Conversation.customer_id == customer_id,
            Conversation.inbox_id == inbound.inbox_id,
            Conversation.status != Status.RESOLVED,
        )
        .order_by(Conversation.id.desc())
        .limit(1)
    ).scalar()


def open_conversation(tx: Session, *, inbox: Inbox, customer_id: int, at: datetime) -> int:
    """A new conversation with a customer, without messages yet; returns its key."""
    row = Conversation(
        inbox_id=inbox.id, customer_id=customer_id, channel=inbox.channel, created_at=at, last_message_at=at
    )
    tx.add(row)
    tx.flush()
    tx.add(ConversationParticipant(conversation_id=row.id, customer_id=customer_id))
    tx.flush()
    fact = ConversationOpened(inbox.channel, inbox.id)
    record(tx, "conversation", row.id, fact, by=actor(Author.CUSTOMER, customer_id), at=at)
    return row.id


def change(
    tx: Session, row: Conversation, fact: Fact, *, by: str, at: datetime, public: bool, **columns: Any
) -> tuple[int, int | None]:
    """Apply one numbered change to a locked conversation: its columns, its place in the sequences, its fact.

    Returns (staff_seq, public_seq); public_seq is None where the visitor does not see the change.
    """
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


def assign(tx: Session, conversation_id: int, *, agent_id: int, by: str, at: datetime, note: str | None = None) -> None:
    """Give a conversation to an agent, whoever owned it; its open work item goes along.

    Raises Conflict where the agent owns it already or the conversation is resolved.
    """
    row = locked(tx, conversation_id)
    if row.status == Status.RESOLVED:
        raise Conflict("A resolved conversation has no owner. Reopen it first.", code="already_resolved")
    if row.agent_id == agent_id:
        raise Conflict("This agent has the conversation already.", code="already_assigned")
    _participant(tx, row.id, agent_id=agent_id)
    work.activate(tx, row.id, channel=row.channel, agent_id=agent_id, by=by, at=at)
    fact = ConversationAssigned(agent_id, row.agent_id, note)
    change(tx, row, fact, by=by, at=at, public=True, owner=Owner.AGENT, agent_id=agent_id)
    if by != actor(Author.AGENT, agent_id):
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


def resolve(tx: Session, conversation_id: int, *, by: str, at: datetime, outcome: str = "resolved") -> None:
    """End a conversation; the owner stays on record, the agent is free for the next. Raises Conflict."""
    row = locked(tx, conversation_id)
    states.may_resolve(row.status)
    work.end(tx, row.id, outcome=outcome, by=by, at=at)
    change(
        tx, row, ConversationResolved(), by=by, at=at, public=True,
        status=Status.RESOLVED, resolved_at=at, snoozed_until=None, waiting_since=None, unread=0,
    )  # fmt: skip


def reopen(tx: Session, conversation_id: int, *, agent_id: int, by: str, at: datetime) -> None:
    """An agent takes a resolved or snoozed conversation up again and owns it. Raises Conflict where it is open."""
    row = locked(tx, conversation_id)
    states.may_reopen(row.status)
    if row.status == Status.SNOOZED:
        wake(tx, conversation_id, by=by, at=at, reason="agent")
        return
    _participant(tx, row.id, agent_id=agent_id)
    work.activate(tx, row.id, channel=row.channel, agent_id=agent_id, by=by, at=at)
    change(
        tx, row, ConversationReopened("agent"), by=by, at=at, public=True,
        status=Status.OPEN, owner=Owner.AGENT, agent_id=agent_id, resolved_at=None,
    )  # fmt: skip


def take_up(tx: Session, conversation_id: int, *, agent_id: int, by: str, at: datetime) -> None:
    """An agent has answered: a resolved or snoozed conversation opens again, one that nobody owns is the agent's."""
    row = locked(tx, conversation_id)
    if row.status != Status.OPEN:
        reopen(tx, conversation_id, agent_id=agent_id, by=by, at=at)
    if row.agent_id is None:
        assign(tx, conversation_id, agent_id=agent_id, by=by, at=at)


def snooze(tx: Session, conversation_id: int, *, until: datetime, by: str, at: datetime) -> None:
    """Put a conversation aside until a time, or until the customer writes. Raises Conflict where it has ended."""
    row = locked(tx, conversation_id)
    states.may_snooze(row.status)
    change(
        tx, row, ConversationSnoozed(until), by=by, at=at, public=False, status=Status.SNOOZED, snoozed_until=until
    )  # fmt: skip
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
    change(
        tx, row, ConversationWoken(reason), by=by, at=at, public=False, status=Status.OPEN, snoozed_until=None
    )  # fmt: skip
    if row.owner == Owner.NONE:
        jobs.enqueue(tx, DISPATCH, {"conversation_id": row.id}, now=at, unique_key=str(row.id))

"""The hot path: many messages appended to many conversations, set by set, in one unit.

Five statements serve the whole set: lock and read the conversations, look for resent messages, then write counters,
messages and facts.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.db import Signal, emit
from contact_center.errors import ApiError, NotFound
from contact_center.models import Conversation, Event, Message, actor
from contact_center.realtime.changes import CONVERSATION, MessageAppended, MessageRecord
from contact_center.realtime.queries import message_columns, message_record
from contact_center.values import Audience, Author, Delivery, NewMessage, Owner, Status, new_id

PREVIEW_LENGTH = 140
DISPATCH = "dispatch"

_conversation = cast(sa.Table, Conversation.__table__)
_message = cast(sa.Table, Message.__table__)
_event = cast(sa.Table, Event.__table__)
_LOCK = (
    sa.select(
        _conversation.c.id,
        _conversation.c.public_id,
        _conversation.c.customer_id,
        _conversation.c.status,
        _conversation.c.owner,
        _conversation.c.agent_id,
        _conversation.c.version,
        _conversation.c.public_seq,
        _conversation.c.staff_seq,
        _conversation.c.last_message_at,
        _conversation.c.waiting_since,
        _conversation.c.unread,
        _conversation.c.preview,
        _conversation.c.preview_author,
        _conversation.c.snoozed_until,
        _conversation.c.resolved_at,
    )
    .where(_conversation.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(_conversation.c.id)
    .with_for_update()
)
_CHANGED = (
    "status", "owner", "agent_id", "version", "public_seq", "staff_seq", "last_message_at", "waiting_since",
    "unread", "preview", "preview_author", "snoozed_until", "resolved_at",
)  # fmt: skip
_COUNT = (
    sa.update(_conversation)
    .where(_conversation.c.id == sa.bindparam("key"))
    .values({name: sa.bindparam(f"new_{name}") for name in _CHANGED})
)
_FACTS = {Author.CUSTOMER: "MessageReceived", Author.AGENT: "MessageSent", Author.BOT: "MessageSent",
          Author.SYSTEM: "MessageSent"}  # fmt: skip


class Appended(msgspec.Struct, frozen=True):
    """A stored message, and how its conversation stands after it.

    duplicate: it had been stored before under the same client_id.
    """

    conversation_id: int
    conversation: str
    customer_id: int
    status: Status
    owner: Owner
    message: MessageRecord
    duplicate: bool = False


class _State:
    """A locked conversation while a set is applied to it."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.values: dict[str, Any] = {name: getattr(row, name) for name in _CHANGED}
        self.facts: list[dict[str, Any]] = []
        self.needs_dispatch = False

    def take(self, fact: str, *, by: str, at: datetime, data: dict[str, Any], public: bool) -> tuple[int, int | None]:
        """The next place in the sequences, for a fact that is stored with it."""
        values = self.values
        values["staff_seq"] += 1
        values["version"] += 1
        if public:
            values["public_seq"] += 1
        place = values["staff_seq"], values["public_seq"] if public else None
        self.facts.append(
            {
                "entity": "conversation",
                "entity_id": self.row.id,
                "type": fact,
                "at": at,
                "actor": by,
                "data": data,
                "staff_seq": place[0],
                "public_seq": place[1],
            }
        )
        return place

    def appended(self, message: MessageRecord, *, duplicate: bool = False) -> Appended:
        row, values = self.row, self.values
        status, owner = Status(values["status"]), Owner(values["owner"])
        return Appended(row.id, row.public_id, row.customer_id, status, owner, message, duplicate)


def append_messages(tx: Session, messages: Sequence[NewMessage]) -> list[Appended | ApiError]:
    """Append each message to its conversation, in the order given; one whose conversation is gone gets NotFound.

    A customer's message to a resolved or snoozed conversation opens it again.
    """
    states = {row.id: _State(row) for row in tx.execute(_LOCK, {"ids": sorted({m.conversation_id for m in messages})})}
    known = _stored_before(tx, messages)
    results: list[Appended | ApiError] = []
    rows: list[dict[str, Any]] = []
    for message in messages:
        state = states.get(message.conversation_id)
        if state is None:
            results.append(NotFound("This conversation does not exist any more."))
            continue
        twin = known.get((message.conversation_id, message.client_id))
        if twin is not None:
            results.append(state.appended(twin, duplicate=True))
            continue
        record = _apply(state, message, rows)
        known[(message.conversation_id, message.client_id)] = record
        results.append(state.appended(record))
        local = MessageAppended(state.row.public_id, record, message.origin)
        emit(tx, Signal(CONVERSATION, message.conversation_id, record.staff_seq, local=local))
    _store(tx, [state for state in states.values() if state.facts], rows)
    return results


def _stored_before(tx: Session, messages: Sequence[NewMessage]) -> dict[tuple[int, str | None], MessageRecord]:
    client_ids = [message.client_id for message in messages if message.client_id]
    if not client_ids:
        return {}
    found = tx.execute(
        message_columns()
        .add_columns(Message.conversation_id)
        .where(Message.client_id.in_(client_ids), Message.conversation_id.in_({m.conversation_id for m in messages}))
    )
    return {(row.conversation_id, row.client_id): message_record(row) for row in found}


def _apply(state: _State, message: NewMessage, rows: list[dict[str, Any]]) -> MessageRecord:
    writer, public = message.writer, message.audience is Audience.PUBLIC
    by = actor(writer.author, writer.id)
    from_customer = writer.author is Author.CUSTOMER
    if from_customer and state.values["status"] != Status.OPEN:
        _open_again(state, by=by, at=message.at)
    fact = _FACTS[writer.author] if public else "NoteAdded"
    staff_seq, public_seq = state.take(fact, by=by, at=message.at, data={}, public=public)
    if public:
        _note_last_message(state, message, from_customer=from_customer)
    record = MessageRecord(
        public_id=new_id(),
        staff_seq=staff_seq,
        public_seq=public_seq,
        writer=writer,
        audience=message.audience,
        body=message.body,
        at=message.at,
        client_id=message.client_id,
    )
    rows.append(
        {
            "public_id": record.public_id,
            "conversation_id": message.conversation_id,
            "staff_seq": staff_seq,
            "public_seq": public_seq,
            "client_id": message.client_id,
            "author": writer.author,
            "agent_id": writer.id if writer.author is Author.AGENT else None,
            "audience": message.audience,
            "body": message.body,
            "delivery": Delivery.STORED,
            "created_at": message.at,
        }
    )
    return record


def _open_again(state: _State, *, by: str, at: datetime) -> None:
    """Resolved: it waits for somebody anew. Snoozed: it goes on with its owner."""
    values = state.values
    if values["status"] == Status.RESOLVED:
        values |= {"owner": Owner.NONE, "agent_id": None}
        state.take("ConversationReopened", by=by, at=at, data={"reason": "customer"}, public=True)
    else:
        state.take("ConversationWoken", by=by, at=at, data={"reason": "customer"}, public=False)
    values |= {"status": Status.OPEN, "resolved_at": None, "snoozed_until": None}


def _note_last_message(state: _State, message: NewMessage, *, from_customer: bool) -> None:
    values = state.values
    values["last_message_at"] = max(values["last_message_at"], message.at)
    values["preview"] = " ".join(message.body[: 2 * PREVIEW_LENGTH].split())[:PREVIEW_LENGTH]
    values["preview_author"] = message.writer.author
    if from_customer:
        values["waiting_since"] = values["waiting_since"] or message.at
        values["unread"] += 1
        state.needs_dispatch = state.needs_dispatch or values["owner"] == Owner.NONE
    elif message.writer.author is Author.AGENT:
        values["waiting_since"] = None
        values["unread"] = 0


def _store(tx: Session, states: list[_State], rows: list[dict[str, Any]]) -> None:
    if not states:
        return
    connection = tx.connection()
    connection.execute(_COUNT, [{"key": s.row.id, **{f"new_{n}": v for n, v in s.values.items()}} for s in states])
    connection.execute(sa.insert(_message), rows)
    connection.execute(sa.insert(_event), [fact for state in states for fact in state.facts])
    for state in states:
        if state.needs_dispatch:
            key = state.row.id
            at = state.facts[-1]["at"]
            jobs.enqueue(tx, DISPATCH, {"conversation_id": key}, now=at, unique_key=str(key))

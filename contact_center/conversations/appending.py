"""The hot path: many messages appended to many conversations, set by set, in one unit.

Five statements serve the whole set: lock and read the conversations, look for resent messages, then write counters,
messages and facts. Times are microseconds here, as they are stored: nothing is converted to and fro.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.conversations import drafts, mentions
from contact_center.conversations.text import preview_of
from contact_center.db import Rows, Signal, emit
from contact_center.errors import ApiError, Conflict, NotFound
from contact_center.given_rows import GivenRows
from contact_center.models import Conversation, Event, Message, UtcTime, actor
from contact_center.realtime.changes import CONVERSATION, MessageAppended, MessageRecord
from contact_center.realtime.messages import message_columns, message_records
from contact_center.values import Audience, Author, NewMessage, Owner, Status, from_micros, new_id, to_micros
from contact_center.work import service as work

BY_PEOPLE = (Author.CUSTOMER, Author.AGENT)
"""Whose messages become the preview: what the bot and notices say is alike in all conversations."""
DISPATCH = "dispatch"

_KNOWN = ("id", "public_id", "customer_id")
_COUNTED = (
    "status", "owner", "agent_id", "version", "public_seq", "staff_seq", "last_message_at", "waiting_since",
    "due_at", "out_of_hours", "unread", "preview", "preview_author", "has_files", "snoozed_until", "resolved_at",
)  # fmt: skip
_COUNTS = slice(len(_KNOWN), len(_KNOWN) + len(_COUNTED))  # of a _State's fields
_MESSAGE = (
    "public_id", "conversation_id", "staff_seq", "public_seq", "client_id", "author", "agent_id", "audience",
    "body", "attachments", "content", "delivery", "created_at",
)  # fmt: skip
_FACT = ("entity", "entity_id", "type", "at", "actor", "data", "staff_seq", "public_seq")

_STATUS, _OWNER = {each.value: each for each in Status}, {each.value: each for each in Owner}  # calling them is slow


def _raw(name: str) -> sa.ColumnElement[Any]:
    """A column of the conversation as it is stored."""
    column = Conversation.__table__.c[name]
    return sa.type_coerce(column, sa.BigInteger).label(name) if isinstance(column.type, UtcTime) else column


_LOCK = (
    sa.select(*map(_raw, (*_KNOWN, *_COUNTED, "spam_at", "merged_into_id")))
    .where(Conversation.__table__.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Conversation.__table__.c.id)
    .with_for_update()
)
_WRITE_COUNTS = Rows(
    sa.update(Conversation)
    .where(Conversation.id == sa.bindparam("key"))
    .values({name: sa.bindparam(f"new_{name}") for name in _COUNTED}),
    [*(f"new_{name}" for name in _COUNTED), "key"],
)
_WRITE_MESSAGES = Rows(sa.insert(Message), _MESSAGE)
_WRITE_FACTS = Rows(sa.insert(Event), _FACT)
_TWINS = GivenRows(
    "SELECT message.id FROM {given} CROSS JOIN message "
    "WHERE message.conversation_id = given.conversation_id AND message.client_id = given.client_id",
    {"conversation_id": "BIGINT", "client_id": "TEXT"},
)
"""For a list of pairs, SQLite reads all messages as soon as its statistics say that most have no client_id."""
_RESENT = message_columns().add_columns(Message.conversation_id)


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


class _State(msgspec.Struct):
    """A locked conversation while a set is applied to it: the columns of _LOCK in their order, and what is new."""

    id: int
    public_id: str
    customer_id: int
    status: str
    owner: str
    agent_id: int | None
    version: int
    public_seq: int
    staff_seq: int
    last_message_at: int
    waiting_since: int | None
    due_at: int | None
    out_of_hours: bool
    unread: int
    preview: str
    preview_author: str
    has_files: bool
    snoozed_until: int | None
    resolved_at: int | None
    spam_at: int | None
    merged_into_id: int | None
    facts: list[tuple[Any, ...]] = []
    needs_dispatch: bool = False
    woken: bool = False

    def take(self, fact: str, *, by: str, at: int, data: str = "{}", public: bool) -> tuple[int, int | None]:
        """The next place in the sequences, for a fact that is stored with it."""
        self.staff_seq += 1
        self.version += 1
        if public:
            self.public_seq += 1
        place = self.staff_seq, self.public_seq if public else None
        self.facts.append(("conversation", self.id, fact, at, by, data, *place))
        return place

    def appended(self, message: MessageRecord, *, duplicate: bool = False) -> Appended:
        status, owner = _STATUS[self.status], _OWNER[self.owner]
        return Appended(self.id, self.public_id, self.customer_id, status, owner, message, duplicate)


def append_messages(tx: Session, messages: Sequence[NewMessage]) -> list[Appended | ApiError]:
    """Append each message to its conversation, in the order given; one whose conversation is gone gets NotFound.

    A customer's message to a resolved or snoozed conversation opens it again.
    """
    ids = sorted({message.conversation_id for message in messages})
    states = {row[0]: _State(*row) for row in tx.connection().execute(_LOCK, {"ids": ids})}
    known = _stored_before(tx, messages)
    results: list[Appended | ApiError] = []
    rows: list[tuple[Any, ...]] = []
    naming: list[tuple[int, MessageRecord]] = []
    for message in messages:
        key = (message.conversation_id, message.client_id)
        state = states.get(message.conversation_id)
        if state is None:
            results.append(NotFound("This conversation does not exist any more."))
        elif (twin := known.get(key)) is not None:
            results.append(_resent(state, twin, message))
        elif state.merged_into_id is not None:
            results.append(went_into(state.merged_into_id))
        else:
            record = _apply(state, message, rows)
            if message.client_id is not None:
                known[key] = record
            results.append(state.appended(record))
            if record.mentions:
                naming.append((state.id, record))
            local = None if message.by_mail else MessageAppended(state.public_id, record, message.origin)
            emit(tx, Signal(CONVERSATION, state.id, record.staff_seq, local=local))
            if state.staff_seq > record.staff_seq:
                emit(tx, Signal(CONVERSATION, state.id, state.staff_seq))
    _store(tx, [state for state in states.values() if state.facts], rows)
    mentions.store(tx, naming)
    drafts.forget_sent(tx, [(row[6], row[1], row[7]) for row in rows if row[6] is not None])
    return results


def went_into(number: int) -> Conflict:
    """What whoever changes a merged conversation is told. number: of the one that has everything now."""
    return Conflict(f"This conversation was merged into #{number}. Go on there.", code="conversation_merged")


def _resent(state: _State, twin: MessageRecord, message: NewMessage) -> Appended | ApiError:
    """What was stored the first time; but nobody may take, or learn of, another one's message by its client_id."""
    if (twin.writer.author, twin.writer.public_id) != (message.writer.author, message.writer.public_id):
        return Conflict("Another message of this conversation has this client_id.", code="client_id_taken")
    return state.appended(twin, duplicate=True)


def _stored_before(tx: Session, messages: Sequence[NewMessage]) -> dict[tuple[int, str | None], MessageRecord]:
    pairs = [(message.conversation_id, message.client_id) for message in messages if message.client_id]
    twins = _TWINS.execute(tx, pairs).scalars().all() if pairs else []
    if not twins:
        return {}
    found = tx.connection().execute(_RESENT.where(Message.id.in_(twins))).all()
    records = message_records(tx, found)
    return {(row.conversation_id, row.client_id): record for row, record in zip(found, records, strict=True)}


def _apply(state: _State, message: NewMessage, rows: list[tuple[Any, ...]]) -> MessageRecord:
    writer, public, at = message.writer, message.audience is Audience.PUBLIC, to_micros(message.at)
    from_customer = writer.author is Author.CUSTOMER
    by = actor(writer.author, state.customer_id if from_customer else writer.id)  # a merge may have come between
    if from_customer and state.status != Status.OPEN and not _is_quiet(state, message):
        _open_again(state, by=by, at=at)
    fact = "NoteAdded" if not public else "MessageReceived" if from_customer else "MessageSent"
    named = [each.id for each in message.mentions]
    data = msgspec.json.encode({"mentions": named}).decode() if named else "{}"
    staff_seq, public_seq = state.take(fact, by=by, at=at, data=data, public=public)
    state.has_files = state.has_files or bool(message.attachments)
    if public:
        _note_last_message(state, message, at=at)
    if state.out_of_hours and public and writer.author is Author.AGENT:
        state.out_of_hours = False
        state.take("ConversationAnswered", by=by, at=at, public=True)
    record = MessageRecord(
        public_id=new_id(),
        staff_seq=staff_seq,
        public_seq=public_seq,
        writer=writer,
        audience=message.audience,
        body=message.body,
        at=message.at,
        client_id=message.client_id,
        attachments=message.attachments,
        mentions=message.mentions,
        content=message.content,
        delivery=message.delivery,
    )
    files = msgspec.json.encode(message.attachments).decode() if message.attachments else None
    content = msgspec.json.encode(message.content).decode() if message.content is not None else None
    agent_id = writer.id if writer.author is Author.AGENT else None
    rows.append(
        (
            record.public_id, state.id, staff_seq, public_seq, message.client_id, writer.author.value, agent_id,
            message.audience.value, message.body, files, content, message.delivery.value, at,
        )
    )  # fmt: skip
    return record


def _is_quiet(state: _State, message: NewMessage) -> bool:
    """It sets off nothing: so does what a customer writes in what was marked as spam."""
    return message.quiet or (state.spam_at is not None and message.writer.author is Author.CUSTOMER)


def _open_again(state: _State, *, by: str, at: int) -> None:
    """Resolved: it waits for somebody anew. Snoozed: it goes on with its owner."""
    data = '{"reason":"customer"}'
    if state.status == Status.RESOLVED:
        state.owner, state.agent_id = Owner.NONE.value, None
        state.take("ConversationReopened", by=by, at=at, data=data, public=True)
    else:
        state.woken = True
        state.take("ConversationWoken", by=by, at=at, data=data, public=False)
    state.status, state.resolved_at, state.snoozed_until = Status.OPEN.value, None, None


def _note_last_message(state: _State, message: NewMessage, *, at: int) -> None:
    state.last_message_at = max(state.last_message_at, at)
    if message.writer.author in BY_PEOPLE or not state.preview:
        state.preview = preview_of(message.body, [each.name for each in message.attachments])
        state.preview_author = message.writer.author.value
    if _is_quiet(state, message):
        return
    if message.writer.author is Author.CUSTOMER:
        state.out_of_hours = state.out_of_hours or (message.out_of_hours and state.owner == Owner.NONE)
        if state.owner != Owner.BOT:  # whom the bot answers waits for no agent
            state.waiting_since = state.waiting_since or at
        if state.due_at is None and message.due_at is not None:
            state.due_at = to_micros(message.due_at)
        state.unread += 1
        state.needs_dispatch = state.needs_dispatch or state.owner != Owner.AGENT
    elif message.writer.author is Author.AGENT:
        state.waiting_since = state.due_at = None
        state.unread = 0


def _store(tx: Session, states: list[_State], rows: list[tuple[Any, ...]]) -> None:
    if not states:
        return
    _WRITE_COUNTS.execute(tx, [(*msgspec.structs.astuple(state)[_COUNTS], state.id) for state in states])
    _WRITE_MESSAGES.execute(tx, rows)
    _WRITE_FACTS.execute(tx, [fact for state in states for fact in state.facts])
    for state in states:
        if state.woken and state.agent_id is not None:
            _give_to_owner(tx, state, at=from_micros(state.facts[-1][3]))
    waiting = [state for state in states if state.needs_dispatch]
    if waiting:
        now = from_micros(max(state.facts[-1][3] for state in waiting))
        wanted = [jobs.NewJob({"conversation_id": state.id}, str(state.id)) for state in waiting]
        jobs.enqueue_all(tx, DISPATCH, wanted, now=now)


def _give_to_owner(tx: Session, state: _State, *, at: datetime) -> None:
    """A conversation that was put aside is again among what its agent has in hand."""
    channel = tx.execute(sa.select(Conversation.channel).where(Conversation.id == state.id)).scalar_one()
    by = actor(Author.CUSTOMER, state.customer_id)
    work.activate(tx, state.id, channel=channel, agent_id=state.agent_id or 0, by=by, at=at)

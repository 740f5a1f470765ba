"""The rows of one conversation go over to another one, which is numbered anew with them by time."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from contact_center.given_rows import GivenRows
from contact_center.merging.order import Numbers, Place, interleaved, numbered
from contact_center.models import Attachment, BotTurn, Conversation, Event, Mention, Message, UtcTime
from contact_center.search.service import index_again

_OF_MESSAGES: tuple[tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]], ...] = (
    (Attachment.conversation_id, Attachment.message_id),
    (Mention.conversation_id, Mention.message_id),
    (BotTurn.conversation_id, BotTurn.message_id),
)
"""What belongs to a message and names its conversation too."""
_NUMBER_MESSAGES = GivenRows(
    "UPDATE message SET conversation_id = :into, staff_seq = given.staff, public_seq = given.public "
    "FROM {given} WHERE message.id = given.id",
    {"id": "BIGINT", "staff": "BIGINT", "public": "BIGINT"},
)
_NUMBER_FACTS = GivenRows(
    "UPDATE event SET entity_id = :into, staff_seq = given.staff, public_seq = given.public, data = given.data "
    "FROM {given} WHERE event.id = given.id",
    {"id": "BIGINT", "staff": "BIGINT", "public": "BIGINT", "data": "TEXT"},
)
_RAW = {"synchronize_session": False}
_IN_SETS = 500
"""Rows that one statement names, where the database bounds its parameters."""


class Rows(NamedTuple):
    """The messages and the numbered facts of a conversation, in order; columns as they are stored."""

    messages: Sequence[Any]
    facts: Sequence[Any]

    def only(self, messages: Collection[int], facts: Collection[int]) -> "Rows":
        """Those of these keys."""
        return Rows(
            [row for row in self.messages if row.id in messages], [row for row in self.facts if row.id in facts]
        )

    def places(self, conversation: int) -> list[Place]:
        """A message has the place of its fact."""
        found = {
            row.staff_seq: Place(conversation, row.staff_seq, row.public_seq, row.at)
            for row in (*self.messages, *self.facts)
        }
        return [found[seq] for seq in sorted(found)]


def rows_of(tx: Session, conversation_id: int) -> Rows:
    message, fact = Message.__table__.c, Event.__table__.c
    at = _micros(message.created_at)
    messages = sa.select(message.id, message.staff_seq, message.public_seq, at, message.client_id)
    messages = messages.where(message.conversation_id == conversation_id).order_by(message.staff_seq)
    facts = sa.select(fact.id, fact.staff_seq, fact.public_seq, _micros(fact.at), fact.data)
    mine = fact.entity == "conversation", fact.entity_id == conversation_id, fact.staff_seq.is_not(None)
    facts = facts.where(*mine).order_by(fact.staff_seq)
    connection = tx.connection()
    return Rows(connection.execute(messages).all(), connection.execute(facts).all())


def _micros(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    assert isinstance(column.type, UtcTime)
    return sa.type_coerce(column, sa.BigInteger).label("at")


def put_together(tx: Session, into: Conversation, ours: Rows, other: Conversation, theirs: Rows) -> Numbers:
    """Their rows are of `into` from now on, which is numbered anew with all of them. into, other: locked."""
    places = interleaved(ours.places(into.id), theirs.places(other.id))
    numbers = numbered(places, staff=into.staff_seq, public=into.public_seq)
    _free_client_ids(tx, ours, other, theirs)
    for owner, rows in ((into.id, ours), (other.id, theirs)):
        _NUMBER_MESSAGES.execute(tx, [_new(numbers, owner, row) for row in rows.messages], into=into.id)
        facts = [(*_new(numbers, owner, row), _told(numbers, owner, row.data)) for row in rows.facts]
        _NUMBER_FACTS.execute(tx, facts, into=into.id)
    into.staff_seq, into.public_seq = numbers.last_staff, numbers.last_public
    moved = [row.id for row in theirs.messages]
    for start in range(0, len(moved), _IN_SETS):
        for owner_column, message in _OF_MESSAGES:
            some = message.in_(moved[start : start + _IN_SETS])
            change = sa.update(owner_column.class_).where(some).values({owner_column.key: into.id})
            tx.execute(change.execution_options(**_RAW))
        if into.inbox_id != other.inbox_id:  # who may find it, is told by the inbox
            index_again(tx, moved[start : start + _IN_SETS])
    tx.flush()
    return numbers


def _new(numbers: Numbers, owner: int, row: Any) -> tuple[int, int, int | None]:
    public = None if row.public_seq is None else numbers.public[owner, row.public_seq]
    return row.id, numbers.staff[owner, row.staff_seq], public


def _told(numbers: Numbers, owner: int, data: dict[str, Any]) -> str:
    """A fact's data as stored; one about a message names it by its number."""
    seq = data.get("message_seq")
    if seq is not None and (owner, seq) in numbers.staff:
        data = {**data, "message_seq": numbers.staff[owner, seq]}
    return msgspec.json.encode(data).decode()


def _free_client_ids(tx: Session, ours: Rows, other: Conversation, theirs: Rows) -> None:
    """Two conversations may have given one client_id: that of the one that comes gets the conversation's name too."""
    taken = {row.client_id for row in ours.messages if row.client_id is not None}
    for row in theirs.messages:
        if row.client_id in taken:
            change = sa.update(Message).where(Message.id == row.id)
            tx.execute(change.values(client_id=f"{row.client_id}~{other.public_id}").execution_options(**_RAW))

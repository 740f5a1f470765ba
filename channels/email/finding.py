"""Which conversation a mail belongs to, and who takes part in it by mail: what storage knows of both."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from channels.email import threads
from channels.email.parsed import Authentication, Parsed
from channels.email.parsed import Mailbox as Person
from channels.email.threads import Decision, Found, Known
from contact_center.models import Conversation, Mail, Mailbox, MailParticipant, Message

MOST_PARTICIPANTS = 200
"""Of a conversation; of a mail to more than that, the others are in the mail alone."""


def find(tx: Session, parsed: Parsed, *, authentication: Authentication | None, inbox_id: int, key: str) -> Decision:
    """Where the mail goes on. key: the installation's secret."""
    wanted = threads.lookup(parsed, key=key)
    if not (wanted.messages or wanted.numbers or wanted.header_ids):
        return threads.decide(parsed, Found(), authentication)
    messages = _of_messages(tx, wanted.messages)
    numbers = _of_numbers(tx, wanted.numbers)
    headers = _of_headers(tx, wanted.header_ids, inbox_id)
    taking_part = _participants(tx, {*messages, *numbers, *headers})

    def known(conversations: Sequence[int]) -> tuple[Known, ...]:
        return tuple(Known(conversation=each, participants=taking_part.get(each, _NOBODY)) for each in conversations)

    found = Found(messages=known(messages), numbers=known(numbers), header_ids=known(headers))
    return threads.decide(parsed, found, authentication)


_NOBODY: frozenset[str] = frozenset()


def own_addresses(tx: Session) -> frozenset[str]:
    """Every address whose mail comes to us."""
    rows = tx.execute(sa.select(Mailbox.address, Mailbox.aliases)).all()
    return frozenset(each for address, aliases in rows for each in (address, *aliases))


def room(tx: Session, conversation_id: int) -> int:
    """How many more may take part."""
    there = sa.select(sa.func.count()).where(MailParticipant.conversation_id == conversation_id)
    return max(0, MOST_PARTICIPANTS - tx.execute(there).scalar_one())


def join(
    tx: Session,
    conversation_id: int,
    people: Sequence[tuple[Person, str]],
    *,
    room: int,
    own: Iterable[str],
    key: str,
    at: datetime,
) -> None:
    """Who a mail is from and to takes part from now on, but for ourselves. people: with their roles.

    room: how many at most.
    """
    ours, rows = set(own), dict[str, dict[str, Any]]()
    for person, role in people:
        address = person.address.lower()
        if address not in ours and threads.own_conversation(address, key=key) is None:
            rows.setdefault(address, {"name": person.name, "role": role})
    some = list(rows.items())[:room]
    values = [{"conversation_id": conversation_id, "address": each, "since": at, **row} for each, row in some]
    if values:
        tx.connection().execute(_JOIN[tx.get_bind().dialect.name], values)


_JOIN = {
    "postgresql": postgresql.insert(MailParticipant).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(MailParticipant).on_conflict_do_nothing(),
}


def _of_messages(tx: Session, public_ids: Sequence[str]) -> list[int]:
    """The conversations of messages, in the order of these."""
    if not public_ids:
        return []
    query = sa.select(Message.public_id, Message.conversation_id).where(Message.public_id.in_(public_ids))
    found = {row.public_id: row.conversation_id for row in tx.execute(query)}
    return list(dict.fromkeys(found[each] for each in public_ids if each in found))


def _of_numbers(tx: Session, numbers: Sequence[int]) -> list[int]:
    """The conversations of these numbers; of one that was merged, the one that has it now."""
    if not numbers:
        return []
    query = sa.select(Conversation.id, Conversation.merged_into_id).where(Conversation.id.in_(numbers))
    found = {row.id: row.merged_into_id or row.id for row in tx.execute(query)}
    return list(dict.fromkeys(found[each] for each in numbers if each in found))


def _of_headers(tx: Session, ids: Sequence[str], inbox_id: int) -> list[int]:
    """The conversations with mails of these ids, in the order of the ids."""
    if not ids:
        return []
    query = (
        sa.select(Mail.header_id, Message.conversation_id)
        .join(Message, Message.id == Mail.message_id)
        .where(Mail.header_id.in_(ids), Mail.inbox_id == inbox_id)
        .order_by(Mail.message_id)
    )
    rows = tx.execute(query).all()
    return list(dict.fromkeys(row.conversation_id for each in ids for row in rows if row.header_id == each))


def _participants(tx: Session, conversations: set[int]) -> dict[int, frozenset[str]]:
    if not conversations:
        return {}
    part = MailParticipant
    query = sa.select(part.conversation_id, part.address).where(part.conversation_id.in_(conversations))
    found: dict[int, set[str]] = {}
    for conversation_id, address in tx.execute(query):
        found.setdefault(conversation_id, set()).add(address)
    return {key: frozenset(addresses) for key, addresses in found.items()}

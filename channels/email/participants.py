"""Who takes part in conversations by mail, and from which addresses our own mail comes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from channels.email import threads
from channels.email.parsed import Mailbox as Person
from contact_center.given_rows import GivenRows
from contact_center.models import Mailbox, MailParticipant

MOST_PARTICIPANTS = 200
"""Of a conversation; of a mail to more than that, the others are in the mail alone."""
People = Mapping[str, Mapping[str, str]]
"""By their addresses in small letters: their names, and their roles in the mail that they first came in."""


def own_addresses(tx: Session) -> frozenset[str]:
    """Every address whose mail comes to us."""
    rows = tx.execute(sa.select(Mailbox.address, Mailbox.aliases).where(Mailbox.removed_at.is_(None))).all()
    return frozenset(each for address, aliases in rows for each in (address, *aliases))


def people(named: Iterable[tuple[Person, str]], *, own: frozenset[str], key: str) -> dict[str, dict[str, str]]:
    """Those whom a mail names with their roles, but for ourselves; the first role counts. key: the installation's."""
    found: dict[str, dict[str, str]] = {}
    for person, role in named:
        address = person.address.lower()
        if address not in own and threads.own_conversation(address, key=key) is None:
            found.setdefault(address, {"name": person.name, "role": role})
    return found


def joining(named: People, there: Iterable[str]) -> People:
    """Those who do not take part yet, as far as there is room."""
    known = set(there)
    new = [(address, each) for address, each in named.items() if address not in known]
    return dict(new[: max(0, MOST_PARTICIPANTS - len(known))])


def of_conversations(tx: Session, conversations: Iterable[int]) -> dict[int, set[str]]:
    """The addresses of all who take part in each."""
    found: dict[int, set[str]] = {each: set() for each in conversations}
    if found:
        for row in _OF_CONVERSATIONS.execute(tx, [(each,) for each in found]):
            found[row.conversation_id].add(row.address)
    return found


def store(tx: Session, new: Sequence[tuple[int, People]], *, at: datetime) -> None:
    """They take part in these conversations from now on."""
    rows = [
        {"conversation_id": conversation_id, "address": address, "since": at, **person}
        for conversation_id, named in new
        for address, person in named.items()
    ]
    if rows:
        tx.connection().execute(_STORE[tx.get_bind().dialect.name], rows)


_OF_CONVERSATIONS = GivenRows(
    "SELECT mail_participant.conversation_id, mail_participant.address FROM {given} CROSS JOIN mail_participant "
    "WHERE mail_participant.conversation_id = given.conversation_id",
    {"conversation_id": "BIGINT"},
)
_STORE = {
    "postgresql": postgresql.insert(MailParticipant).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(MailParticipant).on_conflict_do_nothing(),
}

"""Which conversations mails belong to: what storage knows of it, for a set of mails at once."""

from collections.abc import Iterable, Sequence
from itertools import chain

from sqlalchemy.orm import Session

from channels.email import participants, threads
from channels.email.coming import Context
from channels.email.participants import People
from channels.email.threads import Decision, Found, Known, Lookup
from contact_center.given_rows import GivenRows


class Places:
    """Where the mails of a set may go on, read at once; who joins by one of them counts for those after it."""

    def __init__(self, tx: Session, contexts: Sequence[Context]) -> None:
        """All of one inbox."""
        self._wanted = {each.row.id: threads.lookup(each.parsed, key=each.key) for each in contexts}
        wanted = self._wanted.values()
        self._messages = _of_messages(tx, chain.from_iterable(each.messages for each in wanted))
        self._numbers = _of_numbers(tx, chain.from_iterable(each.numbers for each in wanted))
        header_ids = chain.from_iterable(each.header_ids for each in wanted)
        self._headers = _of_headers(tx, header_ids, inbox_id=contexts[0].box.inbox_id) if contexts else {}
        every = {*self._messages.values(), *self._numbers.values(), *chain.from_iterable(self._headers.values())}
        found = participants.of_conversations(tx, every)
        self._taking_part = {each: frozenset(addresses) for each, addresses in found.items()}

    def decide(self, context: Context) -> Decision:
        """Where the mail goes on."""
        found = self._found(self._wanted[context.row.id])
        return threads.decide(context.parsed, found, context.authentication)

    def join(self, context: Context, conversation_id: int | None) -> People:
        """Whoever takes part by the mail and did not before. conversation_id: where it goes on; none: it begins one."""
        if conversation_id is None:
            return participants.joining(context.people(), ())
        there = self._taking_part[conversation_id]
        new = participants.joining(context.people(), there)
        self._taking_part[conversation_id] = there.union(new)
        return new

    def _found(self, wanted: Lookup) -> Found:
        return Found(
            messages=self._known(self._messages[each] for each in wanted.messages if each in self._messages),
            numbers=self._known(self._numbers[each] for each in wanted.numbers if each in self._numbers),
            header_ids=self._known(chain.from_iterable(self._headers.get(each, ()) for each in wanted.header_ids)),
        )

    def _known(self, conversations: Iterable[int]) -> tuple[Known, ...]:
        return tuple(
            Known(conversation=each, participants=self._taking_part[each]) for each in dict.fromkeys(conversations)
        )


def _of_messages(tx: Session, public_ids: Iterable[str]) -> dict[str, int]:
    """The conversations of messages."""
    wanted = [(each,) for each in dict.fromkeys(public_ids)]
    rows = _MESSAGES.execute(tx, wanted) if wanted else ()
    return {row.public_id: row.conversation_id for row in rows}


def _of_numbers(tx: Session, numbers: Iterable[int]) -> dict[int, int]:
    """The conversations of these numbers; of one that was merged, the one that has it now."""
    wanted = [(each,) for each in dict.fromkeys(numbers)]
    rows = _NUMBERS.execute(tx, wanted) if wanted else ()
    return {row.number: row.conversation for row in rows}


def _of_headers(tx: Session, ids: Iterable[str], *, inbox_id: int) -> dict[str, list[int]]:
    """The conversations with mails of these ids, the oldest mail's first."""
    wanted, found = [(each,) for each in dict.fromkeys(ids)], dict[str, list[int]]()
    for row in _HEADERS.execute(tx, wanted, inbox=inbox_id) if wanted else ():
        found.setdefault(row.header_id, []).append(row.conversation_id)
    return found


_MESSAGES = GivenRows(
    "SELECT message.public_id, message.conversation_id FROM {given} CROSS JOIN message "
    "WHERE message.public_id = given.public_id",
    {"public_id": "TEXT"},
)
_NUMBERS = GivenRows(
    "SELECT conversation.id AS number, COALESCE(conversation.merged_into_id, conversation.id) AS conversation "
    "FROM {given} CROSS JOIN conversation WHERE conversation.id = given.number",
    {"number": "BIGINT"},
)
_HEADERS = GivenRows(
    "SELECT mail.header_id, message.conversation_id FROM {given} CROSS JOIN mail "
    "JOIN message ON message.id = mail.message_id "
    "WHERE mail.header_id = given.header_id AND mail.inbox_id = :inbox ORDER BY mail.message_id",
    {"header_id": "TEXT"},
)

"""Messages that come in sets, from channels that know where each belongs: a few statements for all of them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.appending import Appended, append_messages
from contact_center.errors import ApiError, NotFound
from contact_center.events import ConversationOpened
from contact_center.models import Conversation, ConversationParticipant, Inbox, actor, record_all
from contact_center.values import Author, FileRef, NewMessage, Writer


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's message that was not received before.

    conversation_id: the one it goes on, whosever that is; none: it begins one, with the subject. visitor: the value of
    the identity that writes. due_at, quiet, by_mail: as NewMessage says.
    """

    customer_id: int
    visitor: str
    client_id: str
    body: str
    at: datetime
    conversation_id: int | None = None
    subject: str | None = None
    attachments: tuple[FileRef, ...] = ()
    due_at: datetime | None = None
    quiet: bool = False
    by_mail: bool = False


def receive_all(tx: Session, inbox: Inbox, messages: Sequence[Placed]) -> list[Appended]:
    """Append each message where it belongs, in the order given. No two may go on with the same new conversation.

    Raises NotFound for an inbox that is gone or disabled, and where one of the conversations is gone. Nobody's pages
    are kept with what is begun: behind these channels is no browser.
    """
    if inbox.disabled_at is not None:
        raise NotFound("This inbox takes no messages any more.")
    begun = iter(_open(tx, inbox, [each for each in messages if each.conversation_id is None]))
    places = [next(begun) if each.conversation_id is None else each.conversation_id for each in messages]
    results = append_messages(tx, [_message(each, place) for each, place in zip(messages, places, strict=True)])
    return [_appended(each) for each in results]


def _appended(result: Appended | ApiError) -> Appended:
    if isinstance(result, ApiError):
        raise result
    return result


def _message(placed: Placed, conversation_id: int) -> NewMessage:
    return NewMessage(
        conversation_id=conversation_id,
        writer=Writer(Author.CUSTOMER, placed.customer_id),
        body=placed.body,
        client_id=placed.client_id,
        at=placed.at,
        attachments=placed.attachments,
        due_at=placed.due_at,
        quiet=placed.quiet,
        by_mail=placed.by_mail,
    )


def _open(tx: Session, inbox: Inbox, messages: Sequence[Placed]) -> list[int]:
    """A new conversation for each, without messages yet."""
    if not messages:
        return []
    connection = tx.connection()
    rows = [
        {
            "inbox_id": inbox.id,
            "customer_id": each.customer_id,
            "visitor": each.visitor,
            "channel": inbox.channel,
            "subject": each.subject,
            "created_at": each.at,
            "last_message_at": each.at,
        }
        for each in messages
    ]
    keys = list(connection.execute(_CONVERSATIONS, rows).scalars())
    both = list(zip(keys, messages, strict=True))
    parties = [
        {"conversation_id": key, "customer_id": each.customer_id, "delivered_seq": 0, "seen_seq": 0}
        for key, each in both
    ]
    connection.execute(_PARTICIPANTS, parties)
    opened = ConversationOpened(inbox.channel, inbox.id)
    facts = [(key, opened, actor(Author.CUSTOMER, each.customer_id), each.at) for key, each in both]
    record_all(tx, "conversation", facts)
    return keys


_CONVERSATIONS = sa.insert(Conversation).returning(Conversation.id, sort_by_parameter_order=True)
_PARTICIPANTS = sa.insert(ConversationParticipant)

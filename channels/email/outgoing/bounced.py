"""What mail servers report of a mail of ours later on: noted at the recipient, shown in the thread."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import threads
from channels.email.coming import Context
from channels.email.outgoing import marks, outbox
from channels.email.outgoing.schemas import MailRecipientState, Outcome
from channels.email.parsed import Bounce, BouncedRecipient
from contact_center.conversations import service
from contact_center.events import MailBounced
from contact_center.models import CustomerIdentity, Mail, MailRecipient, Message

REASON = "bounce"
"""Why a report becomes no message: it is in the thread of the mail that it is about."""
_STATES = {"failed": MailRecipientState.BOUNCED, "delayed": MailRecipientState.DELAYED}
"""What a report says is so from then on, by its action (RFC 3464, 2.3.3); of others there is nothing to note."""
_MAY_BECOME = {
    MailRecipientState.BOUNCED: (MailRecipientState.SENT, MailRecipientState.DELAYED, MailRecipientState.WAITING),
    MailRecipientState.DELAYED: (MailRecipientState.SENT, MailRecipientState.DELAYED),
}
"""From which states. A report that comes late does not make a failed mail a delayed one."""


def check(tx: Session, context: Context) -> str | None:
    """Note a report on a mail of ours, which then becomes no message of its own; see coming.Check."""
    bounce = context.parsed.bounce
    if bounce is None or context.row.history:
        return None
    public_id = _reported(context, bounce)
    query = sa.select(Message).join(Mail, Mail.message_id == Message.id)
    message = tx.execute(query.where(Message.public_id == public_id, Mail.direction == "out")).scalar_one_or_none()
    if message is None:
        return None
    context.row.message_id = message.id
    row = service.locked(tx, message.conversation_id)
    for each in _known(tx, message.id, bounce):
        _note(tx, row, message, each, now=context.now)
    return REASON


def _reported(context: Context, bounce: Bounce) -> str | None:
    """The public id of the message: by the Message-ID that came back, else by the address that the report came to."""
    if bounce.original_id and (found := threads.own_message(bounce.original_id, key=context.key)):
        return found
    addresses = (*context.parsed.delivered_to, *(each.address for each in context.parsed.to))
    return next(filter(None, (marks.returned_message(each, key=context.key) for each in addresses)), None)


def _known(tx: Session, message_id: int, bounce: Bounce) -> list[BouncedRecipient]:
    """Those of the report to whom the mail went. The only one there is, where the report names another: forwarded."""
    query = sa.select(MailRecipient.address).where(MailRecipient.message_id == message_id)
    ours = set(tx.execute(query).scalars())
    named = [each for each in bounce.recipients if each.action in _STATES]
    known = [each for each in named if each.address.lower() in ours]
    if not known and len(ours) == 1:
        (address,) = ours
        known = [
            BouncedRecipient(address=address, action=each.action, status=each.status, words=each.words)
            for each in named[:1]
        ]
    return known


def _note(tx: Session, row: Any, message: Message, reported: BouncedRecipient, *, now: datetime) -> None:
    state, address = _STATES[reported.action], reported.address.lower()
    words = reported.words or reported.status or None
    mine = MailRecipient.message_id == message.id, MailRecipient.address == address
    before = tx.execute(sa.select(MailRecipient.state).where(*mine)).scalar_one()
    if before not in _MAY_BECOME[state]:
        return
    outbox.note_recipient(tx, message.id, address, Outcome(state, reported.status or None, words), now=now)
    outbox.tell(tx, row, message, words, now=now)
    fact = MailBounced(message.staff_seq, reported.action, (words or "")[: outbox.WORDS_LENGTH])
    service.change(tx, row, fact, by="system", at=now, public=False)
    if state is MailRecipientState.BOUNCED:
        _mark(tx, address, words, now=now)


def _mark(tx: Session, address: str, words: str | None, *, now: datetime) -> None:
    """Whoever has the address as theirs is known not to be reached by it."""
    mine = CustomerIdentity.kind == "email", CustomerIdentity.value == address
    marking = sa.update(CustomerIdentity).where(*mine).values(bounced_at=now, bounce_words=words)
    tx.execute(marking.execution_options(synchronize_session=False))

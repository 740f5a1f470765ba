"""The outbox: a mail is taken to be sent, and what became of it is noted, each in one unit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import promises, threads
from channels.email.accounts import Account, account_of
from channels.email.compose import Outgoing
from channels.email.outgoing import queries, standing, storing
from channels.email.outgoing.schemas import FAILED, MailRecipientState, Outcome
from channels.email.parsed import Mailbox
from contact_center import jobs
from contact_center.conversations import service
from contact_center.conversations.appending import DISPATCH
from contact_center.events import ConversationReopened, DeliveryChanged
from contact_center.files.service import file_ref
from contact_center.models import Attachment, Mail, MailRecipient, Message
from contact_center.models import Mailbox as Box
from contact_center.values import Author, Delivery, Owner, Status

COPY = "mail.copy"
WORDS_LENGTH = 500
MAYBE_TWICE = "may_have_left_twice"
"""The problem of a mail that was being handed over when its process died: the server may have had it already."""
_NO_MAILBOX = Outcome(
    MailRecipientState.REFUSED, "no_mailbox", "This inbox has no mailbox any more that could send it."
)
_DISABLED = Outcome(
    MailRecipientState.REFUSED, "mailbox_disabled", "The mailbox is disabled. Enable it, and try this mail again."
)
_REMOVED = Outcome(MailRecipientState.REFUSED, "mailbox_removed", "The mailbox was removed before this mail left.")


class File(msgspec.Struct, frozen=True, kw_only=True):
    """What goes with a mail. key: its blob. path: under which the HTML shows it, where it does."""

    key: str
    id: str
    name: str
    media_type: str
    path: str


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that this process sends now. recipients: those who have not got it."""

    message_id: int
    public_id: str
    account: Account
    mail: Outgoing
    """Without its files."""
    recipients: list[str]
    files: list[File]


def take(tx: Session, message_id: int, *, key: str, now: datetime) -> Ready | None:
    """Begin to send a mail: from then on nobody can take it back. None where there is nothing to send.

    One that was planned for later by now waits for that. key: the installation's secret.
    """
    found = _outgoing(tx, message_id)
    waiting = _waiting(tx, message_id)
    if found is None or found[0].withdrawn_at is not None or not waiting:
        return None
    mail, message = found
    if mail.taken_at is None and mail.send_at is not None and mail.send_at > now:
        storing.plan(tx, message_id, run_at=mail.send_at, now=now)
        return None
    if not _begin(tx, mail, now=now):
        return None
    box = queries.mailbox_of(tx, mail.inbox_id)
    if box is None:
        note(tx, message_id, dict.fromkeys(waiting, _why_not(tx, mail.inbox_id)), now=now)
        return None
    tx.refresh(mail)
    return _ready(tx, mail, message, account_of(tx, box, key=key), waiting, key=key)


def _why_not(tx: Session, inbox_id: int) -> Outcome:
    """Why nothing leaves from an inbox."""
    box = tx.execute(sa.select(Box.removed_at).where(Box.inbox_id == inbox_id)).one_or_none()
    if box is None:
        return _NO_MAILBOX
    return _DISABLED if box.removed_at is None else _REMOVED


def again(tx: Session, message_id: int, *, key: str) -> Ready | None:
    """A mail that has left, as it was sent, for the copy; none where it is gone, or lies among the sent mail."""
    found = _outgoing(tx, message_id)
    if found is None or found[0].left_at is None or found[0].copied_at is not None:
        return None
    box = queries.mailbox_of(tx, found[0].inbox_id)
    if box is None:
        return None
    mail, message = found
    return _ready(tx, mail, message, account_of(tx, box, key=key), [], key=key)


def _ready(tx: Session, mail: Mail, message: Message, account: Account, recipients: list[str], *, key: str) -> Ready:
    replies = None
    if account.settings.plus_addresses:
        replies = threads.reply_address(account.address, message.conversation_id, key=key)
    sender = msgspec.convert(mail.sender, Mailbox)
    outgoing = Outgoing(
        message_id=mail.header_id or "",
        date=mail.date or message.created_at,
        sender=sender,
        to=msgspec.convert(mail.to, tuple[Mailbox, ...]),
        cc=msgspec.convert(mail.cc, tuple[Mailbox, ...]),
        reply_to=(Mailbox(replies, sender.name),) if replies else (),
        subject=mail.subject,
        in_reply_to=mail.in_reply_to[0] if mail.in_reply_to else None,
        references=tuple(mail.references),
        text=mail.text,
        html=mail.html,
        automatic=bool(mail.automatic),
    )
    return Ready(
        message_id=message.id,
        public_id=message.public_id,
        account=account,
        mail=outgoing,
        recipients=recipients,
        files=_files(tx, message.id),
    )


def note(
    tx: Session, message_id: int, outcomes: Mapping[str, Outcome], *, now: datetime, next_try: datetime | None = None
) -> None:
    """What a server said of the recipients, by address; a mail that was deleted meanwhile is left alone.

    next_try: when it is sent again to those who still wait.
    """
    found = _outgoing(tx, message_id)
    if found is None:
        return
    mail, message = found
    row = service.locked(tx, message.conversation_id)
    for address, outcome in outcomes.items():
        note_recipient(tx, message_id, address, outcome, now=now)
    mail.handed_at = None
    mail.send_at = next_try or mail.send_at
    if any(each.state is MailRecipientState.SENT for each in outcomes.values()):
        mail.left_at = mail.left_at or now
        if mail.copied_at is None:
            jobs.enqueue(tx, COPY, {"message_id": message_id}, now=now, unique_key=str(message_id))
    tx.flush()
    words = next((each.words for each in outcomes.values() if each.words), None)
    tell(tx, row, message, words, now=now)


def note_recipient(tx: Session, message_id: int, address: str, outcome: Outcome, *, now: datetime) -> bool:
    """Returns whether the mail went to that address."""
    words = outcome.words[:WORDS_LENGTH] if outcome.words else None
    changed: Any = tx.execute(
        sa.update(MailRecipient)
        .where(MailRecipient.message_id == message_id, MailRecipient.address == address)
        .values(state=outcome.state, code=outcome.code, words=words, at=now)
    )
    return bool(changed.rowcount)


def tell(tx: Session, row: Any, message: Message, words: str | None, *, now: datetime) -> None:
    """Bring the message's own state in line with its recipients', as a fact that reaches every console.

    row: its conversation, locked.
    """
    query = sa.select(MailRecipient.state).where(MailRecipient.message_id == message.id)
    states = set(tx.execute(query).scalars())
    delivery = Delivery.SENT
    if MailRecipientState.WAITING in states:
        delivery = Delivery.SENDING
    elif not states.isdisjoint(FAILED):
        delivery = Delivery.FAILED if states <= {*FAILED} else Delivery.PARTLY
    message.delivery = delivery
    fact = DeliveryChanged(message.staff_seq, delivery.value, words[:WORDS_LENGTH] if words else None)
    columns: dict[str, Any] = {"outgoing": standing.standing(tx, row.id, now=now)}
    if message.author == Author.AGENT and delivery is not Delivery.SENDING and row.status != Status.RESOLVED:
        columns["due_at"] = promises.due_after(tx, row, message, now=now)
    service.change(tx, row, fact, by="system", at=now, public=True, **columns)
    if delivery in standing.UNDELIVERED and row.status == Status.RESOLVED:
        _bring_back(tx, row, now=now)


def _bring_back(tx: Session, row: Any, *, now: datetime) -> None:
    """An answer that did not arrive is none: what was resolved with it waits for somebody again, and is due."""
    service.change(
        tx, row, ConversationReopened("undelivered"), by="system", at=now, public=True, status=Status.OPEN,
        owner=Owner.NONE, agent_id=None, resolved_at=None, waiting_since=now, due_at=now,
    )  # fmt: skip
    jobs.enqueue(tx, DISPATCH, {"conversation_id": row.id}, now=now, unique_key=str(row.id))


def note_copy(tx: Session, message_id: int, *, now: datetime) -> None:
    """It lies among the mailbox's sent mail."""
    tx.execute(sa.update(Mail).where(Mail.message_id == message_id).values(copied_at=now))


def _begin(tx: Session, mail: Mail, *, now: datetime) -> bool:
    """False where somebody was faster and took it back. Its date is that of the first attempt: its bytes stay same."""
    problems = [*mail.problems, MAYBE_TWICE] if mail.handed_at is not None else mail.problems
    begun: Any = tx.execute(
        sa.update(Mail)
        .where(Mail.message_id == mail.message_id, Mail.withdrawn_at.is_(None))
        .where(sa.or_(Mail.taken_at.is_not(None), Mail.send_at <= now))
        .values(
            taken_at=sa.func.coalesce(Mail.taken_at, sa.bindparam(None, now, Mail.__table__.c.taken_at.type)),
            date=sa.func.coalesce(Mail.date, sa.bindparam(None, now, Mail.__table__.c.date.type)),
            handed_at=now,
            problems=list(dict.fromkeys(problems)),
            written=None,
        )
    )
    return bool(begun.rowcount)


def _outgoing(tx: Session, message_id: int) -> tuple[Mail, Message] | None:
    query = sa.select(Mail, Message).join(Message, Message.id == Mail.message_id)
    found = tx.execute(query.where(Mail.message_id == message_id, Mail.direction == "out")).one_or_none()
    return (found[0], found[1]) if found else None


def _waiting(tx: Session, message_id: int) -> list[str]:
    mine = MailRecipient.message_id == message_id, MailRecipient.state == MailRecipientState.WAITING
    return list(tx.execute(sa.select(MailRecipient.address).where(*mine).order_by(MailRecipient.id)).scalars())


def _files(tx: Session, message_id: int) -> list[File]:
    rows = tx.execute(sa.select(Attachment).where(Attachment.message_id == message_id).order_by(Attachment.id))
    return [
        File(key=row.key, id=row.public_id, name=row.name, media_type=row.media_type, path=file_ref(row).path)
        for row in rows.scalars()
    ]

"""The autoresponder: a person whose mail begins a conversation is told when we answer, once in a while (RFC 3834)."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import promises, threads
from channels.email.accounts import MailboxSettings
from channels.email.addresses import leads_nowhere
from channels.email.coming import Context, Stored
from channels.email.forwarded.arriving import is_from_another
from channels.email.outgoing import auto_texts, copies, queries, storing, wording
from channels.email.outgoing.addressing import answer_subject, untagged
from channels.email.outgoing.schemas import Autoresponder, Written
from channels.email.parsed import Automatic
from contact_center.conversations.sending import append_one
from contact_center.models import Conversation, Mail, Mailbox, MailReplyWindow, Message
from contact_center.realtime.mail_views import MailPerson
from contact_center.values import Author, Delivery, NewMessage, Writer

MOST_RECEIVED = 20
"""Of one sender within a window: whoever writes more is no person who waits to hear from us."""
_NOBODY = re.compile(
    r"^(mailer-daemon|postmaster|.*no-?reply.*|do-?not-?reply.*|bounces?|bounces?[+-].*|owner-.*|.*-(owner|request))$"
)
"""Names before the @ behind which no person reads."""


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that began a conversation, and the mailbox that it came to."""

    conversation_id: int
    message: str
    box: Mailbox
    sender: str
    name: str
    subject: str
    header_id: str | None
    references: Sequence[str]


def follow(tx: Session, context: Context, stored: Stored) -> None:
    """Answer a mail that was stored just now, if it is one to be answered; see coming.Follow.

    One that the bot may answer waits for that: see acknowledge.
    """
    settings = msgspec.convert(context.box.settings, MailboxSettings)
    window = timedelta(hours=settings.autoresponder.window_hours)
    mine = context.box.inbox_id, _hash(context.sender, context.key)
    allowed = _count(tx, *mine, at=context.now, window=window)
    if not allowed or not is_person_who_begins(context, stored) or is_from_another(tx, context, stored):
        return
    if settings.bot.answers:
        tx.execute(sa.update(Mail).where(Mail.message_id == stored.message_id).values(answerable=True))
    elif settings.autoresponder.enabled and _is_first(tx, begun := _begun(context, stored), context.key, context.now):
        _spend(tx, *mine)
        _send(tx, begun, settings.autoresponder, key=context.key, now=context.now)


def acknowledge(tx: Session, message_id: int, *, key: str, now: datetime) -> None:
    """The bot has nothing to answer to a mail that it might have answered: its sender is told when we do, if the
    mailbox does that. The same again changes nothing.
    """
    query = sa.select(Mail, Mailbox, Message).join(Message, Message.id == Mail.message_id)
    row = tx.execute(query.join(Mailbox, Mailbox.inbox_id == Mail.inbox_id).where(Mail.message_id == message_id)).one()
    mail, box, message = row
    given = msgspec.convert(box.settings, MailboxSettings).autoresponder
    if not mail.answerable:
        return
    mail.answerable = False
    mine = box.inbox_id, _hash(mail.sender["address"], key)
    window = _window(tx, *mine)
    if not given.enabled or (window is not None and window.automatic):
        return
    begun = begun_by(mail, box, message.conversation_id, message.public_id)
    if _is_first(tx, begun, key, now):
        _spend(tx, *mine)
        _send(tx, begun, given, key=key, now=now)


def begun_by(mail: Mail, box: Mailbox, conversation_id: int, message: str) -> Begun:
    """What a stored mail began. message: it, by its public id."""
    sender = msgspec.convert(mail.sender, MailPerson)
    return Begun(
        conversation_id=conversation_id,
        message=message,
        box=box,
        sender=sender.address,
        name=sender.name,
        subject=mail.subject,
        header_id=mail.header_id,
        references=mail.references,
    )


def _begun(context: Context, stored: Stored) -> Begun:
    parsed = context.parsed
    return Begun(
        conversation_id=stored.conversation_id,
        message=stored.message,
        box=context.box,
        sender=context.sender,
        name=context.name,
        subject=parsed.subject,
        header_id=parsed.message_id,
        references=parsed.references,
    )


def is_person_who_begins(context: Context, stored: Stored) -> bool:
    """Whether a person seems to have written it, to us by name, from where they say, and about something new."""
    parsed = context.parsed
    if not stored.begins or stored.quiet or context.spoofed or parsed.unanswerable:
        return False
    nobody = leads_nowhere(context.sender) or _NOBODY.match(context.sender.partition("@")[0])
    if parsed.automatic is not Automatic.NO or nobody:
        return False
    named = {untagged(each.address) for each in (*parsed.to, *parsed.cc)}
    return untagged(context.sender) not in context.own and bool(named & context.own)


def _count(tx: Session, inbox_id: int, address_hash: str, *, at: datetime, window: timedelta) -> bool:
    """Count a mail; returns whether its sender may have an automatic answer."""
    row = _window(tx, inbox_id, address_hash)
    if row is None:
        row = MailReplyWindow(inbox_id=inbox_id, address_hash=address_hash, starts_at=at, automatic=0, received=0)
        tx.add(row)
    elif row.starts_at <= at - window:
        row.starts_at, row.automatic, row.received = at, 0, 0
    row.received += 1
    tx.flush()
    return row.automatic == 0 and row.received <= MOST_RECEIVED


def _spend(tx: Session, inbox_id: int, address_hash: str) -> None:
    row = _window(tx, inbox_id, address_hash)
    assert row is not None
    row.automatic += 1
    tx.flush()


def spend(tx: Session, inbox_id: int, address: str, *, key: str) -> None:
    """The sender was sent an automatic answer by others than the autoresponder: it is the one of the window."""
    if _window(tx, inbox_id, _hash(address, key)) is not None:
        _spend(tx, inbox_id, _hash(address, key))


def _window(tx: Session, inbox_id: int, address_hash: str) -> MailReplyWindow | None:
    """Locked: two mailboxes' jobs may see the same sender."""
    mine = MailReplyWindow.inbox_id == inbox_id, MailReplyWindow.address_hash == address_hash
    return tx.execute(sa.select(MailReplyWindow).where(*mine).with_for_update()).scalar_one_or_none()


def _hash(address: str, key: str) -> str:
    return hmac.digest(key.encode(), f"mail window:{untagged(address)}".encode(), hashlib.sha256).hex()


def _is_first(tx: Session, begun: Begun, key: str, now: datetime) -> bool:
    """No copy of it in another mailbox has been answered."""
    return copies.is_first(tx, begun.sender, begun.header_id, key=key, at=now)


def _send(tx: Session, begun: Begun, given: Autoresponder, *, key: str, now: datetime) -> None:
    about = queries.about(tx, begun.conversation_id)
    by = _due(tx, begun)
    own: Any = given.texts
    text = auto_texts.filled(own.get(about.locale, ""), by, locale=about.locale, zone=about.zone) + "\n"
    written = answer_to(begun, text, inbox=about.inbox, locale=about.locale)
    store_automatic(tx, begun.conversation_id, written, client_id=f"auto-{begun.message}", key=key, at=now)


def _due(tx: Session, begun: Begun) -> datetime:
    """When the conversation is due: what is told is what agents see. Once it is not any more, when the mail was."""
    query = sa.select(Conversation.due_at, Message.created_at).join(Message, Message.conversation_id == Conversation.id)
    row = tx.execute(query.where(Message.public_id == begun.message)).one()
    due: datetime | None = row.due_at
    return due or promises.of_inboxes(tx, [begun.box.inbox_id])[begun.box.inbox_id].due(row.created_at)


def answer_to(begun: Begun, text: str, *, inbox: str, locale: str) -> Written:
    """An automatic answer to the sender alone. inbox: its name."""
    return Written(
        inbox_id=begun.box.inbox_id,
        sender=MailPerson(begun.box.address, inbox),
        to=[MailPerson(begun.sender, begun.name)],
        subject=answer_subject(begun.subject, locale=locale),
        text=text,
        html=wording.as_html(text.rstrip("\n")),
        in_reply_to=begun.header_id,
        references=list(threads.references_of_answer(begun.references, begun.header_id)),
        automatic=Automatic.REPLY,
    )


def store_automatic(
    tx: Session,
    conversation_id: int,
    written: Written,
    *,
    client_id: str,
    key: str,
    at: datetime,
    writer: Author = Author.SYSTEM,
) -> None:
    """A mail that no person wrote leaves at once, and stands in the conversation."""
    message = NewMessage(
        conversation_id=conversation_id,
        writer=Writer(writer),
        body=written.text.strip(),
        client_id=client_id,
        at=at,
        delivery=Delivery.SENDING,
        by_mail=True,
    )
    stored = append_one(tx, message).message.public_id
    storing.store(tx, conversation_id, stored, written, key=key, send_at=at, at=at)

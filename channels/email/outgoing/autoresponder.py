"""The autoresponder: a person whose mail begins a conversation is told when we answer, once in a while (RFC 3834)."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import threads
from channels.email.accounts import MailboxSettings
from channels.email.coming import Context, Stored
from channels.email.outgoing import auto_texts, queries, storing, wording
from channels.email.outgoing.addressing import answer_subject, untagged
from channels.email.outgoing.schemas import Autoresponder, Written
from channels.email.parsed import Automatic
from contact_center.calendars.promise import promised
from contact_center.conversations.sending import append_one
from contact_center.models import MailReplyWindow
from contact_center.realtime.mail_views import MailPerson
from contact_center.values import Author, Delivery, NewMessage, Writer

MOST_RECEIVED = 20
"""Of one sender within a window: whoever writes more is no person who waits to hear from us."""
_NOBODY = re.compile(
    r"^(mailer-daemon|postmaster|.*no-?reply.*|do-?not-?reply.*|bounces?|bounces?[+-].*|owner-.*|.*-(owner|request))$"
)
"""Names before the @ behind which no person reads."""


def follow(tx: Session, context: Context, stored: Stored) -> None:
    """Answer a mail that was stored just now, if it is one to be answered; see coming.Follow."""
    settings = msgspec.convert(context.box.settings, MailboxSettings)
    window = timedelta(hours=settings.autoresponder.window_hours)
    allowed = _count(tx, context, window=window)
    if not settings.autoresponder.enabled or not allowed or not is_person_who_begins(context, stored):
        return
    _spend(tx, context)
    _send(tx, context, stored, settings.autoresponder)


def is_person_who_begins(context: Context, stored: Stored) -> bool:
    """Whether a person seems to have written it, to us by name, from where they say, and about something new."""
    parsed = context.parsed
    if not stored.begins or stored.quiet or context.spoofed or parsed.unanswerable:
        return False
    if parsed.automatic is not Automatic.NO or _NOBODY.match(context.sender.partition("@")[0]):
        return False
    named = {untagged(each.address) for each in (*parsed.to, *parsed.cc)}
    return untagged(context.sender) not in context.own and bool(named & context.own)


def _count(tx: Session, context: Context, *, window: timedelta) -> bool:
    """Count the mail; returns whether its sender may have an automatic answer."""
    row = _window(tx, context)
    if row is None:
        row = MailReplyWindow(
            inbox_id=context.box.inbox_id, address_hash=_hash(context), starts_at=context.now, automatic=0, received=0
        )
        tx.add(row)
    elif row.starts_at <= context.now - window:
        row.starts_at, row.automatic, row.received = context.now, 0, 0
    row.received += 1
    tx.flush()
    return row.automatic == 0 and row.received <= MOST_RECEIVED


def _spend(tx: Session, context: Context) -> None:
    row = _window(tx, context)
    assert row is not None
    row.automatic += 1
    tx.flush()


def _window(tx: Session, context: Context) -> MailReplyWindow | None:
    """Locked: two mailboxes' jobs may see the same sender."""
    mine = MailReplyWindow.inbox_id == context.box.inbox_id, MailReplyWindow.address_hash == _hash(context)
    return tx.execute(sa.select(MailReplyWindow).where(*mine).with_for_update()).scalar_one_or_none()


def _hash(context: Context) -> str:
    text = f"mail window:{untagged(context.sender)}"
    return hmac.digest(context.key.encode(), text.encode(), hashlib.sha256).hex()


def _send(tx: Session, context: Context, stored: Stored, given: Autoresponder) -> None:
    about, parsed = queries.about(tx, stored.conversation_id), context.parsed
    by = promised(about.hours, context.now, timedelta(hours=given.promise_hours))
    own: Any = given.texts
    text = auto_texts.filled(own.get(about.locale, ""), by, locale=about.locale, zone=about.zone)
    written = Written(
        inbox_id=context.box.inbox_id,
        sender=MailPerson(context.box.address, about.inbox),
        to=[MailPerson(context.sender, context.name)],
        subject=answer_subject(parsed.subject, locale=about.locale),
        text=text + "\n",
        html=wording.as_html(text),
        in_reply_to=parsed.message_id,
        references=list(threads.references_of_answer(parsed.references, parsed.message_id)),
        automatic=Automatic.REPLY,
    )
    store_automatic(
        tx, stored.conversation_id, written, client_id=f"auto-{stored.message}", key=context.key, at=context.now
    )


def store_automatic(
    tx: Session, conversation_id: int, written: Written, *, client_id: str, key: str, at: datetime
) -> None:
    """A mail that no person wrote leaves at once, and stands in the conversation."""
    message = NewMessage(
        conversation_id=conversation_id,
        writer=Writer(Author.SYSTEM),
        body=written.text.strip(),
        client_id=client_id,
        at=at,
        delivery=Delivery.SENDING,
        by_mail=True,
    )
    stored = append_one(tx, message).message.public_id
    storing.store(tx, conversation_id, stored, written, key=key, send_at=at, at=at)

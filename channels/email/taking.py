"""A mail becomes a message of a conversation, with everything that belongs to it, in one unit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import finding, results, threads
from channels.email.accounts import MailboxSettings
from channels.email.coming import Came, Check, Context, Follow, MailRules, Stored, is_shown, ref_of
from channels.email.describing import describe
from channels.email.parsed import Automatic, Parsed
from channels.email.parsed import Mailbox as Person
from channels.email.promises import Promise, promise_of
from channels.email.threads import Decision
from contact_center import installation
from contact_center.conversations import service
from contact_center.conversations.spam import mark_locked
from contact_center.customers import senders
from contact_center.customers.details import NAME_LENGTH, clean_text
from contact_center.customers.service import apply_about
from contact_center.errors import Forbidden
from contact_center.events import ConversationMarkedSpam
from contact_center.models import (
    BusinessCalendar,
    Customer,
    CustomerIdentity,
    Inbox,
    Mail,
    Mailbox,
    MailIn,
    Message,
)
from contact_center.values import About, Address, InboundMessage, MailState, Status

UNKNOWN = "unknown@sender.invalid"
"""Stands for whoever wrote a mail that names nobody."""
BLOCKED = "sender_blocked"
"""Why a mail becomes no message whose sender is blocked."""
RULES = "mail"
"""The key of MailRules among what is set for the installation."""
_ANSWERS = (Automatic.BOUNCE, Automatic.REPLY)


class Common(msgspec.Struct, frozen=True):
    """What several mails of a unit are looked at by. own: every address whose mail comes to us. boxes: by key."""

    own: frozenset[str]
    rules: MailRules
    boxes: dict[int, Mailbox]
    inboxes: list[Inbox]
    """Held here, so that the session need not read them anew for each mail."""
    promises: dict[int, Promise]
    """By the mailbox's key."""
    blocked: frozenset[str]
    """Senders whose mail is refused."""


def common(tx: Session, rows: Mapping[int, MailIn], came: Iterable[Came], *, now: datetime) -> Common:
    """rows: those that are about to be stored, by their keys. came: what was read of them."""
    rules, _ = installation.stored(tx, RULES, MailRules)
    mine = (
        sa.select(Mailbox, Inbox, BusinessCalendar.hours)
        .join(Inbox, Inbox.id == Mailbox.inbox_id)
        .outerjoin(BusinessCalendar, BusinessCalendar.id == Inbox.calendar_id)
    )
    found = tx.execute(mine.where(Mailbox.id.in_({row.mailbox_id for row in rows.values()}))).all()
    own = finding.own_addresses(tx)
    from_whom = {_sender(each.reading.parsed, rows[each.mail_in_id], own).address.lower() for each in came}
    return Common(
        own=own,
        rules=rules or MailRules(),
        boxes={row.Mailbox.id: row.Mailbox for row in found},
        inboxes=[row.Inbox for row in found],
        promises={row.Mailbox.id: promise_of(row.Mailbox.settings, row.hours) for row in found},
        blocked=senders.blocked_among(tx, from_whom, now=now),
    )


def take(
    tx: Session,
    came: Came,
    row: MailIn,
    shared: Common,
    *,
    checks: Sequence[Check] = (),
    follow: Sequence[Follow] = (),
    now: datetime,
    key: str,
) -> Stored | None:
    """Store it, unless it was stored meanwhile or is to be dropped; none then.

    row: its own, locked. key: the installation's secret. Raises NotFound where the inbox takes nothing.
    """
    if row.state != MailState.WAITING:
        return None
    context = _context(came, row, shared, now=now, key=key)
    copy = _elsewhere(tx, context) if shared.rules.copies == "one" else None
    reason = _own(context) or ("elsewhere" if copy is not None else None)
    reason = reason or next(filter(None, (check(tx, context) for check in checks)), None)
    if context.sender in shared.blocked and not row.admitted:
        reason = reason or BLOCKED
    if reason is None:
        try:
            stored = _store(tx, context, shared.promises[row.mailbox_id])
        except Forbidden as error:
            reason = error.code
        else:
            _settle(tx, row, MailState.DONE, message_id=stored.message_id)
            for each in follow if not row.history else ():
                each(tx, context, stored)
            return stored
    _settle(tx, row, MailState.DROPPED, reason=reason, message_id=copy, sender=context.sender)
    return None


def _settle(
    tx: Session,
    row: MailIn,
    state: MailState,
    *,
    message_id: int | None,
    reason: str | None = None,
    sender: str | None = None,
) -> None:
    values = {
        "row": row.id, "new_state": state, "new_reason": reason, "new_message": message_id, "new_sender": sender
    }  # fmt: skip
    tx.connection().execute(_SETTLE, values)


def _context(came: Came, row: MailIn, shared: Common, *, now: datetime, key: str) -> Context:
    box, own = shared.boxes[row.mailbox_id], shared.own
    parsed = came.reading.parsed
    sender = _sender(parsed, row, own)
    settings = msgspec.convert(box.settings, MailboxSettings)
    found = results.trusted(parsed.authentication, settings.trusted_servers)
    return Context(
        came=came,
        parsed=msgspec.structs.replace(parsed, sender=sender, delivered_to=(*row.envelope_to, *parsed.delivered_to)),
        row=row,
        box=box,
        sender=sender.address.lower(),
        name=clean_text(sender.name, limit=NAME_LENGTH),
        spoofed=found is not None and found.dmarc == "fail",
        authentication=found,
        own=own,
        now=now,
        key=key,
    )


def _sender(parsed: Parsed, row: MailIn, own: frozenset[str]) -> Person:
    """A form on a page writes in our own name, and names whoever filled it in as the one to answer."""
    answered = next(iter(parsed.reply_to), None)
    found = parsed.sender
    if found is None or (answered is not None and found.address.lower() in own):
        found = answered
    return found or Person(address=row.envelope_from or UNKNOWN)


def _own(context: Context) -> str | None:
    """What we have sent has come back to us, by a copy, a list or a loop: it is in a conversation already."""
    header = context.parsed.message_id or ""
    return "own" if threads.own_message(header, key=context.key) is not None else None


def _elsewhere(tx: Session, context: Context) -> int | None:
    """The message of the copy that another mailbox has: the first of those that got it keeps it."""
    header = context.parsed.message_id
    if header is None:
        return None
    query = sa.select(Mail.message_id).where(Mail.header_id == header, Mail.inbox_id != context.box.inbox_id)
    return tx.execute(query.order_by(Mail.message_id).limit(1)).scalar()


def _store(tx: Session, context: Context, promise: Promise) -> Stored:
    row = context.row
    found = finding.find(
        tx, context.parsed, authentication=context.authentication, inbox_id=context.box.inbox_id, key=context.key
    )
    spam = _is_spam(context, found)
    quiet = row.history or spam or _is_answer(context, found)
    at = min(row.arrived_at, context.now)
    due = promise.due(at) if context.parsed.automatic is Automatic.NO and not row.history else None
    appended = service.receive(tx, _inbound(context, found, at=at, due=due, quiet=quiet))
    key = tx.connection().execute(_MESSAGE, {"public_id": appended.message.public_id}).scalar_one()
    begins = appended.conversation_id != found.conversation
    describe(tx, context, key, appended.conversation_id, found, begins=begins)
    _know(tx, context, appended.customer_id)
    if begins and spam:
        stood = ConversationMarkedSpam(Status.OPEN, waiting_since=at, due_at=due, unread=1)
        mark_locked(tx, service.locked(tx, appended.conversation_id), stood, by="system", at=context.now)
    elif begins and quiet:
        reason = "imported" if row.history else "automatic"
        service.resolve(tx, appended.conversation_id, by="system", at=at, reason=reason)
    return Stored(
        conversation_id=appended.conversation_id,
        message_id=key,
        message=appended.message.public_id,
        begins=begins,
        quiet=quiet,
    )


def _inbound(context: Context, found: Decision, *, at: datetime, due: datetime | None, quiet: bool) -> InboundMessage:
    reading = context.came.reading
    return InboundMessage(
        inbox_id=context.box.inbox_id,
        sender=_address(context),
        client_id=f"mail-{context.row.public_id}",
        body=reading.body,
        locale=reading.locale,
        at=at,
        conversation_id=found.conversation,
        joins=found.conversation is not None,
        begin=True,
        fresh=True,
        subject=context.parsed.subject or None,
        quiet=quiet,
        due_at=due,
        by_mail=True,
        attachments=tuple(ref_of(each) for each in context.came.files if not is_shown(context.came, each)),
    )


def _is_spam(context: Context, found: Decision) -> bool:
    """Its own mail server says so of a mail that goes on with nothing; what somebody takes in by hand is none."""
    if not context.parsed.spam or found.conversation is not None or context.row.history or context.row.admitted:
        return False
    return msgspec.convert(context.box.settings, MailboxSettings).spam_marks


def _is_answer(context: Context, found: Decision) -> bool:
    """An answering machine has spoken, or a machine has in a conversation of people: it is noted, nobody must act."""
    automatic = context.parsed.automatic
    return automatic in _ANSWERS or (automatic is not Automatic.NO and found.conversation is not None)


def _address(context: Context) -> Address:
    """Whoever a trusted server says did not send it is not taken for the customer with this address."""
    kind = "email_spoofed" if context.spoofed else "email"
    return Address(kind, context.sender, name=context.name or None)


def _know(tx: Session, context: Context, customer_id: int) -> None:
    """The sender's name is known from now on, where none was; and the address works, since mail comes from it."""
    known = tx.connection().execute(_SENDER, {"value": context.sender}).one_or_none()
    if known is None or context.spoofed:
        return
    if known.name is None and context.name and known.id == customer_id:
        apply_about(tx, customer_id, About(name=context.name), at=context.now)
    if known.bounced_at is not None and not context.row.history:
        mine = CustomerIdentity.kind == "email", CustomerIdentity.value == context.sender
        working = sa.update(CustomerIdentity).where(*mine).values(bounced_at=None, bounce_words=None)
        tx.execute(working.execution_options(synchronize_session=False))


# Made once, and run on the connection: for each mail the making and the session would cost more than the database.
_MESSAGE = sa.select(Message.id).where(Message.public_id == sa.bindparam("public_id"))
_SENDER = (
    sa.select(Customer.id, Customer.name, CustomerIdentity.bounced_at)
    .join(CustomerIdentity, CustomerIdentity.customer_id == Customer.id)
    .where(CustomerIdentity.kind == "email", CustomerIdentity.value == sa.bindparam("value"))
)
_SETTLE = (
    sa.update(MailIn.__table__)  # type: ignore[arg-type]
    .where(MailIn.id == sa.bindparam("row"))
    .values(
        state=sa.bindparam("new_state"),
        reason=sa.bindparam("new_reason"),
        message_id=sa.bindparam("new_message"),
        sender=sa.bindparam("new_sender"),
        error=None,
    )
)

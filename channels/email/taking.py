"""Mails become messages of conversations, with everything that belongs to them, by sets in one unit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import results, threads
from channels.email.accounts import MailboxSettings
from channels.email.addresses import leads_nowhere
from channels.email.coming import Came, Check, Context, Follow, Stored, is_shown, ref_of
from channels.email.describing import Described, describe
from channels.email.finding import Places
from channels.email.parsed import Automatic
from channels.email.participants import People
from channels.email.promises import due_of, is_spam
from channels.email.shared import Common, sender_of
from channels.email.threads import Decision
from contact_center.conversations import service
from contact_center.conversations.appending import Appended
from contact_center.conversations.receiving import Placed, receive_all
from contact_center.conversations.spam import mark_locked
from contact_center.customers import blocks
from contact_center.customers.details import NAME_LENGTH, clean_text
from contact_center.customers.recognising import Recognised, Sender, recognise
from contact_center.customers.service import apply_about
from contact_center.events import ConversationMarkedSpam
from contact_center.given_rows import GivenRows
from contact_center.models import CustomerIdentity, Inbox, Mail, MailIn
from contact_center.values import About, Address, MailState, Status

BLOCKED = "sender_blocked"
"""Why a mail becomes no message whose sender is blocked."""
_ANSWERS = (Automatic.BOUNCE, Automatic.REPLY)


class _Placed(msgspec.Struct, frozen=True):
    """A mail of which is known what it becomes. joining: who takes part by it and did not before."""

    context: Context
    sender: Recognised
    found: Decision
    joining: People
    quiet: bool
    spam: bool
    due: datetime | None


def take(
    tx: Session,
    came: Sequence[Came],
    rows: Mapping[int, MailIn],
    shared: Common,
    *,
    checks: Sequence[Check] = (),
    follow: Sequence[Follow] = (),
    now: datetime,
    key: str,
) -> set[int]:
    """Store the mails of a mailbox, unless they were stored meanwhile or are to be dropped; all of them or none.

    rows: their own by key, locked. key: the installation's secret. Returns the keys of those that are messages now.
    Raises NotFound where the inbox takes nothing.
    """
    done: set[int] = set()
    waiting = [each for each in came if rows[each.mail_in_id].state == MailState.WAITING]
    for some in _apart([_context(each, rows[each.mail_in_id], shared, now=now, key=key) for each in waiting]):
        placed = _place(tx, _not_dropped(tx, some, shared, checks), shared)
        stored = _store(tx, shared.inboxes[some[0].box.inbox_id], placed) if placed else []
        for context, each in zip((each.context for each in placed), stored, strict=True):
            done.add(context.row.id)
            for after in follow if not context.row.history else ():
                after(tx, context, each)
    return done


def _apart(contexts: Sequence[Context]) -> Iterator[list[Context]]:
    """Sets of which none has a mail that answers another of it: that one's conversation must be there first."""
    some, ids = list[Context](), set[str]()
    for context in contexts:
        parsed = context.parsed
        if not ids.isdisjoint((*parsed.in_reply_to, *parsed.references)):
            yield some
            some, ids = [], set()
        some.append(context)
        ids |= {parsed.message_id} if parsed.message_id else set()
    if some:
        yield some


def _not_dropped(tx: Session, contexts: Sequence[Context], shared: Common, checks: Sequence[Check]) -> list[Context]:
    wanted = []
    for context in contexts:
        copy = _elsewhere(tx, context) if shared.rules.copies == "one" else None
        reason = _own(context) or ("elsewhere" if copy is not None else None)
        reason = reason or next(filter(None, (check(tx, context) for check in checks)), None)
        if context.sender in shared.blocked and not context.row.admitted:
            reason = reason or BLOCKED
        if reason is None:
            wanted.append(context)
        else:
            _drop(tx, context, reason, copy=copy)
    return wanted


def _drop(tx: Session, context: Context, reason: str, *, copy: int | None = None) -> None:
    row = context.row
    row.state, row.reason, row.error, row.sender = MailState.DROPPED, reason, None, context.sender
    row.message_id = copy if copy is not None else row.message_id
    tx.flush()


def _context(came: Came, row: MailIn, shared: Common, *, now: datetime, key: str) -> Context:
    box, own = shared.boxes[row.mailbox_id], shared.own
    parsed = came.reading.parsed
    sender = sender_of(parsed, row, own)
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


def _place(tx: Session, contexts: Sequence[Context], shared: Common) -> list[_Placed]:
    """Whose each mail is and where it goes on; what blocked people send is dropped."""
    if not contexts:
        return []
    people = recognise(tx, [Sender(_address(each), each.came.reading.locale, _at(each)) for each in contexts])
    blocked = blocks.among(tx, [(of.customer, _at(each)) for each, of in zip(contexts, people, strict=True)])
    places, placed = Places(tx, contexts), list[_Placed]()
    for context, sender in zip(contexts, people, strict=True):
        if (sender.customer, _at(context)) in blocked:
            _drop(tx, context, "blocked")
            continue
        found = places.decide(context)
        spam = is_spam(context, goes_on=found.conversation is not None)
        quiet = context.row.history or spam or _is_answer(context, found)
        joining = places.join(context, found.conversation)
        due = due_of(context, at=_at(context), promises=shared.promises)
        placed.append(_Placed(context, sender, found, joining, quiet, spam, due))
    return placed


def _store(tx: Session, inbox: Inbox, placed: Sequence[_Placed]) -> list[Stored]:
    appended = receive_all(tx, inbox, [_message(each) for each in placed])
    rows = _KEYS.execute(tx, [(each.message.public_id,) for each in appended])
    keys = {row.public_id: row.id for row in rows}
    stored = [_stored(each, of, keys[of.message.public_id]) for each, of in zip(placed, appended, strict=True)]
    both = list(zip(placed, stored, strict=True))
    described = [
        Described(
            context=each.context,
            message_id=of.message_id,
            conversation_id=of.conversation_id,
            related=each.found.related,
            stranger=each.found.stranger,
            joining=each.joining,
        )
        for each, of in both
    ]
    describe(tx, described, at=placed[0].context.now)
    _know(tx, placed)
    for each, of in both:
        if of.begins and each.spam:
            stood = ConversationMarkedSpam(Status.OPEN, waiting_since=_at(each.context), due_at=each.due, unread=1)
            mark_locked(tx, service.locked(tx, of.conversation_id), stood, by="system", at=each.context.now)
        elif of.begins and of.quiet:
            reason = "imported" if each.context.row.history else "automatic"
            service.resolve(tx, of.conversation_id, by="system", at=_at(each.context), reason=reason)
    settled = [{"row": each.context.row.id, "message": of.message_id} for each, of in both]
    tx.connection().execute(_SETTLE, settled)
    return stored


def _message(placed: _Placed) -> Placed:
    context = placed.context
    came, reading = context.came, context.came.reading
    return Placed(
        customer_id=placed.sender.customer,
        visitor=context.sender,
        client_id=f"mail-{context.row.public_id}",
        body=reading.body,
        at=_at(context),
        conversation_id=placed.found.conversation,
        subject=context.parsed.subject or None,
        attachments=tuple(ref_of(each) for each in came.files if not is_shown(came, each)),
        due_at=placed.due,
        quiet=placed.quiet,
        by_mail=True,
    )


def _stored(placed: _Placed, appended: Appended, key: int) -> Stored:
    return Stored(
        conversation_id=appended.conversation_id,
        message_id=key,
        message=appended.message.public_id,
        begins=placed.found.conversation is None,
        quiet=placed.quiet,
    )


def _at(context: Context) -> datetime:
    return min(context.row.arrived_at, context.now)


def _is_answer(context: Context, found: Decision) -> bool:
    """An answering machine has spoken, or a machine has in a conversation of people: it is noted, nobody must act."""
    automatic = context.parsed.automatic
    return automatic in _ANSWERS or (automatic is not Automatic.NO and found.conversation is not None)


def _address(context: Context) -> Address:
    """Whoever a trusted server says did not send it is not taken for the customer with this address."""
    kind = "email_spoofed" if context.spoofed else "email"
    if leads_nowhere(context.sender):
        kind = "email_unknown"
    return Address(kind, context.sender, name=context.name or None)


def _know(tx: Session, placed: Sequence[_Placed]) -> None:
    """The sender's name is known from now on, where none was; and the address works, since mail comes from it."""
    named = set[int]()
    for each in placed:
        context, sender = each.context, each.sender
        if context.spoofed:
            continue
        if not sender.named and context.name and sender.customer not in named:
            named.add(sender.customer)
            apply_about(tx, sender.customer, About(name=context.name), at=context.now)
        if sender.bounced and not context.row.history:
            mine = CustomerIdentity.kind == "email", CustomerIdentity.value == context.sender
            working = sa.update(CustomerIdentity).where(*mine).values(bounced_at=None, bounce_words=None)
            tx.execute(working.execution_options(synchronize_session=False))


_KEYS = GivenRows(
    "SELECT message.public_id, message.id FROM {given} CROSS JOIN message WHERE message.public_id = given.public_id",
    {"public_id": "TEXT"},
)
_SETTLE = (
    sa.update(MailIn.__table__)  # type: ignore[arg-type]
    .where(MailIn.id == sa.bindparam("row"))
    .values(state=MailState.DONE.value, reason=None, error=None, message_id=sa.bindparam("message"))
)
"""Made once, and run on the connection: to make it for each set would cost more than the database does."""

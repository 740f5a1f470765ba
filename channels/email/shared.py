"""What several mails of a unit are looked at by, read once for all of them; and who wrote each."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from channels.email import participants
from channels.email.addresses import NOWHERE
from channels.email.coming import Came, MailRules
from channels.email.parsed import Mailbox as Person
from channels.email.parsed import Parsed
from channels.email.promises import Promise, mailboxes, promise_of
from contact_center import installation
from contact_center.customers import senders
from contact_center.models import BusinessCalendar, Inbox, Mailbox, MailIn

RULES = "mail"
"""The key of MailRules among what is set for the installation."""


class Common(msgspec.Struct, frozen=True):
    """What several mails of a unit are looked at by. own: every address whose mail comes to us. boxes: by key."""

    own: frozenset[str]
    rules: MailRules
    boxes: dict[int, Mailbox]
    inboxes: dict[int, Inbox]
    promises: dict[int, Promise]
    """By the inbox's key."""
    blocked: frozenset[str]
    """Senders whose mail is refused."""


def common(tx: Session, rows: Mapping[int, MailIn], came: Iterable[Came], *, now: datetime) -> Common:
    """rows: those that are about to be stored, by their keys. came: what was read of them."""
    rules, _ = installation.stored(tx, RULES, MailRules)
    mine = Mailbox.id.in_({row.mailbox_id for row in rows.values()})
    found = tx.execute(mailboxes(Mailbox, Inbox, BusinessCalendar.hours).where(mine)).all()
    own = participants.own_addresses(tx)
    from_whom = {sender_of(each.reading.parsed, rows[each.mail_in_id], own).address.lower() for each in came}
    return Common(
        own=own,
        rules=rules or MailRules(),
        boxes={row.Mailbox.id: row.Mailbox for row in found},
        inboxes={row.Inbox.id: row.Inbox for row in found},
        promises={row.Inbox.id: promise_of(row.Mailbox.settings, row.hours) for row in found},
        blocked=senders.blocked_among(tx, from_whom, now=now),
    )


def sender_of(parsed: Parsed, row: MailIn, own: frozenset[str]) -> Person:
    """A form on a page writes in our own name, and names whoever filled it in as the one to answer.

    Who cannot be read has an address of their own that leads nowhere: it is not known that any two are the same.
    """
    answered = next(iter(parsed.reply_to), None)
    found = parsed.sender
    if found is None or (answered is not None and found.address.lower() in own):
        found = answered
    return found or Person(address=row.envelope_from or f"{row.public_id}@{NOWHERE}")

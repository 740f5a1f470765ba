"""What answering by mail reads: the mailbox, the last mail, the signatures, which addresses are our own."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing.answered import Named, answered, left_out, reached
from channels.email.outgoing.schemas import Earlier, Locale, Signature
from contact_center.calendars.hours import Hours
from contact_center.errors import NotFound
from contact_center.models import (
    BusinessCalendar,
    Conversation,
    Customer,
    CustomerIdentity,
    Inbox,
    Mail,
    Mailbox,
    MailSignature,
    Message,
)
from contact_center.realtime.mail_views import MailPerson

LOOKED_AT = 50
"""The newest mails of a conversation, of which the last one is answered that was not passed on."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation, as answers in it need to know. hours: of the inbox's calendar; none: always."""

    public_id: str
    inbox_id: int
    inbox: str
    subject: str | None
    locale: str
    customer: MailPerson | None
    hours: Hours | None

    @property
    def zone(self) -> str:
        return self.hours.zone if self.hours else "UTC"


def about(tx: Session, conversation_id: int) -> About:
    row = tx.execute(
        sa.select(
            Conversation.public_id, Conversation.inbox_id, Conversation.subject, Inbox.name.label("inbox"),
            Customer.locale, Customer.name, Customer.email, BusinessCalendar.hours,
        )
        .join(Inbox, Inbox.id == Conversation.inbox_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .outerjoin(BusinessCalendar, BusinessCalendar.id == Inbox.calendar_id)
        .where(Conversation.id == conversation_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("This conversation does not exist any more.")
    return About(
        public_id=row.public_id,
        inbox_id=row.inbox_id,
        inbox=row.inbox,
        subject=row.subject,
        locale=row.locale,
        customer=MailPerson(row.email, row.name or "") if row.email else None,
        hours=msgspec.convert(row.hours, Hours) if row.hours else None,
    )


def mailbox_of(tx: Session, inbox_id: int) -> Mailbox | None:
    """The mailbox of an inbox that sends."""
    mine = Mailbox.inbox_id == inbox_id, Mailbox.disabled_at.is_(None)
    return tx.execute(sa.select(Mailbox).where(*mine)).scalar_one_or_none()


def earlier_mail(tx: Session, conversation_id: int, *, own: Collection[str]) -> Earlier | None:
    """The mail of a conversation that an answer answers, whichever way it went; none where there is none.

    People wrote it, and it names those alone whom an answer may reach (answered). own: the installation's addresses.
    """
    rows = tx.execute(
        sa.select(
            Mail.message_id, Mail.direction, Mail.authentication, Mail.sender, Mail.reply_to, Mail.to, Mail.cc,
            Mail.bcc, Mail.forwarded_from, Mail.by_original,
        )
        .join(Message, Message.id == Mail.message_id)
        .where(Message.conversation_id == conversation_id, Mail.withdrawn_at.is_(None), Mail.automatic == "")
        .order_by(Message.staff_seq.desc())
        .limit(LOOKED_AT)
    ).all()  # fmt: skip
    mails = [_named(row) for row in reversed(rows)]
    customer = _customers_addresses(tx, conversation_id)
    found = answered(mails, own=own, customer=customer)
    if found is None:
        return None
    mail, named = tx.get_one(Mail, found.mail.message_id), reached(found)
    return Earlier(
        outgoing=named.outgoing,
        forged=named.forged,
        header_id=mail.header_id,
        references=mail.references,
        subject=mail.subject,
        sender=named.sender,
        reply_to=named.reply_to,
        to=named.to,
        cc=named.cc,
        original=named.original,
        left_out=left_out(named, mails, customer),
        at=mail.date or tx.get_one(Message, mail.message_id).created_at,
        text=mail.text,
        html=mail.html,
    )


def _named(row: Any) -> Named:
    return Named(
        message_id=row.message_id,
        outgoing=row.direction == "out",
        forged=any(each["dmarc"] == "fail" for each in row.authentication),
        sender=msgspec.convert(row.sender, MailPerson),
        reply_to=_people(row.reply_to),
        to=_people(row.to),
        cc=_people(row.cc),
        bcc=_people(row.bcc),
        original=msgspec.convert(row.forwarded_from, MailPerson) if row.by_original else None,
    )


def _customers_addresses(tx: Session, conversation_id: int) -> set[str]:
    mine = (
        Customer.id == sa.select(Conversation.customer_id).where(Conversation.id == conversation_id).scalar_subquery()
    )
    known = sa.select(CustomerIdentity.value).join(Customer, Customer.id == CustomerIdentity.customer_id)
    written = sa.select(Customer.email).where(mine, Customer.email.is_not(None))
    return set(tx.execute(known.where(mine, CustomerIdentity.kind == "email").union(written)).scalars())


def _people(found: Sequence[dict[str, Any]]) -> list[MailPerson]:
    return msgspec.convert(found, list[MailPerson])


def signature_texts(tx: Session, *, agent_id: int | None, inbox_id: int) -> dict[Locale, Signature]:
    """An agent's own, in an inbox."""
    mine = MailSignature.agent_id == agent_id, MailSignature.inbox_id == inbox_id
    found = tx.execute(sa.select(MailSignature.texts).where(*mine)).scalar_one_or_none()
    return msgspec.convert(found or {}, dict[Locale, Signature])

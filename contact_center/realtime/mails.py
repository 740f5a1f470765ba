"""Reads what messages have as mails."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.details import customer_name
from contact_center.inboxes.letters import FormAnswer
from contact_center.models import Conversation, Customer, Mail, MailRecipient, Message
from contact_center.realtime import forwarded, left_out
from contact_center.realtime.mail_views import MailChecks, MailPerson, MailView, RecipientView, RelatedConversation

_MAILS = sa.select(
    Mail.message_id, Mail.direction, Mail.subject, Mail.sender, Mail.reply_to, Mail.to, Mail.cc, Mail.bcc, Mail.date,
    Mail.folded, Mail.html.is_not(None).label("has_html"), Mail.automatic, Mail.send_at, Mail.taken_at, Mail.left_at,
    Mail.handed_at, Mail.withdrawn_at, (Mail.remote > 0).label("pictures_elsewhere"), Mail.authentication,
    Mail.mail_in_id.is_not(None).label("kept"), Mail.forwarded_from, Mail.problems, Mail.by_form, Mail.stranger,
    Mail.related_id, Mail.answers, Mail.by_original,
).where(Mail.message_id.in_(sa.bindparam("ids", expanding=True)))  # fmt: skip
_RECIPIENTS = (
    sa.select(MailRecipient)
    .where(MailRecipient.message_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(MailRecipient.id)
)
_HERE = Conversation.__table__.alias("here")
_RELATED = (
    sa.select(
        Mail.message_id, Conversation.public_id, Conversation.id, Conversation.customer_id, Customer.name,
        Customer.email, _HERE.c.customer_id.label("here"),
    )
    .join(Conversation, Conversation.id == Mail.related_id)
    .join(Customer, Customer.id == Conversation.customer_id)
    .join(Message, Message.id == Mail.message_id)
    .join(_HERE, _HERE.c.id == Message.conversation_id)
    .where(Mail.message_id.in_(sa.bindparam("ids", expanding=True)))
)  # fmt: skip
NOT_BY_US = "not_sent_by_us"
"""Among the problems of a mail that came: it has an address of ours as its sender."""
_SAME = (
    "direction", "subject", "date", "folded", "has_html", "automatic", "send_at", "left_at", "kept", "by_form",
    "stranger",
)  # fmt: skip


def mail_views(tx: Session, message_ids: Sequence[int]) -> dict[int, MailView]:
    """By the message's key; of those that are mails."""
    found = tx.execute(_MAILS, {"ids": message_ids}).all()
    sent = [row.message_id for row in found if row.direction == "out"]
    recipients: dict[int, list[RecipientView]] = {}
    for each in tx.execute(_RECIPIENTS, {"ids": sent}).scalars() if sent else ():
        recipients.setdefault(each.message_id, []).append(_recipient(each))
    answering = [row.message_id for row in found if row.related_id is not None]
    related = {row.message_id: _related(row) for row in tx.execute(_RELATED, {"ids": answering})} if answering else {}
    originals = forwarded.states(tx, found)
    return {
        row.message_id: _view(
            row, recipients.get(row.message_id, []), related.get(row.message_id), originals.get(row.message_id, "")
        )
        for row in found
    }


def _related(row: Any) -> RelatedConversation:
    return RelatedConversation(
        id=row.public_id,
        number=row.id,
        customer=customer_name(row.name, row.email, row.customer_id),
        same_customer=row.customer_id == row.here,
    )


def _view(
    row: Any, recipients: list[RecipientView], related: RelatedConversation | None, original: forwarded.State
) -> MailView:
    fields: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    problems, without = left_out.parted(row.problems)
    people = {name: msgspec.convert(getattr(row, name), list[MailPerson]) for name in ("reply_to", "to", "cc", "bcc")}
    return MailView(
        **(fields | people),
        sender=msgspec.convert(row.sender, MailPerson),
        pictures_elsewhere=bool(row.pictures_elsewhere),
        checks=msgspec.convert(row.authentication[0], MailChecks) if row.authentication else None,
        forwarded_from=msgspec.convert(row.forwarded_from, MailPerson) if row.forwarded_from else None,
        original=original,
        problems=[each for each in problems if each != NOT_BY_US],
        not_sent_by_us=NOT_BY_US in problems,
        left_out=without,
        next_try=row.send_at if _waits(row, recipients) else None,
        may_take_back=row.direction == "out" and row.taken_at is None and row.withdrawn_at is None,
        recipients=recipients,
        related=related,
        answers=msgspec.convert(row.answers, list[FormAnswer]),
    )


def _waits(row: Any, recipients: list[RecipientView]) -> bool:
    """It was tried, and is tried again for somebody."""
    tried = row.taken_at is not None and row.handed_at is None
    return tried and any(each.state == "waiting" and each.code for each in recipients)


def _recipient(row: MailRecipient) -> RecipientView:
    kind: Any = row.kind
    state: Any = row.state
    return RecipientView(address=row.address, kind=kind, state=state, code=row.code, words=row.words)

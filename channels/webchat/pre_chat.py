"""The questions before the first message: which answers are taken, and which are still wanted."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.conversations.appending import Appended
from contact_center.customers.fields import fields_by_key
from contact_center.customers.reach import is_proved
from contact_center.customers.service import about_of
from contact_center.errors import InvalidInput
from contact_center.inboxes.schemas import PreChatField
from contact_center.models import Customer, CustomField, CustomFieldValue
from contact_center.values import About, InboundMessage

DETAILS = ("name", "email", "phone")


def checked_about(answers: Mapping[str, str], asked: Sequence[PreChatField]) -> About | None:
    """What was answered; none where nothing was. Raises InvalidInput for an answer that nobody asked for.

    Name, e-mail and telephone are always taken: the form out of hours asks for an address.
    """
    for key in answers.keys() - {*DETAILS, *(field.key for field in asked)}:
        raise InvalidInput("This was not asked for.", code="answer_unknown", field=key[:100])
    given = {key: text for key, text in answers.items() if text.strip()}
    return about_of(given) if given else None


def askable(tx: Session, asked: Sequence[PreChatField]) -> list[tuple[PreChatField, CustomField | None]]:
    """The questions in their order, with the custom field that they are about; not those whose field is gone."""
    if not asked:
        return []
    custom = fields_by_key(tx)
    return [(field, custom.get(field.key)) for field in asked if field.key in DETAILS or field.key in custom]


def answered(tx: Session, customer_id: int, asked: Sequence[PreChatField]) -> list[str]:
    """Which of the questions, and of name, e-mail and telephone, are answered already, whoever answered them."""
    details = tx.execute(
        sa.select(Customer.name, Customer.email, Customer.phone).where(Customer.id == customer_id)
    ).one()
    known = [key for key, value in zip(DETAILS, details, strict=True) if value]
    custom = {field.key for field in asked} - set(DETAILS)
    if custom:
        query = sa.select(CustomField.key).join(CustomFieldValue, CustomFieldValue.field_id == CustomField.id)
        query = query.where(CustomFieldValue.customer_id == customer_id, CustomField.key.in_(custom))
        known += tx.execute(query.order_by(CustomField.id)).scalars()
    return known


def receive_first(tx: Session, inbound: InboundMessage, *, asked: Sequence[PreChatField], origin: int) -> Appended:
    """service.receive, but nothing is stored where a new conversation would lack a required answer.

    Raises InvalidInput answer_missing whose field is the question's key.
    """
    appended = service.receive(tx, inbound, origin=origin)
    opened = appended.message.public_seq == 1 and not appended.duplicate
    if opened and asked and not is_proved(tx, inbound.sender):
        known = answered(tx, appended.customer_id, asked)
        for field, _ in askable(tx, asked):
            if field.required and field.key not in known:
                raise InvalidInput("Please answer this first.", code="answer_missing", field=field.key)
    return appended

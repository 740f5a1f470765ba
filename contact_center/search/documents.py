"""What messages and customers are found by, read from their tables."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.folding import folded_words
from contact_center.models import Conversation, Customer, CustomerIdentity, CustomFieldValue, Mail, Message
from contact_center.search.store import Document
from contact_center.search.terms import inbox_scope, parts

SECRET_IDENTITIES = ("webchat",)
"""Of these the value is a token's hash: nobody looks for it."""


def message_text(
    body: str,
    attachments: Sequence[dict[str, Any]] | None,
    subject: str | None = None,
    folded: str | None = None,
    answers: Sequence[dict[str, Any]] | None = None,
) -> str:
    """All of a message that can be found: what it says, the names of its files; of a mail its subject and quotes.

    Of what came by the contact form also what was answered there, but yes and no, which tell nothing by themselves.
    """
    if not attachments and subject is None:
        return body
    names = (str(each.get("name", "")) for each in attachments or ())
    given = (each["value"] for each in answers or () if each["kind"] != "boolean")
    return "\n".join(text for text in (subject, body, *given, *names, folded) if text)


def message_rows() -> sa.Select[Any]:
    return (
        sa.select(
            Message.id,
            Message.body,
            Message.attachments,
            Mail.subject,
            Mail.folded,
            Mail.answers,
            Conversation.inbox_id,
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Mail, Mail.message_id == Message.id)
    )


def of_rows(rows: Iterable[Any]) -> list[Document]:
    """rows: of message_rows(), in the order of its columns."""
    return [
        Document(key, folded_words(message_text(body, attachments, *of_mail)), (inbox_scope(inbox_id),))
        for key, body, attachments, *of_mail, inbox_id in rows
    ]


def of_messages(tx: Session, ids: Sequence[int]) -> list[Document]:
    return of_rows(tx.execute(message_rows().where(Message.id.in_(ids))))


def customer_texts(tx: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """What each customer is known by: name, e-mail, telephone, and then what else identifies or describes it, once.

    Customers who were merged into others are left out: those have what they were known by.
    """
    found: dict[int, dict[str, None]] = defaultdict(dict)
    own = sa.select(Customer.id, Customer.name, Customer.email, Customer.phone)
    for row in tx.execute(own.where(Customer.id.in_(ids), Customer.merged_into.is_(None))):
        found[row.id] = dict.fromkeys(text for text in (row.name, row.email, row.phone) if text)
    identity = sa.select(CustomerIdentity.customer_id, CustomerIdentity.value).where(
        CustomerIdentity.customer_id.in_(found), CustomerIdentity.kind.not_in(SECRET_IDENTITIES)
    )
    field = sa.select(CustomFieldValue.customer_id, CustomFieldValue.value).where(
        CustomFieldValue.customer_id.in_(found)
    )
    for query in (identity.order_by(CustomerIdentity.id), field.order_by(CustomFieldValue.field_id)):
        for customer_id, value in tx.execute(query):
            found[customer_id].setdefault(value)
    return {key: list(texts) for key, texts in found.items()}


def of_customers(tx: Session, ids: Sequence[int]) -> list[Document]:
    return [Document(key, parts(texts)) for key, texts in customer_texts(tx, ids).items()]

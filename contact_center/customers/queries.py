"""Lists of customers by keyset, one customer in full, and who may be the same person."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers import fields
from contact_center.customers.blocks import in_force
from contact_center.customers.details import clean_phone, clean_value, customer_name
from contact_center.customers.schemas import (
    BlockQuery,
    BlockView,
    CustomerQuery,
    CustomerRow,
    CustomerView,
    Duplicate,
    Duplicates,
    IdentityView,
)
from contact_center.customers.service import key_of
from contact_center.errors import InvalidInput
from contact_center.folding import fold
from contact_center.models import Agent, Block, Conversation, Customer, CustomerIdentity, CustomField, CustomFieldValue
from contact_center.paging import decode_cursor
from contact_center.phones import spellings

EACH = 5
"""So many possible doubles are shown for each thing in which they are alike."""
LAST = "\U0010ffff"
"""Sorts after every letter: the end of what begins with a word."""


def customer_columns(now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """What customer_row wants, one row a customer."""
    verified = sa.exists().where(CustomerIdentity.customer_id == Customer.id, CustomerIdentity.verified)
    blocked = sa.exists().where(Block.customer_id == Customer.id, in_force(now))
    return sa.select(
        Customer.id, Customer.public_id, Customer.name, Customer.email, Customer.phone, Customer.locale,
        Customer.created_at, verified.label("verified"), blocked.label("blocked"),
    )  # fmt: skip


def customer_row(row: Any) -> CustomerRow:
    return CustomerRow(
        id=row.public_id,
        name=customer_name(row.name, row.email, row.id),
        named=row.name is not None,
        email=row.email,
        phone=row.phone,
        locale=row.locale,
        created_at=row.created_at,
        verified=row.verified,
        blocked=row.blocked,
    )


def customers(tx: Session, query: CustomerQuery, *, now: datetime) -> list[Any]:
    """At most limit + 1 rows for customer_row, the newest customer first. Raises InvalidInput."""
    found = customer_columns(now).where(Customer.merged_into.is_(None))
    for condition in _conditions(tx, query, now=now):
        found = found.where(condition)
    if query.after is not None:
        (after,) = decode_cursor(query.after, tuple[int])
        found = found.where(Customer.id < after)
    return list(tx.execute(found.order_by(Customer.id.desc()).limit(query.limit + 1)))


def _conditions(tx: Session, query: CustomerQuery, *, now: datetime) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if query.email is not None:
        conditions.append(Customer.email == query.email.strip().lower())
    if query.phone is not None:
        conditions.append(Customer.phone.in_(spellings(clean_phone(query.phone))))
    if query.name is not None:
        begin = fold(query.name)
        conditions += [Customer.folded >= begin, Customer.folded < begin + LAST]
    if query.blocked:
        conditions.append(Customer.id.in_(sa.select(Block.customer_id).where(in_force(now))))
    if (query.field is None) != (query.value is None):
        raise InvalidInput("Give field and value together.", field="value")
    if query.field is not None and query.value is not None:
        field = fields.fields_by_key(tx).get(query.field)
        if field is None:
            raise InvalidInput("There is no custom field with this key.", field="field")
        value = clean_value(field.kind, field.choices, query.value, field="value")
        having = CustomFieldValue.field_id == field.id, CustomFieldValue.value == value
        conditions.append(Customer.id.in_(sa.select(CustomFieldValue.customer_id).where(*having)))
    return conditions


def view(tx: Session, public_id: str, *, now: datetime) -> CustomerView:
    """Everything about a customer. Raises NotFound."""
    row = tx.get_one(Customer, key_of(tx, public_id))
    into = sa.select(Customer.public_id).where(Customer.id == row.merged_into)
    mine = Conversation.customer_id == row.id, Conversation.merged_into_id.is_(None)
    own = sa.select(sa.func.count()).select_from(Conversation).where(*mine)
    shown = identities(tx, row.id)
    return CustomerView(
        id=row.public_id,
        name=customer_name(row.name, row.email, row.id),
        named=row.name is not None,
        email=row.email,
        phone=row.phone,
        locale=row.locale,
        created_at=row.created_at,
        verified=any(each.verified for each in shown),
        version=row.version,
        fields=_values(tx, row.id),
        identities=shown,
        block=block_of(tx, row.id, now=now),
        merged_into=tx.execute(into).scalar() if row.merged_into else None,
        conversations=tx.execute(own).scalar_one(),
    )


def _values(tx: Session, customer_id: int) -> dict[str, str]:
    found = tx.execute(
        sa.select(CustomField.key, CustomFieldValue.value)
        .join(CustomFieldValue, CustomFieldValue.field_id == CustomField.id)
        .where(CustomFieldValue.customer_id == customer_id)
        .order_by(CustomField.id)
    )
    return {row.key: row.value for row in found}


def identities(tx: Session, customer_id: int) -> list[IdentityView]:
    """The oldest first. Of a browser nothing is shown but that it is one; of a shop's customer, the shop's own id."""
    query = sa.select(CustomerIdentity).where(CustomerIdentity.customer_id == customer_id)
    return [_identity(each) for each in tx.execute(query.order_by(CustomerIdentity.id)).scalars()]


def _identity(row: CustomerIdentity) -> IdentityView:
    value: str | None = row.value
    if row.kind == "webchat":
        value = None
    elif row.kind == "external":
        value = row.value.partition(":")[2]
    return IdentityView(
        kind=row.kind,  # type: ignore[arg-type]
        value=value,
        verified=row.verified,
        created_at=row.created_at,
        bounced_at=row.bounced_at,
        bounce_words=row.bounce_words,
    )


def block_columns() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Block.id, Block.public_id, Block.network, Block.sender, Block.reason, Block.created_at, Block.expires_at,
        Block.customer_id, Agent.name.label("by"),
    ).outerjoin(Agent, Agent.id == Block.agent_id)  # fmt: skip


def block_of(tx: Session, customer_id: int, *, now: datetime) -> BlockView | None:
    """The block in force, without repeating the customer."""
    query = block_columns().where(Block.customer_id == customer_id, in_force(now)).order_by(Block.id.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return None if row is None else block_view(row, None)


def one_block(tx: Session, block_id: int, *, now: datetime) -> BlockView:
    row = tx.execute(block_columns().where(Block.id == block_id)).one()
    known = rows_by_key(tx, {row.customer_id} if row.customer_id is not None else set(), now=now)
    return block_view(row, known.get(row.customer_id))


def block_view(row: Any, customer: CustomerRow | None) -> BlockView:
    return BlockView(
        id=row.public_id,
        customer=customer,
        network=row.network,
        sender=row.sender,
        reason=row.reason,
        by=row.by,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def blocks(tx: Session, query: BlockQuery, *, now: datetime) -> list[tuple[Any, CustomerRow | None]]:
    """At most limit + 1 blocks in force, the newest first, each with its customer."""
    found = block_columns().where(in_force(now)).order_by(Block.id.desc()).limit(query.limit + 1)
    if query.of is not None:
        found = found.where(Block.sender.is_not(None) if query.of == "senders" else Block.sender.is_(None))
    if query.after is not None:
        (after,) = decode_cursor(query.after, tuple[int])
        found = found.where(Block.id < after)
    rows = tx.execute(found).all()
    known = rows_by_key(tx, {row.customer_id for row in rows if row.customer_id is not None}, now=now)
    return [(row, known.get(row.customer_id)) for row in rows]


def rows_by_key(tx: Session, keys: set[int], *, now: datetime) -> dict[int, CustomerRow]:
    if not keys:
        return {}
    return {row.id: customer_row(row) for row in tx.execute(customer_columns(now).where(Customer.id.in_(keys)))}


def duplicates(tx: Session, public_id: str, *, now: datetime) -> Duplicates:
    """Customers who have the same e-mail address, telephone number or name: they may be the same. Raises NotFound."""
    key = key_of(tx, public_id)
    mine = tx.execute(sa.select(Customer.email, Customer.phone, Customer.folded).where(Customer.id == key)).one()
    alike = {
        "email": Customer.email == mine.email if mine.email else None,
        "phone": Customer.phone.in_(spellings(mine.phone)) if mine.phone else None,
        "name": Customer.folded == mine.folded if mine.folded else None,
    }
    because: dict[int, list[Any]] = {}
    for word, same in alike.items():
        if same is None:
            continue
        query = sa.select(Customer.id).where(same, Customer.id != key, Customer.merged_into.is_(None))
        for found in tx.execute(query.order_by(Customer.id.desc()).limit(EACH)).scalars():
            because.setdefault(found, []).append(word)
    known = rows_by_key(tx, set(because), now=now)
    ranked = sorted(because.items(), key=lambda item: (-len(item[1]), -item[0]))
    return Duplicates([Duplicate(customer=known[found], because=words) for found, words in ranked])

"""Who the customer is: recognised by an identity, or new."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contact_center.events import CustomerCreated
from contact_center.models import Customer, CustomerIdentity, actor, record
from contact_center.values import Address, Author


def known_customer(tx: Session, address: Address) -> int | None:
    """The key of the customer with this identity; of the surviving one where customers were merged."""
    found = tx.execute(
        sa.select(Customer.id, Customer.merged_into)
        .join(CustomerIdentity, CustomerIdentity.customer_id == Customer.id)
        .where(CustomerIdentity.kind == address.kind, CustomerIdentity.value == address.value)
    ).one_or_none()
    return None if found is None else found.merged_into or found.id


def customer_for(tx: Session, address: Address, *, locale: str, at: datetime) -> int:
    """The key of the customer with this identity, who is created where there is none."""
    known = known_customer(tx, address)
    if known is not None:
        return known
    try:
        with tx.begin_nested():
            return _create(tx, address, locale=locale, at=at)
    except IntegrityError:  # another process was faster with the same identity
        known = known_customer(tx, address)
        if known is None:
            raise
        return known


def _create(tx: Session, address: Address, *, locale: str, at: datetime) -> int:
    email = address.value if address.kind == "email" else None
    customer = Customer(name=address.name, email=email, locale=locale, created_at=at)
    tx.add(customer)
    tx.flush()
    identity = CustomerIdentity(
        customer_id=customer.id, kind=address.kind, value=address.value, verified=address.verified, created_at=at
    )
    tx.add(identity)
    tx.flush()
    record(tx, "customer", customer.id, CustomerCreated(address.kind), by=actor(Author.CUSTOMER, customer.id), at=at)
    return customer.id

"""Who the customer is: recognised by an identity, or new; and what is known of the customer."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contact_center.customers import fields
from contact_center.customers.details import clean_email, clean_name, clean_phone
from contact_center.customers.schemas import CustomerPatch
from contact_center.customers.signals import tell_lists
from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.events import CustomerChanged, CustomerCreated
from contact_center.models import Customer, CustomerIdentity, CustomField, actor, record
from contact_center.values import About, Address, Author

_CLEAN = {"name": clean_name, "email": clean_email, "phone": clean_phone}


def known_customer(tx: Session, address: Address) -> int | None:
    """The key of the customer with this identity; of the surviving one where customers were merged."""
    found = tx.connection().execute(_KNOWN, {"kind": address.kind, "value": address.value}).one_or_none()
    if found is None or found.merged_into is None:
        return None if found is None else found.id
    return surviving(tx, found.merged_into)


_KNOWN = (
    sa.select(Customer.id, Customer.merged_into)
    .join(CustomerIdentity, CustomerIdentity.customer_id == Customer.id)
    .where(CustomerIdentity.kind == sa.bindparam("kind"), CustomerIdentity.value == sa.bindparam("value"))
)
"""Made once, and run on the connection: it is asked with everything that anybody writes."""


def surviving(tx: Session, customer_id: int) -> int:
    """The customer who remains of a chain of merges."""
    while True:
        into = tx.execute(sa.select(Customer.merged_into).where(Customer.id == customer_id)).scalar()
        if into is None:
            return customer_id
        customer_id = into


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
    add_identity(tx, customer.id, address, at=at)
    record(tx, "customer", customer.id, CustomerCreated(address.kind), by=actor(Author.CUSTOMER, customer.id), at=at)
    return customer.id


def add_identity(tx: Session, customer_id: int, address: Address, *, at: datetime) -> None:
    """One more way to recognise the customer. The identity must be nobody's yet: IntegrityError otherwise."""
    tx.add(
        CustomerIdentity(
            customer_id=customer_id,
            kind=address.kind,
            value=address.value,
            verified=address.verified,
            created_at=at,
        )
    )
    tx.flush()


def locked(tx: Session, customer_id: int) -> Customer:
    """The customer, locked until the unit ends. Raises NotFound."""
    query = sa.select(Customer).where(Customer.id == customer_id).with_for_update()
    row = tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such customer.")
    return row


def key_of(tx: Session, public_id: str) -> int:
    """Raises NotFound."""
    found = tx.execute(sa.select(Customer.id).where(Customer.public_id == public_id)).scalar()
    if found is None:
        raise NotFound("There is no such customer.")
    return found


def change_customer(tx: Session, public_id: str, patch: CustomerPatch, *, by: str, at: datetime) -> Customer:
    """Apply what the patch names. Raises NotFound, InvalidInput, or Conflict merged or changed_meanwhile."""
    row = locked(tx, key_of(tx, public_id))
    if row.merged_into is not None:
        raise Conflict("This customer was merged into another. Change that one.", code="merged")
    if patch.version is not None and patch.version != row.version:
        raise Conflict("Somebody else has changed this customer meanwhile. Look again.", code="changed_meanwhile")
    details: dict[str, str | None] = {}
    for name, clean in _CLEAN.items():
        given = getattr(patch, name)
        if given is not msgspec.UNSET:
            details[name] = clean(given) if given and given.strip() else None
    if patch.locale is not msgspec.UNSET:
        details["locale"] = patch.locale
    put_details(tx, row, details, fields.cleaned(tx, patch.fields), by=by, at=at)
    return row


def put_details(
    tx: Session,
    row: Customer,
    details: Mapping[str, str | None],
    values: Mapping[int, str | None],
    *,
    by: str,
    at: datetime,
) -> None:
    """Store cleaned details and custom fields of a locked customer, with a fact if anything changed."""
    changed = [name for name, value in details.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, details[name])
    keys = fields.put_values(tx, row.id, values)
    if keys:
        found = tx.execute(sa.select(CustomField.key).where(CustomField.id.in_(keys)).order_by(CustomField.id))
        changed += found.scalars()
    if not changed:
        return
    row.version += 1
    tx.flush()
    record(tx, "customer", row.id, CustomerChanged(changed), by=by, at=at)
    tell_lists(tx, row.id)


def apply_about(tx: Session, customer_id: int, about: About, *, at: datetime) -> None:
    """What a customer says of himself before the first message, which nobody has checked.

    It fills what is empty and overwrites nothing, and it makes no identity. Raises InvalidInput naming the field
    (name, email, phone, or the custom field's key) for what does not fit and for a field that there is not.
    """
    given = {name: getattr(about, name) for name in _CLEAN}
    details = {name: _CLEAN[name](text) for name, text in given.items() if text and text.strip()}
    values = fields.cleaned(tx, about.fields, within="")
    row = locked(tx, customer_id)
    known = fields.values_of(tx, customer_id)
    put_details(
        tx,
        row,
        {name: value for name, value in details.items() if getattr(row, name) is None},
        {field: value for field, value in values.items() if value is not None and field not in known},
        by=actor(Author.CUSTOMER, customer_id),
        at=at,
    )


def about_of(answers: Mapping[str, str]) -> About:
    """A form's answers by key: name, email and phone beside custom fields. Raises InvalidInput for too many."""
    if len(answers) > fields.MOST_FIELDS:
        raise InvalidInput("These are too many answers.", field="about")
    others = {key: text for key, text in answers.items() if key not in _CLEAN}
    return About(name=answers.get("name"), email=answers.get("email"), phone=answers.get("phone"), fields=others)

"""Who many senders are, by sets: recognised by an identity, or new; each with what a channel asks of it at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.service import surviving
from contact_center.events import CustomerCreated
from contact_center.folding import fold
from contact_center.given_rows import GivenRows
from contact_center.models import Customer, CustomerIdentity, actor, record_all
from contact_center.values import Address, Author


class Sender(msgspec.Struct, frozen=True):
    """Whoever has written, from where, in which language and when."""

    address: Address
    locale: str
    at: datetime


class Recognised(msgspec.Struct, frozen=True):
    """customer: the key; of the surviving one where customers were merged. named: nobody need ask for the name.

    bounced: mail to the address came back.
    """

    customer: int
    named: bool = True
    bounced: bool = False


def recognise(tx: Session, senders: Sequence[Sender]) -> list[Recognised]:
    """Each sender's customer, who is created where there is none, and is locked until the unit ends.

    Raises IntegrityError where another process is faster with an identity: try again.
    """
    first = {_key(each.address): each for each in reversed(senders)}
    found = _known(tx, first)
    new = [first[key] for key in sorted(first.keys() - found.keys())]
    found |= _create(tx, new)
    _LOCK.execute(tx, [(each.customer,) for each in found.values()])
    return [found[_key(each.address)] for each in senders]


def _key(address: Address) -> tuple[str, str]:
    return address.kind, address.value


def _known(tx: Session, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Recognised]:
    found: dict[tuple[str, str], Recognised] = {}
    for row in _KNOWN.execute(tx, list(wanted)):
        merged, bounced = row.merged_into is not None, row.bounced_at is not None
        customer = surviving(tx, row.merged_into) if merged else row.id
        found[row.kind, row.value] = Recognised(customer, merged or row.name is not None, bounced)
    return found


def _create(tx: Session, senders: Sequence[Sender]) -> dict[tuple[str, str], Recognised]:
    if not senders:
        return {}
    connection = tx.connection()
    customers = [
        {
            "name": each.address.name,
            "folded": fold(each.address.name) if each.address.name else None,
            "email": each.address.value if each.address.kind == "email" else None,
            "locale": each.locale,
            "created_at": each.at,
        }
        for each in senders
    ]
    made = list(zip(senders, connection.execute(_CUSTOMERS, customers).scalars(), strict=True))
    identities = [
        {
            "customer_id": key,
            "kind": each.address.kind,
            "value": each.address.value,
            "verified": each.address.verified,
            "created_at": each.at,
        }
        for each, key in made
    ]
    connection.execute(_IDENTITIES, identities)
    record_all(
        tx,
        "customer",
        [(key, CustomerCreated(each.address.kind), actor(Author.CUSTOMER, key), each.at) for each, key in made],
    )
    return {_key(each.address): Recognised(key, each.address.name is not None) for each, key in made}


_KNOWN = GivenRows(
    "SELECT given.kind, given.value, customer.id, customer.merged_into, customer.name, customer_identity.bounced_at "
    "FROM {given} CROSS JOIN customer_identity JOIN customer ON customer.id = customer_identity.customer_id "
    "WHERE customer_identity.kind = given.kind AND customer_identity.value = given.value",
    {"kind": "TEXT", "value": "TEXT"},
)
_LOCK = GivenRows(
    "SELECT customer.id FROM {given} CROSS JOIN customer WHERE customer.id = given.id ORDER BY customer.id",
    {"id": "BIGINT"},
    locking="FOR UPDATE OF customer",
)
_CUSTOMERS = sa.insert(Customer).returning(Customer.id, sort_by_parameter_order=True)
_IDENTITIES = sa.insert(CustomerIdentity)

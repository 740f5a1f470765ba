"""A shop has said who a visitor is: the visitor becomes that customer, or that customer's past is found again."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contact_center.customers import fields
from contact_center.customers.details import clean_email, clean_name, clean_phone
from contact_center.customers.identity import Identity
from contact_center.customers.merging import merge
from contact_center.customers.service import add_identity, known_customer, locked, put_details
from contact_center.errors import Forbidden, InvalidInput
from contact_center.events import CustomerCreated, CustomerIdentified
from contact_center.models import Customer, CustomerIdentity, UsedIdentityToken, Visit, actor, record
from contact_center.values import Address, Author

EXTERNAL = "external"
"""The kind of an identity that a shop has signed; its value is the inbox and the shop's own id."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A valid token as a visitor showed it. fresh: whom to make of the visitor who was another customer before."""

    identity: Identity
    token_hash: str
    inbox_id: int
    inbox: str
    visitor: Address
    fresh: Address
    locale: str


class Identified(msgspec.Struct, frozen=True):
    """visitor: the one given, or the fresh one."""

    customer_id: int
    visitor: Address


def identify(tx: Session, shown: Shown, *, at: datetime) -> Identified:
    """Who the visitor is by now. Raises Forbidden identity_replayed, or identity_claims for a detail that is none.

    A visitor whom nobody has identified brings the past along; one who was another customer becomes a new visitor,
    since two customers of a shop at one browser are two people.
    """
    try:
        with tx.begin_nested():
            return _identify(tx, shown, at=at)
    except IntegrityError:  # another process was faster with the same customer or token
        return _identify(tx, shown, at=at)


def is_identified(tx: Session, customer_id: int) -> bool:
    """Whether a shop has said who this is."""
    mine = sa.select(CustomerIdentity.id).where(
        CustomerIdentity.customer_id == customer_id, CustomerIdentity.kind == EXTERNAL
    )
    return tx.execute(mine.limit(1)).scalar() is not None


def _identify(tx: Session, shown: Shown, *, at: datetime) -> Identified:
    bound = _bound(tx, shown.token_hash)
    if bound is not None and bound != shown.visitor.value:
        raise Forbidden(
            "The identity token was refused. Another visitor has shown it before.", code="identity_replayed"
        )
    external = Address(EXTERNAL, f"{shown.inbox}:{shown.identity.sub}", verified=True)
    owner, visiting = known_customer(tx, external), known_customer(tx, shown.visitor)
    if bound is not None and owner is not None and owner == visiting:
        _prove(tx, shown.visitor)
        return Identified(owner, shown.visitor)
    customer, visitor = _settle(tx, shown, external, owner, visiting, at=at)
    _prove(tx, visitor)
    _put_profile(tx, customer, shown.identity, at=at)
    seen = Visit.inbox_id == shown.inbox_id, Visit.visitor == visitor.value, Visit.customer_id.is_(None)
    tx.execute(sa.update(Visit).where(*seen).values(customer_id=customer))
    _bind(tx, shown, visitor, known=bound is not None)
    return Identified(customer, visitor)


def _settle(
    tx: Session, shown: Shown, external: Address, owner: int | None, visiting: int | None, *, at: datetime
) -> tuple[int, Address]:
    """Who it is, and by which visitor's key from now on. Locked first, in order, so that nobody waits in a ring."""
    for key in sorted({key for key in (owner, visiting) if key is not None}):
        locked(tx, key)
    if owner is not None and owner == visiting:
        return owner, shown.visitor
    is_other = visiting is not None and is_identified(tx, visiting)
    visitor = shown.fresh if is_other else shown.visitor
    anonymous = None if is_other else visiting
    customer = owner or anonymous or _create(tx, shown, at=at)
    by = actor(Author.CUSTOMER, customer)
    if owner is None:
        add_identity(tx, customer, external, at=at)
        record(tx, "customer", customer, CustomerIdentified(shown.inbox_id), by=by, at=at)
    if owner is not None and anonymous is not None:
        merge(tx, source_id=anonymous, target_id=owner, by=by, at=at)
    elif anonymous is None:
        add_identity(tx, customer, visitor, at=at)
    return customer, visitor


def _prove(tx: Session, visitor: Address) -> None:
    """The browser is known to be its customer's, and reads what the customer wrote elsewhere."""
    mine = CustomerIdentity.kind == visitor.kind, CustomerIdentity.value == visitor.value
    proving = sa.update(CustomerIdentity).where(*mine, CustomerIdentity.verified.is_(False)).values(verified=True)
    tx.execute(proving.execution_options(synchronize_session=False))


def _create(tx: Session, shown: Shown, *, at: datetime) -> int:
    customer = Customer(locale=shown.locale, created_at=at)
    tx.add(customer)
    tx.flush()
    record(tx, "customer", customer.id, CustomerCreated(EXTERNAL), by=actor(Author.CUSTOMER, customer.id), at=at)
    return customer.id


def _put_profile(tx: Session, customer_id: int, identity: Identity, *, at: datetime) -> None:
    """What the shop says of its customer holds, whatever stood there. Raises Forbidden identity_claims."""
    known = fields.fields_by_key(tx)
    others: dict[str, str | None] = {key: text for key, text in identity.others.items() if key in known}
    details: dict[str, str | None] = {}
    try:
        if identity.name:
            details["name"] = clean_name(identity.name)
        if identity.email:
            details["email"] = clean_email(identity.email)
        if identity.phone:
            details["phone"] = clean_phone(identity.phone)
        values = fields.cleaned(tx, others, within="")
    except InvalidInput as error:
        why = f"The identity token was refused. {error.field}: {error.detail}"
        raise Forbidden(why, code="identity_claims") from None
    if identity.locale:
        details["locale"] = "vi" if identity.locale.lower().startswith("vi") else "en"
    row = locked(tx, customer_id)
    put_details(tx, row, details, values, by=actor(Author.CUSTOMER, customer_id), at=at)
    if identity.email_verified and details.get("email"):
        prove_email(tx, customer_id, str(details["email"]), at=at)


def prove_email(tx: Session, customer_id: int, email: str, *, at: datetime) -> None:
    """A proved address recognises the customer, unless it is another customer's: staff decide whether to merge them."""
    query = sa.select(CustomerIdentity).where(CustomerIdentity.kind == "email", CustomerIdentity.value == email)
    known = tx.execute(query).scalar_one_or_none()
    if known is None:
        add_identity(tx, customer_id, Address("email", email, verified=True), at=at)
    elif known.customer_id == customer_id:
        known.verified = True
        tx.flush()


def _bound(tx: Session, token_hash: str) -> str | None:
    """The visitor who has shown this token."""
    query = sa.select(UsedIdentityToken.visitor).where(UsedIdentityToken.token_hash == token_hash)
    return tx.execute(query).scalar_one_or_none()


def _bind(tx: Session, shown: Shown, visitor: Address, *, known: bool) -> None:
    token = UsedIdentityToken
    if known:
        tx.execute(sa.update(token).where(token.token_hash == shown.token_hash).values(visitor=visitor.value))
        return
    tx.add(token(token_hash=shown.token_hash, visitor=visitor.value, expires_at=shown.identity.expires))
    tx.flush()

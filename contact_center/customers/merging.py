"""One customer was found to be another: everything moves over, exactly that is noted, and it can go back."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from contact_center.customers import fields
from contact_center.customers.service import locked
from contact_center.customers.signals import show_again, tell_visitors
from contact_center.errors import Conflict, NotFound
from contact_center.events import CustomerChanged, CustomersMerged, MergeUndone
from contact_center.models import (
    Block,
    Conversation,
    ConversationParticipant,
    Customer,
    CustomerIdentity,
    CustomerMerge,
    CustomField,
    Event,
    KbFeedback,
    Visit,
    record,
)

DETAILS = ("name", "email", "phone")
_MOVING: dict[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[Any]]] = {
    "conversations": (Conversation.id, Conversation.customer_id),
    "identities": (CustomerIdentity.id, CustomerIdentity.customer_id),
    "visits": (Visit.id, Visit.customer_id),
    "blocks": (Block.id, Block.customer_id),
    "feedback": (KbFeedback.id, KbFeedback.customer_id),
}
"""What belongs to a customer: its key, and the column that says to whom it belongs."""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge moved, by key, and what it filled in that the target did not have."""

    conversations: list[int]
    identities: list[int]
    visits: list[int]
    blocks: list[int]
    feedback: list[int] = []
    details: dict[str, str]
    fields: dict[str, str]
    """By the custom field's key as text."""


def merge(tx: Session, *, source_id: int, target_id: int, by: str, at: datetime) -> CustomerMerge:
    """The source is the target from now on. Raises Conflict where they are one, or one of them was merged already.

    What the source alone knows is filled in; where both know something, the target's stays. The source's own row and
    its custom fields are left as they are, for the day on which this is undone.
    """
    source, target = _both(tx, source_id, target_id)
    if source_id == target_id:
        raise Conflict("A customer cannot be merged with himself.", code="same_customer")
    if source.merged_into is not None or target.merged_into is not None:
        raise Conflict("One of the two was merged into another customer already.", code="merged")
    moved = Moved(
        **{name: _move(tx, name, source_id, target_id) for name in _MOVING},
        details=_fill_details(source, target),
        fields=_fill_fields(tx, source_id, target_id),
    )
    _participants(tx, moved.conversations, source_id, target_id)
    source.merged_into = target_id
    row = CustomerMerge(source_id=source_id, target_id=target_id, moved=msgspec.to_builtins(moved), by=by, at=at)
    tx.add(row)
    _note(tx, source, target, row, CustomersMerged, by=by, at=at)
    show_again(tx, moved.conversations)
    tell_visitors(tx, target_id)
    return row


def undo(tx: Session, public_id: str, *, by: str, at: datetime) -> CustomerMerge:
    """Take a merge back: what it moved goes back, with all that was written since; what is new stays where it is.

    A detail that was filled in goes unless somebody has changed it since. Raises NotFound, or Conflict where it was
    undone before or another merge stands on it.
    """
    query = sa.select(CustomerMerge).where(CustomerMerge.public_id == public_id).with_for_update()
    row = tx.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such merge.")
    if row.undone_at is not None:
        raise Conflict("This merge was undone already.", code="already_undone")
    source, target = _both(tx, row.source_id, row.target_id)
    _refuse_covered(tx, row)
    moved = msgspec.convert(row.moved, Moved)
    back = {name: _return(tx, name, getattr(moved, name), row.target_id, row.source_id) for name in _MOVING}
    _participants(tx, back["conversations"], row.target_id, row.source_id)
    _disprove(tx, source.id)
    changed = _changed_since(tx, row)
    _empty_details(target, {name: value for name, value in moved.details.items() if name not in changed})
    values = fields.values_of(tx, target.id)
    kept = tx.execute(sa.select(CustomField.id).where(CustomField.key.in_(changed))).scalars().all()
    filled = {int(key): value for key, value in moved.fields.items() if int(key) not in kept}
    fields.put_values(tx, target.id, {key: None for key, value in filled.items() if values.get(key) == value})
    source.merged_into = None
    row.undone_at = at
    _note(tx, source, target, row, MergeUndone, by=by, at=at)
    show_again(tx, back["conversations"])
    tell_visitors(tx, source.id)
    tell_visitors(tx, target.id)
    return row


def _both(tx: Session, source_id: int, target_id: int) -> tuple[Customer, Customer]:
    """Both, locked in the order of their keys, so that two merges cannot wait for each other."""
    found = {key: locked(tx, key) for key in sorted({source_id, target_id})}
    return found[source_id], found[target_id]


def _refuse_covered(tx: Session, row: CustomerMerge) -> None:
    later = (
        sa.select(CustomerMerge.id)
        .where(
            CustomerMerge.id > row.id,
            CustomerMerge.undone_at.is_(None),
            sa.or_(CustomerMerge.target_id == row.target_id, CustomerMerge.source_id == row.target_id),
        )
        .limit(1)
    )
    if tx.execute(later).scalar() is not None:
        raise Conflict("A later merge stands on this one. Undo that one first.", code="later_merge")


def _move(tx: Session, name: str, source_id: int, target_id: int) -> list[int]:
    key, owner = _MOVING[name]
    moved = sa.update(key.class_).where(owner == source_id).values({owner.key: target_id}).returning(key)
    return sorted(tx.execute(moved.execution_options(synchronize_session=False)).scalars())


def _return(tx: Session, name: str, keys: list[int], target_id: int, source_id: int) -> list[int]:
    """Those of them that are there and still the target's."""
    key, owner = _MOVING[name]
    going = sa.update(key.class_).where(owner == target_id, key.in_(keys)).values({owner.key: source_id})
    return sorted(tx.execute(going.returning(key).execution_options(synchronize_session=False)).scalars())


def _disprove(tx: Session, customer_id: int) -> None:
    """A shop that named the target has not named the source: no browser is proved to be a customer without a name."""
    mine, other = CustomerIdentity, aliased(CustomerIdentity)
    named = sa.exists().where(other.customer_id == customer_id, other.kind == "external")
    browsers = sa.update(mine).where(mine.customer_id == customer_id, mine.kind == "webchat", sa.not_(named))
    tx.execute(browsers.values(verified=False).execution_options(synchronize_session=False))


def _participants(tx: Session, conversations: list[int], before: int, after: int) -> None:
    party = ConversationParticipant
    change = sa.update(party).where(party.conversation_id.in_(conversations), party.customer_id == before)
    tx.execute(change.values(customer_id=after).execution_options(synchronize_session=False))


def _fill_details(source: Customer, target: Customer) -> dict[str, str]:
    filled = {name: getattr(source, name) for name in DETAILS if getattr(target, name) is None}
    filled = {name: value for name, value in filled.items() if value is not None}
    for name, value in filled.items():
        setattr(target, name, value)
    return filled


def _changed_since(tx: Session, row: CustomerMerge) -> set[str]:
    """The details and keys of custom fields that somebody has changed since, even if back to what was filled in."""
    facts = sa.select(Event.type, Event.data).where(Event.entity == "customer", Event.entity_id == row.target_id)
    told = facts.where(Event.type.in_([CustomersMerged.__name__, CustomerChanged.__name__]), Event.at >= row.at)
    changed: set[str] = set()
    for fact in tx.execute(told.order_by(Event.id)):
        if fact.type == CustomerChanged.__name__:
            changed |= set(fact.data["fields"])
        elif fact.data["merge_id"] == row.id:
            changed.clear()
    return changed


def _empty_details(target: Customer, filled: dict[str, str]) -> None:
    for name, value in filled.items():
        if getattr(target, name) == value:
            setattr(target, name, None)


def _fill_fields(tx: Session, source_id: int, target_id: int) -> dict[str, str]:
    known = fields.values_of(tx, target_id)
    filled = {key: value for key, value in fields.values_of(tx, source_id).items() if key not in known}
    fields.put_values(tx, target_id, filled)
    return {str(key): value for key, value in filled.items()}


def _note(
    tx: Session,
    source: Customer,
    target: Customer,
    row: CustomerMerge,
    fact: type[CustomersMerged] | type[MergeUndone],
    *,
    by: str,
    at: datetime,
) -> None:
    source.version += 1
    target.version += 1
    tx.flush()
    for each in (source, target):
        record(tx, "customer", each.id, fact(source.id, target.id, row.id), by=by, at=at)

"""What a merge would do, and which merges there were."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers import fields
from contact_center.customers.merging import DETAILS, Moved
from contact_center.customers.queries import identities, rows_by_key
from contact_center.customers.schemas import MergeField, MergePreview, Merges, MergeView
from contact_center.customers.service import key_of
from contact_center.errors import Conflict
from contact_center.models import Agent, Conversation, Customer, CustomerIdentity, CustomerMerge, Visit

MOST = 50


def preview(tx: Session, target: str, source: str, *, now: datetime) -> MergePreview:
    """What would move, and what would stand afterwards. Raises NotFound, or Conflict as the merge itself."""
    target_id, source_id = key_of(tx, target), key_of(tx, source)
    if target_id == source_id:
        raise Conflict("A customer cannot be merged with himself.", code="same_customer")
    both = {key: tx.get_one(Customer, key) for key in (target_id, source_id)}
    if any(row.merged_into is not None for row in both.values()):
        raise Conflict("One of the two was merged into another customer already.", code="merged")
    known = rows_by_key(tx, {target_id, source_id}, now=now)
    return MergePreview(
        target=known[target_id],
        source=known[source_id],
        conversations=_count(tx, Conversation.customer_id == source_id),
        visits=_count(tx, Visit.customer_id == source_id),
        identities=identities(tx, source_id),
        fields=_details(both[target_id], both[source_id]) + _values(tx, target_id, source_id),
        readers=_count(
            tx,
            sa.and_(
                CustomerIdentity.customer_id.in_(both), CustomerIdentity.kind == "webchat", CustomerIdentity.verified
            ),
        ),
    )


def _count(tx: Session, belongs: sa.ColumnElement[bool]) -> int:
    return tx.execute(sa.select(sa.func.count()).where(belongs)).scalar_one()


def _details(target: Customer, source: Customer) -> list[MergeField]:
    pairs = [(name, getattr(target, name), getattr(source, name)) for name in DETAILS]
    return [_field(*pair) for pair in pairs if pair[1] is not None or pair[2] is not None]


def _values(tx: Session, target_id: int, source_id: int) -> list[MergeField]:
    ours, theirs = fields.values_of(tx, target_id), fields.values_of(tx, source_id)
    known = fields.fields_by_key(tx).values()
    pairs = [(field.key, ours.get(field.id), theirs.get(field.id)) for field in known]
    return [_field(*pair) for pair in pairs if pair[1] is not None or pair[2] is not None]


def _field(key: str, target: str | None, source: str | None) -> MergeField:
    differ = target is not None and source is not None and target != source
    return MergeField(key=key, target=target, source=source, kept=target or source or "", conflict=differ)


def merges(tx: Session, public_id: str, *, now: datetime) -> Merges:
    """Who was merged into this customer, the newest first. Raises NotFound."""
    key = key_of(tx, public_id)
    query = sa.select(CustomerMerge).where(CustomerMerge.target_id == key).order_by(CustomerMerge.id.desc())
    rows = list(tx.execute(query.limit(MOST)).scalars())
    known = rows_by_key(tx, {row.source_id for row in rows}, now=now)
    agents = {int(row.by[6:]) for row in rows if row.by.startswith("agent:")}
    found = tx.execute(sa.select(Agent.id, Agent.name).where(Agent.id.in_(agents)))
    names = {f"agent:{row.id}": row.name for row in found}
    return Merges(
        [
            MergeView(
                id=row.public_id,
                customer=known[row.source_id],
                conversations=len(msgspec.convert(row.moved, Moved).conversations),
                by=names.get(row.by),
                at=row.at,
                undone_at=row.undone_at,
            )
            for row in rows
        ]
    )

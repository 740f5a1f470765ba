"""Custom fields: what more a company wants to know of its customers, and the values that customers have."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.customers.details import clean_text, clean_value
from contact_center.customers.schemas import CustomFieldPatch, CustomFieldView, Locale, NewCustomField
from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.events import CustomFieldChanged, CustomFieldCreated, CustomFieldDeleted
from contact_center.models import CustomField, CustomFieldValue, record

MOST_FIELDS = 50
INDEX_AGAIN = "index_customers"
"""The kind of jobs whose `customers` are found by less than before, without a fact about each of them."""
BATCH = 500
"""Customers of one such job."""
TAKEN = {"name", "email", "phone", "locale", "sub", "exp", "iat", "nbf", "iss", "aud", "jti", "inbox", "email_verified"}
"""Words that a pre-chat form or a signed identity uses for something else."""


def create_field(tx: Session, new: NewCustomField, *, by: str, at: datetime) -> CustomField:
    """Raises Conflict for a key that there is, InvalidInput for what does not fit together."""
    if new.key in TAKEN:
        raise InvalidInput("This key has a meaning of its own. Choose another.", field="key")
    if tx.execute(sa.select(CustomField.id).where(CustomField.key == new.key)).scalar() is not None:
        raise Conflict("There is a custom field with this key already.", code="key_taken", field="key")
    if tx.execute(sa.select(sa.func.count()).select_from(CustomField)).scalar_one() >= MOST_FIELDS:
        raise Conflict(f"There are {MOST_FIELDS} custom fields already, which is the most.", code="too_many_fields")
    field = CustomField(
        key=new.key, kind=new.kind, names=_names(new.names), choices=_choices(new.kind, new.choices), created_at=at
    )
    tx.add(field)
    tx.flush()
    record(tx, "custom_field", field.id, CustomFieldCreated(field.key, field.kind), by=by, at=at)
    return field


def change_field(tx: Session, public_id: str, patch: CustomFieldPatch, *, by: str, at: datetime) -> CustomField:
    """Raises NotFound, Conflict changed_meanwhile, or InvalidInput for choices that customers still have."""
    field = field_by_id(tx, public_id)
    if patch.version is not None and patch.version != field.version:
        raise Conflict("Somebody else has changed this field meanwhile. Look again.", code="changed_meanwhile")
    changed = [name for name in ("names", "choices") if getattr(patch, name) is not None]
    if patch.names is not None:
        field.names = _names(patch.names)
    if patch.choices is not None:
        field.choices = _choices(field.kind, patch.choices)
        if field.kind == "choice":
            _refuse_orphans(tx, field)
    field.version += 1
    tx.flush()
    record(tx, "custom_field", field.id, CustomFieldChanged(changed), by=by, at=at)
    return field


def delete_field(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """The field and every value of it, by which nobody is found once the jobs for the index are done. NotFound."""
    field = field_by_id(tx, public_id)
    gone = sa.delete(CustomFieldValue).where(CustomFieldValue.field_id == field.id)
    customers = sorted(tx.execute(gone.returning(CustomFieldValue.customer_id)).scalars())
    record(tx, "custom_field", field.id, CustomFieldDeleted(field.key, len(customers)), by=by, at=at)
    parts = [customers[start : start + BATCH] for start in range(0, len(customers), BATCH)]
    jobs.enqueue_all(tx, INDEX_AGAIN, [jobs.NewJob({"customers": part}) for part in parts], now=at)
    tx.delete(field)
    tx.flush()


def field_by_id(tx: Session, public_id: str) -> CustomField:
    """Raises NotFound."""
    field = tx.execute(
        sa.select(CustomField).where(CustomField.public_id == public_id).with_for_update()
    ).scalar_one_or_none()
    if field is None:
        raise NotFound("There is no such custom field.")
    return field


def fields_by_key(tx: Session) -> dict[str, CustomField]:
    """All of them, the oldest first."""
    return {field.key: field for field in tx.execute(sa.select(CustomField).order_by(CustomField.id)).scalars()}


def field_views(tx: Session) -> list[CustomFieldView]:
    found = fields_by_key(tx).values()
    counts = count_values(tx, [field.id for field in found])
    return [field_view(field, counts.get(field.id, 0)) for field in found]


def field_view(field: CustomField, values: int) -> CustomFieldView:
    return CustomFieldView(
        id=field.public_id,
        key=field.key,
        kind=field.kind,  # type: ignore[arg-type]
        names=field.names,  # type: ignore[arg-type]
        choices=field.choices,
        values=values,
        version=field.version,
    )


def count_values(tx: Session, field_ids: list[int]) -> dict[int, int]:
    """How many customers have a value, by field."""
    query = sa.select(CustomFieldValue.field_id, sa.func.count()).where(CustomFieldValue.field_id.in_(field_ids))
    return {row[0]: row[1] for row in tx.execute(query.group_by(CustomFieldValue.field_id))}


def cleaned(tx: Session, values: Mapping[str, str | None], *, within: str = "fields.") -> dict[int, str | None]:
    """Values by key as they are stored, by the field's id; none takes one away.

    within: what stands before a key where an error names the place. Raises InvalidInput for an unknown key or a value
    that does not fit.
    """
    if not values:
        return {}
    known = fields_by_key(tx)
    found: dict[int, str | None] = {}
    for key, text in values.items():
        place = f"{within}{key}"
        if key not in known:
            raise InvalidInput("There is no custom field with this key.", field=place[:100])
        field = known[key]
        found[field.id] = clean_value(field.kind, field.choices, text, field=place) if text and text.strip() else None
    return found


def values_of(tx: Session, customer_id: int) -> dict[int, str]:
    query = sa.select(CustomFieldValue.field_id, CustomFieldValue.value)
    return {row[0]: row[1] for row in tx.execute(query.where(CustomFieldValue.customer_id == customer_id))}


def put_values(tx: Session, customer_id: int, values: Mapping[int, str | None]) -> list[int]:
    """Store values that are cleaned; returns the fields in which something has changed."""
    before = values_of(tx, customer_id)
    changed = [field for field, value in values.items() if before.get(field) != value]
    mine = CustomFieldValue.customer_id == customer_id
    if changed:
        tx.execute(sa.delete(CustomFieldValue).where(mine, CustomFieldValue.field_id.in_(changed)))
    rows = [{"customer_id": customer_id, "field_id": key, "value": values[key]} for key in changed if values[key]]
    if rows:
        tx.execute(sa.insert(CustomFieldValue), rows)
    return changed


def _names(names: Mapping[Locale, str]) -> dict[str, str]:
    cleaned_names: dict[str, str] = {locale: clean_text(name, limit=100) for locale, name in names.items()}
    kept = {locale: name for locale, name in cleaned_names.items() if name}
    if not kept:
        raise InvalidInput("Give a name in at least one language.", field="names")
    return kept


def _choices(kind: str, choices: list[str]) -> list[str]:
    kept = list(dict.fromkeys(filter(None, (clean_text(choice, limit=100) for choice in choices))))
    if kind == "choice" and len(kept) < 2:
        raise InvalidInput("Give at least two choices.", field="choices")
    if kind != "choice" and kept:
        raise InvalidInput("Only a field of the kind choice has choices.", field="choices")
    return kept


def _refuse_orphans(tx: Session, field: CustomField) -> None:
    """A choice that customers have may not go: their values would be of no kind."""
    used = sa.select(CustomFieldValue.value).where(CustomFieldValue.field_id == field.id).distinct().limit(1)
    orphan = tx.execute(used.where(CustomFieldValue.value.not_in(field.choices))).scalar()
    if orphan is not None:
        raise InvalidInput(f"Customers have the choice {orphan}. It cannot be taken away.", field="choices")

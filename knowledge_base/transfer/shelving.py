"""Puts the categories of files into the tree, and finds the ones that articles name."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from msgspec import UNSET
from sqlalchemy.orm import Session

from contact_center.errors import InvalidInput
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbCategory, KbCategoryName
from knowledge_base.categories import change_category, create_category, names_of
from knowledge_base.part_schemas import ImportProblem
from knowledge_base.schemas import CategoryPatch, CategoryText, NewCategory
from knowledge_base.transfer.attempts import attempt, in_file
from knowledge_base.transfer.files import CATEGORIES
from knowledge_base.transfer.records import CategoryFile, TextFile
from knowledge_base.values import slug_of


class Shelf(NamedTuple):
    """A category that files may name."""

    key: int
    public_id: str


def put_categories(
    tx: Session,
    files: Sequence[CategoryFile],
    *,
    by: str,
    at: datetime,
    problems: list[ImportProblem],
    parent: str | None = None,
) -> None:
    """Make or change each, in order, with those inside it."""
    for position, file in enumerate(files):
        first = next(iter(file.names.values()), None)
        name = first.name if first else "one without a name"
        with attempt(tx, problems, lambda error, name=name: in_file(CATEGORIES, error, name=name)):  # type: ignore[misc]
            row = _put(tx, file, parent, position, by=by, at=at)
            put_categories(tx, file.inside, by=by, at=at, problems=problems, parent=row.public_id)


def shelf_of(tx: Session, text: TextFile) -> Shelf | None:
    """The category that a file names, in its own language or else in another. Raises InvalidInput."""
    if text.category is None:
        return None
    query = sa.select(KbCategoryName.locale, KbCategory.id, KbCategory.public_id)
    query = query.join(KbCategory, KbCategory.id == KbCategoryName.category_id)
    rows = tx.execute(query.where(KbCategoryName.slug == text.category)).all()
    if not rows:
        raise InvalidInput(f"There is no category {text.category}.", code="category_gone", field="category")
    _, key, public_id = min(rows, key=lambda row: row[0] != text.locale)
    return Shelf(key, public_id)


def _put(tx: Session, file: CategoryFile, parent: str | None, position: int, *, by: str, at: datetime) -> KbCategory:
    names = {
        locale: CategoryText(name=each.name, slug=each.slug or slug_of(each.name) or None)
        for locale, each in file.names.items()
    }
    row = _existing(tx, names)
    if row is None:
        row = create_category(tx, NewCategory(names=names, parent=parent), by=by, at=at)
    merged = names_of(tx, [row.id]).get(row.id, {}) | names
    there = tx.execute(sa.select(KbCategory.public_id).where(KbCategory.id == row.parent_id)).scalar_one_or_none()
    patch = CategoryPatch(
        names=UNSET if merged == names_of(tx, [row.id]).get(row.id) else merged,
        parent=UNSET if there == parent else parent,
        position=UNSET if row.position == position and there == parent else position,
    )
    if patch != CategoryPatch():
        row = change_category(tx, row.public_id, patch, by=by, at=at)
    return row


def _existing(tx: Session, names: Mapping[Locale, CategoryText]) -> KbCategory | None:
    """The category that has one of the addresses. Raises InvalidInput where they are those of two."""
    here = [
        sa.and_(KbCategoryName.locale == locale, KbCategoryName.slug == each.slug) for locale, each in names.items()
    ]
    query = sa.select(KbCategory).join(KbCategoryName, KbCategoryName.category_id == KbCategory.id).distinct()
    rows = tx.execute(query.where(sa.or_(sa.false(), *here))).scalars().all()
    if len(rows) > 1:
        raise InvalidInput("Its addresses are those of two categories that are there.", code="slug_taken")
    return rows[0] if rows else None

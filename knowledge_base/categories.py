"""Categories: state changes of the tree, and what it looks like."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from msgspec import UNSET
from sqlalchemy import exc
from sqlalchemy.orm import Session

from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.events import CategoryChanged, CategoryCreated, CategoryDeleted
from contact_center.inboxes.checks import checked_name
from contact_center.inboxes.schemas import Locale
from contact_center.models import KbArticle, KbCategory, KbCategoryName, record
from contact_center.paging import Page, PageQuery, decode_cursor, page_of
from knowledge_base.schemas import CategoryPatch, CategoryText, CategoryView, NewCategory
from knowledge_base.values import LOCALES, slug_of

MOST = 300
"""Categories of an installation."""
DEEPEST = 3
Tree = Mapping[str, KbCategory]
"""All categories, by public id."""


def create_category(tx: Session, new: NewCategory, *, by: str, at: datetime) -> KbCategory:
    """The last one among its siblings. Raises InvalidInput, or Conflict slug_taken or too_many_categories."""
    tree = locked_tree(tx)
    if len(tree) >= MOST:
        raise Conflict(f"There are {MOST} categories already. Delete some first.", code="too_many_categories")
    texts = _checked(new.names)
    parent = _parent(tree, new.parent, None)
    row = KbCategory(parent_id=parent, position=len(_siblings(tree, parent)), created_at=at)
    tx.add(row)
    tx.flush()
    _put_names(tx, row.id, texts)
    record(tx, "kb_category", row.id, CategoryCreated(title_of(texts)), by=by, at=at)
    return row


def change_category(tx: Session, public_id: str, patch: CategoryPatch, *, by: str, at: datetime) -> KbCategory:
    """Raises NotFound, InvalidInput, or Conflict changed_meanwhile or slug_taken."""
    tree = locked_tree(tx)
    row = _one_of(tree, public_id)
    if patch.version is not None and patch.version != row.version:
        raise Conflict("Somebody else has changed this category meanwhile. Look again.", code="changed_meanwhile")
    fields = [name for name in ("names", "parent", "position") if getattr(patch, name) is not UNSET]
    if patch.names is not UNSET:
        _put_names(tx, row.id, _checked(patch.names))
    if patch.parent is not UNSET or patch.position is not UNSET:
        before = row.parent_id
        row.parent_id = _parent(tree, patch.parent, row) if patch.parent is not UNSET else before
        others = [each for each in _siblings(tree, row.parent_id) if each is not row]
        stays = row.position if row.parent_id == before else len(others)
        _number([*others[: _place(patch, stays)], row, *others[_place(patch, stays) :]])
        if row.parent_id != before:
            _number(_siblings(tree, before))
    row.version += 1
    tx.flush()
    record(tx, "kb_category", row.id, CategoryChanged(fields), by=by, at=at)
    return row


def delete_category(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """Raises NotFound, or Conflict category_in_use where something is in it."""
    tree = locked_tree(tx)
    row = _one_of(tree, public_id)
    articles = tx.execute(sa.select(sa.func.count()).where(KbArticle.category_id == row.id)).scalar_one()
    inner = len(_siblings(tree, row.id))
    if articles or inner:
        detail = f"There are {articles} articles and {inner} categories in it. Move them elsewhere first."
        raise Conflict(detail, code="category_in_use")
    name = title_of(names_of(tx, [row.id]).get(row.id, {}))
    record(tx, "kb_category", row.id, CategoryDeleted(name), by=by, at=at)
    _number([each for each in _siblings(tree, row.parent_id) if each is not row])
    tx.delete(row)
    tx.flush()


def locked_tree(tx: Session) -> dict[str, KbCategory]:
    """All categories, locked: of several who change the tree, one does so after the other."""
    query = sa.select(KbCategory).order_by(KbCategory.id).with_for_update()
    return {row.public_id: row for row in tx.execute(query.execution_options(populate_existing=True)).scalars()}


def key_of(tx: Session, public_id: str | None) -> int | None:
    """The key of the category that an input names. Raises InvalidInput where it is gone."""
    if public_id is None:
        return None
    found = tx.execute(sa.select(KbCategory.id).where(KbCategory.public_id == public_id)).scalar_one_or_none()
    if found is None:
        raise _gone("category")
    return found


def views(tx: Session, query: PageQuery) -> Page[CategoryView]:
    """In the order in which they were made; parent and position tell the tree."""
    found = sa.select(KbCategory).order_by(KbCategory.id).limit(query.limit + 1)
    if query.after is not None:
        found = found.where(KbCategory.id > decode_cursor(query.after, tuple[int])[0])
    rows = tx.execute(found).scalars().all()
    shown = _views(tx, rows)
    return page_of(rows, query.limit, item=lambda row: shown[row.id], cursor=lambda row: (row.id,))


def view(tx: Session, row: KbCategory) -> CategoryView:
    return _views(tx, [row])[row.id]


def names_of(tx: Session, keys: Sequence[int]) -> dict[int, dict[Locale, CategoryText]]:
    """By category, and then by locale."""
    found: dict[int, dict[Locale, CategoryText]] = {}
    rows = tx.execute(sa.select(KbCategoryName).where(KbCategoryName.category_id.in_(keys))).scalars()
    for row in rows:
        (locale,) = (each for each in LOCALES if each == row.locale)
        found.setdefault(row.category_id, {})[locale] = CategoryText(name=row.name, slug=row.slug)
    return found


def title_of(texts: Mapping[Locale, CategoryText]) -> str:
    """Its name in the first language that it has."""
    return next((texts[locale].name for locale in LOCALES if locale in texts), "")


def _views(tx: Session, rows: Sequence[KbCategory]) -> dict[int, CategoryView]:
    keys = [row.id for row in rows]
    names = names_of(tx, keys)
    parents = sa.select(KbCategory.id, KbCategory.public_id).where(KbCategory.id.in_([row.parent_id for row in rows]))
    by_key: dict[int, str] = dict(tx.execute(parents).all())
    counting = sa.select(KbArticle.category_id, sa.func.count()).where(
        KbArticle.category_id.in_(keys), KbArticle.archived_at.is_(None)
    )
    counts: dict[int | None, int] = dict(tx.execute(counting.group_by(KbArticle.category_id)).all())
    return {
        row.id: CategoryView(
            id=row.public_id,
            parent=None if row.parent_id is None else by_key[row.parent_id],
            position=row.position,
            names=names.get(row.id, {}),
            articles=counts.get(row.id, 0),
            version=row.version,
        )
        for row in rows
    }


def _checked(names: Mapping[Locale, CategoryText]) -> dict[Locale, CategoryText]:
    if not names:
        raise InvalidInput("Give a name in at least one language.", code="name_missing", field="names")
    found: dict[Locale, CategoryText] = {}
    for locale, text in names.items():
        name = checked_name(text.name, field=f"names.{locale}.name")
        slug = text.slug or slug_of(name)
        if not slug or slug.endswith("\n"):
            detail = "Give an address too: this name has no letter of one."
            raise InvalidInput(detail, code="slug_unfit", field=f"names.{locale}.slug")
        found[locale] = CategoryText(name=name, slug=slug)
    return found


def _put_names(tx: Session, category_id: int, texts: Mapping[Locale, CategoryText]) -> None:
    tx.execute(sa.delete(KbCategoryName).where(KbCategoryName.category_id == category_id))
    rows = [
        {"category_id": category_id, "locale": locale, "name": text.name, "slug": text.slug}
        for locale, text in texts.items()
    ]
    try:
        tx.execute(sa.insert(KbCategoryName), rows)
    except exc.IntegrityError:
        raise Conflict("Another category has this address already.", code="slug_taken", field="names") from None


def _parent(tree: Tree, public_id: str | None, moving: KbCategory | None) -> int | None:
    """The key of a parent under which it may stand. Raises InvalidInput."""
    parent = tree.get(public_id) if public_id is not None else None
    if public_id is not None and parent is None:
        raise _gone("parent")
    by_key = {row.id: row for row in tree.values()}
    above, each = 0, parent
    while each is not None:
        if each is moving:
            raise InvalidInput("A category cannot be inside itself.", code="category_loop", field="parent")
        above, each = above + 1, by_key.get(each.parent_id or 0)
    if above + _height(tree, moving) > DEEPEST:
        raise InvalidInput(f"Categories are at most {DEEPEST} deep.", code="category_too_deep", field="parent")
    return None if parent is None else parent.id


def _height(tree: Tree, row: KbCategory | None) -> int:
    """Of the tree under it, itself included; of a new one 1."""
    return 1 + max((_height(tree, each) for each in _siblings(tree, row.id)), default=0) if row else 1


def _siblings(tree: Tree, parent: int | None) -> list[KbCategory]:
    return sorted((row for row in tree.values() if row.parent_id == parent), key=lambda row: (row.position, row.id))


def _place(patch: CategoryPatch, stays: int) -> int:
    return stays if patch.position is UNSET else patch.position


def _number(rows: Sequence[KbCategory]) -> None:
    for position, row in enumerate(rows):
        row.position = position


def _one_of(tree: Tree, public_id: str) -> KbCategory:
    if public_id not in tree:
        raise NotFound("There is no such category.")
    return tree[public_id]


def _gone(field: str) -> InvalidInput:
    return InvalidInput("There is no such category any more.", code="category_gone", field=field)

"""Synonyms: state changes of the sets, and the list."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.events import SynonymsChanged, SynonymsCreated, SynonymsDeleted
from contact_center.folding import fold
from contact_center.lines import clean_line
from contact_center.models import KbSynonym, record
from contact_center.paging import Page, decode_cursor, page_of
from knowledge_base.part_schemas import NewSynonym, SynonymPatch, SynonymsQuery, SynonymView
from knowledge_base.queries import locale_of

MOST = 2_000
"""Sets of an installation."""


def create_synonym(tx: Session, new: NewSynonym, *, by: str, at: datetime) -> KbSynonym:
    """Raises InvalidInput, or Conflict too_many_synonyms."""
    if tx.execute(sa.select(sa.func.count()).select_from(KbSynonym)).scalar_one() >= MOST:
        raise Conflict(f"There are {MOST} sets already. Delete some first.", code="too_many_synonyms")
    row = KbSynonym(locale=new.locale, words=checked(new.words), created_at=at)
    tx.add(row)
    tx.flush()
    record(tx, "kb_synonym", row.id, SynonymsCreated(row.locale, row.words), by=by, at=at)
    return row


def change_synonym(tx: Session, public_id: str, patch: SynonymPatch, *, by: str, at: datetime) -> KbSynonym:
    """Raises NotFound, InvalidInput, or Conflict changed_meanwhile."""
    row = _locked(tx, public_id)
    if patch.version is not None and patch.version != row.version:
        raise Conflict("Somebody else has changed these words meanwhile. Look again.", code="changed_meanwhile")
    row.words = checked(patch.words)
    row.version += 1
    tx.flush()
    record(tx, "kb_synonym", row.id, SynonymsChanged(row.words), by=by, at=at)
    return row


def delete_synonym(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """Raises NotFound."""
    row = _locked(tx, public_id)
    record(tx, "kb_synonym", row.id, SynonymsDeleted(row.words), by=by, at=at)
    tx.delete(row)
    tx.flush()


def views(tx: Session, query: SynonymsQuery) -> Page[SynonymView]:
    """In the order in which they were made."""
    found = sa.select(KbSynonym).order_by(KbSynonym.id).limit(query.limit + 1)
    if query.locale is not None:
        found = found.where(KbSynonym.locale == query.locale)
    if query.after is not None:
        found = found.where(KbSynonym.id > decode_cursor(query.after, tuple[int])[0])
    return page_of(tx.execute(found).scalars().all(), query.limit, item=view, cursor=lambda row: (row.id,))


def view(row: KbSynonym) -> SynonymView:
    return SynonymView(id=row.public_id, locale=locale_of(row.locale), words=row.words, version=row.version)


def checked(words: Sequence[str]) -> list[str]:
    """Each on one line, and once but for case and tone marks. Raises InvalidInput where fewer than two are left."""
    lines: dict[str, str] = {}
    for line in filter(fold, map(clean_line, words)):
        lines.setdefault(fold(line), line)
    if len(lines) < 2:
        raise InvalidInput("Give at least two different words.", code="synonyms_short", field="words")
    return list(lines.values())


def _locked(tx: Session, public_id: str) -> KbSynonym:
    query = sa.select(KbSynonym).where(KbSynonym.public_id == public_id).with_for_update()
    row = tx.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound("There are no such synonyms.")
    return row

"""The two full-text indexes, and how far they have come: the same functions over FTS5 and over tsvector with GIN.

Both hold what search.terms makes of a text, in a row with the key of the message or customer: see migration 0003.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.given_rows import GivenRows
from contact_center.models import UtcTime
from contact_center.search import terms

SETTLED_AFTER = timedelta(seconds=10)
"""A transaction of PostgreSQL that began before another may commit after it, but never so much later."""


MERGED_PAGES = 500
"""Written by one bit of a merge, of 4 KB each: some milliseconds."""


class Index(StrEnum):
    """What is indexed; the value is the name of the table."""

    MESSAGES = "message_search"
    CUSTOMERS = "customer_search"

    @property
    def about(self) -> str:
        """The table of what is indexed."""
        return self.removesuffix("_search")


class Document(NamedTuple):
    """What one message or customer is found by."""

    key: int
    tokens: list[str]
    scopes: tuple[str, ...] = ()


class Progress(NamedTuple):
    """How far an index has come.

    position: all that was visible up to this id is indexed. settled: up to this id nothing can become visible any
    more. mark, mark_at: the position at a time; once that is SETTLED_AFTER ago, mark is settled.
    """

    position: int = 0
    settled: int = 0
    mark: int = 0
    mark_at: datetime | None = None

    def moved(self, position: int, *, now: datetime) -> "Progress":
        if self.mark_at is not None and now - self.mark_at < SETTLED_AFTER:
            return self._replace(position=position)
        return Progress(position, self.mark, position, now)


_PROGRESS = sa.table(
    "search_progress",
    sa.column("name", sa.Text),
    sa.column("position", sa.BigInteger),
    sa.column("settled", sa.BigInteger),
    sa.column("mark", sa.BigInteger),
    sa.column("mark_at", UtcTime),
)
_READ = sa.select(*(_PROGRESS.c[name] for name in Progress._fields)).where(_PROGRESS.c.name == sa.bindparam("index"))
_LOCK, _LOCK_OR_PASS = _READ.with_for_update(), _READ.with_for_update(skip_locked=True)
_SAVE = sa.update(_PROGRESS).where(_PROGRESS.c.name == sa.bindparam("index"))


def progress(tx: Session, index: Index) -> Progress:
    """How far an index has come; at the beginning where nobody has noted it."""
    return _progress(tx, index) or Progress()


def locked_progress(tx: Session, index: Index, *, wait: bool = False) -> Progress | None:
    """As progress, and nobody else indexes until the unit ends. None where another process does (unless wait)."""
    if is_postgresql(tx):
        new = "INSERT INTO search_progress VALUES (:name, 0, 0, 0, NULL) ON CONFLICT DO NOTHING"
        tx.execute(sa.text(new), {"name": index})
        return _progress(tx, index, locked=True, wait=wait)
    return progress(tx, index)


def _progress(tx: Session, index: Index, *, locked: bool = False, wait: bool = True) -> Progress | None:
    query = _READ if not locked else _LOCK if wait else _LOCK_OR_PASS
    row = tx.connection().execute(query, {"index": index.value}).one_or_none()
    return None if row is None else Progress(*row)


def save_progress(tx: Session, index: Index, now: Progress) -> None:
    values = now._asdict()
    if not tx.connection().execute(_SAVE, {"index": index.value, **values}).rowcount:
        tx.execute(sa.insert(_PROGRESS).values(name=index.value, **values))


def put(tx: Session, index: Index, documents: Sequence[Document]) -> None:
    """Index these, in the place of what was there for them; nothing for what has been deleted meanwhile."""
    if not documents:
        return
    made, put_in = (terms.ts_document, _IN_POSTGRESQL) if is_postgresql(tx) else (terms.fts_document, _IN_SQLITE)
    put_in[index].execute(tx, [(document.key, made(document.tokens, document.scopes)) for document in documents])


_COLUMNS = {"key": "BIGINT", "words": "TEXT"}
_IN_SQLITE = {
    index: GivenRows(
        f"INSERT OR REPLACE INTO {index} (rowid, words) SELECT key, words FROM {{given}} "  # noqa: S608
        f"WHERE EXISTS (SELECT 1 FROM {index.about} WHERE {index.about}.id = key)",
        _COLUMNS,
    )
    for index in Index
}
_IN_POSTGRESQL = {
    index: GivenRows(
        f"INSERT INTO {index} (key, words) SELECT key, words::tsvector FROM {{given}} "  # noqa: S608
        f"WHERE EXISTS (SELECT 1 FROM {index.about} WHERE {index.about}.id = key) "
        "ON CONFLICT (key) DO UPDATE SET words = excluded.words",
        _COLUMNS,
    )
    for index in Index
}


def remove(tx: Session, index: Index, keys: Iterable[int]) -> None:
    """Forget what was indexed for these; nothing where nothing was."""
    key: sa.ColumnClause[int] = sa.column(_key(tx), sa.BigInteger)
    tx.execute(sa.delete(sa.table(index, key)).where(key.in_(list(keys))))


def is_postgresql(tx: Session) -> bool:
    return tx.get_bind().dialect.name == "postgresql"


def _key(tx: Session) -> str:
    return "key" if is_postgresql(tx) else "rowid"


def merge(tx: Session, index: Index, *, begin: bool) -> bool:
    """On SQLite, a bit of making the index one piece, without what was removed; returns whether more is to do.

    Until then the words of what was removed still lie in the index's own pages, though nothing finds them
    (https://www.sqlite.org/fts5.html, The 'merge' Command). begin: the first bit of a new whole.
    """
    if is_postgresql(tx):
        return False
    before = _changes(tx)
    pages = -MERGED_PAGES if begin else MERGED_PAGES
    tx.execute(sa.text(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', {pages})"))  # noqa: S608
    return _changes(tx) - before >= 2  # less says that there was nothing to do


def _changes(tx: Session) -> int:
    return int(tx.execute(sa.text("SELECT total_changes()")).scalar_one())

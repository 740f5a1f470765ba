"""Many rows of a query in one piece: as one JSON value, put together by the database itself.

A driver gives rows one by one, and on SQLite gives the interpreter away for each of them; tens of thousands of rows
keep all else in the process waiting for a second, and in one piece for a tenth of it.
"""

from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

T = TypeVar("T")


def taken(tx: Session, query: sa.Select[*tuple[Any, ...]], kind: type[T]) -> list[T]:
    """The rows of a query for texts and numbers, in its order. kind: a Struct with a field for each of its columns."""
    rows = query.subquery()
    fields = [part for column in rows.c for part in (sa.literal(column.key), column)]
    if tx.get_bind().dialect.name == "postgresql":
        whole = sa.func.json_agg(sa.func.json_build_object(*fields))
    else:
        whole = sa.func.json_group_array(sa.func.json_object(*fields))
    text = tx.execute(sa.select(sa.cast(whole, sa.Text)).select_from(rows)).scalar()
    return msgspec.json.decode(text or "[]", type=list[kind])  # type: ignore[valid-type]  # the caller's

"""Rows of a query in one piece, on each kind of database."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.taken_rows import taken


class Row(msgspec.Struct):
    name: str
    size: int | None


def query(*rows: tuple[str, int | None]) -> sa.Select[*tuple[Any, ...]]:
    """In the order of the names, the last first."""
    each = [sa.select(sa.literal(name).label("name"), sa.cast(size, sa.Integer).label("size")) for name, size in rows]
    given = sa.union_all(*each).subquery()
    return sa.select(given.c.name, given.c.size).order_by(given.c.name.desc())


async def test_rows_come_whole_and_in_the_order_of_the_query(database: Database) -> None:
    rows = [(name, place) for place, name in enumerate(['Đơn "hàng"\n\\', "b", "🙂", "a'", "c"])]

    def unit(tx: Session) -> tuple[list[Row], list[Row]]:
        return taken(tx, query(*rows, ("", None)), Row), [
            Row(name, size) for name, size in tx.execute(query(*rows, ("", None))).all()
        ]

    one_piece, one_by_one = await database.read(unit)
    assert one_piece == one_by_one
    assert {(row.name, row.size) for row in one_piece} == {*rows, ("", None)}


async def test_no_rows_are_none(database: Database) -> None:
    assert await database.read(lambda tx: taken(tx, query(("a", 1)).where(sa.false()), Row)) == []

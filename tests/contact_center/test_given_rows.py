"""Rows that a database unpacks by itself, on both databases."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from contact_center.db import Database
from contact_center.given_rows import GivenRows

ROWS = GivenRows("SELECT number, words FROM {given}", {"number": "BIGINT", "words": "TEXT"})


def back(tx: Session, rows: list[list[Any]]) -> list[list[Any]]:
    return [list(row) for row in ROWS.execute(tx, rows)]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[1, "one"], [2, "two"], [1, "one"]],
        [[None, None]],
        [[2**53, ""], [-(2**63), "0"], [2**63 - 1, "1.0"]],
        [[0, "quotes \" and \\ and '"], [0, "line\nbreak\ttab\x1f"], [0, ":rows {given} %s $[0]"]],
        [[0, "Đồ gốm Sương 🏺"], [0, "null"], [0, '{"a": [1]}'], [0, "\u202egpj"]],
    ],
)
async def test_every_row_arrives_as_it_was_given(database: Database, rows: list[list[Any]]) -> None:
    assert await database.read(back, rows) == rows

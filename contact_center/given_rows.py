"""Many rows in one step of a statement: given as one JSON parameter, unpacked by the database itself.

A driver takes rows one by one, and on SQLite gives the interpreter away for each of them; beside a busy event loop that
costs more than the work. Here a set costs one step, whatever its size.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session


class GivenRows:
    """A statement with `{given}` where a table of the given rows belongs; it is called `given` there.

    columns: their names and types (BIGINT or TEXT), in the order in which each row has its values. locking: a clause
    such as FOR SHARE at the end, for PostgreSQL alone; on SQLite one transaction writes at a time.
    """

    def __init__(self, sql: str, columns: Mapping[str, str], *, locking: str = "") -> None:
        sqlite = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns))
        postgresql = ", ".join(
            f"CAST(value->>{place} AS {kind}) AS {name}" for place, (name, kind) in enumerate(columns.items())
        )
        sources = {
            "sqlite": f"(SELECT {sqlite} FROM json_each(:rows)) AS given",  # noqa: S608
            "postgresql": f"(SELECT {postgresql} FROM json_array_elements(CAST(:rows AS json))) AS given",  # noqa: S608
        }
        self._statements = {dialect: sa.text(sql.replace("{given}", source)) for dialect, source in sources.items()}
        if locking:
            self._statements["postgresql"] = sa.text(f"{self._statements['postgresql']} {locking}")

    def execute(self, tx: Session, rows: Sequence[Sequence[Any]], **others: Any) -> sa.CursorResult[Any]:
        """Rows of numbers, texts and none; a text may not hold U+0000. others: further parameters of the statement."""
        connection = tx.connection()
        statement = self._statements[connection.dialect.name]
        return connection.execute(statement, {"rows": msgspec.json.encode(rows).decode(), **others})

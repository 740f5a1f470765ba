"""Finds the newest matches in an index, so that neither words that are everywhere nor rare ones take long.

SQLite walks its index from the newest entry and stops when a page is full. PostgreSQL's index gathers all matches
before they are sorted, which is fast for what is rare alone; and what its planner expects of beginnings and of words
side by side is often wrong by a factor of a hundred. So it is told what to do: to look at the newest rows one by one,
and where these are not enough, to count in a sample of all whether to look on or to look the words up in the index.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.search import terms
from contact_center.search.store import Index, is_postgresql
from contact_center.search.terms import Term

NEWEST = 4_000
"""Keys that are looked at in any case: a page of what one message in eighty says is among them."""
FURTHER = 4
"""So many times as far as before is looked each time."""
GATHERED, COLLECTED = 10.0, 0.3
"""What the index costs: for each row that it gathers, and for each that has a word with the beginning that is looked
for. The unit is the looking at one row, a third of a microsecond."""
SAMPLED_PAGES = 64
UNSEEN = 0.5
"""Of what a sample has none, the whole may have some."""

_AMONG = """
SELECT key FROM (SELECT key, words FROM {index} WHERE key >= :low AND key < :high ORDER BY key DESC OFFSET 0) AS newest
WHERE words @@ CAST(:match AS tsquery) LIMIT :limit
"""
_EXTENT = "SELECT coalesce(max(key), 0) AS newest, pg_relation_size('{index}') / 8192 + 1 AS pages FROM {index}"
_SAMPLE = """
SELECT count(*) AS rows,
    count(*) FILTER (WHERE words @@ CAST(:match AS tsquery)) AS match,
    count(*) FILTER (WHERE words @@ CAST(:together AS tsquery)) AS together,
    count(*) FILTER (WHERE words @@ CAST(:beginning AS tsquery)) AS beginning,
    count(*) FILTER (WHERE words @@ CAST(:others AS tsquery)) AS others
FROM {index} TABLESAMPLE SYSTEM (CAST(:percent AS real)) REPEATABLE (1)
"""
_LOOKED_UP = """
SELECT key FROM {index} WHERE words @@ CAST(:narrow AS tsquery) AND (words @@ CAST(:match AS tsquery)) IS TRUE
AND key < :before ORDER BY key DESC LIMIT :limit
"""
_BY_INDEX = "SELECT set_config(name, 'off', true) FROM unnest(ARRAY['jit', 'enable_seqscan', 'enable_indexscan']) name"
_AS_PLANNED = "SELECT set_config(name, 'on', true) FROM unnest(ARRAY['enable_seqscan', 'enable_indexscan']) name"


def matching(
    tx: Session, index: Index, wanted: Sequence[Term], *, scopes: Sequence[str] = (), before: int | None, limit: int
) -> list[int]:
    """The keys of at most limit matches, the newest first, older than before."""
    if is_postgresql(tx):
        return _Postgresql(tx, index, wanted, scopes).matching(before=before, limit=limit)
    older = "" if before is None else " AND rowid < :before"
    query = f"SELECT rowid FROM {index} WHERE {index} MATCH :match{older} ORDER BY rowid DESC LIMIT :limit"  # noqa: S608
    values = {"match": terms.fts_query(wanted, scopes), "limit": limit} | ({"before": before} if older else {})
    return list(tx.execute(sa.text(query), values).scalars())


class Way(NamedTuple):
    """How to go on: what the index would be asked for, what that costs, and after how many rows a page is expected."""

    narrow: str
    cost: float
    expected: float


class _Postgresql:
    """One search."""

    def __init__(self, tx: Session, index: Index, wanted: Sequence[Term], scopes: Sequence[str]) -> None:
        self._tx, self._index, self._wanted, self._scopes = tx, index, wanted, scopes
        self._match = terms.ts_query(wanted, scopes)

    def matching(self, *, before: int | None, limit: int) -> list[int]:
        extent = self._execute(_EXTENT).one()
        high = before if before is not None else extent.newest + 1
        low = max(0, high - NEWEST)
        found = self._among(low, high, limit)
        if len(found) == limit or low == 0:
            return found
        way = self._way(extent.pages, limit)
        reach = NEWEST
        while len(found) < limit and low > 0 and max(reach, way.expected) < way.cost:
            reach *= FURTHER
            high, low = low, max(0, low - reach)
            found += self._among(low, high, limit - len(found))
        if len(found) < limit and low > 0:
            found += self._looked_up(way.narrow, low, limit - len(found))
        return found

    def _among(self, low: int, high: int, limit: int) -> list[int]:
        """Those among the keys from low on, below high."""
        values = {"low": low, "high": high, "match": self._match, "limit": limit}
        return list(self._execute(_AMONG, values).scalars())

    def _way(self, pages: int, limit: int) -> Way:
        *others, last = self._wanted
        alone = bool(others or self._scopes)
        words = [Term((word,)) for term in self._wanted for word in term.words]
        beginning = words.pop()._replace(prefix=last.prefix)
        share = min(1.0, SAMPLED_PAGES / pages)
        asked = {
            "match": self._match,
            "together": terms.ts_query([*words, beginning], self._scopes),
            "beginning": terms.ts_query([beginning]),
            "others": terms.ts_query(others, self._scopes) if alone else self._match,
        }
        counted = self._execute(_SAMPLE, asked | {"percent": 100 * share}).one()
        gathered = GATHERED * max(counted.together, UNSEEN) + COLLECTED * (counted.beginning if last.prefix else 0)
        beside = GATHERED * max(counted.others, UNSEEN)
        expected = limit * counted.rows / max(counted.match, UNSEEN)
        if alone and beside < gathered:
            return Way(asked["others"], beside / share, expected)
        return Way(self._match, gathered / share, expected)

    def _looked_up(self, narrow: str, before: int, limit: int) -> list[int]:
        values = {"narrow": narrow, "match": self._match, "before": before, "limit": limit}
        self._execute(_BY_INDEX)
        found = list(self._execute(_LOOKED_UP, values).scalars())
        self._execute(_AS_PLANNED)
        return found

    def _execute(self, query: str, values: Mapping[str, Any] | None = None) -> sa.Result[Any]:
        return self._tx.execute(sa.text(query.format(index=self._index)), values or {})

"""The full-text index of articles: the same functions over FTS5 and over tsvector with GIN.

Both hold what entries.index_words makes of an article, in a row with the key of its document: see migration 0012. Each
word stands there once: the index says who has it, and the document how much it counts.
"""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.given_rows import GivenRows
from contact_center.models import KbDocument
from contact_center.search.store import is_postgresql
from knowledge_base.search.entries import of_language, readers
from knowledge_base.search.words import BESIDE

MOST = 80
"""Documents of which the words are looked at one by one."""
SHOWN = ""
FEW = 1_000
"""Documents of which every pair of words is known."""

_PUT = {
    "sqlite": "INSERT OR REPLACE INTO kb_document_search (rowid, words) VALUES (:key, :words)",
    "postgresql": "INSERT INTO kb_document_search (key, words) VALUES (:key, CAST(:words AS tsvector)) "
    "ON CONFLICT (key) DO UPDATE SET words = excluded.words",
}
_BEST = (
    "SELECT {joined} FROM kb_document JOIN (SELECT key FROM ({found}) AS found "
    "GROUP BY key ORDER BY sum(weight) DESC, key LIMIT :most) AS best ON best.key = kb_document.id"
)
_COLUMNS = {"word": "TEXT", "weight": "BIGINT"}
_FIND = {
    "sqlite": GivenRows(
        _BEST.format(
            joined="group_concat('[' || id || ',' || CAST(weights AS TEXT) || ']')",
            found="SELECT kb_document_search.rowid AS key, given.weight FROM {given} "
            "JOIN kb_document_search ON kb_document_search MATCH given.word",
        ),
        _COLUMNS,
    ),
    "postgresql": GivenRows(
        _BEST.format(
            joined="string_agg('[' || id || ',' || CAST(weights AS TEXT) || ']', ',')",
            found="SELECT there.key, given.weight FROM {given} CROSS JOIN LATERAL "
            "(SELECT key FROM kb_document_search WHERE words @@ CAST(given.word AS tsquery)) AS there",
        ),
        _COLUMNS,
    ),
}
# Pairs that only one document has are many; where there are many documents they count as such without being known.
_COUNT = {
    "sqlite": "SELECT term, doc FROM kb_document_search_words WHERE doc > :rare OR instr(term, :beside) = 0",
    "postgresql": "SELECT word, ndoc FROM ts_stat('SELECT words FROM kb_document_search') "
    "WHERE ndoc > :rare OR strpos(word, :beside) = 0",
}


def put(tx: Session, key: int, words: Iterable[str]) -> None:
    """Index a document, in the place of what was there for it."""
    made = " ".join(f"'{word}'" for word in words) if is_postgresql(tx) else " ".join(words)
    tx.execute(sa.text(_PUT[_dialect(tx)]), {"key": key, "words": made})


def find(tx: Session, words: Mapping[str, float], *, language: str, reader: str) -> str:
    """The likeliest documents in a language that readers of another, or the same, are shown, in no order.

    As JSON, a list of pairs: the key, and what each word of the document counts; in one piece, since rows of that size
    take longer one by one. words: how much each counts that is looked for.
    """
    postgresql = is_postgresql(tx)
    quoted, joined = ("'{}'", " & ") if postgresql else ('"{}"', " AND ")
    scope = [] if language == reader else [quoted.format(readers(reader))]  # who reads it is shown all of it
    rows = [
        (joined.join([quoted.format(of_language(word, language)), *scope]), round(1_000 * weight))
        for word, weight in words.items()
    ]
    return f"[{_FIND[_dialect(tx)].execute(tx, rows, most=MOST).scalar() or ''}]" if rows else "[]"


def counts(tx: Session, languages: Sequence[str]) -> dict[str, dict[str, int]]:
    """By language, how many documents have each word; under SHOWN, how many its readers are shown."""
    found: dict[str, dict[str, int]] = {language: {} for language in (*languages, SHOWN)}
    rare = 1 if sum(sizes(tx).values()) > FEW else 0
    for term, count in tx.execute(sa.text(_COUNT[_dialect(tx)]), {"beside": BESIDE, "rare": rare}):
        language, mark, word = term.partition("§")
        if mark and language in found:
            found[language][word] = count
    return found


def sizes(tx: Session) -> dict[str, int]:
    """By language, how many documents there are."""
    return dict(tx.execute(sa.select(KbDocument.locale, sa.func.count()).group_by(KbDocument.locale)).all())


def _dialect(tx: Session) -> str:
    return tx.get_bind().dialect.name

"""What people type into the search box, and what is stored to be found by it. Pure.

Words are joined by "and"; words in quotes, and the parts of something like DH-1024, stand side by side in this order;
the last word may be the beginning of one. Whatever is typed is a query: there is no syntax to get wrong.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from contact_center.folding import folded_words
from contact_center.phones import without_codes

MAX_TERMS = 16
"""More words than these do not count."""
SHORTEST_PREFIX = 2
"""A single letter begins far too many words, so that it is looked for as a word."""
SHORTEST_PART = 2
LONGEST_WHOLE = 32
"""Of customers any part of a word can be found, where the word has no more letters than these."""
SCOPE = "§"
"""The first sign of a token that no text can hold: folding leaves letters and digits alone."""

_QUOTED = re.compile(r'"([^"]*)"?')
_NUMBER = re.compile(r"#?([0-9]{1,15})")


class Term(NamedTuple):
    """Words that stand side by side; prefix: the last of them may be a beginning."""

    words: tuple[str, ...]
    prefix: bool = False


class Query(NamedTuple):
    """number: of the conversation that is meant, where one may be. terms: all of them must be found."""

    terms: tuple[Term, ...] = ()
    number: int | None = None


def parse(text: str) -> Query:
    """The query in what somebody typed."""
    typed = text.strip()
    number = _NUMBER.fullmatch(typed)
    terms: list[Term] = []
    place = 0
    for quoted in _QUOTED.finditer(typed):
        terms += _loose(typed[place : quoted.start()])
        terms += _phrase(quoted[1])
        place = quoted.end()
    rest = _loose(typed[place:])
    if rest and len(rest[-1].words[-1]) >= SHORTEST_PREFIX:
        rest[-1] = Term(rest[-1].words, prefix=True)
    wanted = () if typed.startswith("#") and number else tuple([*terms, *rest][:MAX_TERMS])
    return Query(wanted, int(number[1]) if number else None)


def _loose(text: str) -> list[Term]:
    return [term for chunk in text.split() for term in _phrase(chunk)]


def _phrase(text: str) -> list[Term]:
    found = tuple(folded_words(text)[:MAX_TERMS])
    return [Term(found)] if found else []


def customer_terms(text: str) -> tuple[Term, ...]:
    """As parse, for customers: each word may be any part of one, and a telephone number may lack its first zeros.

    Nor need it have its country's code. A single letter is looked for as a whole word, where there is nothing longer.
    """
    found = [_without_zeros(word) for word in folded_words(without_codes(text))]
    longer = [word for word in found if len(word) >= SHORTEST_PART]
    return tuple(Term((word,), prefix=bool(longer)) for word in longer or found)[:MAX_TERMS]


def _without_zeros(word: str) -> str:
    return (word.lstrip("0") or word) if word.isdecimal() else word


def inbox_scope(inbox_id: int) -> str:
    """The token that every message of an inbox has."""
    return f"{SCOPE}i{inbox_id}"


def parts(texts: Iterable[str]) -> list[str]:
    """Every token by which something with these texts can be found by any part of its words, each once."""
    found: dict[str, None] = {}
    for text in texts:
        words = folded_words(text)
        digits = "".join(character for character in text if character.isdecimal())
        if len(words) > 1 and len(digits) > 5 and digits.isascii():
            words.append(digits[:LONGEST_WHOLE])  # a number that is written in groups
        for word in words:
            last = len(word) - SHORTEST_PART if len(word) <= LONGEST_WHOLE else 0
            found.update(dict.fromkeys(word[start:] for start in range(max(last, 0) + 1)))
    return list(found)


# What the two databases read --------------------------------------------------------------------------------------


def fts_query(terms: Iterable[Term], scopes: Iterable[str] = ()) -> str:
    """A query of SQLite's FTS5. Tokens hold letters and digits alone, so that quoting them is all it takes."""
    wanted = [f'"{scope}"' for scope in scopes]
    for term in terms:
        phrase = " + ".join(f'"{word}"' for word in term.words)
        wanted.append(f"{phrase} *" if term.prefix else phrase)
    return " AND ".join(wanted)


def fts_document(tokens: Iterable[str], scopes: Iterable[str] = ()) -> str:
    return " ".join([*scopes, *tokens])


def ts_query(terms: Iterable[Term], scopes: Iterable[str] = ()) -> str:
    """A tsquery of PostgreSQL, to be cast from text, so that no parser of its own changes the words."""
    wanted = [f"'{scope}'" for scope in scopes]
    for term in terms:
        *before, last = [f"'{word}'" for word in term.words]
        wanted.append("(" + " <-> ".join([*before, f"{last}:*" if term.prefix else last]) + ")")
    return " & ".join(wanted)


def ts_document(tokens: Iterable[str], scopes: Iterable[str] = ()) -> str:
    """A tsvector of PostgreSQL, to be cast from text."""
    placed = [f"'{token}':{place}" for place, token in enumerate(tokens, 1)]
    return " ".join([*(f"'{scope}'" for scope in scopes), *placed])

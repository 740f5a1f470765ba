"""What a typed text asks for; nothing that can be typed is an error."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.search.terms import (
    Query,
    Term,
    customer_terms,
    fts_document,
    fts_query,
    inbox_scope,
    parse,
    parts,
    ts_query,
)


def term(*words: str, prefix: bool = False) -> Term:
    return Term(words, prefix)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Hoàn tiền", (term("hoan"), term("tien", prefix=True))),
        ("  đổi   TRẢ ", (term("doi"), term("tra", prefix=True))),
        ('"đơn hàng" giao', (term("don", "hang"), term("giao", prefix=True))),
        ('giao "đơn hàng"', (term("giao"), term("don", "hang"))),
        ('"đơn hàng', (term("don", "hang"),)),
        ("DH-1024", (term("dh", "1024", prefix=True),)),
        ("an@shop.example hi", (term("an", "shop", "example"), term("hi", prefix=True))),
        ("x", (term("x"),)),
        ("NEAR(a b) OR NOT c*", (term("near", "a"), term("b"), term("or"), term("not"), term("c"))),
        ('""', ()),
        ("!!! ---", ()),
        ("", ()),
    ],
)
def test_words_are_joined_and_the_last_may_be_a_beginning(typed: str, terms: tuple[Term, ...]) -> None:
    assert parse(typed).terms == terms


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("#42", Query((), 42)),
        ("42", Query((term("42", prefix=True),), 42)),
        (" #42 ", Query((), 42)),
        ("#42 abc", Query((term("42"), term("abc", prefix=True)))),
        ("#" + "9" * 40, Query((term("9" * 40, prefix=True),))),
    ],
)
def test_a_number_is_also_a_conversations(typed: str, query: Query) -> None:
    assert parse(typed) == query


def test_a_customers_number_is_found_with_and_without_its_zero() -> None:
    tokens = parts(["+84 912 345 678"])
    assert "84912345678" in tokens
    for typed in ("0912345678", "912345678", "345678", "84912"):
        assert all(any(token.startswith(term.words[0]) for token in tokens) for term in customer_terms(typed))


@pytest.mark.parametrize(
    "typed", ["+84912345678", "+84 (0) 912 345 678", "0084-912-345-678", "0912345678", "0912 345 678"]
)
@pytest.mark.parametrize("stored", ["+84912345678", "0912345678"])
def test_a_customers_number_is_found_with_and_without_its_country(typed: str, stored: str) -> None:
    tokens = parts([stored])
    assert all(any(token.startswith(term.words[0]) for token in tokens) for term in customer_terms(typed))


def test_a_name_of_one_letter_is_found_as_a_word_unless_there_is_more_to_go_by() -> None:
    assert customer_terms("Ý") == (Term(("y",)),)
    assert customer_terms("Ý Nhi") == (Term(("nhi",), prefix=True),)


def test_any_part_of_a_customers_word_is_the_beginning_of_a_token() -> None:
    assert parts(["Nguyễn"]) == ["nguyen", "guyen", "uyen", "yen", "en"]
    assert parts(["A"]) == ["a"]
    assert len(parts(["a" * 5_000])) == 1


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_query_of_both_kinds(typed: str) -> None:
    query = parse(typed)
    assert all(word.isalnum() for each in query.terms for word in each.words)
    if query.terms:
        with_index(fts_query(query.terms, [inbox_scope(7)]))
        assert ts_query(query.terms).count("'") == 2 * sum(len(each.words) for each in query.terms)


@given(st.lists(st.text(alphabet="adeoăđ19 -\"'*^:(){}", min_size=1), max_size=5).map(" ".join))
def test_the_syntax_of_the_database_means_nothing(typed: str) -> None:
    if terms := parse(typed).terms:
        with_index(fts_query(terms))
    if terms := customer_terms(typed):
        with_index(fts_query(terms))


def with_index(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(words, tokenize = 'ascii', prefix = '2 3', columnsize = 0)")
    connection.execute("INSERT INTO t VALUES (?)", (fts_document(["a", "b"], [inbox_scope(7)]),))
    connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (query,)).fetchall()
    connection.close()

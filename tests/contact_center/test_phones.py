"""Telephone numbers: one spelling, and which of them may be the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.phones import COUNTRY_CODES, plain, spellings, without_codes

WRITTEN = st.text("0123456789+ ()-", max_size=20)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 (0) 912-345-678", "+84912345678"),
        ("+84(0)912345678", "+84912345678"),
        ("0084 (0) 912 345 678", "+84912345678"),
        ("+39 06 1234 5678", "+390612345678"),
        ("(0) 912 345 678", "0912345678"),
        ("(024) 3825 0000", "02438250000"),
    ],
)
def test_a_number_has_one_spelling(written: str, number: str) -> None:
    assert plain(written) == number


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0911222333", "+84911222333", True),
        ("911222333", "+84911222333", True),
        ("2025550123", "+12025550123", True),
        ("0301234567", "+49301234567", True),
        ("0911222333", "911222333", True),
        ("+84911222333", "+61911222333", False),
        ("0911222333", "+84911222334", False),
        ("11222333", "+84911222333", False),
        ("0911", "+84911", False),
    ],
)
def test_which_numbers_may_be_the_same(one: str, other: str, same: bool) -> None:
    assert (other in spellings(one), one in spellings(other)) == (same, same)


@given(WRITTEN.map(plain), WRITTEN.map(plain))
def test_being_alike_holds_both_ways_and_a_number_comes_first(one: str, other: str) -> None:
    assert spellings(one)[0] == one
    if not one.startswith("00") and not other.startswith("00"):
        assert (one in spellings(other)) == (other in spellings(one))


def test_no_country_s_code_begins_another_one() -> None:
    assert [(a, b) for a in COUNTRY_CODES for b in COUNTRY_CODES if a != b and b.startswith(a)] == []


@pytest.mark.parametrize(
    ("text", "shortened"),
    [
        ("+84 911 222 333", "911222333 "),
        ("Mai +84911222333", "Mai 911222333 "),
        ("order 0084-911", "order 0084-911"),
        ("a+84911222333", "a+84911222333"),
        ("0911222333", "0911222333"),
    ],
)
def test_numbers_in_what_is_typed_lose_their_country_s_code(text: str, shortened: str) -> None:
    assert without_codes(text) == shortened

"""One spelling for what people write about a customer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.customers.details import KINDS, clean_email, clean_name, clean_phone, clean_text, clean_value
from contact_center.errors import InvalidInput

CHOICES = ["Gold", "Bạc"]


@pytest.mark.parametrize(
    ("kind", "written", "stored"),
    [
        ("text", "  two\n words ", "two words"),
        ("text", "Ho\u0300a", "Hòa"),
        ("text", "a\u200bb", "ab"),
        ("number", "+007.50", "7.5"),
        ("number", "-0", "0"),
        ("number", "100", "100"),
        ("number", "12345678901234567890", "12345678901234567890"),
        ("date", "2026-02-28", "2026-02-28"),
        ("boolean", "Yes", "true"),
        ("boolean", "không", "false"),
        ("choice", "gold", "Gold"),
        ("choice", "BAC", "Bạc"),
    ],
)
def test_a_value_has_one_spelling(kind: str, written: str, stored: str) -> None:
    assert clean_value(kind, CHOICES, written, field="fields.x") == stored


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("text", " \t"),
        ("number", "1e5"),
        ("number", "١٢"),
        ("number", "NaN"),
        ("number", "1,5"),
        ("date", "28.02.2026"),
        ("date", "2026-02-30"),
        ("date", "20260228"),
        ("date", "2026-W09-1"),
        ("boolean", "maybe"),
        ("choice", "Silver"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_field(kind: str, written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_value(kind, CHOICES, written, field="fields.x")
    assert refused.value.field == "fields.x"


@given(kind=st.sampled_from(KINDS), written=st.text(max_size=40))
def test_what_is_stored_is_stored_the_same_again(kind: str, written: str) -> None:
    try:
        stored = clean_value(kind, CHOICES, written, field="x")
    except InvalidInput:
        return
    assert clean_value(kind, CHOICES, stored, field="x") == stored


@pytest.mark.parametrize("written", ["a@b.example", " A.B+c@Shop.Example "])
def test_an_e_mail_address_is_kept_in_small_letters(written: str) -> None:
    assert clean_email(written) == written.strip().lower()


@pytest.mark.parametrize(
    "written", ["", "a", "a@b", "a b@c.example", "a@b.c", "<a@b.example>", "a@" + "b" * 260 + ".de"]
)
def test_what_is_no_e_mail_address_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput):
        clean_email(written)


@pytest.mark.parametrize(
    ("written", "stored"),
    [("0912 345 678", "0912345678"), ("+84 (0)912-345.678", "+84912345678"), ("0084912345678", "+84912345678")],
)
def test_a_telephone_number_is_kept_as_its_digits(written: str, stored: str) -> None:
    assert clean_phone(written) == stored


@pytest.mark.parametrize("written", ["", "call me", "12", "+", "1" * 16, "++84912345678"])
def test_what_is_no_telephone_number_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput):
        clean_phone(written)


def test_a_name_is_one_line_of_at_most_a_hundred_letters() -> None:
    assert clean_name(" Trần\u2028 Thị\x07Ánh ") == "Trần Thị Ánh"
    assert len(clean_name("x" * 200)) == 100
    with pytest.raises(InvalidInput):
        clean_name("\n")
    assert clean_text("") == ""

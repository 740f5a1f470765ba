"""What fits a field, in which spelling, and what is meant as an answer at all."""

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.errors import InvalidInput
from faq_bot.flows import checks, texts
from tests.faq_bot.flows.playing import NOW


@pytest.mark.parametrize(
    ("check", "typed", "kept"),
    [
        ("order_number", "S23456", "S23456"),
        ("order_number", "# s 23456 ", "S23456"),
        ("order_number", "dh-10234", "DH-10234"),
        ("order_number", "10234", "10234"),
        ("email", " Lan@Example.COM", "lan@example.com"),
        ("phone", "+84 (0) 912 345 678", "+84912345678"),
        ("phone", "0912.345.678", "0912345678"),
        ("date", "24/12/2026", "2026-12-24"),
        ("date", "2026-12-24", "2026-12-24"),
        ("address", "12  Nguyễn Huệ, Quận 1", "12 Nguyễn Huệ, Quận 1"),
        ("name", "Nguyễn Thị Lan", "Nguyễn Thị Lan"),
        ("code", "123 456", "123456"),
        ("text", "one\x00 two\nthree", "one two three"),
    ],
)
def test_an_answer_is_kept_in_one_spelling(check: str, typed: str, kept: str) -> None:
    assert checks.checked(check, typed, now=NOW) == kept


@pytest.mark.parametrize(
    ("check", "typed", "problem"),
    [
        ("order_number", "S-1", "order_number"),
        ("order_number", "S23456'; DROP TABLE", "order_number"),
        ("order_number", "S23456, S23457", "order_number"),
        ("order_number", "../../orders", "order_number"),
        ("email", "lan@example.com, an@example.com", "email"),
        ("email", "lan@example.com\r\nBcc: all@example.com", "email"),
        ("email", "lan", "email"),
        ("phone", "12345", "phone"),
        ("phone", "call me", "phone"),
        ("date", "31/2/2026", "date"),
        ("date", "2031-01-01", "date_far"),
        ("address", "here", "address"),
        ("address", "x" * 301, "too_long"),
        ("name", "12", "name"),
        ("code", "12345", "code"),
        ("code", "١٢٣٤٥٦", "code"),
        ("text", " \n ", "empty"),
    ],
)
def test_what_does_not_fit_is_told_in_both_languages(check: str, typed: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        checks.checked(check, typed, now=NOW)
    assert raised.value.code == problem
    assert set(texts.PROBLEMS[problem]) == {"en", "vi"}


@pytest.mark.parametrize("check", sorted(checks.LONGEST))
@given(typed=st.text(max_size=600))
def test_whatever_is_kept_is_clean_and_short(check: str, typed: str) -> None:
    with contextlib.suppress(InvalidInput):
        kept = checks.checked(check, typed, now=NOW)
        assert kept
        assert len(kept) <= checks.LONGEST[check]
        assert not any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in kept)
        assert checks.checked(check, kept, now=NOW) == kept


@pytest.mark.parametrize("check", sorted(checks.LONGEST))
@given(typed=st.text(max_size=600))
def test_there_are_words_for_whatever_is_refused(check: str, typed: str) -> None:
    problems = []
    try:
        checks.checked(check, typed, now=NOW)
    except InvalidInput as error:
        problems.append(error.code)
    assert texts.PROBLEMS.keys() >= set(problems)


@pytest.mark.parametrize(
    ("check", "typed", "plausible"),
    [
        ("email", "lan@exmple", True),
        ("email", "how much is shipping", False),
        ("order_number", "S 23456", True),
        ("order_number", "what is your phone number", False),
        ("order_number", "do you ship 1000 km away?", False),
        ("code", "123 456", True),
        ("phone", "0912 345 678", True),
        ("text", "the handle is broken", True),
        ("text", "how long does delivery take", False),
        ("text", "phí giao hàng bao nhiêu", False),
        ("address", "12 Nguyễn Huệ, Quận 1", True),
        ("address", "bạn có giao tới Huế không", False),
    ],
)
def test_another_question_is_told_from_an_answer(check: str, typed: str, plausible: bool) -> None:
    assert checks.is_plausible(check, typed) == plausible


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("kiểm tra giúp đơn S31001 của em", "S31001"), ("where is dh-10234?", "DH-10234"),
        ("order no. 31001, please", "31001"), ("đơn hàng số 31001 tới đâu rồi", "31001"), ("#31001", "31001"),
        ("call me on 0912345678", None), ("lan2026@mail.example", None), ("S31001 and S31002", None),
        ("where is my order", None),
    ],
)  # fmt: skip
def test_an_order_number_is_found_in_a_message(text: str, number: str | None) -> None:
    assert checks.order_number_in(text) == number

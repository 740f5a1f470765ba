"""What folding makes alike, and that it never loses its place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.folding import WORD_LENGTH, fold, fold_letters, folded_words, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hoàn tiền", "hoan tien"),
        ("ĐƠN HÀNG", "don hang"),
        ("đường Điện Biên Phủ", "duong dien bien phu"),
        (unicodedata.normalize("NFD", "đổi trả hàng được không ạ"), "doi tra hang duoc khong a"),
        ("ưỡng ỷ Ỵ ẵ ỗ ợ", "uong y y a o o"),
        ("Straße", "strasse"),
        ("Ｆｕｌｌ ｗｉｄｔｈ ①", "full width 1"),
        ("İstanbul", "istanbul"),
        ("ﬁle", "file"),
        ("plain ASCII 123", "plain ascii 123"),
        ("🙂", "🙂"),
        ("  hai \n  từ ", "hai tu"),
        ("", ""),
    ],
)
def test_case_marks_and_forms_fold_away(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_are_runs_of_letters_and_digits() -> None:
    assert folded_words("Đơn DH-1024_b, an@shop.example!") == ["don", "dh", "1024", "b", "an", "shop", "example"]


def test_a_word_knows_where_it_stands_in_the_text_as_written() -> None:
    text = unicodedata.normalize("NFD", "Cho hỏi đơn hàng")
    found = {word.folded: text[word.start : word.end] for word in words(text)}
    assert {key: unicodedata.normalize("NFC", value) for key, value in found.items()} == {
        "cho": "Cho",
        "hoi": "hỏi",
        "don": "đơn",
        "hang": "hàng",
    }


def test_a_run_without_end_counts_by_its_beginning() -> None:
    assert folded_words("a" * 10_000) == ["a" * WORD_LENGTH]
    assert [word.end for word in words("ă" * 10_000)] == [10_000]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_the_two_unicode_spellings_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(), st.text())
def test_folding_goes_character_by_character(left: str, right: str) -> None:
    assert fold_letters(left + right) == fold_letters(left) + fold_letters(right)


@given(st.text())
def test_words_come_in_order_and_lie_within_the_text(text: str) -> None:
    found = list(words(text))
    assert [word.folded for word in found] == folded_words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    short = [word for word in found if len(word.folded) < WORD_LENGTH]
    assert all(any(word.folded in each for each in folded_words(text[word.start : word.end])) for word in short)
    assert [word.start for word in found] == sorted(word.start for word in found)

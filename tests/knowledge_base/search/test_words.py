"""Words as articles are found by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.search.words import Token, stem, tokens, untyped


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("returns", "return"), ("returned", "return"), ("returning", "return"), ("deliveries", "delivery"),
        ("dishes", "dish"), ("boxes", "box"), ("glass", "glass"), ("status", "status"), ("this", "this"),
        ("shipped", "ship"), ("shipping", "ship"), ("filling", "fill"), ("string", "string"), ("red", "red"),
        ("exchange", "exchang"), ("exchanges", "exchang"), ("exchanged", "exchang"), ("h2s", "h2s"),
    ],
)  # fmt: skip
def test_english_words_lose_the_endings_that_the_same_word_often_has(word: str, expected: str) -> None:
    assert stem(word, "en") == expected


def test_vietnamese_words_have_no_endings() -> None:
    assert tokens("Đồ gốm sứ, hàng", "vi") == [
        Token("do", "đồ"),
        Token("gom", "gốm"),
        Token("su", "sứ"),
        Token("hang", "hàng"),
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ddooir", "doi"), ("traxr", "tra"), ("nguwowif", "nguoi"), ("d9o6i3", "doi"), ("hangf", "hang")],
)
def test_keys_of_a_keyboard_that_was_off_are_taken_out(typed: str, meant: str) -> None:
    assert meant in untyped(typed)


@given(st.text(max_size=60))
def test_any_text_has_words_of_letters_and_digits_alone(text: str) -> None:
    for locale in ("en", "vi"):
        for token in tokens(text, locale):
            assert token.folded
            assert not set(token.folded) & set(" ·§='\"")
        assert all(untyped(token.folded) is not None for token in tokens(text, locale))

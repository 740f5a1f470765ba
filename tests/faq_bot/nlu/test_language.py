"""Which language a message is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.nlu.language import Guess, guess


@pytest.mark.parametrize(
    ("text", "locale", "sure"),
    [
        ("Bao lâu thì giao hàng?", "vi", True),
        ("đổi trả", "vi", True),
        ("d\u0323e\u0323p", "vi", True),  # marks of their own
        ("bao lau thi giao hang vay shop oi", "vi", True),
        ("cho minh hoi gia", "vi", True),
        ("minh muon doi", "vi", True),
        ("gia", "vi", False),
        ("How long does delivery take?", "en", True),
        ("where is my order", "en", True),
        ("refund please", "en", False),
        ("can I change the order", "en", True),
        ("do you accept returns?", "en", True),
        ("do gom son", "", False),
        ("café", "", False),
        ("ok", "", False),
        ("SC-1024", "", False),
        ("", "", False),
        ("😀😀", "", False),
        ("où est ma commande", "", False),
    ],
)
def test_a_message_is_told_by_its_letters_and_common_words(text: str, locale: str, sure: bool) -> None:
    found = guess(text)
    assert (found.locale if found.sure or locale else "", found.sure) == (locale, sure)


@given(st.text(max_size=60))
def test_any_text_has_an_answer_and_none_is_sure_of_no_language(text: str) -> None:
    found = guess(text)
    assert isinstance(found, Guess)
    assert found.locale or not found.sure

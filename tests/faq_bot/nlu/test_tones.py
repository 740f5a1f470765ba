"""Vietnamese without marks gets them back."""

import pytest

from faq_bot.nlu.tones import learn_tones

TONES = learn_tones(
    ["Bao lâu thì giao hàng", "giao hàng ở Hà Nội", "muốn đổi trả hàng", "trả lời giúp mình", "Tra cứu đơn hàng"]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bao lau thi giao hang", "bao lâu thì giao hàng"),
        ("muon doi tra", "muốn đổi trả"),
        ("tra cuu don hang", "tra cứu đơn hàng"),
        ("giao hang o da nang", "giao hàng ở da nang"),
    ],
)
def test_the_likeliest_sequence_is_chosen(typed: str, meant: str) -> None:
    assert TONES.restore(typed) == meant


@pytest.mark.parametrize("text", ["Đổi trả", "hello there", "", "😀"])
def test_what_has_marks_or_is_unknown_stays(text: str) -> None:
    assert TONES.restore(text) == text

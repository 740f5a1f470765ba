"""What of a text is shown, and what in it is marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.search.excerpts import CUT, LENGTH, Piece, excerpt, merged
from contact_center.search.terms import Term, customer_terms, parse


def marked(text: str, typed: str) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in excerpt(text, parse(typed).terms))


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Cho mình hỏi về đơn hàng", "don hang", "Cho mình hỏi về [đơn] [hàng]"),
        ("Cho mình hỏi về đơn hàng", '"don hang"', "Cho mình hỏi về [đơn hàng]"),
        ("Đường Điện Biên Phủ", "đường dien", "[Đường] [Điện] Biên Phủ"),
        ("hoàn tiền giúp em", "tien gi", "hoàn [tiền] [giúp] em"),
        ("Order DH-1024 is late", "dh-10", "Order [DH-1024] is late"),
        ("two\nlines  here", "lines", "two [lines] here"),
        ("nothing of it", "else", "nothing of it"),
        ("🙂 ok 🙂", "ok", "🙂 [ok] 🙂"),
    ],
)
def test_the_words_that_were_looked_for_are_marked(text: str, typed: str, shown: str) -> None:
    assert marked(text, typed) == shown


def test_a_long_text_is_shown_around_the_first_hit() -> None:
    text = "dạ " * 200 + "hoàn tiền " + "ạ " * 200
    shown = marked(text, "hoan")
    assert shown.startswith(CUT + "dạ")
    assert shown.endswith(CUT)
    assert "[hoàn] tiền" in shown
    assert len(shown) < LENGTH + 10


def test_of_a_customer_the_whole_word_around_a_part_is_marked() -> None:
    assert excerpt("Nguyễn An", customer_terms("uye"), anywhere=True) == [Piece("Nguyễn", hit=True), Piece(" An")]


def test_marks_that_overlap_become_one() -> None:
    assert merged([(5, 9), (0, 3), (2, 6)]) == [(0, 9)]


@given(st.text(max_size=400), st.text(max_size=20))
def test_any_text_can_be_shown_for_any_query(text: str, typed: str) -> None:
    pieces = excerpt(text, parse(typed).terms)
    assert all(piece.text for piece in pieces)
    assert not any("\n" in piece.text for piece in pieces)
    assert [term for term in parse(typed).terms if not isinstance(term, Term)] == []

"""Tone marks of searches, by the words of articles."""

import pytest

from faq_bot.desk.marks import Marks

TEXTS = ("Đổi trả hàng trong 30 ngày.", "Một đôi chén, giao hàng tận nơi.", "Bảo hành men")


@pytest.mark.parametrize(
    ("search", "shown"),
    [
        ("doi tra hang", "đổi trả hàng"),
        ("giao hang 30 ngay", "giao hàng 30 ngày"),
        ("doi chen", "đôi chén"),
        ("doi", "doi"),  # đổi or đôi
        ("tra doi", "tra doi"),
        ("bao hanh tu lanh", "bao hanh tu lanh"),  # of which articles have no word
        ("", ""),
    ],
)
def test_a_search_gets_its_marks_where_articles_leave_no_doubt(search: str, shown: str) -> None:
    assert Marks(TEXTS).suggested(search) == shown

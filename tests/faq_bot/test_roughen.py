import random

import pytest

from tests.faq_bot.roughen import SEED, has_marks, mistyped, questions, searches, unmarked, written

LINES = """# A remark.

== care
ấm bị ố thì chùi sao
đĩa này bỏ lò được không
tẩy vết ố kiểu gì ạ
"""


def test_a_file_is_read_line_by_line_under_its_headings() -> None:
    read = written("# no\n== en\nlost parcel | stuck 3, track 1\n\n== vi\nmất hàng\n")
    assert read == [("en", "lost parcel", "stuck 3, track 1"), ("vi", "mất hàng", "")]


@pytest.mark.parametrize(
    ("text", "plain"), [("Đổi trả được ko", "Doi tra duoc ko"), ("ươn ướt", "uon uot"), ("8 %, café", "8 %, cafe")]
)
def test_marks_are_dropped_and_nothing_else(text: str, plain: str) -> None:
    assert unmarked(text) == plain
    assert has_marks(text)
    assert not has_marks(plain)


@pytest.mark.parametrize("text", ["giao hàng mất mấy ngày", "refund", "chìa khoá 12345"])
def test_a_slip_changes_one_word_and_keeps_its_ends(text: str) -> None:
    for seed in range(200):
        words = zip(text.split(), mistyped(text, random.Random(seed)).split(), strict=True)
        ((was, now),) = ((was, now) for was, now in words if was != now)
        assert abs(len(was) - len(now)) <= 1
        assert (was[0], was[-1]) == (now[0], now[-1])


def test_short_words_and_numbers_are_left_alone() -> None:
    assert mistyped("bao lâu có S24518 ạ", random.Random(SEED)) == "bao lâu có S24518 ạ"


def test_two_of_an_article_s_questions_lose_their_marks() -> None:
    made = questions(written(LINES))
    assert [question.marks for question in made].count("none") == 2
    assert sum(question.typo for question in made) == 1
    assert {question.article for question in made} == {"care"}


def test_a_third_of_the_searches_is_vietnamese_without_marks() -> None:
    made = searches(written("== en\nglue | fell 3\nlead | lead 3, safe 1\n== vi\nkeo dán đồ gốm | fell 3\n"))
    assert [search.marks for search in made] == ["none", "none", "none"]
    assert made[2].locale == "vi"
    assert made[1].relevant == {"lead": 3, "safe": 1}


def test_the_same_lines_make_the_same_questions() -> None:
    assert questions(written(LINES)) == questions(written(LINES))

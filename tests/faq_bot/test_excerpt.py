"""What of an article is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.excerpt import LONGEST, MOST, excerpt, further, paragraphs, points_back
from tests.faq_bot.data import articles

BODY = """\
# How it goes

First **this** and [that](returns.md).

You need:

1. a box
2. a label

| Where | Price |
|---|---|
| Here | 5 |

![A cup](images/cup.png) The *last* part is about glaze.
"""


def test_a_text_without_its_marks() -> None:
    assert list(paragraphs(BODY)) == [
        "How it goes\nFirst this and that.",
        "You need:\n1. a box\n2. a label",
        "Where | Price\nHere | 5",
        "The last part is about glaze.",
    ]


def test_the_passage_that_fits_comes_after_the_summary() -> None:
    assert excerpt("In short.", BODY, "which glaze is it") == "In short.\n\nThe last part is about glaze."


def test_long_passages_end_with_a_sentence() -> None:
    found = excerpt("", "One thing is said. " * 100, "thing")
    assert found.endswith("is said.")
    assert len(found) <= LONGEST


def test_every_article_says_something_short_of_itself() -> None:
    for article in articles():
        found = excerpt(article.summary, article.body, article.phrasings[0], title=article.title)
        assert found.startswith(article.summary)
        assert 0 < len(found) <= 1.5 * LONGEST
        assert "](" not in found


ABROAD = """\
Yes, by air.

| Where | Days | Fee |
|---|---|---|
| Asia | 5 | 20 |
| America | 9 | 30 |

The fees above are for one kilogram.

We pack it well.
"""


def test_a_table_comes_with_what_introduces_it() -> None:
    said = excerpt("In short.", ABROAD, "do you ship to America")
    assert said.startswith("In short.\n\nYes, by air.\nWhere | Days | Fee\nAsia | 5 | 20\nAmerica | 9 | 30")


def test_what_points_back_comes_with_what_it_points_to() -> None:
    said = excerpt("", ABROAD, "is it for a kilogram")
    assert said.index("America | 9 | 30") < said.index("The fees above are for one kilogram.")


def test_a_table_that_the_passage_refers_to_goes_with_it_and_what_is_between_does_not() -> None:
    body = f"{ABROAD}\nIn a hurry? Order a day earlier than the table says, and write the date in the note."
    said = excerpt("", body, "I am in a hurry, which date")
    assert said.index("America | 9 | 30") < said.index("In a hurry?")
    assert "pack it well" not in said


def test_how_long_and_how_much_ask_for_times_and_sums() -> None:
    body = "Glaze takes its time.\n\nA kiln burns for 3 days.\n\nA firing is 40 €.\n\nGlaze is glass."
    assert excerpt("", body, "How long does it take?").startswith("A kiln burns for 3 days.")
    assert excerpt("", body, "How much is it?").startswith("A firing is 40 €.")


def test_a_list_is_said_as_a_whole_or_not_at_all() -> None:
    points = "".join(f"- Point {number} says something of the price.\n" for number in range(15))
    body = f"First of all, write to us.\n\nYou need:\n\n{points}"
    assert excerpt("", body, "write").endswith("write to us.")
    assert excerpt("", body, "what is the price").endswith("- Point 14 says something of the price.")
    long = excerpt("", "You need:\n\n" + points * 9, "price")
    assert LONGEST < len(long) <= MOST
    assert long.endswith("of the price.")


def test_words_of_the_title_tell_little_and_rare_ones_much() -> None:
    body = "How to pay is up to you, and to pay is safe.\n\nMoMo is taken too."
    assert excerpt("", body, "pay by MoMo", title="Ways to pay") == "MoMo is taken too."


@pytest.mark.parametrize(
    ("passage", "is_so"),
    [
        ("This costs nothing.", True), ("The fees above are for one kilogram.", True), ("Phí trên dành cho…", True),
        ("Điều này không mất phí.", True), ("Sau đó bạn gửi hàng.", True), ("Đơn trên 800.000 ₫ được miễn phí.", False),
        ("How do returns work?", False),
        ("Màu đỏ là màu men của lò.", False),
        ("Custom firings can be cancelled.", False), ("Hàng gửi đi trong ngày.", False),
    ],
)  # fmt: skip
def test_how_a_passage_points_back(passage: str, is_so: bool) -> None:
    assert points_back(passage) is is_so


@pytest.mark.parametrize(
    ("key", "locale", "asked", "said"),
    [
        ("delivery-abroad", "vi", "giao hàng sang Mỹ đc không", "Châu Âu, Mỹ, Úc | 8–12 ngày"),
        ("payment-methods", "vi", "thanh toán momo được hok", "MoMo"),
        ("cancel-order", "vi", "em muốn huỷ đơn", "Bạn nhắn mã đơn"),
        ("cancel-order", "en", "pls cancel my order", "Write to us in the chat with the order number"),
        ("refunds-policy", "vi", "hoàn tiền mất bao lâu", "Visa, Mastercard, JCB | 3–5 ngày làm việc"),
        ("refunds-policy", "en", "how long does a refund take", "Visa, Mastercard, JCB | 3–5 working days"),
        ("delivery-times", "en", "how long does delivery take", "Elsewhere in Vietnam | 2–3 working days"),
        ("delivery-times", "vi", "giao hàng mất bao lâu", "Tỉnh, thành khác | 2–3 ngày làm việc"),
        ("payment-methods", "en", "what payment methods do you take", "Visa, Mastercard, JCB | from any country"),
        ("payment-methods", "vi", "thanh toán bằng cách nào", "Visa, Mastercard, JCB | thẻ của mọi nước"),
        ("refunds-policy", "vi", "thẻ bị khóa thì hoàn vào đâu", "Nếu thẻ của bạn đã đóng"),
    ],
)
def test_the_demonstrations_articles_say_what_was_asked(key: str, locale: str, asked: str, said: str) -> None:
    article = next(each for each in articles() if (each.id, each.locale) == (key, locale))
    assert said in excerpt(article.summary, article.body, asked, title=article.title)


@given(st.text(max_size=300), st.text(max_size=2000), st.text(max_size=50))
def test_any_text_is_cut_to_length(summary: str, body: str, question: str) -> None:
    assert len(excerpt(summary, body, question)) <= MOST


CLASSES = f"""\
Classes last three hours and cost 20 € a place.

{"The workshop is light and warm. " * 20}

No experience is needed, and two potters help everybody.
"""


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("and what does it cost?", "Classes last"),
        ("how long does it take?", "Classes last"),
        ("do I need experience for that", "No experience"),
        ("is it warm there", "The workshop is"),
    ],
)
def test_what_is_asked_on_is_in_a_passage(question: str, begins: str) -> None:
    found = further("On Saturdays.", CLASSES, question, title="Pottery classes")
    assert found is not None
    assert found.startswith(begins)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "and?",
        "the classes?",  # the matter itself
        "do you have experience with football",  # half of it
        "how long is it",  # when nothing tells how long
    ],
)
def test_what_no_passage_has_is_not_made_up(question: str) -> None:
    body = CLASSES.replace("three hours", "a while")
    assert further("On Saturdays.", body, question, title="Pottery classes") is None


def test_what_was_said_before_is_not_more() -> None:
    asked = {"title": "Pottery classes", "before": "what does a class cost"}
    assert further("On Saturdays.", CLASSES, "how much is a place?", **asked) is None
    assert further("On Saturdays.", CLASSES, "do I need experience", **asked) is not None

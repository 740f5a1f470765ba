"""Which messages ask for several things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.several import MOST, SHORTEST, questions_in


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "How do I return a bowl and what are your opening hours?",
            ["How do I return a bowl", "what are your opening hours?"],
        ),
        (
            "Hello! How much is shipping? Can I pay by card?",
            ["How much is shipping?", "Can I pay by card?"],
        ),
        (
            "do you ship abroad, and also can I pay by card?",
            ["do you ship abroad", "can I pay by card?"],
        ),
        (
            "phí giao hàng bao nhiêu và đổi trả thế nào?",
            ["phí giao hàng bao nhiêu", "đổi trả thế nào?"],
        ),
        (
            "phi giao hang bao nhieu\nco gui ra nuoc ngoai khong",
            ["phi giao hang bao nhieu", "co gui ra nuoc ngoai khong"],
        ),
    ],
)
def test_each_question_by_itself(text: str, questions: list[str]) -> None:
    assert questions_in(text) == questions


@pytest.mark.parametrize(
    "text",
    [
        "How do I return a bowl?",
        "how do I wash and dry it?",
        "My bowl broke. Can I send it back? What does it cost?",  # told of what
        "what is it? how? why?",
        "How do I return it? How do I pay? Do you ship abroad? Is it safe?",
        "I want to pay and get my bowl",
        "mua bát và đĩa ở đâu vậy",
        "",
        "???",
    ],
)
def test_one_thing_or_none_is_not_parted(text: str) -> None:
    assert questions_in(text) == []


@given(st.text(max_size=400))
def test_of_any_text_there_are_few_or_none(text: str) -> None:
    found = questions_in(text)
    assert len(found) != 1
    assert len(found) <= MOST
    assert all(len(each.split()) >= SHORTEST - 2 for each in found)

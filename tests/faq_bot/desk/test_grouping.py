"""Questions that ask nearly the same are put together."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from contact_center.folding import folded_words
from faq_bot.desk.grouping import Asked, grouped
from faq_bot.desk.private import masked, without_private


def together(*questions: str, language: str = "en") -> list[list[str]]:
    asked = [Asked(" ".join(folded_words(question)), language) for question in questions]
    return [[questions[place] for place in group] for group in grouped(asked)]


def test_what_is_asked_in_nearly_the_same_words_is_one_question() -> None:
    assert together(
        "Do you ship to Canada?", "are you hiring", "can you ship to canada please", "do you have jobs",
        "DO YOU SHIP TO CANADA",
    ) == [
        ["Do you ship to Canada?", "can you ship to canada please", "DO YOU SHIP TO CANADA"],
        ["are you hiring"],
        ["do you have jobs"],
    ]  # fmt: skip
    assert together("có giao hàng sang Lào không", "giá sỉ thế nào", "shop co giao sang lao ko", language="vi") == [
        ["có giao hàng sang Lào không", "shop co giao sang lao ko"],
        ["giá sỉ thế nào"],
    ]


def test_languages_stay_apart() -> None:
    assert grouped([Asked("ship canada", "en"), Asked("ship canada", "vi")]) == [[0], [1]]


@given(st.lists(st.text("abc de", max_size=12), max_size=30))
def test_every_question_is_in_one_group_that_its_oldest_leads(texts: list[str]) -> None:
    groups = grouped([Asked(text, "en") for text in texts])
    assert sorted(place for group in groups for place in group) == list(range(len(texts)))
    assert all(group == sorted(group) for group in groups)
    earlier = grouped([Asked(text, "en") for text in texts[:-1]])
    assert len(earlier) <= len(groups) or not texts


@pytest.mark.parametrize(
    ("field", "value", "hidden"),
    [
        ("email", "mai@example.com", "m•••@example.com"),
        ("order", "MG-1042", None),
        ("order", "order 1234567 for mai@example.com", "order 1234567 for m•••@example.com"),
        ("phone", "12", "1•••"),
        ("reason", "Broken", None),
        ("address", " ", None),
    ],
)
def test_private_values_are_mostly_hidden(field: str, value: str, hidden: str | None) -> None:
    assert masked(field, value) == hidden


def test_a_question_is_kept_without_what_is_private() -> None:
    assert without_private("is S23456 or #1234 there in a 24 cm box") == "is or there in a 24 cm box"
    assert without_private("Where is 1234567 of mai@example.com, please?") == "Where is of , please?"

"""Beginnings, slips, and how much a word says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.search.vocabulary import MOST_NEAR, TWO_SLIPS, Vocabulary, distance

COUNTS = {"hang": 40, "hanh": 3, "giao": 30, "giao·hang": 20, "deliver": 9, "delivery": 12, "doi": 5, "tra": 5,
          "doi·tra": 4, "t§hang": 4}  # fmt: skip
WORDS = Vocabulary(COUNTS, 100)
letters = st.text("abcd", max_size=7)


def test_a_beginning_stands_for_the_most_frequent_words_first() -> None:
    assert WORDS.begun("del") == ["delivery", "deliver"]
    assert WORDS.begun("hang") == []
    assert WORDS.begun("t") == ["tra"], "neither pairs nor titles"


@pytest.mark.parametrize(
    ("typed", "before", "expected"),
    [("hnag", "", "hang"), ("hanb", "giao", "hang"), ("delivrey", "", "delivery"), ("dekivery", "", "delivery")],
)
def test_a_slip_is_known_by_its_letters_and_its_neighbour(typed: str, before: str, expected: str) -> None:
    assert WORDS.near(typed, before=before)[0] == expected


@pytest.mark.parametrize("typed", ["zzzzz", "ha", "12345", ""])
def test_what_is_like_no_word_stands_for_none(typed: str) -> None:
    assert WORDS.near(typed) == []


def test_words_that_were_typed_as_one_are_told_apart() -> None:
    assert WORDS.parts("giaohang") == ("giao", "hang")
    assert WORDS.parts("hanggiao") is None


def test_the_rarer_a_word_the_more_it_says() -> None:
    assert WORDS.weight("unknown") > WORDS.weight("doi") > WORDS.weight("giao") > WORDS.weight("hang") > 0


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xyz", 3), ("kitten", "sitting", 3)],
)
def test_the_distance_counts_letters(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 5) == expected


@given(letters, letters, st.integers(0, 3))
def test_the_distance_is_the_same_both_ways_and_cut_at_the_most(one: str, other: str, most: int) -> None:
    found = distance(one, other, most)
    assert found == distance(other, one, most)
    assert found == min(distance(one, other, 20), most + 1)


@given(st.sets(st.text("abcd", min_size=1, max_size=9), max_size=40), st.text("abcd", min_size=3, max_size=9))
def test_every_word_is_near_that_is_a_slip_away(words: set[str], typed: str) -> None:
    found = Vocabulary(dict.fromkeys(words, 1), 9).near(typed)
    most = 2 if len(typed) >= TWO_SLIPS else 1
    slips = {word for word in words if distance(typed, word, most) <= most}
    assert slips <= set(found) or len(found) == MOST_NEAR

"""Slips of the keys and short forms of English."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.nlu.short_forms import in_full
from faq_bot.nlu.spelling import LONGEST_WORD, MOST_SLIPS, Spelling

USUAL = {
    "return": 1.0, "policy": 2.0, "what": 0.5, "is": 0.5, "your": 0.5, "refund": 2.0, "want": 1.5, "shipping": 2.0,
    "ship": 2.5, "shop": 2.2, "i": 0.2, "to": 0.2, "bowl": 1.0, "order": 0.6, "delivery": 1.0, "human": 100.0,
}  # fmt: skip
PAIRS = {"i want", "want to", "what is", "return policy", "your order", "my order"}
DICTIONARY = frozenset(("what", "polls", "wipe", "gust", "returned", "eatery", "passport", "shopping"))
SPELLING = Spelling(USUAL, PAIRS, DICTIONARY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("retrun polcy", "return policy"),
        ("i wnat to", "i want to"),
        ("REFNUD?", "refund?"),
        ("orderd, ordering", "order, ordering"),
        ("delievry, shiping", "delivery, shipping"),
        ("ertuned bowl", "ertuned bowl"),
        ("ihsp", "ihsp"),
        ("hsip", "ship"),
        ("rteurn", "return"),
        ("erturn", "return"),
        ("whatis it", "what is it"),
        ("yourorder", "your order"),
        ("humna", "human"),
    ],
)
def test_a_slip_is_what_is_closest_and_stands_beside_such_words(typed: str, meant: str) -> None:
    assert SPELLING.mended(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "wipes wiped wiping gusty",  # forms of known words
        "pasport",  # closest to a word that is none of the questions'
        "gusto",
        "ABC-1234 ret9rn",
        "trả hàng",
        "to ok",
        "r" * (LONGEST_WORD + 1),
    ],
)
def test_what_is_no_slip_of_the_questions_words_stays(typed: str) -> None:
    assert SPELLING.mended(typed) == typed


@given(st.lists(st.sampled_from([*USUAL, *DICTIONARY]), max_size=20).map(" ".join))
def test_known_words_stay(text: str) -> None:
    assert SPELLING.mended(text) == text


@given(st.text(max_size=300))
def test_it_takes_anything(text: str) -> None:
    found = SPELLING.mended(text)
    assert len(found) <= len(text) + 2 * MOST_SLIPS


def test_a_mash_of_keys_costs_no_more_than_a_question() -> None:
    looked = 0

    class Counted(dict[str, float]):
        def __contains__(self, word: object) -> bool:
            nonlocal looked
            looked += 1
            return super().__contains__(word)

    counted = Spelling(Counted(USUAL), PAIRS, DICTIONARY)
    counted.mended(" ".join(letter * 7 for letter in string.ascii_lowercase * 20))
    assert looked < 30 * MOST_SLIPS


def test_without_a_dictionary_nothing_is_a_slip() -> None:
    assert Spelling(USUAL, PAIRS, frozenset()).mended("retrun polcy") == "retrun polcy"


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("whats ur retrun polcy", "what's your retrun polcy"),
        ("R u open 2moro?", "are you open tomorrow?"),
        ("i dont wanna wait 4 it", "i don't want to wait 4 it"),
        ("plz, my oder", "please, my order"),
        ("it doesn't matter", "it doesn't matter"),
        ("n95 u2", "n95 u2"),
    ],
)
def test_short_forms_are_written_out(typed: str, full: str) -> None:
    assert in_full(typed, "en") == full


def test_short_forms_of_other_languages_are_not_english() -> None:
    assert in_full("u ơi, n", "vi") == "u ơi, n"

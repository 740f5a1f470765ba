"""What is counted of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from contact_center.folding import fold_letters
from faq_bot.nlu.terms import LONGEST, clip, letter_terms, word_terms, words_of

TEXTS = st.text(st.sampled_from("abc đêộ.,!? \n"), max_size=40)


@given(TEXTS)
def test_runs_of_letters_are_those_of_scikit_learn(text: str) -> None:
    theirs = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5), preprocessor=fold_letters).build_analyzer()
    assert sorted(letter_terms(text)) == sorted(theirs(text))


@given(TEXTS)
def test_words_and_their_pairs_are_those_of_scikit_learn(text: str) -> None:
    vectorizer = CountVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", preprocessor=fold_letters)
    assert word_terms(text) == vectorizer.build_analyzer()(text)


def test_marks_and_case_do_not_matter() -> None:
    assert words_of("Đổi TRẢ") == words_of("doi tra") == ["doi", "tra"]


@pytest.mark.parametrize("text", ["x" * 10_000, "a " * 10_000, "e\u0302\u0323" * 5_000])
def test_a_flood_is_cut_off(text: str) -> None:
    assert len(clip(text)) <= LONGEST


def test_a_text_is_composed_and_in_one_line() -> None:
    assert clip(" a\n\n e\u0302\u0323 ") == "a \u1ec7"

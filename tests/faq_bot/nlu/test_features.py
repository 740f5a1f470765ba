"""A question's sparse row."""

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from faq_bot.nlu.learning import learn
from faq_bot.nlu.terms import letter_terms, word_terms
from tests.faq_bot.nlu.sets import training


def test_a_row_is_what_scikit_learn_makes_of_the_same_terms() -> None:
    given = training()
    texts = [question.text for question in given.questions]
    features = learn(given, None).model.features
    asked = "Where is my parcel, where??"
    row = features.row(asked)
    wide = np.zeros(features.size)
    wide[row.indices] = row.values
    for half, terms in zip(features.halves, (word_terms, letter_terms), strict=True):
        theirs = TfidfVectorizer(analyzer=terms, sublinear_tf=True).fit(texts)
        expected = theirs.transform([asked]).toarray()[0]
        for term, place in half.places.items():
            assert abs(wide[place] - expected[theirs.vocabulary_[term]]) < 1e-6


def test_unknown_terms_leave_an_empty_row() -> None:
    assert len(learn(training(), None).model.features.row("ΩΩ").indices) == 0

"""Words in documents."""

from faq_bot.nlu.bm25 import count

DOCUMENTS = count([["red", "bowl"], ["blue", "bowl", "bowl"], []])


def test_the_best_document_has_the_share_of_one_and_the_others_less() -> None:
    shares = DOCUMENTS.shares(["red", "bowl", "red"])
    assert shares[0] == 1
    assert 0 < shares[1] < 1
    assert shares[2] == 0


def test_unknown_words_are_worth_nothing() -> None:
    assert not DOCUMENTS.shares(["green"]).any()
    assert not count([]).shares(["bowl"]).any()

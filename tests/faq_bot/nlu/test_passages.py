"""An answer's text in parts."""

from faq_bot.nlu.passages import document, passages, sentences, whole
from faq_bot.nlu.records import Answer

ANSWER = Answer("Returns", "Thirty days.", "**Send** it [back](returns.md) to us. Yes.\n\n- A refund takes a week")


def test_sentences_are_plain_and_say_something_by_themselves() -> None:
    assert sentences(ANSWER.body) == ["Send it back to us.", "A refund takes a week"]


def test_each_passage_stands_under_its_title() -> None:
    assert passages(ANSWER) == ["Returns. Send it back to us.", "Returns. A refund takes a week"]
    assert passages(Answer("Returns", "Thirty days.")) == ["Returns. Thirty days."]


def test_the_whole_is_in_reading_order_and_the_document_has_every_word() -> None:
    assert whole(ANSWER) == "Returns. Thirty days. Send it back to us. A refund takes a week"
    assert document(ANSWER).startswith("Returns Returns Thirty days. Send")

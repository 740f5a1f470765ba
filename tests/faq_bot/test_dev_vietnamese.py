"""The questions for choosing how the engine is made are about public articles, and none of them is learned from."""

from contact_center.folding import folded_words
from tests.faq_bot import data
from tests.faq_bot.dev_vietnamese import questions
from tests.faq_bot.roughen import has_marks

PUBLIC = {each.id: each for each in data.articles() if each.locale == "vi" and each.visibility == "public"}


def test_every_public_article_is_asked_for_in_both_halves_together() -> None:
    asked = questions()
    told = [each.article for each in asked if each.part == "told"]
    assert {article: told.count(article) for article in PUBLIC} == dict.fromkeys(PUBLIC, 3)
    assert {each.article for each in asked} == set(PUBLIC)
    assert sum(each.read for each in asked) == len(asked) // 2


def test_a_third_has_no_marks() -> None:
    asked = questions()
    assert sum(not has_marks(each.text) for each in asked) >= len(asked) // 3


def test_none_is_a_phrasing() -> None:
    known = {" ".join(folded_words(text)) for article in PUBLIC.values() for text in article.phrasings}
    assert [each.text for each in questions() if " ".join(folded_words(each.text)) in known] == []

"""The judged data are whole, agree with the shop, and keep test and training apart."""

import re
from collections import Counter
from pathlib import Path

import pytest

from contact_center.demo.shop.cart import FREE_FROM, SHIPPING
from contact_center.demo.shop.catalog import BY_SLUG, money
from contact_center.folding import folded_words
from tests.faq_bot import data
from tests.faq_bot.roughen import MADE, has_marks, made_of, written

ARTICLES = data.articles()
QUESTIONS = data.questions()
SEARCHES = data.searches()
CONVERSATIONS = data.conversations()
PUBLIC = {article.id for article in ARTICLES if article.visibility == "public"}
INTERNAL = {article.id for article in ARTICLES} - PUBLIC
BODY_WORDS = range(60, 201)
FIRST_PHRASINGS, MANY_PHRASINGS = 6, 18
"""Of every article, and of a public one: the first ones are older than any run of an engine."""
NEAR = 0.6
"""Two questions that share so many of their words are copies of each other."""
MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+ ₫|\d+ %")


def folded(text: str) -> str:
    return " ".join(folded_words(text))


def of(locale: str) -> dict[str, data.Article]:
    return {article.id: article for article in ARTICLES if article.locale == locale}


# Articles ------------------------------------------------------------------------------------------------------------


def test_every_article_is_there_in_both_languages() -> None:
    assert len(PUBLIC) >= 60
    assert len(INTERNAL) == 6
    assert len(ARTICLES) == 2 * len(PUBLIC | INTERNAL)
    english, vietnamese = of("en"), of("vi")
    for key, article in english.items():
        other = vietnamese[key]
        assert (article.category, article.kind, article.visibility) == (other.category, other.kind, other.visibility)
    policies = sorted(article.kind for article in english.values() if article.kind != "article")
    assert policies == ["policy_refunds", "policy_returns", "policy_service_promise", "policy_warranty"]


def test_the_readme_names_every_category() -> None:
    text = (data.DATA / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+)`\s\(", text[text.index("Categories: ") : text.index("## vietnamese_faq")])
    assert sorted(named) == sorted({article.category for article in ARTICLES})


@pytest.mark.parametrize("locale", ["en", "vi"])
def test_no_two_articles_share_an_address_or_a_phrasing(locale: str) -> None:
    own = of(locale).values()
    phrasings = [folded(phrasing) for article in own for phrasing in article.phrasings]
    assert len({article.slug for article in own}) == len({article.title for article in own}) == len(own)
    assert [phrasing for phrasing, count in Counter(phrasings).items() if count > 1] == []


@pytest.mark.parametrize("path", data.article_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_article_is_whole_and_its_links_lead_to_articles(path: Path) -> None:
    (article,) = (each for each in ARTICLES if (each.locale, each.slug) == (path.parent.name, path.stem))
    assert article.title
    assert article.summary
    assert len(article.phrasings) >= (MANY_PHRASINGS if article.visibility == "public" else FIRST_PHRASINGS)
    assert len(re.findall(r"[^\W_]+", article.body)) in BODY_WORDS
    for link in data.links(article.body):
        assert (path.parent / link).is_file(), link


@pytest.mark.parametrize("key", sorted(PUBLIC | INTERNAL))
def test_both_languages_name_the_same_sums(key: str) -> None:
    sums = [Counter(MONEY.findall(of(locale)[key].body)) for locale in ("en", "vi")]
    assert set(sums[0]) == set(sums[1])


def test_what_articles_say_of_money_is_what_the_shop_takes() -> None:
    def share(slug: str, pieces: int) -> str:
        return money(BY_SLUG[slug].price * 11 // (10 * pieces))

    for locale in ("en", "vi"):
        assert {money(SHIPPING), money(FREE_FROM)} <= set(MONEY.findall(of(locale)["delivery-costs"].body))
        sets = {share("lotus-cups", 6), share("rice-bowls", 4), share("dinner-plates", 4), share("dipping-dishes", 5)}
        assert sets <= set(MONEY.findall(of(locale)["single-pieces"].body))


# Questions and searches ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MADE)
def test_the_files_are_made_of_what_was_written(name: str) -> None:
    assert (data.DATA / f"{name}.jsonl").read_text(encoding="utf-8") == made_of(name)


def test_each_public_article_is_asked_six_questions() -> None:
    assert Counter(question.article for question in QUESTIONS) == dict.fromkeys(PUBLIC, 6)
    assert (
        len({question.id for question in QUESTIONS})
        == len({folded(each.text) for each in QUESTIONS})
        == 6 * len(PUBLIC)
    )


def test_a_third_of_the_questions_has_no_marks_and_a_tenth_a_slip() -> None:
    bare = [question for question in QUESTIONS if question.marks == "none"]
    assert len(bare) * 3 == len(QUESTIONS)
    assert not any(has_marks(question.text) for question in bare)
    assert sum(question.typo for question in QUESTIONS) * 10 == len(QUESTIONS)


def test_half_of_the_searches_is_in_each_language() -> None:
    assert len(SEARCHES) >= 200
    assert Counter(search.locale for search in SEARCHES) == dict.fromkeys(("en", "vi"), len(SEARCHES) // 2)
    texts = {(search.locale, folded(search.text)) for search in SEARCHES}
    assert len(texts) == len({search.id for search in SEARCHES}) == len(SEARCHES)


def test_a_third_of_all_searches_is_vietnamese_without_marks_and_a_tenth_has_a_slip() -> None:
    bare = [search for search in SEARCHES if search.locale == "vi" and search.marks == "none"]
    assert len(bare) * 3 >= len(SEARCHES)
    assert not any(has_marks(search.text) for search in bare)
    assert sum(search.typo for search in SEARCHES) * 10 >= len(SEARCHES)


def test_searches_are_judged_by_public_articles() -> None:
    for search in SEARCHES:
        assert search.relevant.keys() <= PUBLIC, search.id
        assert 3 in search.relevant.values(), search.id
        assert set(search.relevant.values()) <= {1, 2, 3}, search.id
    assert {key for search in SEARCHES for key, grade in search.relevant.items() if grade == 3} == PUBLIC


# Conversations -------------------------------------------------------------------------------------------------------


def test_there_are_three_hundred_conversations_half_in_each_language() -> None:
    kinds = Counter(each.kind for each in CONVERSATIONS)
    assert kinds == {
        "routine": 160, "out_of_scope": 40, "angry": 30, "asks_person": 20, "must_reach_person": 20, "multi_turn": 20,
        "abuse": 10,
    }  # fmt: skip
    for kind, count in kinds.items():
        assert sum(each.locale == "vi" for each in CONVERSATIONS if each.kind == kind) * 2 == count
    assert len({each.id for each in CONVERSATIONS}) == len({each.turns for each in CONVERSATIONS}) == 300


def test_a_conversation_says_of_each_turn_what_is_due() -> None:
    for each in CONVERSATIONS:
        handovers = [isinstance(expected, data.Handover) for expected in each.expect]
        assert len(each.turns) == len(each.expect), each.id
        assert all(turn.strip() for turn in each.turns), each.id
        assert any(handovers) == each.due, each.id
        assert not any(handovers[:-1]), f"{each.id} goes on after the handover"


def test_conversations_are_answered_by_public_articles_alone() -> None:
    expected = [one for each in CONVERSATIONS for one in each.expect if not isinstance(one, data.Handover)]
    assert {key for one in expected for key in one.articles} <= PUBLIC
    assert {flow for one in expected for flow in one.flows} <= {"order_status", "return", "address_change", "callback"}


@pytest.mark.parametrize("locale", ["en", "vi"])
def test_routine_conversations_ask_for_every_public_article(locale: str) -> None:
    routine = [each for each in CONVERSATIONS if (each.kind, each.locale) == ("routine", locale)]
    asked = [each.expect[0] for each in routine]
    assert {key for one in asked if isinstance(one, data.Answer) for key in one.articles} == PUBLIC


# Test and training ---------------------------------------------------------------------------------------------------


# What fails names a phrasing and its article, and never a test question: who writes phrasings has not seen those.


def test_no_test_question_stands_in_an_article() -> None:
    asked = [question.text for question in QUESTIONS]
    asked += [line.text for line in written((data.DATA / "vietnamese_faq.txt").read_text(encoding="utf-8"))]
    held = [f" {folded(each)} " for each in asked]
    found = [
        f"{article.locale}/{article.id}: {part}"
        for article in ARTICLES
        for part in (article.title, article.summary, *article.phrasings, article.body)
        if any(each in f" {folded(part)} " for each in held)
    ]
    assert found == []


def test_no_phrasing_is_nearly_a_test_question_or_turn() -> None:
    asked = [question.text for question in QUESTIONS]
    asked += [each.turns[0] for each in CONVERSATIONS if each.kind == "routine"]
    sets = word_sets(asked)
    found = [
        f"{article.locale}/{article.id}: {phrasing}"
        for article in ARTICLES
        for phrasing in (article.title, *article.phrasings)
        if near(phrasing, sets)
    ]
    assert found == []


def test_no_turn_is_nearly_a_test_question() -> None:
    asked = word_sets([question.text for question in QUESTIONS])
    found = [each.id for each in CONVERSATIONS if each.kind == "routine" and near(each.turns[0], asked)]
    assert found == []


def word_sets(texts: list[str]) -> list[set[str]]:
    return [set(folded_words(text)) for text in texts]


def near(text: str, sets: list[set[str]]) -> bool:
    """Whether it shares nearly all its words with any of them."""
    own = set(folded_words(text))
    return any(len(own & words) >= NEAR * len(own | words) for words in sets)

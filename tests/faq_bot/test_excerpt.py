"""What of an article is said."""

from hypothesis import given
from hypothesis import strategies as st

from faq_bot.excerpt import LONGEST, excerpt, paragraphs
from tests.faq_bot.data import articles

BODY = """\
# How it goes

First **this** and [that](returns.md).

You need:

1. a box
2. a label

| Where | Price |
|---|---|
| Here | 5 |

![A cup](images/cup.png) The *last* part is about glaze.
"""


def test_a_text_without_its_marks() -> None:
    assert list(paragraphs(BODY)) == [
        "How it goes\nFirst this and that.",
        "You need:\n1. a box\n2. a label",
        "Where | Price\nHere | 5",
        "The last part is about glaze.",
    ]


def test_the_passage_that_fits_comes_after_the_summary() -> None:
    assert excerpt("In short.", BODY, "which glaze is it") == "In short.\n\nThe last part is about glaze."


def test_long_passages_end_with_a_sentence() -> None:
    found = excerpt("", "One thing is said. " * 100, "thing")
    assert found.endswith("is said.")
    assert len(found) <= LONGEST


def test_every_article_says_something_short_of_itself() -> None:
    for article in articles():
        found = excerpt(article.summary, article.body, article.phrasings[0])
        assert article.summary in found
        assert 0 < len(found) <= LONGEST
        assert "](" not in found


@given(st.text(max_size=300), st.text(max_size=2000), st.text(max_size=50))
def test_any_text_is_cut_to_length(summary: str, body: str, question: str) -> None:
    assert len(excerpt(summary, body, question)) <= LONGEST

"""How well an article answers a search, by its words."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.search.entries import Entry, Source, entry_of, index_words, plain
from knowledge_base.search.fusion import fused, likely_of
from knowledge_base.search.ranking import MOST_SOUGHT, scale, score, sought, wanted
from knowledge_base.search.vocabulary import Vocabulary

ENTRIES = {
    "title": entry_of(Source(title="Returning a bowl", body="Send it to us."), "en"),
    "body": entry_of(Source(title="Bowls", body="A bowl may be returned to us."), "en"),
    "other": entry_of(Source(title="Gift cards", body="They are valid for a year.", phrasings=["voucher"]), "en"),
}


def vocabulary(entries: dict[str, Entry]) -> Vocabulary:
    counts = Counter(
        word.partition("§")[2] for entry in entries.values() for word in set(index_words(entry, "en", ["en"]))
    )
    return Vocabulary(counts, len(entries))


def order(text: str, entries: dict[str, Entry] = ENTRIES) -> list[str]:
    words = vocabulary(entries)
    scales = scale(wanted(text, "en", words), words)
    values = {name: score(scales, entry.weights) for name, entry in entries.items()}
    return [name for name in sorted(values, key=lambda name: -values[name]) if values[name] > 0]


def test_a_title_counts_more_than_a_body() -> None:
    assert order("return") == ["title", "body"]


def test_a_phrasing_is_as_good_as_a_word_of_the_text() -> None:
    assert order("vouchers") == ["other"]


def test_words_side_by_side_count_more_than_apart() -> None:
    entries = {
        "apart": entry_of(Source(title="x", body="giao cho hàng"), "vi"),
        "beside": entry_of(Source(title="x", body="cho giao hàng"), "vi"),
    }
    assert order("giao hàng", entries) == ["beside", "apart"]


def test_the_marks_count_where_they_were_typed() -> None:
    entries = {
        "bán": entry_of(Source(title="bán"), "vi"),
        "bạn": entry_of(Source(title="bạn"), "vi"),
    }
    assert order("bạn", entries)[0] == "bạn"
    assert order("bán", entries)[0] == "bán"


def test_a_markdown_text_is_its_words_alone() -> None:
    found = plain(
        "# One *two*\n\nThree [four](x.md) `five`\nsix\n\n| a | b |\n|---|---|\n| c | d |\n\n![picture](images/a.png)"
    )
    assert found.headings == ["One two"]
    assert found.blocks == ["Three four five six", "a", "b", "c", "d"]


@given(st.text(max_size=80), st.booleans())
def test_any_search_is_weighed_between_nothing_and_one_and_asks_for_few_words(text: str, unfinished: bool) -> None:
    words = vocabulary(ENTRIES)
    looked = wanted(text, "en", words, unfinished=unfinished)
    scales = scale(looked, words)
    assert len(sought(looked, words)) <= MOST_SOUGHT
    assert all(0 <= score(scales, entry.weights) <= 1 for entry in ENTRIES.values())


def test_the_engine_s_choice_goes_before_a_little_better_words_and_adds_only_what_it_is_sure_of() -> None:
    assert fused({1: 0.5, 2: 0.4}, {2: 1.0, 3: 0.2}, alone=False) == [2, 1]
    assert fused({1: 0.5, 2: 0.4}, {2: 1.0, 3: 0.2}, alone=True) == [2, 1, 3]
    assert fused({}, {}, alone=True) == []


def test_an_engine_s_scores_become_shares_of_its_best_one() -> None:
    assert likely_of({"a": 10.0, "b": 7.5, "c": 5.0}) == {"a": 1.0, "b": 0.5, "c": 0.05}
    assert likely_of({}) == {}

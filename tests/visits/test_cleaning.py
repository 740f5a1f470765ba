"""What a page tells of itself is kept without secrets; the browser's cleaner passes the same table."""

import json
import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agents_ui
from contact_center.visits.cleaning import TEXT_LENGTH, URL_LENGTH, clean_referrer, clean_text, clean_url

CASES = json.loads((Path(agents_ui.__file__).parent / "widget/tracker/cleaning.cases.json").read_text())
SECRETS = st.from_regex(
    re.compile(r"[a-z]{3,10}@[a-z]{3,10}\.[a-z]{2,5}|[0-9]{13,19}|[0-9a-f]{16}7[0-9a-f]{15}a"), fullmatch=True
)


@pytest.mark.parametrize(("given_", "expected"), CASES["urls"])
def test_an_address_is_cleaned(given_: str, expected: str | None) -> None:
    assert clean_url(given_) == expected


@pytest.mark.parametrize(("given_", "expected"), CASES["texts"])
def test_a_text_is_cleaned(given_: str, expected: str) -> None:
    assert clean_text(given_) == expected


@given(SECRETS, st.sampled_from(["?x={}", "?a=1&x={}&b=2", "/{}/x", "?x=a+{}+b", "#/r?x={}", "#{}", "?{}", "?{}=1"]))
def test_no_secret_survives_wherever_it_stands(secret: str, place: str) -> None:
    for written in (secret, quote(secret, safe=""), quote(quote(secret, safe=""), safe="")):
        cleaned = clean_url("https://shop.example/p" + place.format(written))
        assert cleaned is not None
        assert written not in cleaned
        assert secret not in cleaned


@given(SECRETS, st.text(max_size=20))
def test_no_secret_survives_in_a_text(secret: str, around: str) -> None:
    assert secret not in clean_text(f"{around} {secret} {around}")


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_whatever_comes_out_is_short_plain_and_clean_already(path: str, query: str, fragment: str) -> None:
    cleaned = clean_url(f"https://ann:x@shop.example/{path}?{query}#{fragment}")
    if cleaned is not None:
        assert len(cleaned) <= URL_LENGTH
        assert clean_url(cleaned) == cleaned
        assert urlsplit(cleaned).username is None
        assert not re.search(r"[\x00-\x20<>\"'\u202e]", cleaned)


@given(st.text())
def test_any_text_gives_an_address_or_nothing(text: str) -> None:
    cleaned = clean_url(text)
    assert cleaned is None or cleaned.startswith(("http://", "https://"))


@given(st.text(max_size=2_000))
def test_a_text_comes_out_on_one_short_line_and_clean_already(text: str) -> None:
    cleaned = clean_text(text)
    assert len(cleaned) <= TEXT_LENGTH
    assert "\n" not in cleaned
    assert "\x00" not in cleaned
    assert clean_text(cleaned) == cleaned


def test_of_another_site_the_query_is_not_kept() -> None:
    site = "https://shop.example"
    assert clean_referrer("https://search.example/find?q=my+illness", site) == "https://search.example/find"
    assert clean_referrer("https://shop.example/a?page=2", site) == "https://shop.example/a?page=2"
    assert clean_referrer("https://shop.example.evil.example/a?page=2", site) == "https://shop.example.evil.example/a"
    assert clean_referrer(None, site) is None
    assert clean_referrer("android-app://com.example/", site) is None


@pytest.mark.parametrize("text", ["https://x.example/" + "a/" * 5_000, "https://x.example/?" + "a=1&" * 5_000])
def test_a_very_long_address_is_cut(text: str) -> None:
    assert len(clean_url(text) or "") <= URL_LENGTH


def test_texts_made_to_be_slow_are_not() -> None:
    for text in ("a" * 100_000, "1 " * 50_000, "a@" * 50_000, "eyJ" * 40_000, "a-1" * 40_000):
        clean_text(text)
        clean_url("https://shop.example/?x=" + text[:20_000])

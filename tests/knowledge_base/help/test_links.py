"""Addresses, times as readers say them, and the colours of a brand."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.inboxes.schemas import Locale
from knowledge_base.help import form_texts, links, markup, texts

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday, 22:00 in Vietnam
PART = re.compile(r"{\w+}")
ZONE = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("ahead", "locale", "expected"),
    [
        (timedelta(hours=1), "en", "Opens today at 23:00"),
        (timedelta(hours=10), "en", "Opens tomorrow at 08:00"),
        (timedelta(days=3), "en", "Opens on Thursday at 22:00"),
        (timedelta(days=3), "vi", "Mở cửa thứ Năm lúc 22:00"),
        (timedelta(days=30), "en", "Opens on 1 April 2026 at 22:00"),
        (timedelta(days=30), "vi", "Mở cửa 1 tháng 4, 2026 lúc 22:00"),
    ],
)
def test_the_next_opening_is_said_by_the_business_s_own_clock(ahead: timedelta, locale: Locale, expected: str) -> None:
    assert links.opening_said(NOW + ahead, NOW, ZONE, locale) == expected


def test_what_does_not_close_is_always_open() -> None:
    assert links.closing_said(NOW + timedelta(hours=1), NOW, ZONE, "en") == "Open until 23:00"
    assert links.closing_said(None, NOW, ZONE, "en") == "Open around the clock"


def test_dates_are_said_in_each_language() -> None:
    assert links.day_said(date(2026, 11, 9), "en") == "9 November 2026"
    assert links.day_said(date(2026, 11, 9), "vi") == "9 tháng 11, 2026"


def test_every_text_is_there_in_both_languages_with_the_same_parts() -> None:
    for english, vietnamese in ((texts.EN, texts.VI), (form_texts.EN, form_texts.VI)):
        assert english.keys() == vietnamese.keys()
        for name, text in english.items():
            assert text != vietnamese[name], name
            assert set(PART.findall(text)) == set(PART.findall(vietnamese[name])), name
    assert not texts.EN.keys() & form_texts.EN.keys()


def test_a_promised_time_is_said_by_the_business_s_own_clock() -> None:
    at = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    assert links.promise_said(at, ZONE, "en") == f"Tuesday, 3 March, 10:00 ({ZONE})"
    assert links.promise_said(at, ZONE, "vi") == f"10:00 thứ Ba, ngày 3 tháng 3 ({ZONE})"


@given(st.from_regex(r"\A#[0-9a-f]{6}\Z"))
def test_any_brand_s_colour_can_be_read_on_light_and_on_dark(colour: str) -> None:
    parsed = int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    for behind in (markup.LIGHT, markup.DARK):
        assert markup.contrast(markup.readable(parsed, behind), behind) >= 4.5
    assert colour in markup.brand_sheet(colour)


def test_no_text_ends_a_block_of_data() -> None:
    block = str(markup.data_block({"name": "</script><script>alert(1)</script>&"}))
    assert block.count("<") == 2
    assert "&" not in block

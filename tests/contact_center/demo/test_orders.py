"""The demonstration's orders as a talk in either language shows them."""

from datetime import date

import pytest

from contact_center.demo.shop.catalog import BY_SLUG
from contact_center.demo.shop.orders import SAMPLES, DemoOrders, Sample
from faq_bot.flows.actions import showing

ALL = [pytest.param(each, id=each.number) for each in SAMPLES]


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("sample", ALL)
async def test_what_was_ordered_is_named_in_the_language_of_the_talk(sample: Sample, language: str) -> None:
    order = await DemoOrders(lambda: date(2026, 3, 2)).order(sample.number, sample.email)
    shown = showing.results_of(order, language)["items_text"]
    options = [each.label for each in showing.options_of(order, language)]
    for slug in sample.items:
        name = {"en": BY_SLUG[slug].name["en"], "vi": BY_SLUG[slug].name["vi"]}[language]
        assert name in shown
        assert any(option.startswith(name) for option in options)

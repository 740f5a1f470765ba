"""The help centre in a real browser: clean in every mood, searched with and without marks and with slips."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, People
from tests.browser.looks import CUSTOMERS, PICTURES, Mood, faults

pytestmark = pytest.mark.browser

ARTICLES = {"en": "broken-on-arrival", "vi": "doi-tra"}
CATEGORIES = {"en": "returns-and-refunds", "vi": "doi-tra-va-hoan-tien"}
FOUND = {"en": "broken", "vi": "doi tra"}
SEARCH = {"en": "Search for answers", "vi": "Tìm câu trả lời"}
RETURNS = {"en": "Returns – 30 days to change your mind", "vi": "Đổi trả – 30 ngày để đổi ý"}


def look(page: Page, name: str, mood: Mood) -> None:
    assert faults(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.screenshot(path=PICTURES / f"help-{name}-{mood}.png", full_page=True)


@pytest.mark.parametrize("mood", CUSTOMERS)
def test_the_pages_are_clean(demo: Demo, people: People, mood: Mood) -> None:
    context = people.come(phone=mood.phone, locale=mood.locale, dark=mood.dark, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{demo.console}/help")
    expect(page).to_have_url(f"{demo.console}/help/{mood.locale}")
    look(page, "home", mood)
    page.get_by_role("main").get_by_role("heading", level=3).get_by_role("link").nth(3).click()
    look(page, "category", mood)
    page.goto(f"{demo.console}/help/{mood.locale}/{ARTICLES[mood.locale]}")
    look(page, "article", mood)
    page.goto(f"{demo.console}/help/{mood.locale}?q={FOUND[mood.locale]}")
    look(page, "results", mood)
    page.goto(f"{demo.console}/help/{mood.locale}?q=qqqqqqq")
    look(page, "nothing", mood)
    page.goto(f"{demo.console}/help/{mood.locale}/there-is-no-such-page")
    look(page, "missing", mood)


@pytest.mark.parametrize(
    ("locale", "typed"),
    [("en", "returns 30 days"), ("en", "retruns 30 da"), ("vi", "đổi trả 30 ngày"), ("vi", "doi tra 30 ng")],
)
def test_articles_are_suggested_while_one_types(demo: Demo, people: People, locale: str, typed: str) -> None:
    page = people.come(locale=locale, bypass_csp=True).new_page()
    page.goto(f"{demo.console}/help/{locale}")
    box = page.get_by_role("combobox", name=SEARCH[locale])
    box.press_sequentially(typed)
    options = page.get_by_role("option")
    expect(options.filter(has_text=RETURNS[locale])).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert faults(page) == []
    page.screenshot(path=PICTURES / f"help-suggestions-{locale}.png")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value(typed)
    box.press_sequentially(" ")
    place = options.filter(has_text=RETURNS[locale])
    expect(place).to_be_visible()
    while place.get_attribute("aria-selected") != "true":
        box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", place.get_attribute("id") or "")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1, name=RETURNS[locale])).to_be_visible()


def test_everything_works_without_a_script(demo: Demo, people: People) -> None:
    page = people.come(scripts=False).new_page()
    page.goto(f"{demo.console}/help/en")
    page.get_by_role("searchbox").fill("glue borken")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link").first.click()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("What is missing").fill("Which glue?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_have_text("Thank you. We read every comment.")
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")


def test_the_chat_opens_from_an_article_and_the_strict_policy_refuses_nothing(demo: Demo, people: People) -> None:
    page = people.come().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{demo.console}/help/en/broken-on-arrival")
    page.get_by_role("complementary").get_by_role("button", name="Start a chat").click()
    expect(page.frame_locator("iframe").get_by_role("textbox")).to_be_visible()
    assert said == []

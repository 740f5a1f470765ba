"""What a visitor looks at, live beside the conversation: consent asked, given, refused and withdrawn, and what is then
in the database."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Demo, People, sign_in
from tests.browser.looks import faults
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

PICTURES = Path("test-results") / "looks"
TRACKED = """() => performance.getEntriesByType("resource").some(
    (each) => each.name.endsWith("/tracker.js") && performance.now() > each.responseEnd + 1000)"""
"""The tracker is there, and has told of the page if it ever will: it waits half a second for the title."""
TABLES = ("visitor_consent", "visit", "page_view", "conversation_trail")


@pytest.fixture
def stored(demo: Demo) -> "Stored":
    return Stored(demo)


class Stored:
    """What the database has come to hold since the test began."""

    def __init__(self, demo: Demo) -> None:
        self._path = demo.folder / "contact-center.db"
        self._before = self._counts()

    def rows(self, query: str) -> list[Any]:
        connection = sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def _counts(self) -> dict[str, int]:
        return {table: self.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}

    def news(self) -> dict[str, int]:
        """How many more rows each table has."""
        return {
            table: count - self._before[table]
            for table, count in self._counts().items()
            if count != self._before[table]
        }


def question(page: Page) -> Locator:
    """Asked while its answers can be seen."""
    return page.get_by_role("complementary", name="Your visit").get_by_role("button", name="No, thanks")


def answer(page: Page, name: str) -> None:
    with page.expect_response(lambda got: "/widget/" in got.url and got.request.method == "POST"):
        page.get_by_role("button", name=name).click()
    expect(question(page)).to_have_count(0)


def look(page: Page, address: str) -> None:
    """Go to a page, and wait until its view has been stored."""
    with page.expect_response(lambda got: got.url.endswith("/widget/visits") and got.status == 204):
        page.goto(address)


def go_tracked(page: Page, address: str) -> None:
    """Go to a page, until its tracker has had the time in which it would tell of it."""
    page.goto(address)
    page.wait_for_function(TRACKED)


def journey(console: Page) -> Locator:
    return console.locator("details").filter(has=console.locator("summary", has_text="Journey"))


def open_conversation(console: Page, text: str) -> None:
    console.get_by_role("link").filter(has_text=text).first.click()
    expect(console.get_by_role("log").get_by_text(text)).to_be_visible()


def followed(context: BrowserContext) -> list[str]:
    """What the context's pages tell the tracker's door from now on."""
    told: list[str] = []
    context.on(
        "request", lambda asked: told.append(asked.url) if asked.method == "POST" and "/widget/" in asked.url else None
    )
    return told


def test_a_visitor_who_agrees_is_followed_live_and_all_of_it_is_deleted_when_they_withdraw(
    demo: Demo, people: People, stored: Stored
) -> None:
    shopping = people.come()
    told = followed(shopping)
    page = shopping.new_page()
    page.goto(f"{demo.shop}/en/product/moon-vase?utm_source=news&gclid=abc&token=secret")
    expect(question(page)).to_be_visible()
    page.screenshot(path=PICTURES / "consent-en.png")
    page.get_by_role("button", name="Add to cart").click()
    page.wait_for_url("**/cart")
    expect(question(page)).to_be_visible()
    assert (told, stored.news()) == ([], {})

    answer(page, "Allow")
    look(page, f"{demo.shop}/en/product/celadon-teapot")
    widget = Widget(page)
    widget.open()
    widget.say("Does the teapot hold a litre?")
    look(page, f"{demo.shop}/en/search?q=teapot&email=ann@example.com")

    console = sign_in(people.come(), demo)
    open_conversation(console, "Does the teapot hold a litre?")
    panel = journey(console)
    for part in ("Live", "Looking at it now", "teapot", "news · Google Ads", "Cart: 1 piece", "Moon vase", "Computer"):
        expect(panel).to_contain_text(part)
    between = console.get_by_role("log").get_by_role("list", name="Pages looked at")
    expect(between).to_have_count(0)
    console.get_by_role("button", name="Show page visits").click()
    expect(between.first.get_by_role("link").last).to_have_text("Celadon teapot · Sương Ceramics")
    look(page, f"{demo.shop}/en/returns")
    expect(panel.get_by_role("link").first).to_contain_text("Returns")
    for part in ("Returns · Sương Ceramics", "Looking at it now"):
        expect(between.last.get_by_role("listitem").last).to_contain_text(part)
    page.evaluate("history.pushState({}, '', '/en/spa#/route'); document.title = '<img src=x onerror=alert(1)>'")
    expect(panel.get_by_role("link", name="<img src=x onerror=alert(1)>").first).to_be_visible()
    expect(panel.locator("img")).to_have_count(0)
    console.screenshot(path=PICTURES / "journey-en.png")

    assert stored.news()["visitor_consent"] == stored.news()["conversation_trail"] == 1
    addresses = {row[0].removeprefix(demo.shop) for row in stored.rows("SELECT url FROM page_view")}
    assert {"/en/product/moon-vase", "/en/cart", "/en/search?q=teapot", "/en/spa#/route"} <= addresses
    kept = str([stored.rows(f"SELECT * FROM {table}") for table in TABLES])
    assert "secret" not in kept
    assert "ann@example.com" not in kept
    assert "gclid" not in kept

    widget.open_again()
    widget.frame.get_by_role("button", name="More options").click()
    with page.expect_response(lambda got: got.url.endswith("/widget/consent")):
        widget.frame.get_by_role("button", name="Stop showing my pages to staff").click()
    expect(panel).to_contain_text("has not agreed")
    expect(between).to_have_count(0)
    assert stored.news() == {"visitor_consent": 1}
    assert stored.rows("SELECT count(*) FROM visitor_consent WHERE withdrawn_at IS NOT NULL")[0][0] >= 1
    count = len(told)
    go_tracked(page, f"{demo.shop}/en/")
    assert told[count:] == []
    assert people.errors == []


def test_a_visitor_who_refuses_leaves_nothing_and_is_not_asked_again(
    demo: Demo, people: People, stored: Stored
) -> None:
    shopping = people.come(phone=True, locale="vi-VN", bypass_csp=True)
    told = followed(shopping)
    page = shopping.new_page()
    page.goto(f"{demo.shop}/vi/product/moon-vase")
    banner = page.get_by_role("complementary", name="Lượt truy cập của bạn").get_by_role("button", name="Không, cảm ơn")
    expect(banner).to_be_visible()
    assert faults(page) == []
    page.screenshot(path=PICTURES / "consent-phone-vi.png")
    page.get_by_role("button", name="Trò chuyện").first.click(trial=True)
    banner.click()
    go_tracked(page, f"{demo.shop}/vi/")
    expect(banner).to_have_count(0)
    assert (told, stored.news()) == ([], {})
    assert "moon-vase" not in str(page.evaluate("JSON.stringify(sessionStorage)"))
    page.evaluate("ContactCenter.consent()")
    expect(banner).to_be_visible()
    assert people.errors == []


@pytest.mark.parametrize("says", ["doNotTrack", "globalPrivacyControl"])
def test_a_browser_that_wants_no_traces_is_never_asked(demo: Demo, people: People, stored: Stored, says: str) -> None:
    shopping = people.come()
    value = "'1'" if says == "doNotTrack" else "true"
    shopping.add_init_script(f"Object.defineProperty(Navigator.prototype, '{says}', {{ get: () => {value} }})")
    told = followed(shopping)
    page = shopping.new_page()
    go_tracked(page, f"{demo.shop}/en/product/moon-vase")
    page.evaluate("ContactCenter.consent(true)")
    expect(question(page)).to_have_count(0)
    assert (told, stored.news()) == ([], {})
    assert "moon-vase" not in str(page.evaluate("JSON.stringify(sessionStorage)"))

"""Work is offered to two agents: declined, accepted, missed, wrapped up, and explained."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import queues
from tests.browser.conftest import Demo, People, sign_in
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

TEAPOT, GIFT = "Does the teapot come with cups?", "Can you wrap it as a gift?"
HA, NGOC = "ha@suong.example", "ngoc@suong.example"


def asks(demo: Demo, people: People, words: str) -> Widget:
    """A visitor who has written."""
    shop = Widget.on(people.come(), demo.shop)
    shop.open()
    shop.say(words)
    return shop


def card(page: Page, words: str) -> Locator:
    return page.get_by_role("region", name="Offers").get_by_role("article").filter(has_text=words)


def offered(pages: list[Page], words: str) -> tuple[Page, Page]:
    """Whom it is offered to, and the other one."""
    first, second = pages
    for _ in range(100):
        for one, other in ((first, second), (second, first)):
            if card(one, words).count():
                return one, other
        first.wait_for_timeout(100)
    raise AssertionError(f"nobody was offered {words}")


@pytest.fixture
def desks(demo: Demo, people: People) -> Iterator[list[Page]]:
    """Two agents, who have got what waited before work was offered."""
    pages = [sign_in(people.come(), demo, email) for email in (HA, NGOC)]
    pages[0].get_by_role("tab", name="Unassigned 0").wait_for()
    with queues.offering(demo, wrap_up="required", offer_seconds=30, missed_limit=1, exclude_seconds=2):
        yield pages


def test_an_offer_is_declined_accepted_missed_and_wrapped_up(demo: Demo, people: People, desks: list[Page]) -> None:
    asks(demo, people, TEAPOT)
    one, other = offered(desks, TEAPOT)
    seconds = card(one, TEAPOT).get_by_text(re.compile(r"^\s*\d+ s\s*$"))
    before = int(seconds.inner_text().split()[0])
    expect(seconds).to_have_text(re.compile(rf"^\s*{before - 2} s"))
    expect(card(other, TEAPOT)).to_have_count(0)

    one.keyboard.press("o")
    expect(card(one, TEAPOT).get_by_role("button", name="Accept")).to_be_focused()
    one.keyboard.press("Shift+Escape")
    one.get_by_role("menuitem", name="I am busy with another customer").click()
    expect(card(one, TEAPOT)).to_have_count(0)
    expect(card(other, TEAPOT)).to_be_visible()
    other.keyboard.press("o")
    other.keyboard.press("Enter")
    expect(other.get_by_role("log").get_by_text(TEAPOT)).to_be_visible()
    expect(card(other, TEAPOT)).to_have_count(0)

    other.get_by_role("button", name="Why am I getting this?").click()
    why = other.get_by_role("dialog", name="Why am I getting this?")
    expect(why).to_contain_text("You were chosen after")
    expect(why.get_by_role("table", name="Offered to").get_by_role("row")).to_have_count(3)
    expect(why).to_contain_text("I am busy with another customer")
    other.keyboard.press("Escape")

    queues.change(demo, offer_seconds=5)
    asks(demo, people, GIFT)
    offered([one, one], GIFT)
    queues.change(demo, offer_seconds=30)
    banner = one.get_by_text("Offers went unanswered")
    expect(banner).to_be_visible()
    expect(one.get_by_role("button", name="Presence: Away: missed offers")).to_be_visible()
    one.get_by_role("button", name="I am back").click()
    expect(banner).to_have_count(0)
    expect(one.get_by_role("button", name="Presence: Available")).to_be_visible()

    card(other, GIFT).get_by_role("button", name="Accept").click()
    expect(other.get_by_role("log").get_by_text(GIFT)).to_be_visible()
    other.get_by_role("button", name="Resolve", exact=True).click()
    wrap_up = other.get_by_role("region", name="Wrap-up")
    expect(other.get_by_role("button", name="Presence: Wrap-up")).to_be_visible()
    expect(wrap_up.get_by_role("button", name="Done")).to_be_disabled()
    wrap_up.get_by_label("What was it about?").select_option("Delivery")
    wrap_up.get_by_role("button", name="Done").click()
    expect(wrap_up).to_have_count(0)
    expect(other.get_by_role("button", name="Presence: Available")).to_be_visible()
    assert people.errors == []

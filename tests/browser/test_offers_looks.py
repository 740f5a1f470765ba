"""What is offered, wrapped up and explained: in both languages, both themes and both sizes, clean for axe."""

import pytest
from playwright.sync_api import expect

from tests.browser import queues
from tests.browser.conftest import Demo, People, sign_in
from tests.browser.looks import MOODS, Looker, Mood, apart
from tests.browser.test_looks import AGENT
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

ASKED = {"en": "Is the set with six cups in stock again, and when?", "vi": "Bộ ấm sáu chén đã có hàng lại chưa shop?"}
AGAIN = {"en": "Hello, anybody there?", "vi": "Shop ơi, có ai ở đó không?"}
UNASSIGNED = {"en": "Unassigned 0", "vi": "Chưa giao 0"}
DECLINE = {"en": "Decline", "vi": "Từ chối"}
ACCEPT = {"en": "Accept", "vi": "Nhận"}
WHY = {"en": "Why am I getting this?", "vi": "Vì sao tôi nhận hội thoại này?"}
WAITS = {"en": "Why is this waiting?", "vi": "Vì sao hội thoại này còn chờ?"}
PRESENCE = {"en": "Presence: Away", "vi": "Trạng thái: Vắng mặt"}
RESOLVE = {"en": "Resolve", "vi": "Hoàn tất"}
WRAP_UP = {"en": "Wrap-up", "vi": "Xử lý sau hội thoại"}
MISSED = {"en": "Offers went unanswered", "vi": "Có lời mời nhận chưa được trả lời"}
ALL = {"en": "All", "vi": "Tất cả"}


def visitor(demo: Demo, people: People, words: str, locale: str) -> None:
    shop = Widget.on(people.come(locale=locale), f"{demo.shop}/{locale}/", locale)
    shop.open()
    shop.say(words)


@pytest.mark.parametrize("mood", MOODS)
def test_what_is_offered_is_clean_in_every_mood(demo: Demo, people: People, mood: Mood) -> None:
    said = mood.locale
    page = sign_in(people.come(**mood._asdict(), bypass_csp=True), demo, AGENT[said], locale=said)
    page.get_by_role("tab", name=UNASSIGNED[said]).wait_for()
    look = Looker(page, mood, prefix="offers-")
    rules = {"offer_seconds": 120, "missed_limit": 1, "exclude_seconds": 1}
    with queues.mail_inbox(demo), queues.offering(demo, wrap_up="required", **rules):
        visitor(demo, people, ASKED[said], said)
        card = page.get_by_role("article").filter(has_text=ASKED[said])
        card.wait_for()
        look.at("offer")
        assert apart(card, page.get_by_role("navigation").first)
        look.press(DECLINE)
        page.get_by_role("menuitem").first.wait_for()
        look.at("decline")
        page.keyboard.press("Escape")
        look.press(ACCEPT)
        expect(page.get_by_role("log").get_by_text(ASKED[said])).to_be_visible()
        look.press(WHY)
        page.get_by_role("dialog").get_by_role("table").first.wait_for()
        look.at("why")
        page.keyboard.press("Escape")
        look.press(RESOLVE)
        told = page.get_by_role("status").locator(".toast").last
        for place in (
            page.get_by_role("region", name=WRAP_UP[said]),
            page.locator(".pane > header"),
            page.locator(".foot"),
        ):
            assert apart(told, place)
        look.at("wrap-up")
        queues.change(demo, offer_seconds=5)
        page.goto(f"{demo.console}/console/inbox")
        visitor(demo, people, AGAIN[said], said)
        page.get_by_text(MISSED[said]).wait_for()
        look.at("missed")
        page.get_by_role("button", name=PRESENCE[said]).click()
        page.get_by_role("menuitem").last.wait_for()
        look.at("presence")
        page.get_by_role("menuitem").last.click()
        page.get_by_role("dialog").wait_for()
        look.at("leave")
        page.keyboard.press("Escape")
        page.get_by_role("tab", name=ALL[said]).click()
        page.get_by_role("tabpanel").get_by_role("link").filter(has_text=AGAIN[said]).first.click()
        page.get_by_role("log").wait_for()
        look.press(WAITS)
        page.get_by_role("dialog").get_by_role("table").first.wait_for()
        look.at("waits")
    assert look.found == []

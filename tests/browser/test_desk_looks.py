"""What opens at the desk while a visitor is there: in both languages, both themes and both sizes, clean for axe."""

import pytest
from playwright.sync_api import FilePayload, Page, WebSocketRoute

from tests.browser.conftest import Demo, People, sign_in
from tests.browser.looks import FULL, Looker, Mood
from tests.browser.test_looks import AGENT
from tests.browser.widget import Widget
from tests.files import samples as made

pytestmark = pytest.mark.browser

BROKEN = {"en": "The bowl came broken, see the pictures.", "vi": "Bát bị vỡ rồi shop ơi, shop xem ảnh giúp em."}
OPEN = {"en": "Open", "vi": "Xem"}
SNOOZE = {"en": "Snooze", "vi": "Tạm hoãn"}
NOTE = {"en": "Private note", "vi": "Ghi chú nội bộ"}
COLLEAGUES = {"en": "Note for colleagues", "vi": "Ghi chú cho đồng nghiệp"}
RESOLVE = {"en": "Resolve", "vi": "Hoàn tất"}
CLOSE = {"en": "Close the details", "vi": "Đóng phần chi tiết"}
DETAILS = {"en": "Details", "vi": "Chi tiết"}
PRESENCE = {"en": "Presence: Available", "vi": "Trạng thái: Sẵn sàng"}
ME = {"en": ", settings", "vi": ", cài đặt"}
OFFLINE = {"en": "You are offline", "vi": "Mất kết nối"}
ALL = {"en": "All", "vi": "Tất cả"}


def send_pictures(demo: Demo, people: People, mood: Mood) -> Widget:
    shop = Widget.on(people.come(locale=mood.locale), f"{demo.shop}/{mood.locale}/", mood.locale)
    shop.open()
    shop.frame.locator("input[type=file]").set_input_files(
        [
            FilePayload(name="vết nứt.png", mimeType="image/png", buffer=made.png(640, 480)),
            FilePayload(name="đáy bát.png", mimeType="image/png", buffer=made.png(480, 640)),
            FilePayload(name="hóa đơn.pdf", mimeType="application/pdf", buffer=made.PDF),
        ]
    )
    shop.frame.get_by_role("listitem").nth(2).wait_for()
    shop.say(BROKEN[mood.locale])
    return shop


@pytest.mark.parametrize("mood", FULL)
def test_what_opens_in_a_conversation_is_clean(demo: Demo, people: People, mood: Mood) -> None:
    send_pictures(demo, people, mood)
    page = sign_in(people.come(**mood._asdict(), bypass_csp=True), demo, AGENT[mood.locale], locale=mood.locale)
    look = Looker(page, mood, prefix="desk-")
    page.get_by_role("tab", name=ALL[mood.locale]).click()
    page.get_by_role("link").filter(has_text=BROKEN[mood.locale]).first.click()
    picture = page.get_by_role("log").get_by_role("button", name=OPEN[mood.locale]).first
    picture.wait_for()
    look.at("files")
    picture.click()
    page.get_by_role("dialog").get_by_role("img").wait_for()
    look.at("lightbox")
    page.keyboard.press("Escape")
    look.press(SNOOZE)
    page.get_by_role("menuitem").first.wait_for()
    look.at("snooze")
    page.keyboard.press("Escape")
    look.press(NOTE)
    page.get_by_role("textbox", name=COLLEAGUES[mood.locale]).fill("@")
    page.get_by_role("option").first.wait_for()
    look.at("mention")
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    if mood.phone:  # where the details are a sheet over the conversation
        look.press(DETAILS)
        page.get_by_role("complementary").get_by_role("heading").last.wait_for()
        look.at("details")
        look.press(CLOSE)
    look.press(RESOLVE)
    page.get_by_role("status").last.get_by_role("button").first.wait_for()
    look.at("resolved")
    assert look.found == []


@pytest.mark.parametrize("mood", FULL)
def test_the_menus_of_the_rail_and_what_is_forbidden_are_clean(demo: Demo, people: People, mood: Mood) -> None:
    page = sign_in(people.come(**mood._asdict(), bypass_csp=True), demo, AGENT[mood.locale], locale=mood.locale)
    look = Looker(page, mood, prefix="desk-")
    for name, label in (("presence", PRESENCE), ("me", ME)):
        page.get_by_role("button", name=label[mood.locale]).click()
        page.get_by_role("menu").wait_for()
        look.at(name)
        page.keyboard.press("Escape")
    for path in ("settings/team", "inbox/01a20000-0000-7000-8000-000000000000", "search?q=zzzz", "customers?q=zzzz"):
        page.goto(f"{demo.console}/console/{path}")
        page.wait_for_load_state("networkidle")
        look.at(f"none-{path.split('?')[0].split('/')[0]}")
    lose_the_line(page, f"{demo.console}/console/inbox")
    page.get_by_text(OFFLINE[mood.locale]).first.wait_for()
    look.at("offline")
    assert look.found == []


def lose_the_line(page: Page, address: str) -> None:
    """Go to a page of the console; once its list is there, its socket ends, and so does each one after it."""
    sockets: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        if len(sockets) == 1:
            socket.connect_to_server()
        else:
            socket.close()

    page.route_web_socket("**/console/socket**", connect)
    page.goto(address)
    page.get_by_role("tabpanel").get_by_role("link").first.wait_for()
    sockets[0].close()

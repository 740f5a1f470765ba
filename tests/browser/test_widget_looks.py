"""Every state of the widget in both languages, both themes and both sizes; axe finds nothing, and pictures are kept."""

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.conftest import Demo, People
from tests.browser.looks import CUSTOMERS, FULL, Looker, Mood
from tests.browser.owner import NO_BOT, OPEN_A_MINUTE, field_with, inbox_with, owner
from tests.browser.test_looks import GREETING
from tests.browser.widget import Widget
from tests.files import samples as made

pytestmark = pytest.mark.browser

MENU = {"en": "More options", "vi": "Tùy chọn khác"}
EMOJI = {"en": "Emoji", "vi": "Biểu tượng cảm xúc"}
FIND_EMOJI = {"en": "Search emoji", "vi": "Tìm biểu tượng"}
MAIL = {"en": "Send transcript by e-mail", "vi": "Gửi nội dung qua e-mail"}
FRESH = {"en": "New conversation", "vi": "Cuộc trò chuyện mới"}
HOME = {"en": "All conversations", "vi": "Tất cả cuộc trò chuyện"}
END = {"en": "End chat", "vi": "Kết thúc trò chuyện"}
ENDS = {"en": "End chat", "vi": "Kết thúc"}
BEGIN = {"en": "Start the chat", "vi": "Bắt đầu trò chuyện"}
SEND = {"en": "Send message", "vi": "Gửi tin nhắn"}
WRITE = {"en": "Write to us", "vi": "Nhắn cho chúng tôi"}
LEAVE = {"en": "Leave us a message", "vi": "Để lại lời nhắn"}
ALLOW = {"en": "Allow", "vi": "Đồng ý"}
NAME = {"en": "Nguyen Lan", "vi": "Nguyễn Thị Hương Lan"}
BLOCKED = {"en": "The chat is not available", "vi": "Không thể trò chuyện"}
GLAZE = {
    "key": "glaze",
    "kind": "choice",
    "names": {"en": "Which glaze is it about?", "vi": "Bạn hỏi về màu men nào?"},
    "choices": ["Celadon", "Men lam", "Men rạn"],
}
ASKED = [{"key": "name", "required": True}, {"key": "email", "required": True}, {"key": "phone"}, {"key": "glaze"}]
PRIVACY = "https://shop.example/privacy"
CLOSED = {"en": "The kiln is hot and so are we.\nWrite to us!", "vi": "Xưởng đang nung lò.\nHãy để lại lời nhắn nhé!"}


def looker(widget: Widget, mood: Mood) -> Looker:
    return Looker(widget.page, mood, place=widget.frame, prefix="w-")


def come(demo: Demo, people: People, mood: Mood) -> Widget:
    context = people.come(**mood._asdict(), bypass_csp=True)
    return Widget.on(context, f"{demo.shop}/{mood.locale}/", mood.locale)


def button(widget: Widget, label: dict[str, str], mood: Mood) -> Locator:
    return widget.frame.get_by_role("button", name=label[mood.locale], exact=True).first


@pytest.mark.parametrize("mood", CUSTOMERS)
def test_a_chat_is_clean_from_its_beginning_to_its_end(demo: Demo, people: People, mood: Mood) -> None:
    widget = come(demo, people, mood)
    look = looker(widget, mood)
    widget.page.get_by_role("complementary").get_by_role("button").first.wait_for()
    look.picture("banner")
    widget.open()
    look.at("hero")
    if not mood.phone:  # which has emoji on its own keyboard
        look.press(EMOJI)
        widget.frame.get_by_role("searchbox", name=FIND_EMOJI[mood.locale]).wait_for()
        look.at("emoji")
        widget.frame.get_by_role("searchbox", name=FIND_EMOJI[mood.locale]).press("Escape")
    widget.say(GREETING[mood.locale])
    widget.frame.locator("input[type=file]").set_input_files(
        FilePayload(name="vết nứt.png", mimeType="image/png", buffer=made.png(640, 480))
    )
    look.at("file")
    widget.field.press("Enter")
    look.press(MENU)
    button(widget, MAIL, mood).wait_for()
    look.at("menu")
    look.press(MAIL)
    widget.frame.get_by_role("textbox", name="E-mail").wait_for()
    look.at("transcript")
    look.press(MENU)
    look.press(FRESH)
    widget.say(GREETING[mood.locale])
    look.press(MENU)
    look.press(HOME)
    widget.frame.get_by_role("listitem").last.wait_for()
    look.at("home")
    widget.frame.get_by_role("listitem").get_by_role("button").first.click()
    look.press(MENU)
    look.press(END)
    widget.frame.get_by_role("region").get_by_role("button").first.wait_for()
    look.at("end")
    widget.frame.get_by_role("region").get_by_role("button", name=ENDS[mood.locale], exact=True).click()
    widget.frame.get_by_role("heading", level=2).last.wait_for()
    look.at("ended")
    assert look.found == []


@pytest.mark.parametrize("mood", FULL)
def test_the_questions_before_a_chat_are_clean_and_who_is_blocked_reads_so(
    demo: Demo, people: People, mood: Mood
) -> None:
    with field_with(demo, **GLAZE), inbox_with(demo, pre_chat=ASKED, consent="in_chat", privacy_url=PRIVACY):
        widget = come(demo, people, mood)
        look = looker(widget, mood)
        widget.launcher.first.click()
        button(widget, WRITE, mood).wait_for()
        look.at("door")
        button(widget, WRITE, mood).click()
        button(widget, BEGIN, mood).wait_for()
        look.at("form")
        expect(button(widget, BEGIN, mood)).to_be_in_viewport(ratio=1)
        button(widget, BEGIN, mood).click()
        widget.frame.locator("[aria-invalid=true]").last.wait_for()
        look.at("form-faults")
        answer(widget, mood)
        button(widget, BEGIN, mood).click()
        widget.hears(GREETING[mood.locale])
        button(widget, ALLOW, mood).wait_for()
        look.at("consent")
        block_the_newest_customer(demo)
        widget.frame.get_by_role("heading", name=BLOCKED[mood.locale]).wait_for()
        look.at("blocked")
        assert look.found == []


@pytest.mark.parametrize("mood", FULL)
def test_out_of_hours_all_is_clean(demo: Demo, people: People, mood: Mood) -> None:
    with inbox_with(demo, hours=OPEN_A_MINUTE, closed=CLOSED, consent="off", bot=NO_BOT):
        widget = come(demo, people, mood)
        look = looker(widget, mood)
        widget.launcher.first.click()
        button(widget, LEAVE, mood).click()
        button(widget, SEND, mood).wait_for()
        look.at("closed")
        widget.frame.get_by_role("textbox", name="E-mail").fill("lan@shop.example")
        widget.frame.get_by_role("textbox").last.fill(GREETING[mood.locale])
        button(widget, SEND, mood).click()
        widget.hears(GREETING[mood.locale])
        look.at("closed-kept")
        assert look.found == []


def answer(widget: Widget, mood: Mood) -> None:
    """All the questions of the form."""
    fields = widget.frame.get_by_role("textbox")
    for place, given in enumerate((NAME[mood.locale], "lan@shop.example", "0901 234 567")):
        fields.nth(place).fill(given)
    widget.frame.get_by_role("combobox").select_option("Men rạn")
    fields.last.fill(GREETING[mood.locale])


def block_the_newest_customer(demo: Demo) -> None:
    with owner(demo) as client:
        newest = client.get("customers", params={"limit": 1}).raise_for_status().json()["items"][0]
        client.post("blocks", json={"customer": newest["id"], "reason": "Rude"}).raise_for_status()

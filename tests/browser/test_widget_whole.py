"""A visitor uses all of the widget: several conversations, the transcript, one rating; then comes out of hours."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Demo, People, sign_in
from tests.browser.looks import PICTURES, faults
from tests.browser.owner import NO_BOT, OPEN_A_MINUTE, inbox_with
from tests.browser.test_two_chats import Desk
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser


def test_several_conversations_a_transcript_and_one_rating(demo: Demo, people: People) -> None:
    desk = Desk(sign_in(people.come(), demo))
    lan = Widget.on(people.come(bypass_csp=True), demo.shop)
    lan.open()
    lan.frame.get_by_role("button", name="Emoji").click()
    assert faults(lan.frame) == []
    lan.frame.get_by_role("searchbox", name="Search emoji").fill("cam on")
    lan.frame.get_by_role("searchbox", name="Search emoji").press("Enter")
    expect(lan.field).to_have_value("🙏")
    lan.say("Can the celadon teapot go into the microwave?")
    desk.open("Can the celadon teapot go into the microwave?")
    desk.reply("Better not: it has a gold rim.")
    lan.hears("Better not: it has a gold rim.")

    assert "    Better not: it has a gold rim." in transcript(lan)
    choose(lan, "Send transcript by e-mail")
    lan.frame.get_by_role("textbox", name="E-mail").fill("lan@shop.example")
    lan.frame.get_by_role("button", name="Send", exact=True).click()
    expect(lan.frame.get_by_text("is on its way to lan@shop.example")).to_be_visible()
    lan.frame.get_by_role("button", name="Done").click()

    choose(lan, "New conversation")
    expect(lan.field).to_be_focused()
    lan.say("And where is my parcel?")
    expect(lan.log.get_by_text("Better not")).to_have_count(0)
    lan.frame.get_by_role("button", name="All conversations").first.click()
    expect(lan.frame.locator("section.home > ul > li")).to_have_count(2)
    assert faults(lan.frame) == []
    lan.frame.get_by_role("button").filter(has_text="Better not").click()
    lan.hears("Better not: it has a gold rim.")

    choose(lan, "End chat")
    lan.frame.get_by_role("region", name="End this chat?").get_by_role("button", name="End chat").click()
    lan.frame.get_by_role("radio", name="Very bad").focus()
    for _ in range(3):
        lan.page.keyboard.press("ArrowRight")
    expect(lan.frame.get_by_role("radio", name="Good", exact=True)).to_be_checked()
    lan.frame.get_by_label("Would you like to tell us more?").fill("Quick and honest.")
    assert faults(lan.frame) == []
    lan.page.screenshot(path=PICTURES / "w-rating-light.png")
    lan.page.set_viewport_size({"width": 390, "height": 844})
    lan.page.emulate_media(color_scheme="dark")
    assert faults(lan.frame) == []
    lan.page.screenshot(path=PICTURES / "w-rating-dark.png")
    lan.frame.get_by_role("button", name="Send rating").click()
    expect(lan.frame.get_by_text("Thank you for your rating!")).to_be_focused()
    expect(desk.log.get_by_text("4 of 5")).to_be_visible()
    expect(desk.log.get_by_text("Quick and honest.")).to_be_visible()
    lan.page.reload()
    lan.open_again()
    expect(lan.frame.get_by_role("radio")).to_have_count(0)
    assert people.errors == []


def test_out_of_hours_a_form_becomes_a_conversation(demo: Demo, people: People) -> None:
    with inbox_with(demo, hours=OPEN_A_MINUTE, pre_chat=[{"key": "name", "required": True}], bot=NO_BOT):
        lan = Widget.on(people.come(phone=True, locale="vi-VN", bypass_csp=True), f"{demo.shop}/vi/", "vi")
        lan.launcher.first.click()
        lan.frame.get_by_role("button", name="Để lại lời nhắn").click()
        send = lan.frame.get_by_role("button", name="Gửi tin nhắn")
        send.click()
        expect(lan.frame.get_by_label("Họ tên")).to_be_focused()
        assert faults(lan.frame) == []
        expect(lan.frame.get_by_text("Chúng tôi mở lại").last).to_be_visible()
        lan.frame.get_by_label("Họ tên").fill("Nguyễn Lan")
        lan.frame.get_by_role("textbox", name="E-mail").fill("lan@shop")
        lan.frame.get_by_label("Nội dung tin nhắn").fill("Shop còn bình gốm xanh không ạ?")
        send.click()
        expect(lan.frame.get_by_text("Địa chỉ e-mail chưa đúng")).to_be_visible()
        lan.frame.get_by_role("textbox", name="E-mail").fill("lan@shop.vn")
        send.click()
        lan.hears("Shop còn bình gốm xanh không ạ?")
        expect(lan.field).to_be_visible()
    assert people.errors == []


def choose(widget: Widget, item: str) -> None:
    widget.frame.get_by_role("button", name="More options").click()
    widget.frame.get_by_role("button", name=item, exact=True).click()


def transcript(widget: Widget) -> str:
    with widget.page.expect_download() as download:
        choose(widget, "Download transcript")
    return Path(download.value.path()).read_text(encoding="utf-8")

"""Two visitors on the shop's pages and one agent hold two chats at once."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo, People, sign_in
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser


class Desk:
    """The console as the agent uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, preview: str) -> None:
        """The conversation whose row shows this text."""
        self.page.get_by_role("link").filter(has_text=preview).first.click()
        expect(self.log.get_by_text(preview)).to_be_visible()

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    def reply(self, text: str) -> None:
        field = self.page.get_by_role("textbox", name="Reply to")
        field.fill(text)
        field.press("Enter")
        expect(self.log.get_by_text(text)).to_have_count(1)


def test_an_agent_holds_two_chats_with_typing_a_reload_a_second_tab_and_an_end(demo: Demo, people: People) -> None:
    desk = Desk(sign_in(people.come(), demo))
    lan_at, tom_at = people.come(), people.come(phone=True)
    lan, tom = Widget.on(lan_at, demo.shop), Widget.on(tom_at, demo.shop)

    lan.open()
    lan.say("Is the blue bowl dishwasher safe?")
    tom.open()
    tom.say("My parcel has not come yet.")

    desk.open("Is the blue bowl dishwasher safe?")
    lan.field.press_sequentially("And the c")
    expect(desk.page.get_by_text("is typing…").first).to_be_visible()
    lan.field.fill("")

    desk.page.get_by_role("textbox", name="Reply to").press_sequentially("Yes, i")
    expect(lan.frame.get_by_text("is typing…")).to_be_visible()
    desk.reply("Yes, it is.")
    lan.hears("Yes, it is.")

    desk.open("My parcel has not come yet.")
    desk.reply("I will look into it.")
    tom.hears("I will look into it.")
    expect(desk.page.get_by_text("Seen").first).to_be_visible()

    lan.page.reload()
    lan.open_again()
    lan.hears("Yes, it is.")
    lan.hears("Is the blue bowl dishwasher safe?")

    second = Widget.on(lan_at, demo.shop)
    second.open_again()
    second.hears("Yes, it is.")
    second.say("Thank you, I will take two.")
    lan.hears("Thank you, I will take two.")
    desk.open("Thank you, I will take two.")

    tom.frame.get_by_role("button", name="More options").click()
    tom.frame.get_by_role("button", name="End chat").click()
    tom.frame.get_by_role("region", name="End this chat?").get_by_role("button", name="End chat").click()
    expect(tom.frame.get_by_role("heading", name="This chat has ended")).to_be_visible()
    expect(lan.frame.get_by_role("heading", name="This chat has ended")).to_have_count(0)
    assert people.errors == []


def test_two_agents_see_each_other_name_each_other_and_go_on_elsewhere(demo: Demo, people: People) -> None:
    first, second = sorted(email for email in demo.passwords if email.split("@")[0] in {"ha", "ngoc"})
    shop = Widget.on(people.come(), demo.shop)
    shop.open()
    shop.say("Which glaze is this?")
    ha, ngoc = Desk(sign_in(people.come(), demo, first)), Desk(sign_in(people.come(), demo, second))
    for desk in (ha, ngoc):
        desk.page.get_by_role("tab", name="All").click()
        desk.open("Which glaze is this?")
    expect(ha.page.get_by_text("is viewing")).to_have_text("Lê Bảo Ngọc is viewing")

    ha.page.get_by_role("button", name="Private note").click()
    note = ha.page.get_by_role("textbox", name="Note for colleagues")
    note.press_sequentially("@ngoc")
    ha.page.get_by_role("option", name="Lê Bảo Ngọc").click()
    note.press_sequentially("do you know?")
    note.press("Enter")
    expect(ngoc.log.get_by_text("@Lê Bảo Ngọc")).to_be_visible()
    ngoc.page.get_by_role("tab", name="Mentions").click()
    expect(ngoc.page.get_by_role("link").filter(has_text="do you know?")).to_be_visible()
    expect(shop.log.get_by_text("do you know?")).to_have_count(0)

    ngoc.page.get_by_role("textbox", name="Reply to").press_sequentially("It is a celadon")
    expect(ha.page.get_by_text("Lê Bảo Ngọc is replying")).to_be_visible()
    expect(ngoc.page.get_by_text("Draft saved")).to_be_visible()
    phone = Desk(sign_in(people.come(phone=True), demo, second))
    phone.page.goto(ngoc.page.url)
    field = phone.page.get_by_role("textbox", name="Reply to")
    expect(field).to_have_value("It is a celadon")

    ha.page.get_by_role("button", name="Reply", exact=True).click()
    ha.reply("It is celadon.")
    expect(ngoc.log.get_by_text("It is celadon.")).to_be_visible()
    ngoc.page.get_by_role("textbox", name="Reply to").press("Enter")
    expect(ngoc.page.get_by_text("has answered since you began")).to_be_visible()
    ngoc.page.get_by_role("button", name="Send anyway").click()
    shop.hears("It is a celadon")
    expect(field).to_have_value("")

    ha.page.keyboard.press("Control+k")
    ha.page.get_by_role("combobox", name="Commands").fill("resolve")
    ha.page.keyboard.press("Enter")
    expect(ha.page.get_by_text("This conversation is resolved.")).to_be_visible()

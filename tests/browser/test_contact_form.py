"""The public contact form in a real browser without a script, and what an agent and an administrator see of it."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from contact_center.settings import Settings
from tests.browser.conftest import People
from tests.browser.looks import CUSTOMERS, PICTURES, Looker, Mood, faults
from tests.browser.mail_desk import MailDesk, mail_desk
from tests.browser.test_mail_looks import come, open_mail

pytestmark = pytest.mark.browser

SEND = {"en": "Send the message", "vi": "Gửi lời nhắn"}
THANKS = {"en": "Thank you, we have your message", "vi": "Cảm ơn bạn, chúng tôi đã nhận được lời nhắn"}
OPEN = {"en": "Open the contact form", "vi": "Mở biểu mẫu liên hệ"}
BY_FORM = {"en": "Contact form", "vi": "Biểu mẫu liên hệ"}
ASK_FOR = {"en": "Ask for", "vi": "Hỏi thêm"}
CHANGE = {"en": "Change", "vi": "Sửa"}
STEP = {"en": "Behaviour", "vi": "Cách hoạt động"}
FIELDS = [
    {"key": "order_number", "kind": "text", "names": {"en": "Order number", "vi": "Mã đơn hàng"}},
    {"key": "glaze", "kind": "choice", "names": {"en": "Glaze", "vi": "Men"}, "choices": ["Celadon", "Ngọc"]},
    {"key": "bought_on", "kind": "date", "names": {"en": "Bought on", "vi": "Ngày mua"}},
    {"key": "is_gift", "kind": "boolean", "names": {"en": "A gift", "vi": "Quà tặng"}},
]
TEXT = "Chào shop,\n\nbát men ngọc bị nứt ở đáy."


def turn_on(desk: MailDesk) -> str:
    """An administrator gives the mailbox a form that asks for custom fields; returns its address."""
    base = desk.server.base
    with httpx.Client(base_url=base, cookies={"cc_session": desk.owner}, headers={"Origin": base}) as client:
        (box,) = client.get("/api/v1/mailboxes").raise_for_status().json()["items"]
        for field in FIELDS:
            client.post("/api/v1/custom-fields", json=field).raise_for_status()
        asked = [{"key": field["key"], "required": field["kind"] == "text"} for field in FIELDS[:-1]]
        form = {"enabled": True, "privacy_url": "https://shop.example/privacy", "fields": asked}
        patch = {"version": box["version"], "settings": box["settings"] | {"form": form}}
        client.patch(f"/api/v1/mailboxes/{box['id']}", json=patch).raise_for_status()
    return f"{base}/contact/{box['inbox']}"


def look(page: Page, name: str, mood: Mood) -> None:
    assert faults(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.screenshot(path=PICTURES / f"contact-{name}-{mood}.png", full_page=True)


@pytest.mark.parametrize("mood", CUSTOMERS)
def test_the_form_is_clean_and_what_it_opens_is_marked(settings: Settings, people: People, mood: Mood) -> None:
    with mail_desk(settings) as desk:
        address = turn_on(desk)
        context = people.come(**mood._asdict(), bypass_csp=True)
        page = context.new_page()
        page.goto(f"{desk.server.base}/help/{mood.locale}")
        link = page.get_by_role("link", name=OPEN[mood.locale])
        expect(link).to_be_visible()
        link.click()
        page.locator("#email").wait_for()
        opened = page.evaluate("Date.now()")
        look(page, "form", mood)
        page.locator("#email").fill("bao@")
        page.locator("#message").fill(TEXT)
        page.get_by_role("button", name=SEND[mood.locale]).click()
        page.locator("#problems").wait_for()
        look(page, "wrong", mood)
        fill(page)
        page.wait_for_function("opened => Date.now() > opened + 3000", arg=opened)  # sooner, it is a program's
        page.get_by_role("button", name=SEND[mood.locale]).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(THANKS[mood.locale])
        look(page, "thanks", mood)
        page.goto(address.replace("/contact/", "/help/en/contact/no"))
        look(page, "none", mood)
        console = come(people, desk, mood, desk.owner, "inbox")
        looker = Looker(console, mood, prefix="contact-")
        open_mail(console, mood, "Bảo")
        letter = console.get_by_role("article").first
        expect(letter).to_contain_text(BY_FORM[mood.locale])
        expect(letter.get_by_role("definition")).to_have_text(["B-107", "Ngọc"])
        looker.at("conversation")
        settings_look(console, desk, mood, looker)
        console.goto("about:blank")
        assert looker.found == []


def attach_and_send(page: Page) -> None:
    page.locator("#files").set_input_files({"name": "vỡ.txt", "mimeType": "text/plain", "buffer": b"See below"})
    with page.expect_navigation():
        page.get_by_role("button", name=SEND["en"]).click()


def fill(page: Page) -> None:
    page.locator("#name").fill("Bảo Trần")
    page.locator("#email").fill("bao@customer.example")
    page.locator("#subject").fill("Bát bị nứt")
    page.get_by_label(re.compile("Order number|Mã đơn hàng")).fill("B-107")
    page.get_by_label(re.compile("Glaze|Men")).select_option("Ngọc")


def settings_look(page: Page, desk: MailDesk, mood: Mood, look: Looker) -> None:
    page.goto(f"{desk.server.base}/console/settings/mailboxes")
    page.get_by_role("link", name=BY_FORM[mood.locale]).wait_for()
    page.locator(".menu").first.click()
    page.get_by_role("menuitem", name=CHANGE[mood.locale]).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile(STEP[mood.locale])).click()
    code = page.get_by_role("dialog").locator("pre").first
    expect(code).to_contain_text("/contact/")
    page.get_by_role("dialog").get_by_label(ASK_FOR[mood.locale], exact=True).scroll_into_view_if_needed()
    look.at("fields")
    code.scroll_into_view_if_needed()
    look.at("settings")


def test_everything_works_without_a_script(settings: Settings, people: People) -> None:
    with mail_desk(settings) as desk:
        page = people.come(scripts=False, locale="vi-VN").new_page()
        page.goto(turn_on(desk))
        expect(page).to_have_url(re.compile("/help/vi/contact/"))
        page.get_by_role("button", name=SEND["vi"]).click()
        expect(page.locator("#email")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#email-wrong")).to_be_visible()
        expect(page.locator("#field-order_number-wrong")).to_have_text("Vui lòng điền mục “Mã đơn hàng”.")
        page.get_by_role("link", name="English").click()
        fill(page)
        page.locator("#message").fill(TEXT)
        attach_and_send(page)
        while page.get_by_text("That was very quick.").is_visible():  # a browser may be faster than any person
            expect(page.locator("#message")).to_have_value(TEXT)
            expect(page.locator("#field-glaze")).to_have_value("Ngọc")
            attach_and_send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(THANKS["en"])
        expect(page.get_by_text("We answer by e-mail, by")).to_be_visible()
        with httpx.Client(base_url=desk.server.base, cookies={"cc_session": desk.agent}) as client:
            (row,) = client.get("/api/v1/conversations").raise_for_status().json()["items"]
            found = client.get(f"/api/v1/conversations/{row['id']}/messages").raise_for_status().json()["messages"]
        given = [(each["key"], each["value"]) for each in found[0]["mail"]["answers"]]
        assert given == [("order_number", "B-107"), ("glaze", "Ngọc")]
        assert (row["subject"], row["customer"]["email"]) == ("Bát bị nứt", "bao@customer.example")
        assert (found[0]["body"], found[0]["files"][0]["name"]) == (TEXT, "vỡ.txt")

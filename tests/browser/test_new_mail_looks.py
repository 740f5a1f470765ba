"""A mail that an agent begins: written, taken back, sent and answered; axe finds nothing."""

import pytest
from playwright.sync_api import expect

from contact_center.settings import Settings
from tests.browser.conftest import People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.mail_desk import mail, mail_desk
from tests.browser.test_mail_looks import UNDO, come, open_mail

pytestmark = pytest.mark.browser

TITLE = {"en": "New e-mail", "vi": "Thư mới"}
SEND = {"en": "Send the e-mail", "vi": "Gửi thư"}
MISSING = {"en": "Give it a subject.", "vi": "Hãy ghi tiêu đề."}
TEXT = "Chào anh Bảo,\n\nĐơn **1042** của anh đã về kho:\n- bát men ngọc\n- *ấm tích*"


@pytest.mark.parametrize("mood", MOODS)
def test_a_mail_is_begun_taken_back_and_sent(settings: Settings, people: People, mood: Mood) -> None:
    with mail_desk(settings) as desk:
        page = come(people, desk, mood, desk.agent, "inbox")
        look = Looker(page, mood, prefix="new-mail-")
        new = page.get_by_role("button", name=TITLE[mood.locale])
        new.wait_for()
        look.at("list")
        if mood.phone:
            new.click()
        else:
            page.keyboard.press("c")
        page.get_by_role("heading", name=TITLE[mood.locale]).wait_for()
        look.at("empty")
        page.keyboard.type("Bảo Trần <bao@customer.example>,")
        page.get_by_role("button", name=SEND[mood.locale]).click()
        expect(page.locator("footer .wrong")).to_have_text(MISSING[mood.locale])
        page.locator(".subject input").fill("Đơn 1042 đã về")
        page.locator("form.new textarea").fill(TEXT)
        look.at("written")
        page.reload()
        expect(page.locator("form.new textarea")).to_have_value(TEXT)
        page.locator("form.new textarea").press("Control+Enter")
        undo = page.locator(".toast").get_by_role("button", name=UNDO[mood.locale])
        undo.click()
        text = page.locator(".composer textarea")
        expect(text).to_have_value(TEXT)
        expect(page.locator(".summary")).to_contain_text("Bảo Trần")
        look.at("taken-back")
        text.press("Control+Enter")
        expect(page.get_by_role("article").first).to_contain_text("1042")
        look.at("sent")
        page.goto("about:blank")
        assert look.found == []


@pytest.mark.parametrize("mood", MOODS)
def test_a_mail_that_answers_another_customers_conversation_leads_there(
    settings: Settings, people: People, mood: Mood
) -> None:
    with mail_desk(settings) as desk:
        desk.arrives(
            mail("Ann Lee <ann@customer.example>", "Where is 1042?", "It has not come.", Message_ID="<1@x>"),
            mail("Eve <eve@elsewhere.example>", "Re: Where is 1042?", "Send it to me.", References="<1@x>"),
        )
        page = come(people, desk, mood, desk.agent, "inbox")
        look = Looker(page, mood, prefix="related-")
        open_mail(page, mood, "Eve")
        note = page.get_by_role("article").get_by_role("note")
        expect(note).to_contain_text("Ann Lee")
        look.at("stranger")
        note.get_by_role("link").click()
        expect(page.get_by_role("article").first).to_contain_text("It has not come.")
        page.goto("about:blank")
        assert look.found == []

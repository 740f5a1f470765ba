"""At the console whoever wrote a forwarded mail is made the customer, answered, and put back; axe finds nothing."""

import pytest
from playwright.sync_api import expect

from contact_center.settings import Settings
from tests.browser.conftest import People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.mail_desk import GOOD, mail, mail_desk
from tests.browser.test_mail_looks import come, open_mail

pytestmark = pytest.mark.browser

FORWARDED = """Please help her today, she has called twice.

---------- Forwarded message ---------
From: Trần Thị Mai <mai.tran@customer.example>
Date: Mon, 2 Mar 2026 at 09:12
Subject: Order 1042
To: <bao@shop-owner.example>

Where is my order?
"""
MAKE = {"en": "Make Trần Thị Mai the customer", "vi": "Chọn Trần Thị Mai làm khách hàng"}
BACK = {"en": "Make Bảo Trần the customer again", "vi": "Chọn lại Bảo Trần làm khách hàng"}
LINE = {"en": "You made Trần Thị Mai the customer", "vi": "Bạn đã chọn Trần Thị Mai làm khách hàng"}


@pytest.mark.parametrize("mood", MOODS)
def test_whoever_wrote_a_forwarded_mail_is_the_customer_and_back(
    settings: Settings, people: People, mood: Mood
) -> None:
    with mail_desk(settings) as desk:
        sender = "Bảo Trần <bao@shop-owner.example>"
        desk.arrives(mail(sender, "Fwd: Order 1042", FORWARDED, Authentication_Results=GOOD, Message_ID="<1@x>"))
        page = come(people, desk, mood, desk.agent, "inbox")
        look = Looker(page, mood, prefix="forwarded-")
        open_mail(page, mood, "Order 1042")
        make = page.get_by_role("button", name=MAKE[mood.locale], exact=True)
        make.wait_for()
        look.at("offered")
        make.click()
        back = page.get_by_role("button", name=BACK[mood.locale], exact=True)
        back.wait_for()
        expect(page.get_by_text(LINE[mood.locale])).to_be_visible()
        expect(page.get_by_role("heading", name="Trần Thị Mai").first).to_be_visible()
        expect(page.locator("form, .composer").get_by_text("Trần Thị Mai").first).to_be_visible()
        look.at("made")
        back.click()
        make.wait_for()
        page.goto("about:blank")
        assert look.found == []

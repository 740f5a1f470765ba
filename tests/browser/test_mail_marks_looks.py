"""What a mail's marks say of it, folded or not: a thread on a telephone scrolls by itself, and nothing runs over."""

import pytest
from playwright.sync_api import Page, expect

from contact_center.settings import Settings
from tests.browser.conftest import People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.mail_desk import BAD, GOOD, REFUSED, SUPPORT, MailDesk, attached, mail, mail_desk
from tests.browser.test_mail_looks import come, open_mail

pytestmark = pytest.mark.browser

LONG_NAME = "bảng kê chi tiết các đơn hàng quý ba năm nay " * 4 + ".zip"
SUBJECT = "Bát men ngọc bị nứt ở đáy khi giao đến nơi " * 12
NOT_BY_US = {"en": "Not sent by us", "vi": "Không phải ta gửi"}
NEW_HERE = {"en": "New to this conversation", "vi": "Người mới trong hội thoại"}
LEFT_OUT = {"en": "Left out: 2 files", "vi": "Không lấy vào: 2 tệp"}
PARTLY = {"en": "Not delivered to everybody", "vi": "Có người không nhận được thư"}
WRITE_TO = {"en": "Write to ann@customer.example…", "vi": "Viết cho ann@customer.example…"}
HINT = {"en": "Ctrl+Enter sends", "vi": "Ctrl+Enter để gửi"}
OVERFLOWS = """() => {
  const thread = document.querySelector(".timeline"), page = document.scrollingElement;
  const wide = (each) => each.scrollWidth > each.clientWidth + 1;
  return [page.scrollHeight > innerHeight + 1, wide(page), wide(thread)];
}"""


def arrive(desk: MailDesk) -> None:
    """A thread that is longer than a telephone, of one customer who has no name."""
    first = mail("ann@customer.example", SUBJECT, "Xin chào.\n\n" + "Đơn của em.\n" * 30, Message_ID="<1@x>",
                 Authentication_Results=GOOD)  # fmt: skip
    desk.arrives(first)
    for number in range(2, 6):
        desk.arrives(
            mail("ann@customer.example", f"Re: {SUBJECT}", f"Thư {number}\n" * 12, Message_ID=f"<{number}@x>",
                 In_Reply_To="<1@x>", References="<1@x>", Authentication_Results=GOOD if number % 2 else BAD)
        )  # fmt: skip
    last = mail("ann@customer.example", f"Re: {SUBJECT}", "Em gửi thêm.", Message_ID="<9@x>", In_Reply_To="<1@x>",
                References="<1@x>", Authentication_Results=GOOD)  # fmt: skip
    desk.arrives(attached(attached(last, LONG_NAME, b"%PDF" + b"x" * 26_300_000), "empty.pdf", b""))
    desk.arrives(mail(f"Shop <{SUPPORT}>", "Change of account", "Pay to the new account.", Message_ID="<10@y>"))


@pytest.mark.parametrize("mood", MOODS)
def test_a_thread_scrolls_by_itself_and_says_what_is_wrong_with_its_mails(
    settings: Settings, people: People, mood: Mood
) -> None:
    with mail_desk(settings) as desk:
        arrive(desk)
        page = come(people, desk, mood, desk.agent, "inbox")
        look = Looker(page, mood, prefix="mail-marks-")
        open_mail(page, mood, "Change of account")
        expect(page.locator(".marks").get_by_text(NOT_BY_US[mood.locale])).to_be_visible()
        look.at("not-by-us")
        open_mail(page, mood, "ann@customer.example")
        expect(page.get_by_role("heading", name="ann@customer.example").first).to_be_visible()
        expect(page.get_by_text(LEFT_OUT[mood.locale])).to_be_visible()
        expect(page.locator(".left-out li").first).to_be_visible()
        assert page.evaluate(OVERFLOWS) == [False, False, False]
        look.at("left-out")
        page.locator(".timeline").evaluate("(each) => each.scrollTo(0, 0)")
        expect(page.locator("h4.subject").first).to_be_visible()
        assert page.locator("h4.subject").first.bounding_box()["height"] < 80  # type: ignore[index]
        expect(page.locator("article.mail").first.locator(".marks")).to_be_visible()
        look.at("folded")
        text = page.locator(".composer textarea")
        expect(text).to_have_attribute("placeholder", WRITE_TO[mood.locale])
        hint = page.locator(".composer footer > p")
        expect(hint).to_have_text("" if mood.phone else HINT[mood.locale])
        refused(page)
        look.at("composed")
        text.press("Control+Enter")
        sent = page.locator("article.mail.out")
        expect(sent.locator(".trouble .title")).to_have_text(PARTLY[mood.locale])
        expect(sent.locator(".trouble li")).to_have_count(2)
        look.at("partly")
        assert page.evaluate(OVERFLOWS) == [False, False, False]
        page.goto("about:blank")
        assert look.found == []


def refused(page: Page) -> None:
    """To one who gets it, and to one who does not, with nobody else knowing of the second."""
    page.locator(".composer .summary").click()
    page.locator(".composer .more").first.click()
    page.locator(".composer .bcc input").fill(REFUSED)
    page.keyboard.press("Enter")
    page.locator(".composer textarea").fill("Shop đổi ngay nhé.")

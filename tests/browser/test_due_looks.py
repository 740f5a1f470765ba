"""What is due, spam and blocked senders at the console, in every mood; axe finds nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from contact_center.models import Conversation
from contact_center.settings import Settings
from contact_center.values import utc_now
from tests.browser.conftest import People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.mail_desk import MailDesk, attached, mail, mail_desk
from tests.browser.test_mail_looks import ALL, come
from tests.files import samples

pytestmark = pytest.mark.browser

STATUS = {"en": "Status: Open", "vi": "Trạng thái: Đang mở"}
IN_SPAM = {"en": "Status: Spam", "vi": "Trạng thái: Thư rác"}
DUE_FIRST = {"en": "Due first", "vi": "Đến hạn trước"}
SPAM = {"en": "Spam", "vi": "Thư rác"}
MARK_BLOCK = {"en": "Mark as spam and block the sender", "vi": "Đánh dấu là thư rác và chặn người gửi"}
NOT_SPAM = {"en": "Not spam", "vi": "Không phải thư rác"}
BLOCK = {"en": "Block a sender", "vi": "Chặn người gửi"}
SURE = {"en": "Yes, block everybody at gmail.com", "vi": "Đúng, chặn mọi người ở gmail.com"}
DO_BLOCK = {"en": "Block", "vi": "Chặn"}
TAKE_IN = {"en": "Take in", "vi": "Nhận thư này"}
OVERDUE = {"en": "Promised answers", "vi": "Hạn trả lời"}
STANDING = {
    "Where": (None, -30),
    "Bát": ("failed", 3),
    "Giá": ("planned", 40),
    "Win": (None, 30),
    "Trả": ("sending", None),
}
"""By how a subject begins: how the last mail stands, and in how many hours an answer is due."""


def some_mails() -> list[bytes]:
    return [
        mail("Mai Vũ <mai@customer.example>", "Trả hàng", "Em muốn trả lại bình hoa.", Message_ID="<5@x>"),
        mail("Lucky Wins <win@lucky.example>", "Win a prize now", "Click here.", Message_ID="<4@x>"),
        mail("Hải <hai@customer.example>", "Giá sỉ", "Cho em xin báo giá 200 bát ạ.", Message_ID="<3@x>"),
        mail("Ngọc <ngoc@customer.example>", "Bát bị nứt", "Bát men ngọc bị nứt ở đáy.", Message_ID="<2@x>"),
        attached(
            mail("Ann Lee <ann@customer.example>", "Where is 1042?", "It has not come.", Message_ID="<1@x>"),
            "invoice-1042.pdf", samples.PDF,
        ),
    ]  # fmt: skip


def furnish(desk: MailDesk) -> None:
    desk.arrives(*some_mails())

    def unit(tx: Session) -> None:
        for row in tx.execute(sa.select(Conversation)).scalars():
            row.outgoing, hours = STANDING[(row.subject or "").split()[0]]
            row.due_at = None if hours is None else utc_now() + timedelta(hours=hours)
            row.version += 1

    desk.write(unit)


def choose(page: Page, button: str, item: str) -> None:
    page.get_by_role("button", name=button).click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def subjects(page: Page) -> list[str]:
    return page.locator(".rows .subject").all_inner_texts()


@pytest.mark.parametrize("mood", MOODS)
def test_what_is_due_comes_first_and_spam_goes(settings: Settings, people: People, mood: Mood) -> None:
    with mail_desk(settings) as desk:
        furnish(desk)
        page = come(people, desk, mood, desk.agent, "inbox")
        look = Looker(page, mood, prefix="due-")
        page.get_by_role("tab", name=ALL[mood.locale]).click()
        page.get_by_role("button", name=STATUS[mood.locale]).click()
        page.get_by_role("menu").wait_for()
        look.at("menu")
        page.get_by_role("menuitem", name=DUE_FIRST[mood.locale]).click()
        expect(page.locator(".rows .subject").first).to_have_text("Where is 1042?")
        assert subjects(page) == ["Where is 1042?", "Bát bị nứt", "Win a prize now", "Giá sỉ", "Trả hàng"]
        look.at("list")
        page.get_by_role("link").filter(has_text="Where is 1042?").click()
        page.get_by_role("article").first.wait_for()
        look.at("conversation")
        spam(page, mood, look)
        page.goto("about:blank")
        assert look.found == []


def spam(page: Page, mood: Mood, look: Looker) -> None:
    """Marked with its sender blocked, looked at in its list, and taken back."""
    if mood.phone:
        page.locator("a.back").click()
    page.get_by_role("link").filter(has_text="Win a prize").click()
    page.get_by_role("article").first.wait_for()
    page.get_by_role("button", name=SPAM[mood.locale], exact=True).click()
    page.get_by_role("menu").wait_for()
    look.at("spam-menu")
    page.get_by_role("menuitem", name=MARK_BLOCK[mood.locale]).click()
    page.locator("p.bar").wait_for()
    look.at("spam")
    if mood.phone:
        page.locator("a.back").click()
    expect(page.get_by_role("link").filter(has_text="Win a prize")).to_have_count(0)
    choose(page, STATUS[mood.locale], SPAM[mood.locale])
    expect(page.get_by_role("button", name=IN_SPAM[mood.locale])).to_be_visible()
    page.get_by_role("link").filter(has_text="Win a prize").click()
    page.locator("p.bar").get_by_role("button", name=NOT_SPAM[mood.locale]).click()
    expect(page.locator("p.bar")).to_have_count(0)


@pytest.mark.parametrize("mood", MOODS)
def test_senders_are_blocked_and_their_mail_taken_in_all_the_same(
    settings: Settings, people: People, mood: Mood
) -> None:
    with mail_desk(settings) as desk:
        furnish(desk)
        page = come(people, desk, mood, desk.owner, "settings/blocked-senders")
        look = Looker(page, mood, prefix="senders-")
        block(page, mood, "lucky.example")
        page.get_by_text("lucky.example").first.wait_for()
        desk.arrives(mail("Lucky Wins <win@lucky.example>", "Again", "Click here.", Message_ID="<9@x>"))
        block(page, mood, "@gmail.com")
        page.get_by_label(SURE[mood.locale]).wait_for()
        look.at("warned")
        page.get_by_label(SURE[mood.locale]).click()
        page.get_by_role("dialog").get_by_role("button", name=DO_BLOCK[mood.locale], exact=True).click()
        page.get_by_role("dialog").wait_for(state="detached")
        page.reload()
        page.get_by_text("win@lucky.example").first.wait_for()
        look.at("page")
        page.get_by_role("button", name=TAKE_IN[mood.locale]).click()
        expect(page.get_by_text("win@lucky.example")).to_have_count(0)
        page.goto(f"{desk.server.base}/console/queues")
        page.get_by_text(OVERDUE[mood.locale]).first.wait_for()
        look.at("queues")
        page.goto("about:blank")
        assert look.found == []


def block(page: Page, mood: Mood, sender: str) -> None:
    page.get_by_role("button", name=BLOCK[mood.locale]).first.click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input").first.fill(sender)
    dialog.get_by_role("button", name=DO_BLOCK[mood.locale], exact=True).click()

"""E-mail at the console: how mails look, answering them, and the mailboxes in the settings; axe finds nothing."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from channels.email.arrivals import dedupe_by_number
from contact_center.inboxes.schemas import NewInbox
from contact_center.inboxes.service import create_inbox
from contact_center.models import MailIn
from contact_center.settings import Settings
from contact_center.values import MailState, utc_now
from tests.browser.conftest import People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.mail_desk import BAD, GOOD, MailDesk, attached, mail, mail_desk
from tests.files import samples

pytestmark = pytest.mark.browser

ALL = {"en": "All", "vi": "Tất cả"}
CONNECT = {"en": "Connect a mailbox", "vi": "Kết nối tài khoản"}
NEXT = {"en": "Next", "vi": "Tiếp"}
LOAD = {"en": "Load pictures", "vi": "Tải ảnh"}
UNDO = {"en": "Undo", "vi": "Hoàn tác"}
CONFIRM = {"en": "Confirm each new conversation by mail", "vi": "Gửi thư xác nhận cho mỗi hội thoại mới"}
SAVE = {"en": "Save", "vi": "Lưu"}
SEND = {"en": "Send", "vi": "Gửi"}
TO_ALL = {"en": "Reply to all", "vi": "Trả lời tất cả"}
CRACK = (
    "<p>Chào shop,</p><p>Em nhận được <b>bát men ngọc</b> nhưng bị nứt ở đáy:</p><img src='cid:crack' width='320'>"
    "<p>Shop đổi giúp em được không?</p>"
)
ATTACK = (
    "<script>parent.document.title = 'taken'</script><svg onload=\"parent.document.title='taken'\"></svg>"
    "<style>body{background:url(https://t.example/css)}</style><form action='https://t.example/f'><input name=p></form>"
    "<img src='x' onerror=\"parent.document.title='taken'\"><table width=600 bgcolor='#eef2f7'><tr><td>"
    "<img src='https://news.example/logo.png' width=120 height=40 alt='Clay Weekly'><h1 style='color:#204080'>Glazes"
    "</h1><a href='javascript:alert(1)'>Read on</a></td></tr></table>"
    "<img src='https://t.example/p.gif' width=1 height=1>"
)
QUOTED = (
    "<div>Vâng, cảm ơn shop.</div><div class='gmail_quote'><div>On Mon, 2 Nov 2026 at 10:00, Shop "
    "&lt;support@shop.example&gt; wrote:</div><blockquote type='cite'>Shop gửi rồi ạ.</blockquote></div>"
)
ANN = "Hello,\n\nmy order 1042 has not arrived.\n\n-- \nAnn Lee\nHarbour Trading Ltd"


def some_mails() -> list[bytes]:
    ann = mail("Ann Lee <ann@customer.example>", "Where is 1042?", ANN, Message_ID="<1@x>", Authentication_Results=BAD)
    return [
        mail(
            "Ngọc <ngoc@customer.example>", "Bát bị nứt", "Chào shop", html=CRACK, picture="crack", Message_ID="<2@x>",
            Cc="Hải <hai@customer.example>", Authentication_Results=GOOD,
        ),
        mail("Clay Weekly <news@news.example>", "Glazes", "Read on", html=ATTACK, Message_ID="<3@x>"),
        mail("Mai Vũ <mai@customer.example>", "Re: Đơn 77", "Vâng ạ", html=QUOTED, Message_ID="<4@x>"),
        attached(ann, "invoice-1042.pdf", samples.PDF),
    ]  # fmt: skip


def come(people: People, desk: MailDesk, mood: Mood, cookie: str, path: str) -> Page:
    context = people.come(**mood._asdict(), bypass_csp=True)
    context.add_cookies([{"name": "cc_session", "value": cookie, "url": desk.server.base}])
    page = context.new_page()
    page.goto(f"{desk.server.base}/console/{path}")
    return page


def open_mail(page: Page, mood: Mood, who: str) -> None:
    if mood.phone and page.locator("a.back").count():
        page.locator("a.back").click()
    page.get_by_role("tab", name=ALL[mood.locale]).click()
    page.get_by_role("link").filter(has_text=who).first.click()
    page.get_by_role("article").first.wait_for()


@pytest.mark.parametrize("mood", MOODS)
def test_mails_are_read_and_answered_and_what_means_harm_does_none(
    settings: Settings, people: People, mood: Mood
) -> None:
    with mail_desk(settings) as desk:
        desk.arrives(*some_mails())
        page = come(people, desk, mood, desk.agent, "inbox")
        look = Looker(page, mood, prefix="mail-")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("tab", name=ALL[mood.locale]).click()
        page.get_by_role("link").filter(has_text="Glazes").first.wait_for()
        look.at("list")
        open_mail(page, mood, "Clay")
        frame = page.frame_locator("article.mail iframe")
        expect(frame.get_by_role("heading")).to_have_text("Glazes")
        look.at("attack")
        assert "taken" not in page.title()
        assert frame.locator("script, form, input, svg, [onerror], [href^=javascript]").count() == 0
        assert not [url for url in asked if not url.startswith(desk.server.base)]
        expect(page.get_by_role("button", name=LOAD[mood.locale])).to_be_visible()
        open_mail(page, mood, "Mai Vũ")
        expect(frame.get_by_text("Vâng, cảm ơn shop.")).to_be_visible()
        expect(frame.get_by_text("Shop gửi rồi ạ.")).to_be_hidden()
        page.locator("article.mail .fold").click()
        expect(frame.get_by_text("Shop gửi rồi ạ.")).to_be_visible()
        open_mail(page, mood, "Ann")
        look.at("spoofed")
        answer(page, mood, look)
        page.goto("about:blank")  # who leaves later would sign out of what is gone
        assert look.found == []


def answer(page: Page, mood: Mood, look: Looker) -> None:
    """To all, with something formatted, taken back before it leaves."""
    open_mail(page, mood, "Ngọc")
    expect(page.locator(".summary")).to_contain_text("Hải")
    page.locator(".summary").click()
    page.locator(".people input").nth(1).fill("not an address")
    page.keyboard.press("Enter")
    text = page.locator("textarea")
    text.fill("Chào Ngọc,\n\n**Shop đổi ngay** nhé:\n- bát mới gửi *hôm nay*")
    look.at("write")
    expect(page.get_by_role("button", name=SEND[mood.locale], exact=True)).to_be_disabled()
    page.locator(".chip.wrong .remove").click()
    page.locator("button.later").click()
    page.get_by_role("menu").wait_for()
    look.at("later")
    page.keyboard.press("Escape")
    text.focus()
    page.keyboard.press("Control+Enter")
    undo = page.get_by_role("article").get_by_role("button", name=UNDO[mood.locale])
    undo.wait_for()
    within_reach = page.locator(".toast").get_by_role("button", name=UNDO[mood.locale]) if mood.phone else undo
    within_reach.click()  # on a phone the toast, which has the same button, lies over the mail's own
    expect(text).to_have_value("Chào Ngọc,\n\n**Shop đổi ngay** nhé:\n- bát mới gửi *hôm nay*")
    expect(page.get_by_role("article")).to_have_count(1)
    text.press("Control+Enter")
    undo.wait_for()
    look.at("leaving")  # takes longer than it may be taken back, on a busy machine


@pytest.mark.parametrize("mood", MOODS)
def test_mailboxes_are_connected_in_steps(settings: Settings, people: People, mood: Mood) -> None:
    with mail_desk(settings) as desk:
        desk.write(lambda tx: create_inbox(tx, NewInbox(name="Web shop"), by="system", at=utc_now()).id)
        page = come(people, desk, mood, desk.owner, "settings/mailboxes")
        look = Looker(page, mood, prefix="mailboxes-")
        page.get_by_text("support@shop.example").first.wait_for()
        look.at("list")
        look.press(CONNECT)
        page.get_by_role("dialog").locator("input[type=email]").fill("shop@gmail.com")
        look.at("address")
        for name in ("servers", "behaviour"):
            look.press(NEXT)
            page.get_by_role("dialog").locator("input").first.wait_for()
            look.at(name)
        dialog = page.get_by_role("dialog")
        dialog.get_by_label(CONFIRM[mood.locale]).check()
        expect(dialog.get_by_placeholder("{by}")).to_have_count(2)
        dialog.get_by_placeholder("{by}").first.scroll_into_view_if_needed()
        look.at("confirmation")
        dialog.get_by_label("Web shop").check()
        dialog.get_by_label("Web shop").scroll_into_view_if_needed()
        look.at("chats")
        page.goto("about:blank")
        assert look.found == []


@pytest.mark.parametrize("mood", MOODS)
def test_mails_that_could_not_be_read_are_told_apart_on_any_screen(
    settings: Settings, people: People, mood: Mood
) -> None:
    with mail_desk(settings) as desk:
        long = "Hoá đơn và ảnh chụp lô hàng tháng 11 " * 4
        desk.arrives(mail("Ngọc Trần <ngoc@customer.example>", long, "x", Message_ID="<1@x>"), some_mails()[3])
        desk.write(put_aside)
        page = come(people, desk, mood, desk.owner, "settings/mailboxes")
        look = Looker(page, mood, prefix="quarantine-")
        rows = page.locator(".mails li")
        expect(rows).to_have_count(2)
        expect(rows.filter(has_text="Where is 1042?")).to_contain_text("Ann Lee <ann@customer.example>")
        expect(rows.filter(has_text="Ngọc Trần")).to_contain_text("38 MB")
        rows.last.scroll_into_view_if_needed()
        look.at("list")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        wide = "(each) => each.scrollWidth > each.clientWidth"
        assert not any(row.evaluate(wide) for row in rows.all())
        page.goto("about:blank")
        assert look.found == []


def put_aside(tx: Session) -> None:
    """Both mails: of one its header alone is here."""
    first, second = tx.execute(sa.select(MailIn).order_by(MailIn.id)).scalars().all()
    first.state, first.size, first.dedupe = MailState.QUARANTINED, 40_000_000, dedupe_by_number(1, 1)
    first.error = "The mail has 40000000 bytes, of which at most 26214400 are taken (CC_MAIL_BYTES)."
    second.state, second.error = MailState.QUARANTINED, "ValueError: a part of it cannot be understood"


@pytest.mark.parametrize("mood", MOODS)
def test_agents_sign_their_mails_in_each_language(settings: Settings, people: People, mood: Mood) -> None:
    with mail_desk(settings) as desk:
        page = come(people, desk, mood, desk.agent, "signatures")
        look = Looker(page, mood, prefix="signatures-")
        page.get_by_role("tab", name="Tiếng Việt").click()
        box = page.get_by_role("textbox")
        box.fill("Lan")
        box.select_text()
        box.press("Control+b")
        expect(box).to_have_value("**Lan**")
        box.press("End")
        box.type("\nChăm sóc khách hàng")
        preview = page.get_by_role("tabpanel").get_by_role("region")
        expect(preview.locator("strong")).to_have_text("Lan")
        expect(preview).to_contain_text("Gốm Sương")
        look.at("written")
        look.press(SAVE)
        expect(page.locator(".toast")).to_be_visible()
        page.reload()
        page.get_by_role("tab", name="English").click()
        expect(preview.locator("strong")).to_have_text("Lan")  # the other language's, where there is none
        page.goto("about:blank")
        assert look.found == []


@pytest.mark.parametrize("mood", MOODS)
def test_a_mail_that_is_begun_on_one_device_goes_on_on_another(settings: Settings, people: People, mood: Mood) -> None:
    with mail_desk(settings) as desk:
        desk.arrives(some_mails()[0])
        here = come(people, desk, mood, desk.agent, "inbox")
        open_mail(here, mood, "Ngọc")
        here.locator(".way").click()
        here.locator("[role=menu] [role^=menuitem]").nth(2).click()
        here.locator(".people input").first.fill("Bảo Trần <bảo@khách.example>")
        here.keyboard.press("Enter")
        here.locator(".subject input").fill("Bát bị nứt, nhờ anh xem")
        there = come(people, desk, mood, desk.agent, "inbox")
        open_mail(there, mood, "Ngọc")
        expect(there.locator(".people .chip")).to_contain_text("Bảo Trần")
        expect(there.locator(".subject input")).to_have_value("Bát bị nứt, nhờ anh xem")
        there.locator(".composer textarea").fill("Anh xem giúp em nhé.")
        expect(here.locator(".composer textarea")).to_have_value("Anh xem giúp em nhé.")
        look = Looker(there, mood, prefix="mail-draft-")
        look.at("followed")
        there.locator(".composer textarea").press("Control+Enter")
        expect(here.locator(".composer textarea")).to_have_value("")
        expect(here.locator(".way")).to_have_text(TO_ALL[mood.locale])
        for page in (here, there):
            page.goto("about:blank")
        assert look.found == []

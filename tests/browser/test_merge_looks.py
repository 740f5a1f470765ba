"""Two mails that are one matter are merged at the console and taken apart, and what the bot suggests is put into the
answer; axe finds nothing.
"""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from contact_center.models import BotTurn, Conversation, KbPublication, Message
from contact_center.settings import Settings
from tests.browser.conftest import People
from tests.browser.looks import MOODS, Looker, Mood
from tests.browser.mail_desk import MailDesk, mail, mail_desk
from tests.browser.talks import SECONDS
from tests.browser.test_mail_looks import ALL, come, open_mail
from tests.faq_bot.talks import publish

pytestmark = pytest.mark.browser

MERGE = {"en": "Merge into…", "vi": "Gộp vào…"}
DO_IT = {"en": "Merge", "vi": "Gộp"}
UNDO = {"en": "Undo the merge", "vi": "Hoàn tác việc gộp"}
HINT = {"en": "Suggested answer", "vi": "Câu trả lời gợi ý"}
INSERT = {"en": "Insert the answer", "vi": "Chèn câu trả lời"}
READ = {"en": "Read the article", "vi": "Đọc bài viết"}
ANN = "Ann Lee <ann@customer.example>"
SUMMARY = {
    "en": "You can send back what you do not like within 30 days, unused and in its box. We pay for the way back.",
    "vi": "Bạn có thể gửi trả món hàng không ưng trong 30 ngày, chưa dùng và còn hộp. Shop chịu phí gửi trả.",
}


def write(desk: MailDesk, unit: Any) -> Any:
    return asyncio.run_coroutine_threadsafe(desk.server.db.write(unit), desk._loop).result(SECONDS)


def suggested(tx: Session, locale: str) -> None:
    """As the bot would, had it learned from articles: it has not in a test this short."""
    publish(tx)
    for language, text in SUMMARY.items():
        change = sa.update(KbPublication).where(
            KbPublication.locale == language, KbPublication.slug.contains("returns")
        )
        tx.execute(change.values(summary=text))
    row = tx.execute(sa.select(Conversation).where(Conversation.subject == "Too small")).scalar_one()
    message = sa.select(Message.id).where(Message.conversation_id == row.id)
    turn = BotTurn(
        conversation_id=row.id, message_id=tx.execute(message).scalar_one(), at=row.created_at, locale=locale,
        question="Can I send the bowl back?", folded="can i send the bowl back?", intent="returns", probability=0.92,
        decision="suggest", articles=["returns", "delivery"], chances=[0.92, 0.11],
    )  # fmt: skip
    tx.add(turn)


@pytest.mark.parametrize("mood", MOODS)
def test_two_mails_become_one_conversation_and_two_again(settings: Settings, people: People, mood: Mood) -> None:
    with mail_desk(settings) as desk:
        desk.arrives(
            mail(ANN, "Where is my order 1042?", "It was to come on Monday.", Message_ID="<1@x>"),
            mail("Bo <bo@other.example>", "An invoice", "Please send me one.", Message_ID="<2@x>"),
            mail(ANN, "Once more: order 1042", "Nobody has answered me yet.", Message_ID="<3@x>"),
        )
        page = come(people, desk, mood, desk.agent, "inbox")
        look = Looker(page, mood, prefix="merge-")
        open_mail(page, mood, "Once more")
        page.get_by_role("button", name=MERGE[mood.locale], exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_text("Where is my order 1042?").wait_for()
        look.at("candidates")
        dialog.get_by_role("searchbox").fill("2")
        dialog.get_by_text("An invoice").click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        look.at("warning")
        dialog.locator(".link").click()
        dialog.get_by_role("searchbox").fill("where is")
        dialog.get_by_role("button").filter(has_text="Where is my order 1042?").click()
        dialog.locator(".moves").wait_for()
        look.at("preview")
        source = page.url
        dialog.get_by_role("button", name=DO_IT[mood.locale], exact=True).click()
        expect(page.get_by_role("article")).to_have_count(2)
        assert page.url != source
        target = page.url
        undo = page.get_by_role("button", name=UNDO[mood.locale], exact=True)
        undo.wait_for()
        look.at("merged")
        page.goto(source)
        page.wait_for_url(target)
        expect(page.get_by_role("article")).to_have_count(2)
        undo.click()
        look.at("undo")
        page.get_by_role("dialog").get_by_role("button", name=UNDO[mood.locale], exact=True).click()
        page.wait_for_url(source)
        expect(page.get_by_role("article")).to_have_count(1)
        page.goto("about:blank")
        assert look.found == []


@pytest.mark.parametrize("mood", MOODS)
def test_what_the_bot_suggests_is_read_and_put_into_the_answer(settings: Settings, people: People, mood: Mood) -> None:
    with mail_desk(settings) as desk:
        desk.arrives(mail(ANN, "Too small", "Hello,\n\ncan I send the bowl back?\n\nAnn", Message_ID="<1@x>"))
        write(desk, lambda tx: suggested(tx, mood.locale))
        page = come(people, desk, mood, desk.agent, "inbox")
        look = Looker(page, mood, prefix="mailhint-")
        page.get_by_role("tab", name=ALL[mood.locale]).click()
        open_mail(page, mood, "Ann")
        hint = page.get_by_role("region", name=HINT[mood.locale])
        hint.wait_for()
        look.at("suggested")
        if mood.phone:
            hint.locator(".unfold").click()  # one line, until it is opened
        hint.get_by_role("button", name=READ[mood.locale]).click()
        expect(page.get_by_text(SUMMARY[mood.locale]).first).to_be_visible()
        look.at("read")
        page.keyboard.press("Escape")
        hint.get_by_role("button", name=INSERT[mood.locale]).click()
        written = written_in(page)
        assert SUMMARY[mood.locale] in written
        assert f"/help/{mood.locale}/returns-{mood.locale}" in written
        look.at("inserted")
        page.goto("about:blank")
        assert look.found == []


def written_in(page: Page) -> str:
    return page.locator("textarea").input_value()

"""An agent takes over from the bot: sees what it did, marks it, and answers with an article found by ??."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from contact_center.contents import ArticleAnswer, Choice
from contact_center.folding import fold
from contact_center.models import BotConversation, BotTurn, Message
from contact_center.settings import Settings
from contact_center.values import Role, utc_now
from knowledge_base import articles, publishing
from knowledge_base.people import SYSTEM
from knowledge_base.schemas import ArticleText, NewArticle
from knowledge_base.values import Visibility
from tests.browser.conftest import People
from tests.browser.talks import Shop, shop_with_a_bot
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

QUESTION, ANGRY = "How long does a refund take?", "That is not what I asked!"
SUMMARY = "Your money is back within five working days."


def article(tx: Session, key: str, title: str, summary: str, visibility: Visibility = Visibility.PUBLIC) -> str:
    text = ArticleText(title=title, summary=summary, slug=key, body=f"{summary} More of it.")
    new = NewArticle(locale="en", text=text, key=key, visibility=visibility)
    made = articles.create_article(tx, new, by=SYSTEM, at=utc_now())
    publishing.publish(tx, made.public_id, "en", 1, by=SYSTEM, at=utc_now())
    return made.public_id


def turns(tx: Session) -> None:
    """The bot answered the first message with the wrong article, and handed over at the second."""
    first, second = tx.execute(sa.select(Message).where(Message.author == "customer").order_by(Message.id)).scalars()
    given = {"conversation_id": first.conversation_id, "locale": "en", "engine": "hybrid 1"}
    tx.add_all(
        BotTurn(message_id=row.id, at=utc_now(), question=row.body, folded=fold(row.body), **given, **more)
        for row, more in (
            (
                first,
                {"decision": "answer", "intent": "gifts", "article": "gifts", "probability": 0.81, "rejected": True},
            ),
            (second, {"decision": "hand_over", "reason": "frustration", "sentiment": "negative", "intent": "refunds"}),
        )
    )
    state = {"answers": [{"field": "email", "label": "E-mail", "value": "mai@mail.example"}]}
    began = utc_now() - timedelta(minutes=1)
    over = {"handed_over_at": utc_now(), "reason": "frustration", "outcome": "escalated"}
    tx.add(BotConversation(conversation_id=first.conversation_id, started_at=began, language="en", state=state, **over))


def desk(shop: Shop, people: People) -> Page:
    _, secret = shop.run(shop.server.agent("Lan", role=Role.SUPERVISOR))
    context = people.come()
    context.add_cookies([{"name": "cc_session", "value": secret, "url": shop.server.base}])
    page = context.new_page()
    page.goto(f"{shop.server.base}/console/inbox")
    page.get_by_role("link", name="Unassigned").or_(page.get_by_role("tab", name="Unassigned")).first.click()
    page.locator("[data-index] a, a[data-index]").first.click()
    return page


def test_an_agent_sees_what_the_bot_did_marks_it_and_answers_by_an_article(settings: Settings, people: People) -> None:
    with shop_with_a_bot(settings) as shop:
        gifts = shop.write(lambda tx: article(tx, "gifts", "Gift wrapping", "Free of charge."))
        shop.write(lambda tx: article(tx, "refunds", "Refunds", SUMMARY))
        shop.write(lambda tx: article(tx, "fraud", "Refunds to fraudsters", "Never.", Visibility.INTERNAL))
        visitor = people.come().new_page()
        visitor.goto(shop.address)
        widget = Widget(visitor)
        widget.open()
        widget.say(QUESTION)
        shop.hears(QUESTION)
        yes_no = (Choice("yes", "Yes"), Choice("no", "No"))
        shown = ArticleAnswer(article=gifts, locale="en", title="Gift wrapping", path="/help/en/gifts", choices=yes_no)
        shop.takes_it()
        shop.says("Free of charge. Did this help?", shown)
        widget.say(ANGRY)
        shop.hears(ANGRY)
        shop.write(turns)
        shop.leaves_it()

        page = desk(shop, people)
        talk = page.get_by_role("log").or_(page.locator(".timeline")).first
        expect(talk.get_by_role("link", name="Gift wrapping")).to_have_attribute("href", "/help/en/gifts")
        packet = page.get_by_role("complementary")
        expect(packet.get_by_text("the customer is upset")).to_be_visible()
        expect(packet.get_by_text("mai@mail.example")).to_be_visible()

        packet.get_by_role("button", name="Wrong").click()
        page.get_by_role("dialog").get_by_label("Search articles").fill("refund")
        page.get_by_role("dialog").get_by_role("button", name="Refunds").click()
        expect(packet.get_by_text("Right would be: Refunds")).to_be_visible()

        box = page.get_by_role("textbox", name="Reply to")
        box.press_sequentially("Sorry! ??refunds")
        options = page.get_by_role("option")
        expect(options.filter(has_text="Internal: not for customers")).to_have_count(1)
        options.filter(has_text="Suggested").click()
        expect(options.first).to_have_text("Insert the summary and the link" + SUMMARY)
        box.press("Enter")
        link = f"{shop.server.base}/help/en/refunds"
        expect(box).to_have_value(f"Sorry! {SUMMARY}\n{link}\n")
        page.get_by_role("button", name="Send", exact=True).click()
        widget.hears(SUMMARY)

        page.goto(f"{shop.server.base}/console/settings/bot/learning")
        gap = page.get_by_role("listitem").filter(has_text=QUESTION)
        gap.get_by_role("button", name="Add to “Refunds”").click()
        expect(page.get_by_text("Nothing to learn just now")).to_be_visible()
        assert people.errors == []
        page.close()

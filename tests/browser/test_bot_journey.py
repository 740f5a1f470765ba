"""Visitors before the real bot: it answers from articles, asks back, guides, hands over with all it knows, and learns
what it could not answer.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Locator, Page, expect

from contact_center.settings import Settings
from tests.browser.conftest import START_SECONDS, People
from tests.browser.looks import PICTURES
from tests.browser.mailbox import Mailbox, mail_server
from tests.browser.real_bot import RealShop, real_shop
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

OpenShop = Callable[..., RealShop]
ROUTINE = {
    "en": [
        ("Are your cups safe in the microwave?", "Dishwasher and microwave", "dishwasher-and-microwave"),
        ("Do you offer gift wrapping?", "Gift wrapping and a card", "gift-wrapping"),
        ("Can I pay cash when the parcel arrives?", "Paying on delivery", "pay-on-delivery"),
    ],
    "vi": [
        ("Chén này bỏ vào máy rửa bát được không?", "Máy rửa bát và lò vi sóng", "may-rua-bat-lo-vi-song"),
        ("Shop có gói quà không?", "Gói quà và thiệp", "goi-qua"),
        ("Tôi trả tiền khi nhận hàng được không?", "Trả tiền khi nhận hàng (COD)", "tra-tien-khi-nhan-hang"),
    ],
}
YES, NO = {"en": "Yes", "vi": "Có"}, {"en": "No", "vi": "Không"}
GLAD = {"en": "Glad that helped!", "vi": "Vui vì giúp được bạn!"}
ASKS_BACK, ASKS_AGAIN = "Which of these do you mean?", "Sorry about that. Is it one of these?"
COSTS, TIMES = "What delivery costs", "Delivery times within Vietnam"
EXPLAINS = " (how it works)"
EMAIL, ORDER = "ann@mail.example", "S31005"
WARRANTY = "A fault of the clay, the glaze or the firing is ours; we replace the piece."
UNKNOWN, OTHER_WORDS = "Can I rent tableware for a wedding?", "Could I hire forty bowls for a wedding?"
NEW_TITLE, NEW_SUMMARY = "Hiring tableware for weddings and parties", "We hire out bowls, plates and cups by the day."
NEW_TEXT = "You may hire tableware for a wedding or a party: 5.000 ₫ a piece and day, at least forty pieces."


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def open_shop(settings: Settings, mailbox: Mailbox) -> Iterator[OpenShop]:
    """Takes the languages of the articles. To be named before `people`, who sign out before it closes."""
    with ExitStack() as stack:
        yield lambda *locales: stack.enter_context(real_shop(settings, mailbox, *locales))


def visitor(shop: RealShop, people: People, locale: str = "en") -> Widget:
    page = people.come(locale=locale).new_page()
    page.goto(f"{shop.address}/{locale}/product/moon-vase")
    return Widget(page, locale)


def button(widget: Widget, label: str) -> Locator:
    return widget.log.get_by_role("button", name=label, exact=True)


def is_answered(widget: Widget, title: str, slug: str = "") -> None:
    """By this article, with its link, and the question whether it helped."""
    card = widget.log.get_by_role("article").filter(has=widget.frame.get_by_role("heading", name=title)).last
    expect(card.get_by_role("link").last).to_have_attribute("href", re.compile(f"^/help/.+{slug}$"))


def gets_routine_answers(widget: Widget, locale: str) -> None:
    for number, (question, title, slug) in enumerate(ROUTINE[locale], 1):
        widget.say(question)
        is_answered(widget, title, f"/{slug}")
        button(widget, YES[locale]).click()
        expect(widget.log.get_by_text(GLAD[locale])).to_have_count(number)


def is_asked_back(widget: Widget) -> None:
    """Once by itself, and once more since the first choice did not help."""
    widget.say("I have a question about delivery")
    widget.hears(ASKS_BACK)
    button(widget, COSTS + EXPLAINS).click()
    is_answered(widget, COSTS)
    button(widget, NO["en"]).click()
    widget.hears(ASKS_AGAIN)
    button(widget, TIMES + EXPLAINS).click()
    is_answered(widget, TIMES)
    button(widget, YES["en"]).click()
    expect(widget.log.get_by_text(GLAD["en"])).to_have_count(len(ROUTINE["en"]) + 1)


def is_understood_in_a_hurry(widget: Widget) -> None:
    """With slips and short forms, asking on, and two things at once."""
    widget.say("hw long is ur waranty")
    is_answered(widget, "Warranty – twelve months", "/warranty")
    widget.say("n do i need to send the old one bak?")
    expect(widget.log.get_by_role("article")).to_have_count(2)
    expect(widget.log.get_by_role("article").last).to_contain_text("you need not send the old one back")
    widget.say("Do you offer gift wrapping? Can I pay cash when the parcel arrives?")
    is_answered(widget, "Gift wrapping and a card", "/gift-wrapping")
    is_answered(widget, "Paying on delivery", "/pay-on-delivery")
    widget.page.screenshot(path=PICTURES / "bot-journey-hurry.png")
    button(widget, YES["en"]).click()
    expect(widget.log.get_by_text(GLAD["en"])).to_have_count(1)


def fills_in(widget: Widget, label: str, text: str) -> None:
    field = widget.log.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")


def returns_an_order(widget: Widget, mailbox: Mailbox) -> None:
    widget.say("I want to return something")
    fills_in(widget, "E-mail address", EMAIL)
    to, text = mailbox.received.get(timeout=START_SECONDS)
    code = re.search(r"\b\d{6}\b", text)
    assert to == EMAIL
    assert code is not None
    fills_in(widget, "Six-digit code", code[0])
    fills_in(widget, "Order number", ORDER)
    widget.log.get_by_role("button", name="Hạ Long water jug").click()
    button(widget, "It arrived broken").click()
    fills_in(widget, "What is wrong", "The spout is chipped.")
    policy = widget.log.get_by_text("please read what we do about broken pieces")
    expect(policy).to_contain_text("Warranty – twelve months")  # the piece about it is not of this shop
    button(widget, "Continue").click()
    expect(widget.log.get_by_text("Then I start the return.")).to_contain_text("The spout is chipped.")
    button(widget, "Yes, that is right").click()
    widget.hears("your return has the number R31005")
    to, text = mailbox.received.get(timeout=START_SECONDS)
    assert (to, "R31005" in text) == (EMAIL, True)


def desk(shop: RealShop, people: People, cookie: str, place: str = "inbox") -> Page:
    context = people.come()
    context.add_cookies([{"name": "cc_session", "value": cookie, "url": shop.server.base}])
    page = context.new_page()
    page.goto(f"{shop.server.base}/console/{place}")
    return page


def sees_the_packet(page: Page) -> None:
    packet = page.get_by_role("complementary")
    for text in ("the customer asked for a person", "English", "Calm", EMAIL, ORDER, "It arrived broken"):
        expect(packet.get_by_text(text).first).to_be_visible()
    for question, title, _ in ROUTINE["en"]:
        turn = packet.get_by_role("listitem").filter(has_text=question)
        expect(turn.get_by_role("link", name=title)).to_be_visible()
        expect(turn.get_by_text("Helped")).to_be_visible()
    expect(packet.get_by_role("listitem").filter(has_text=COSTS).get_by_text("Did not help").first).to_be_visible()
    expect(packet.get_by_text("1 × Moon vase").first).to_be_visible()
    packet.get_by_text("Pages before").click()
    expect(packet.get_by_role("listitem").filter(has_text="Moon vase · Sương Ceramics").first).to_be_visible()
    page.screenshot(path=PICTURES / "bot-journey-packet.png")


def test_visitors_are_answered_guided_and_handed_over_to_an_agent_who_knows_all_of_it(
    open_shop: OpenShop, mailbox: Mailbox, people: People
) -> None:
    shop = open_shop("en", "vi")
    for locale in ("en", "vi"):
        shop.learned(locale)
    page = desk(shop, people, shop.agent)
    widget = visitor(shop, people)
    widget.page.get_by_role("button", name="Allow").click()
    widget.page.get_by_role("button", name="Add to cart").click()
    widget.page.wait_for_url("**/cart")
    widget.open()
    gets_routine_answers(widget, "en")
    is_asked_back(widget)
    returns_an_order(widget, mailbox)
    widget.say("Can I talk to a person, please?")
    widget.hears("Of course. A colleague takes over from here.")

    page.get_by_role("link").filter(has_text="Can I talk to a person, please?").first.click()
    sees_the_packet(page)
    box = page.get_by_role("textbox", name="Reply to")
    box.press_sequentially("Sorry about the jug! ??warranty")
    page.get_by_role("option").filter(has_text="Warranty").first.click()
    page.get_by_role("option").filter(has_text="Insert the summary and the link").click()
    expect(box).to_have_value(re.compile(re.escape(WARRANTY)))
    page.get_by_role("button", name="Send", exact=True).click()
    expect(widget.log.get_by_text(WARRANTY)).to_have_count(2)  # in the return's steps, and now from the agent

    vietnamese = visitor(shop, people, "vi")
    vietnamese.open()
    gets_routine_answers(vietnamese, "vi")
    hurried = visitor(shop, people)
    hurried.open()
    is_understood_in_a_hurry(hurried)
    assert people.errors == []


def test_what_nobody_could_answer_becomes_an_article_by_which_the_bot_answers_from_then_on(
    open_shop: OpenShop, people: People
) -> None:
    shop = open_shop("en")
    shop.learned("en")
    first = visitor(shop, people)
    first.open()
    first.say(UNKNOWN)
    button(first, "None of these").click()
    first.hears("I can’t answer this well enough, so a colleague takes over.")

    page = desk(shop, people, shop.agent, "settings/bot/learning")
    gap = page.get_by_role("listitem").filter(has_text=UNKNOWN)
    gap.get_by_role("button", name="Make an article").click()
    page.get_by_label("Title").fill(NEW_TITLE)
    page.get_by_label("Summary").fill(NEW_SUMMARY)
    page.get_by_label("Text").fill(NEW_TEXT)
    before = shop.answering("en")
    page.get_by_role("button", name="Publish").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").wait_for(state="hidden")

    owner = desk(shop, people, shop.owner, "settings/bot/understanding")
    owner.get_by_role("region", name="English").get_by_role("button", name="Learn now").click()
    shop.learned("en", before)
    second = visitor(shop, people)
    second.open()
    second.say(OTHER_WORDS)
    is_answered(second, NEW_TITLE)
    assert people.errors == []

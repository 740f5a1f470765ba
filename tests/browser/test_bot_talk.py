"""A visitor with the bot: an answer, choices, a guided flow and the way to a person; axe finds nothing."""

import pytest
from playwright.sync_api import Locator, expect

from channels.webchat.public_bot import WANTS_PERSON
from contact_center.contents import ArticleAnswer, Choice, FlowStep, HandedOver, Question, StepInput
from contact_center.settings import Settings
from tests.browser.conftest import People
from tests.browser.looks import CUSTOMERS, Looker, Mood
from tests.browser.talks import Shop, shop_with_a_bot
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser

ASK = {"en": "Can I send a bowl back?", "vi": "Shop ơi, cái bát bị nứt thì đổi được không ạ?"}
TITLE = {"en": "Sending something back", "vi": "Gửi trả sản phẩm"}
ANSWER = {
    "en": "You can send back anything within 30 days.\nWe pay the way back where something arrived broken.",
    "vi": "Bạn có thể gửi trả trong vòng 30 ngày.\nNếu hàng vỡ khi nhận, chúng tôi chịu phí gửi trả.",
}
NO = {"en": "No", "vi": "Chưa"}
PERSON = {"en": "A person, please", "vi": "Cho tôi gặp người thật"}
TALK = {"en": "Talk to a person", "vi": "Gặp nhân viên"}
UNSURE = {"en": "Is it one of these?", "vi": "Có phải bạn hỏi một trong những điều này không?"}
REFUND = {
    "en": "How long a refund takes, and how it is paid",
    "vi": "Hoàn tiền mất bao lâu và nhận bằng cách nào",
}
FLOW = {"en": "Start a return", "vi": "Gửi trả hàng"}
WHICH = {"en": "Which order is it?", "vi": "Bạn cho mình số đơn hàng nhé?"}
NUMBER = {"en": "Order number", "vi": "Số đơn hàng"}
WRONG = {"en": "This is no order number.", "vi": "Số này không đúng."}
CODE = {"en": "Code", "vi": "Mã"}
SENT = {"en": "We have sent you a code.", "vi": "Mình vừa gửi cho bạn một mã."}
BACK, CANCEL = {"en": "Back", "vi": "Quay lại"}, {"en": "Cancel", "vi": "Hủy"}
GOES_ON = {"en": "A colleague goes on from here.", "vi": "Nhân viên sẽ tiếp tục từ đây."}
STEP = {"en": "Step {} of 3", "vi": "Bước {}/3"}
MARK = {"en": "Automated answer", "vi": "Trả lời tự động"}
WRITES = {"en": "Sương is writing…", "vi": "Sương đang viết…"}
MENU = {"en": "More options", "vi": "Tùy chọn khác"}
FACE = {"en": "Picture of the assistant", "vi": "Hình trợ lý"}


def button(widget: Widget, label: dict[str, str], locale: str) -> Locator:
    return widget.log.get_by_role("button", name=label[locale], exact=True)


def step(number: int, locale: str, asked: StepInput, error: str | None = None) -> FlowStep:
    ways = (Choice("flow:back", BACK[locale]), Choice("flow:cancel", CANCEL[locale]))
    return FlowStep(flow="return", title=FLOW[locale], step=number, steps=3, input=asked, choices=ways, error=error)


@pytest.mark.parametrize("mood", CUSTOMERS)
def test_a_talk_with_the_bot_is_clean_from_its_beginning_to_a_person(
    settings: Settings, people: People, mood: Mood
) -> None:
    lang = mood.locale
    with shop_with_a_bot(settings) as shop:
        page = people.come(**mood._asdict(), bypass_csp=True).new_page()
        page.goto(shop.address)
        widget = Widget(page, lang)
        look = Looker(page, mood, place=widget.frame, prefix="w-bot-")
        widget.open()
        look.at("first")
        widget.say(ASK[lang])
        shop.takes_it()
        expect(widget.log.get_by_text(WRITES[lang])).to_be_visible()
        look.at("thinking")
        is_answered(shop, widget, lang)
        look.at("article")
        button(widget, NO, lang).click()
        shop.hears(NO[lang], choice="helped:no")
        expect(button(widget, NO, lang)).to_have_count(0)
        shop.says(
            UNSURE[lang],
            Question(choices=(Choice("a:1", TITLE[lang]), Choice("flow", FLOW[lang]), Choice("a:2", REFUND[lang]))),
        )
        button(widget, FLOW, lang).wait_for()
        look.at("clarify")
        button(widget, FLOW, lang).click()
        shop.hears(FLOW[lang], choice="flow")
        goes_through_the_flow(shop, widget, look)
        widget.frame.get_by_role("button", name=TALK[lang], exact=True).click()
        shop.hears(WANTS_PERSON[lang])
        shop.says(GOES_ON[lang], HandedOver())
        shop.leaves_it()
        expect(widget.frame.get_by_role("button", name=TALK[lang], exact=True)).to_have_count(0)
        widget.hears(GOES_ON[lang])
        look.at("handed")
        assert look.found == []
        assert people.errors == []


def is_answered(shop: Shop, widget: Widget, lang: str) -> None:
    helped = (Choice("helped:yes", "👍"), Choice("helped:no", NO[lang]), Choice("person", PERSON[lang]))
    path = f"/help/{lang}/returns"
    shop.says(ANSWER[lang], ArticleAnswer(article="a1", locale=lang, title=TITLE[lang], path=path, choices=helped))
    expect(widget.log.get_by_role("heading", name=TITLE[lang])).to_be_visible()
    expect(widget.log.get_by_text(WRITES[lang])).to_have_count(0)
    expect(widget.log.get_by_text(MARK[lang])).to_be_visible()
    expect(widget.log.get_by_role("link")).to_have_attribute("href", path)


def goes_through_the_flow(shop: Shop, widget: Widget, look: Looker) -> None:
    """What was answered badly is asked again, and what is asked is still there after a reload."""
    lang = look.mood.locale
    number = StepInput(type="text", label=NUMBER[lang], placeholder="GS-10234", longest=20)
    shop.says(WHICH[lang], step(1, lang, number))
    field = widget.log.get_by_label(NUMBER[lang])
    field.fill("12")
    field.press("Enter")
    shop.hears("12")
    shop.says(WHICH[lang], step(1, lang, number, WRONG[lang]))
    expect(widget.log.get_by_text(WRONG[lang])).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    look.at("step-wrong")
    field.fill("GS-10234")
    field.press("Enter")
    shop.hears("GS-10234")
    shop.says(SENT[lang], step(2, lang, StepInput(type="code", label=CODE[lang], longest=6)))
    widget.log.get_by_label(CODE[lang]).wait_for()
    widget.page.reload()
    widget.open_again()
    code = widget.log.get_by_label(CODE[lang])
    expect(code).to_be_in_viewport()
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    expect(widget.log.get_by_text(STEP[lang].format(2))).to_be_visible()
    look.at("step-again")
    button(widget, BACK, lang).click()
    shop.hears(BACK[lang], choice="flow:back")


def test_who_goes_by_keys_chooses_and_answers_without_losing_the_focus(settings: Settings, people: People) -> None:
    with shop_with_a_bot(settings) as shop:
        page = people.come().new_page()
        page.goto(shop.address)
        widget = Widget(page)
        widget.open()
        widget.say(ASK["en"])
        shop.takes_it()
        shop.says(UNSURE["en"], Question(choices=(Choice("a:1", TITLE["en"]), Choice("flow", FLOW["en"]))))
        button(widget, FLOW, "en").focus()
        page.keyboard.press("Enter")
        shop.hears(FLOW["en"], choice="flow")
        expect(widget.field).to_be_focused()
        shop.says(WHICH["en"], step(1, "en", StepInput(type="text", label=NUMBER["en"])))
        expect(widget.log.get_by_label(NUMBER["en"])).to_be_focused()
        page.keyboard.type("GS-10234")
        page.keyboard.press("Enter")
        shop.hears("GS-10234")
        assert people.errors == []


def test_the_face_goes_where_the_visitor_wants_none_and_stays_away(settings: Settings, people: People) -> None:
    with shop_with_a_bot(settings) as shop:
        page = people.come().new_page()
        page.goto(shop.address)
        widget = Widget(page)
        widget.open()
        face = widget.frame.locator("svg.face")
        expect(face).to_have_count(1)
        widget.frame.get_by_role("button", name=MENU["en"]).click()
        widget.frame.get_by_role("button", name=FACE["en"]).click()
        expect(face).to_have_count(0)
        page.reload()
        widget.open()
        expect(widget.frame.get_by_role("button", name=TALK["en"])).to_be_visible()
        expect(face).to_have_count(0)

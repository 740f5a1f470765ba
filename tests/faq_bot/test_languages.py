"""In which language the bot answers."""

import pytest

from faq_bot.flows.records import FlowState
from faq_bot.languages import settle
from faq_bot.state import Heard, State

FLOW = FlowState(flow="order_status", definition="v1", run="r", at="order")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("do you accept returns?", "en"), ("how long is shipping to Hue", "en"), ("returns please", "vi"),
        ("S31001", "vi"), ("phí giao hàng bao nhiêu", "vi"), ("giao hang bao lau", "vi"),
    ],
)  # fmt: skip
def test_a_message_of_four_words_that_is_surely_in_another_language_is_answered_in_it(text: str, language: str) -> None:
    assert settle(Heard(text=text), State(), language="vi", locale="vi")[0] == language


def test_what_does_not_tell_is_answered_in_the_conversation_s_language() -> None:
    language, state = settle(Heard(text="do you accept returns?"), State(), language="vi", locale="vi")
    assert settle(Heard(text="vase"), state, language=language, locale="vi")[0] == "en"
    assert settle(Heard(text="còn phí giao hàng thì sao"), state, language=language, locale="vi")[0] == "vi"


def test_a_short_message_in_another_language_counts_when_it_is_the_second() -> None:
    language, state = settle(Heard(text="what about you"), State(), language="vi", locale="vi")
    assert (language, state.foreign) == ("vi", 1)
    assert settle(Heard(text="and do you"), state, language="vi", locale="vi")[0] == "en"


def test_an_answer_within_a_flow_does_not_change_its_language() -> None:
    address = Heard(text="12 Nguyen Trai street, please call before you come")
    assert settle(address, State(flow=FLOW), language="vi", locale="vi")[0] == "vi"


@pytest.mark.parametrize(
    "text", ["12 Tràng Thi, Hoàn Kiếm, Hà Nội", "Nguyễn Thị Lan", "giao giờ hành chính giúp em nhé"]
)
def test_no_answer_to_a_step_changes_the_language_however_often(text: str) -> None:
    language, state = "en", State(flow=FLOW)
    for _ in range(3):
        language, state = settle(Heard(text=text), state, language=language, locale="en")
    assert language == "en"


def test_a_question_within_a_flow_is_answered_in_its_language() -> None:
    asked = Heard(text="phí giao hàng ra Hà Nội là bao nhiêu?")
    assert settle(asked, State(flow=FLOW), language="en", locale="en")[0] == "vi"

"""What is typed in chats counts as what articles say."""

import pytest

from faq_bot.nlu.learning import learn
from faq_bot.nlu.records import Question, Training
from faq_bot.nlu.wording import in_common_words


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("Shop có freeship ko?", "shop co mien phi giao hang khong"),
        ("cho mình stk", "cho toi so tai khoan"),
        ("người giao hàng gọi", "buu ta goi"),
        ("đơn tới đâu rồi", "don toi dau roi"),
        ("gửi sang Úc, hay ở Cần Thơ", "gui nuoc ngoai hay o tinh thanh"),
        ("đồ mỹ nghệ đúc sẵn", "do my nghe duc san"),
        ("", ""),
    ],
)
def test_vietnamese_is_counted_in_common_words(typed: str, counted: str) -> None:
    assert in_common_words(typed, "vi") == counted


def test_other_languages_stay_as_they_are() -> None:
    assert in_common_words("can you ship it, k?", "en") == "can you ship it, k?"


def test_a_short_form_is_understood_where_only_the_long_one_was_learned() -> None:
    asked = {"pay": ("xin số tài khoản", "chuyển khoản thế nào"), "hours": ("mấy giờ mở cửa", "chủ nhật nghỉ không")}
    questions = tuple(Question(text, intent) for intent, texts in asked.items() for text in texts)
    model = learn(Training(locale="vi", questions=questions), None).model
    assert model.understand("ck vào stk nào").ranked[0].intent == "pay"
